/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must be told: guest errors in the log, events in the trace.  What must
 * not: no key, random number or plaintext in logs, registers or guest memory.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-chan.h"
#include "cpgpu-model.h"

#define PAGE            CPGPU_PAGE_SIZE
#define MAX_SECRETS     16

typedef struct Secrets {
    const char *name[MAX_SECRETS];
    uint8_t bytes[MAX_SECRETS][16];
    unsigned count;
} Secrets;

static void add_secret(Secrets *s, const char *name, const uint8_t *bytes)
{
    g_assert_cmpuint(s->count, <, MAX_SECRETS);
    s->name[s->count] = name;
    memcpy(s->bytes[s->count++], bytes, 16);
}

/* The secrets of a session that a refresh has gone over, and its picture */
static void live(QCpgpu *g, Secrets *s, uint8_t key[16])
{
    static const uint8_t content[16] = "my content key.";
    static const uint8_t iv[16] = { 9 };
    uint8_t plain[2 * PAGE], cipher[PAGE], surface[16];
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd;

    memcpy(key, key_a, 16);
    add_secret(s, "session key", key);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, 2 * PAGE);
    for (int i = 0; i < 2 * PAGE; i += 4) {
        stl_le_p(plain + i, i * 2654435761u + 0x12345);
    }
    cpgpu_put_plain(g, 0, key, 0, plain, sizeof(plain));
    add_secret(s, "plaintext", plain);
    add_secret(s, "plaintext of page 1", plain + PAGE + 160);

    memcpy(cipher, plain, PAGE);
    ref_ctr(content, iv, cipher, PAGE);
    cpgpu_write(g, data, cipher, PAGE);
    cmd = cpgpu_cmd_decrypt(0, data, 0, PAGE, iv);
    cmd.flags = CPGPU_CMD_CONTENT_KEY;
    ref_ecb_encrypt(key, content, cmd.key);
    g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
    add_secret(s, "content key", content);

    util_surface_key(g, 0, key, surface);
    add_secret(s, "surface key", surface);
    cpgpu_sess_refresh(g, 0, key);
    add_secret(s, "refreshed session key", key);
    util_surface_key(g, 0, key, surface);
    add_secret(s, "refreshed surface key", surface);

    util_mode_on(g, 32, 64, 60000);
    util_plane(g, 0, 128);
    util_vblank(g);
    util_picture_free(util_screendump(g));
}

/*
 * An application talks to the device over channel 2, and somebody without the
 * key tries: what the MAC should have been is not for him to know
 */
static void talk(QCpgpu *g, Secrets *s)
{
    uint8_t mac[16];
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 2, 1);
    add_secret(s, "channel key", c.key);
    g_assert_cmpuint(chan_set_protection(&c, 1), ==, CPGPU_ST_OK);
    for (unsigned kind = CHAN_COMMANDS; kind < CHAN_KINDS; kind++) {
        chan_ask(&c, kind);
    }
    m = chan_msg(&c, CHAN_SET_PROTECTION);
    chan_sign(&c, &m);
    memcpy(mac, m.bytes, 16);
    memset(m.bytes, 0x33, 16);
    g_assert_cmpuint(chan_send(&c, &m), ==, CPGPU_ST_BAD_MAC);
    add_secret(s, "MAC of a forged command", mac);
}

/* Each way to do something wrong, once */
static void do_wrong(QCpgpu *g)
{
    struct cpgpu_cmd bad = { .opcode = 0x66 };

    cpgpu_writel(g, CPGPU_ID, 1);
    cpgpu_readl(g, 0x7c);
    cpgpu_sess_cmd(g, 9, CPGPU_SESS_CMD_DESTROY);
    chan_cmd(g, 9, CPGPU_CHAN_CMD_QUERY);
    cpgpu_clear_error(g);
    util_assert_stops(g, bad, CPGPU_ST_BAD_OPCODE);
    util_assert_fails(g, cpgpu_cmd_seal(0, 0, PAGE), CPGPU_ST_SEALED);
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_readl(g, CPGPU_RNG_DATA);
}

/* ------------------------------------------------------------------ logs -- */

static void assert_not_in_log(const char *log, const char *name,
                              const char *text)
{
    if (strstr(log, text)) {
        g_error("%s is in the log as %s", name, text);
    }
}

