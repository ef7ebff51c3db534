/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many workers there are makes no difference to what comes out, and with
 * none of them everything is done when the doorbell returns
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE            CPGPU_PAGE_SIZE
#define VRAM            (4 * CPGPU_MIB)
#define DATA            (2 * CPGPU_MIB)
#define SEQUENCE        600

static const struct cpgpu_cmd nop;

/* ------------------------------------------------------ the same every time */

typedef struct Run {
    QCpgpu *g;
    GRand *rand;
    uint64_t data, map, records;
    uint64_t iv;
    uint64_t hole;              /* the page unsealed last */
} Run;

static size_t random_length(Run *r)
{
    static const size_t most[] = { 64, 4096, 65536, 98304, MiB };

    return 16 * g_rand_int_range(r->rand, 1,
                                 most[g_rand_int_range(r->rand, 0, 5)] / 16);
}

static void random_partial(Run *r, struct cpgpu_cmd *cmd)
{
    switch (g_rand_int_range(r->rand, 0, 5)) {
    case 0:
        cmd->flags |= CPGPU_CMD_PATTERN;
        cmd->pattern_first = g_rand_int_range(r->rand, 0, 100);
        cmd->pattern_skip = g_rand_int_range(r->rand, 0, 500);
        cmd->pattern_encrypt = g_rand_int_range(r->rand, 1, 500);
        break;
    case 1:
        cmd->flags |= CPGPU_CMD_SUBSAMPLES;
        cmd->map = r->map;
        cmd->map_count = 2;
        /* written before each command runs: each has a doorbell of its own */
        qtest_writel(r->g->qts, r->map, 5);
        qtest_writel(r->g->qts, r->map + 4, cmd->length / 2);
        qtest_writel(r->g->qts, r->map + 8, 7);
        qtest_writel(r->g->qts, r->map + 12,
                     cmd->length - cmd->length / 2 - 12);
        break;
    case 2:
        cmd->flags |= CPGPU_CMD_CONTENT_KEY;
        cmd->key[3] = g_rand_int_range(r->rand, 0, 3);
        break;
    }
}

static struct cpgpu_cmd random_blt(Run *r, unsigned session)
{
    size_t len = random_length(r);
    uint64_t vram = 16 * g_rand_int_range(r->rand, 0, (VRAM - len) / 16 + 1);
    uint64_t data = r->data + 16 * g_rand_int_range(r->rand, 0,
                                                    (DATA - len) / 16 + 1);
    struct cpgpu_cmd cmd;
    uint8_t iv[16] = { 0 };

    switch (g_rand_int_range(r->rand, 0, 4)) {
    case 0:
        return cpgpu_cmd_encrypt(session, vram, data, len);
    case 1:
        return (struct cpgpu_cmd) {
            .opcode = CPGPU_OP_FILL, .session = session, .vram = vram,
            .length = len, .fill = g_rand_int(r->rand),
        };
    case 2:
        /* from one half of the memory to the other */
        vram = MIN(vram, VRAM / 2 - len);
        return (struct cpgpu_cmd) {
            .opcode = CPGPU_OP_COPY, .session = session, .length = len,
            .vram = vram, .src = VRAM - len - vram / 3 / 16 * 16,
        };
    default:
        stq_be_p(iv, ++r->iv);
        cmd = cpgpu_cmd_decrypt(session, data, vram, MAX(len, 32), iv);
        cmd.vram = MIN(cmd.vram, VRAM - cmd.length);
        cmd.data = MIN(cmd.data, r->data + DATA - cmd.length);
        random_partial(r, &cmd);
        return cmd;
    }
}

static struct cpgpu_cmd random_command(Run *r)
{
    unsigned session = g_rand_int_range(r->rand, 0, 10) == 0;
    uint64_t page = g_rand_int_range(r->rand, 0, 900) * PAGE;

    switch (g_rand_int_range(r->rand, 0, 14)) {
    case 0:
        return cpgpu_cmd_seal(session, r->hole, PAGE);
    case 1:
        r->hole = page;
        return cpgpu_cmd_unseal(0, page, PAGE);
    case 2:
        return cpgpu_cmd_refresh_start(session);
    case 3:
        return cpgpu_cmd_refresh_finish(session);
    case 4:
        return (struct cpgpu_cmd) {
            .opcode = CPGPU_OP_RNG_FILL, .data = r->data,
            .length = MIN(random_length(r), CPGPU_RNG_FILL_MAX),
        };
    case 5:
        return (struct cpgpu_cmd) {
            .opcode = CPGPU_OP_READ_BACK_KEY, .session = session,
            .length = CPGPU_KEY_SIZE,
        };
    default:
        return random_blt(r, session);
    }
}

/*
 * A long sequence of commands, with what the device then shows of it: all of
 * the video memory, of the guest's data and of the records
 */
