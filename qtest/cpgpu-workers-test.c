/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The number of workers does not change any result, and without workers all
 * commands are done when the write to the doorbell returns
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE            CPGPU_PAGE_SIZE
#define VRAM            (4 * CPGPU_MIB)
#define DATA            (2 * CPGPU_MIB)
#define SEQUENCE        600

static const struct cpgpu_cmd nop;

typedef struct Run {
    QCpgpu *g;
    GRand *rand;
    uint64_t data, map, records, iv;
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
        *cmd = cpgpu_cmd_pattern(*cmd, g_rand_int_range(r->rand, 0, 100),
                                 g_rand_int_range(r->rand, 0, 500),
                                 g_rand_int_range(r->rand, 1, 500));
        break;
    case 1:
        *cmd = cpgpu_cmd_map(*cmd, r->map, 2);
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
        return cpgpu_cmd_fill(session, g_rand_int(r->rand), vram, len);
    case 2:
        /* from one half of the memory to the other */
        vram = MIN(vram, VRAM / 2 - len);
        return cpgpu_cmd_copy(session, VRAM - len - vram / 3 / 16 * 16, vram,
                              len);
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
        return cpgpu_cmd_rng_fill(r->data, MIN(random_length(r),
                                               CPGPU_RNG_FILL_MAX));
    case 5:
        return cpgpu_cmd_read_back_key(session);
    default:
        return random_blt(r, session);
    }
}

/*
 * Run a long sequence of commands; returns all that a guest can see of it: the
 * video memory, the data in guest memory, and the records
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

        util_put(r.g, 0, cpgpu_cmd_record(cmd, r.records, i));
        if (cmd.map || i % 50 == 49) {
            cpgpu_drain(r.g);
        }
    }
    cpgpu_drain(r.g);
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

FIXTURE_TEST_ALONE(test_same_result, "same-result")
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

static void assert_idle_now(QCpgpu *g, unsigned ring)
{
    cpgpu_assert_ring_reg(g, ring, CPGPU_RING_STATUS, CPGPU_RING_STATUS_ON);
    cpgpu_assert_ring_reg(g, ring, CPGPU_RING_HEAD, g->rings[ring].tail);
}

static void assert_nothing_to_hold(QCpgpu *g)
{
    QDict *rsp = qtest_qmp(g->qts, "{'execute': 'qom-set', 'arguments': "
                           "{'path': %s, 'property': 'hold-workers', "
                           "'value': true}}", CPGPU_QOM_PATH);

    g_assert_true(qdict_haskey(rsp, "error"));
    qobject_unref(rsp);
}

/* Commands are done when the write to the doorbell returns */
FIXTURE_TEST(test_inline, "inline", "workers=0", .rings = true)
{
    uint64_t data = cpgpu_alloc(g, 2 * MiB);

    assert_nothing_to_hold(g);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_writel(g, cpgpu_ring(CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    cpgpu_ring_on(g, CPGPU_RING_SIZE_MAX);
    util_submit(g, 0, cpgpu_cmd_seal(0, 0, 4 * MiB));
    assert_idle_now(g, 0);
    for (int i = 0; i < 20; i++) {
        util_put(g, 0, cpgpu_cmd_decrypt_any(0, data, MiB, 2 * MiB));
    }
    cpgpu_kick(g);
    assert_idle_now(g, 0);
    for (int i = 0; i < 4000; i++) {
        cpgpu_put(g, &nop);
    }
    cpgpu_kick(g);
    assert_idle_now(g, 0);
    cpgpu_assert_reg(g, CPGPU_STATUS, 0);
    util_put(g, 0, cpgpu_cmd_refresh_start(0));
    util_submit(g, 0, cpgpu_cmd_refresh_finish(0));
    assert_idle_now(g, 0);
    cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_REFRESHES, 1);
    cpgpu_assert_no_error(g);
}

/* And the rings that waited for it continue in there, too */
FIXTURE_TEST(test_inline_wait, "inline-wait", "workers=0", .rings = true)
{
    for (uint64_t i = 1; i < 4; i++) {
        for (unsigned n = 0; n < 3; n++) {
            util_submit(g, n, cpgpu_cmd_fence(cpgpu_cmd_wait(n + 1, i), i));
            g_assert(util_ring_status(g, n) & CPGPU_RING_STATUS_WAITING);
        }
        util_submit(g, 3, util_fence(i));
        for (unsigned n = 0; n < 4; n++) {
            assert_idle_now(g, n);
            cpgpu_assert_fence(g, n, i);
        }
    }
}

/* Session commands as well, key exchange with its RSA included */
FIXTURE_TEST(test_inline_session, "inline-session", "workers=0", .rings = true)
{
    static const struct {
        uint32_t cmd, state;
    } steps[] = {
        { CPGPU_SESS_CMD_CREATE, CPGPU_SESS_CREATED },
        { CPGPU_SESS_CMD_KEY_EXCHANGE, CPGPU_SESS_KEYED },
        { CPGPU_SESS_CMD_REFRESH_START, CPGPU_SESS_REFRESH },
        { CPGPU_SESS_CMD_REFRESH_FINISH, CPGPU_SESS_KEYED },
        { CPGPU_SESS_CMD_DESTROY, CPGPU_SESS_FREE },
    };

    cpgpu_sess_wrap(g, 0, key_a);
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        if (steps[i].cmd == CPGPU_SESS_CMD_REFRESH_START) {
            cpgpu_run_ok(g, cpgpu_cmd_seal(0, 0, 4 * MiB));
            cpgpu_writel(g, cpgpu_sess(0, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
        }
        cpgpu_sess_begin(g, 0, steps[i].cmd);
        cpgpu_assert_sess_state(g, 0, steps[i].state);
        cpgpu_assert_sess_reg(g, 0, CPGPU_SESS_STATUS, CPGPU_ST_OK);
    }
    util_assert_vram_zero(g, 0, 4 * MiB);
}

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

/*
 * As many threads as were requested, and with workers=0 none at all; all of
 * them end when the device is unplugged, whether or not they have ever worked
 */
FIXTURE_TEST_ALONE(test_threads, "threads")
{
    static const unsigned counts[] = { 0, 1, 5, 16 };
    g_autoptr(QCpgpu) g = cpgpu_start_with("pc", "workers=0", NULL);
    unsigned without = count_threads();

    for (int i = 0; i < 2 * ARRAY_SIZE(counts); i++) {
        unsigned workers = counts[i / 2];

        qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
        /* those that are to end do so a little later */
        fixture_wait_until(count_threads() == without);
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
FIXTURE_TEST(test_idle, "idle", "workers=4", .sealed = VRAM)
{
    uint64_t spent[2];

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
}

FIXTURE_MAIN(fixture_add, "workers")