/* Any four bytes of it in a row, as hex or decimal, in either byte order */
static void assert_secret_not_in_log(const char *log, const char *name,
                                     const uint8_t *bytes)
{
    static const char *const formats[] = { "%08x", "%u", "%d" };

    for (int i = 0; i + 4 <= 16; i++) {
        const uint32_t words[] = { ldl_le_p(bytes + i), ldl_be_p(bytes + i) };

        for (int w = 0; w < 2; w++) {
            for (int f = 0; f < ARRAY_SIZE(formats); f++) {
                g_autofree char *text = g_strdup_printf(formats[f], words[w]);

                if (strlen(text) >= 8) {
                    assert_not_in_log(log, name, text);
                }
            }
        }
    }
    for (int i = 0; i + 8 <= 16; i++) {
        g_autofree char *spaced = g_strdup_printf("%02x %02x %02x %02x",
                                                  bytes[i], bytes[i + 1],
                                                  bytes[i + 2], bytes[i + 3]);

        assert_not_in_log(log, name, spaced);
    }
}

static void test_log(void)
{
    static const char *const events[] = {
        "cpgpu_job_start", "cpgpu_job_end", "cpgpu_irq", "cpgpu_error",
        "cpgpu_mmio_read", "cpgpu_mmio_write", "cpgpu_reset",
        "cpgpu_ring_ctrl", "cpgpu_ring_doorbell", "cpgpu_ring_stop",
        "cpgpu_rng_seeded", "cpgpu_rng_failed", "cpgpu_session_command",
        "cpgpu_session_state", "cpgpu_display", "cpgpu_flip", "cpgpu_scanout",
        "cpgpu_channel_command", "cpgpu_channel_state",
        "cpgpu_channel_protection",
    };
    static const char *const errors[] = {
        "cpgpu: register 0: status 9 at 0x0",
        "cpgpu: register 0: status 9 at 0x7c",
        "cpgpu: session 9: status 16 at 0x2",
        "cpgpu: channel 2: status 29 at 0x4",
        "cpgpu: channel 9: status 17 at 0x5",
        "cpgpu: ring 0: status 1 at",
        "cpgpu: ring 0: status 24 at",
        "cpgpu: register 0: status 25 at 0x1008",
    };
    g_autofree char *path = NULL, *args = NULL, *log = NULL;
    int fd = g_file_open_tmp("cpgpu-XXXXXX.log", &path, NULL);
    Secrets s = { 0 };
    uint8_t key[16], word[16];
    QCpgpu *g;

    close(fd);
    args = g_strdup_printf("-d guest_errors -D %s -trace 'cpgpu_*'", path);
    g = cpgpu_start_with("q35", "vram=4M", args);
    cpgpu_ring_on(g, 4);
    live(g, &s, key);
    talk(g, &s);
    for (int i = 0; i < 4; i++) {
        stl_le_p(word + 4 * i, cpgpu_readl(g, CPGPU_RNG_DATA));
    }
    add_secret(&s, "random words", word);
    g_assert_cmpuint(cpgpu_run(g, cpgpu_cmd_refresh_start(0)), ==, 0);
    add_secret(&s, "R", g->last.data);
    do_wrong(g);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    cpgpu_stop(g);

    g_assert_true(g_file_get_contents(path, &log, NULL, NULL));
    unlink(path);
    for (int i = 0; i < ARRAY_SIZE(events); i++) {
        g_test_message("%s", events[i]);
        g_assert_nonnull(strstr(log, events[i]));
    }
    for (int i = 0; i < ARRAY_SIZE(errors); i++) {
        g_test_message("%s", errors[i]);
        g_assert_nonnull(strstr(log, errors[i]));
    }
    for (unsigned i = 0; i < s.count; i++) {
        g_test_message("no %s", s.name[i]);
        assert_secret_not_in_log(log, s.name[i], s.bytes[i]);
    }
}