static uint8_t *run_sequence(const char *workers, uint32_t seed, size_t *size)
{
    g_autofree char *opts = g_strdup_printf("seed=same,workers=%s", workers);
    Run r = { .g = cpgpu_start(opts), .rand = g_rand_new_with_seed(seed) };
    size_t records = SEQUENCE * CPGPU_RESULT_SIZE;
    uint8_t *all = g_malloc(VRAM + DATA + records);
    unsigned failed = 0;

    r.data = cpgpu_alloc(r.g, DATA);
    r.map = cpgpu_alloc(r.g, 64);
    r.records = cpgpu_alloc(r.g, records);
    util_pattern(all, DATA, 1);
    cpgpu_write(r.g, r.data, all, DATA);
    cpgpu_sess_key(r.g, 0, key_a);
    cpgpu_sess_key(r.g, 1, key_b);
    cpgpu_seal(r.g, 0, 0, VRAM);
    for (int i = 0; i < SEQUENCE; i++) {
        struct cpgpu_cmd cmd = random_command(&r);

        cmd.result = r.records + i * CPGPU_RESULT_SIZE;
        cpgpu_put(r.g, &cmd);
        if (cmd.map || i % 50 == 49) {
            cpgpu_kick(r.g);
            cpgpu_ring_wait(r.g);
        }
    }
    cpgpu_kick(r.g);
    cpgpu_ring_wait(r.g);
    g_assert_false(cpgpu_ring_stopped(r.g));
    cpgpu_vram_read(r.g, 0, all, VRAM);
    cpgpu_read(r.g, r.data, all + VRAM, DATA);
    cpgpu_read(r.g, r.records, all + VRAM + DATA, records);
    for (int i = 0; i < SEQUENCE; i++) {
        failed += ldl_le_p(all + VRAM + DATA + i * CPGPU_RESULT_SIZE) != 0;
    }
    g_test_message("workers=%s: %u of %u commands failed", workers, failed,
                   SEQUENCE);
    g_assert_cmpuint(failed, <, SEQUENCE * 3 / 4);
    g_rand_free(r.rand);
    cpgpu_stop(r.g);
    *size = VRAM + DATA + records;
    return all;
}

static void test_same_result(void)
{
    static const char *const workers[] = { "0", "1", "4", "16" };
    uint32_t seed = g_test_rand_int();
    g_autofree uint8_t *want = NULL;
    size_t size;

    for (int i = 0; i < ARRAY_SIZE(workers); i++) {
        g_autofree uint8_t *got = run_sequence(workers[i], seed, &size);

        if (i) {
            g_assert_cmpmem(got, size, want, size);
        } else {
            want = g_steal_pointer(&got);
        }
    }
}

/* ------------------------------------------------------------ without any */

static void assert_idle_now(QCpgpu *g, unsigned ring)
{
    g_assert_cmphex(util_ring_status(g, ring), ==, CPGPU_RING_STATUS_ON);
    g_assert_cmpuint(cpgpu_ring_reg(g, ring, CPGPU_RING_HEAD), ==,
                     g->rings[ring].tail);
}

/* Done when the write to the doorbell is */
static void test_inline(void)
{
    QCpgpu *g = util_start_rings("workers=0");
    uint64_t data = cpgpu_alloc(g, 2 * MiB);
    struct cpgpu_cmd cmd;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    cpgpu_ring_on(g, CPGPU_RING_SIZE_MAX);
    util_submit(g, 0, cpgpu_cmd_seal(0, 0, 4 * MiB));
    assert_idle_now(g, 0);
    for (int i = 0; i < 20; i++) {
        cmd = cpgpu_cmd_decrypt_any(0, data, MiB, 2 * MiB);
        cpgpu_put(g, &cmd);
    }
    cpgpu_kick(g);
    assert_idle_now(g, 0);
    for (int i = 0; i < 4000; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_kick(g);
    assert_idle_now(g, 0);
    g_assert_cmphex(cpgpu_readl(g, CPGPU_STATUS), ==, 0);
    cmd = cpgpu_cmd_refresh_start(0);
    cpgpu_put(g, &cmd);
    util_submit(g, 0, cpgpu_cmd_refresh_finish(0));
    assert_idle_now(g, 0);
    g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_REFRESHES)),
                     ==, 1);
    cpgpu_assert_no_error(g);
    cpgpu_stop(g);
}

/* And the rings that waited for it go on in there, too */
static void test_inline_wait(void)
{
    QCpgpu *g = util_start_rings("workers=0");

    for (uint64_t i = 1; i < 4; i++) {
        for (unsigned n = 0; n < 3; n++) {
            struct cpgpu_cmd cmd = cpgpu_cmd_wait(n + 1, i);

            cmd.flags = CPGPU_CMD_FENCE;
            cmd.fence = i;
            util_submit(g, n, cmd);
            g_assert(util_ring_status(g, n) & CPGPU_RING_STATUS_WAITING);
        }
        util_submit(g, 3, util_fence(i));
        for (unsigned n = 0; n < 4; n++) {
            assert_idle_now(g, n);
            g_assert_cmpuint(cpgpu_ring_done(g, n), ==, i);
        }
    }
    cpgpu_stop(g);
}

/* Session commands as well, key exchange with its RSA included */
static void test_inline_session(void)
{
    QCpgpu *g = util_start_rings("workers=0");
    uint8_t blob[CPGPU_BLOB_SIZE];
    static const struct {
        uint32_t cmd, state;
    } steps[] = {
        { CPGPU_SESS_CMD_CREATE, CPGPU_SESS_CREATED },
        { CPGPU_SESS_CMD_KEY_EXCHANGE, CPGPU_SESS_KEYED },
        { CPGPU_SESS_CMD_REFRESH_START, CPGPU_SESS_REFRESH },
        { CPGPU_SESS_CMD_REFRESH_FINISH, CPGPU_SESS_KEYED },
        { CPGPU_SESS_CMD_DESTROY, CPGPU_SESS_FREE },
    };

    cpgpu_wrap(g, key_a, sizeof(key_a), blob);
    cpgpu_sess_blob(g, 0, blob);
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        if (steps[i].cmd == CPGPU_SESS_CMD_REFRESH_START) {
            g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_seal(0, 0, 4 * MiB)),
                             ==, CPGPU_ST_OK);
            cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
        }
        cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_CMD), steps[i].cmd);
        g_assert_cmphex(cpgpu_sess_state(g, 0), ==, steps[i].state);
        g_assert_cmpuint(cpgpu_readl(g, cpgpu_sess(0, CPGPU_SESS_STATUS)),
                         ==, CPGPU_ST_OK);
    }
    util_assert_vram_zero(g, 0, 4 * MiB);
    cpgpu_stop(g);
}

/* ---------------------------------------------------------------- threads */

/* How many threads QEMU has */
static unsigned count_threads(void)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task", util_pid());
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    unsigned n = 0;

    g_assert_nonnull(dir);
    while (g_dir_read_name(dir)) {
        n++;
    }
    return n;
}

/* Those that are to end do so a little later. */
static void wait_for_threads(unsigned count)
{
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    while (count_threads() != count) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(1000);
    }
}

/*
 * As many threads as were asked for, and with workers=0 none at all; all end
 * when the device leaves, whether they were ever at work or not
 */
static void test_threads(void)
{
    static const unsigned counts[] = { 0, 1, 5, 16 };
    QCpgpu *g = cpgpu_start_with("pc", "workers=0", NULL);
    unsigned without = count_threads();

    for (int i = 0; i < 2 * ARRAY_SIZE(counts); i++) {
        unsigned workers = counts[i / 2];

        qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
        wait_for_threads(without);
        qtest_qmp_device_add(g->qts, "cpgpu", "gpu0",
                             "{'addr': '4', 'vram': %u, 'workers': %u}",
                             VRAM, workers);
        g_assert_cmpuint(count_threads(), ==, without + workers);
        if (workers && i % 2) {
            cpgpu_enable(g);
            cpgpu_ring_on(g, 6);
            cpgpu_sess_key(g, 0, key_a);
            cpgpu_seal(g, 0, 0, VRAM);
            util_start_long_work(g);
        }
    }
    cpgpu_stop(g);
}

/* Clock ticks that all of QEMU's threads have run for */
static uint64_t ticks(void)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", util_pid());
    g_autofree char *stat = NULL;
    uint64_t user, system;

    g_assert_true(g_file_get_contents(path, &stat, NULL, NULL));
    /* fields 14 and 15, behind a name that may have blanks in it */
    g_assert_cmpint(sscanf(strrchr(stat, ')'), ") %*c %*d %*d %*d %*d %*d %*u "
                           "%*u %*u %*u %*u %" SCNu64 " %" SCNu64, &user,
                           &system), ==, 2);
    return user + system;
}

/* A device that has nothing to do takes no processor time. */
static void test_idle(void)
{
    QCpgpu *g = cpgpu_start("workers=4");
    uint64_t spent[2];

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, VRAM);
    for (int i = 0; i < 2; i++) {
        if (i) {
            util_start_long_work(g);
            cpgpu_ring_wait(g);
        }
        spent[i] = ticks();
        g_usleep(G_USEC_PER_SEC / 2);
        spent[i] = ticks() - spent[i];
    }
    g_test_message("%" PRIu64 " and %" PRIu64 " ticks of %ld in a second",
                   spent[0], spent[1], sysconf(_SC_CLK_TCK));
    /* a thread that never sleeps would take nearly all of half a second */
    g_assert_cmpuint(MAX(spent[0], spent[1]), <, sysconf(_SC_CLK_TCK) / 10);
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/workers/same-result", test_same_result);
    qtest_add_func("/cpgpu/workers/inline", test_inline);
    qtest_add_func("/cpgpu/workers/inline-wait", test_inline_wait);
    qtest_add_func("/cpgpu/workers/inline-session", test_inline_session);
    qtest_add_func("/cpgpu/workers/threads", test_threads);
    qtest_add_func("/cpgpu/workers/idle", test_idle);
    return g_test_run();
}