/* Quiet unless asked: a guest must not be able to fill the host's disk */
static void test_quiet(void)
{
    g_autofree char *path = NULL, *args = NULL, *log = NULL;
    int fd = g_file_open_tmp("cpgpu-XXXXXX.log", &path, NULL);
    size_t size = 1;
    QCpgpu *g;
    Chan c;

    close(fd);
    args = g_strdup_printf("-D %s", path);
    g = cpgpu_start_with("q35", "vram=4M", args);
    cpgpu_ring_on(g, 4);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    chan_create(&c, g, 0, 1);
    chan_key(&c, key_c);
    do_wrong(g);
    cpgpu_stop(g);
    g_assert_true(g_file_get_contents(path, &log, &size, NULL));
    unlink(path);
    g_assert_cmpuint(size, ==, 0);
}

/* ------------------------------------------------- what the guest can read */

/* Half a secret is too much, whichever half of it */
static void assert_not_in(const Secrets *s, const uint8_t *mem, size_t len,
                          const char *where)
{
    g_autofree bool *starts = g_new0(bool, 65536);

    for (unsigned i = 0; i < s->count; i++) {
        for (int part = 0; part <= 8; part++) {
            starts[lduw_le_p(s->bytes[i] + part)] = true;
        }
    }
    for (size_t at = 0; at + 8 <= len; at++) {
        if (!starts[lduw_le_p(mem + at)]) {
            continue;
        }
        for (unsigned i = 0; i < s->count; i++) {
            if (memmem(s->bytes[i], 16, mem + at, 8)) {
                g_error("%s can be read in %s", s->name[i], where);
            }
        }
    }
}

static void test_guest_view(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    g_autofree uint8_t *mmio = g_malloc(g->mmio_size);
    g_autofree uint8_t *ram = g_malloc(2 * MiB);
    g_autofree uint8_t *vram = g_malloc(g->vram_size);
    static const uint32_t steps[] = {
        0, CPGPU_SESS_CMD_REFRESH_START, CPGPU_SESS_CMD_DESTROY,
    };
    Secrets s = { 0 };
    uint8_t key[16], r[16];

    live(g, &s, key);
    talk(g, &s);
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        if (steps[i]) {
            g_assert_cmpuint(cpgpu_sess_cmd(g, 0, steps[i]), ==, 0);
        }
        if (steps[i] == CPGPU_SESS_CMD_DESTROY) {
            cpgpu_qom_set(g, "teardown", "keys");
        }
        if (steps[i] == CPGPU_SESS_CMD_REFRESH_START) {
            /* R itself is for the guest, what it makes of the key is not */
            cpgpu_sess_random(g, 0, r);
            ref_xor(key, key, r, 16);
            add_secret(&s, "next session key", key);
        }
        qpci_memread(&g->dev, g->mmio, 0, mmio, g->mmio_size);
        assert_not_in(&s, mmio, g->mmio_size, "the registers");
        cpgpu_vram_read(g, 0, vram, g->vram_size);
        assert_not_in(&s, vram, g->vram_size, "video memory");
        cpgpu_read(g, MiB, ram, 2 * MiB);
        assert_not_in(&s, ram, 2 * MiB, "guest memory");
    }
    cpgpu_stop(g);
}

/* A read that fails gives nothing away, least of all what was read before */
static void test_failed_read_back(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, PAGE);
    uint8_t plain[PAGE], got[PAGE];
    struct cpgpu_sg sg[2] = { { data, 64 }, { g->vram.addr, 64 } };
    struct cpgpu_cmd cmd;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, 0, PAGE);
    util_pattern(plain, PAGE, 4);
    cpgpu_put_plain(g, 0, key_a, 0, plain, PAGE);
    qtest_memset(g->qts, data, 0, PAGE);

    util_assert_fails(g, cpgpu_cmd_encrypt(1, 0, data, PAGE),
                      CPGPU_ST_NOT_OWNER);
    cmd = cpgpu_cmd_encrypt(0, 0, cpgpu_sg(g, sg, 2), 128);
    cmd.sg_count = 2;
    util_assert_stops(g, cmd, CPGPU_ST_BAD_ADDRESS);
    cpgpu_read(g, data, got, PAGE);
    g_assert_true(util_is_zero(got, PAGE));
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/secrets/log", test_log);
    qtest_add_func("/cpgpu/secrets/quiet", test_quiet);
    qtest_add_func("/cpgpu/secrets/guest-view", test_guest_view);
    qtest_add_func("/cpgpu/secrets/failed-read-back", test_failed_read_back);
    return g_test_run();
}
