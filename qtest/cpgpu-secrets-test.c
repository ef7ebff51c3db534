/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest errors must be in the log and events in the trace, but no key, random
 * number or plaintext may be in logs, registers or guest memory.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"
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

/* A session with a refresh and a picture; its secrets are added to @s */
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
    cpgpu_run_ok(g, cpgpu_cmd_content_key(cmd, key, content));
    add_secret(s, "content key", content);

    util_surface_key(g, 0, key, surface);
    add_secret(s, "surface key", surface);
    cpgpu_sess_refresh(g, 0, key);
    add_secret(s, "refreshed session key", key);
    util_surface_key(g, 0, key, surface);
    add_secret(s, "refreshed surface key", surface);

    fixture_show(g, 32, 64, 0, 128);
    util_picture_free(util_screendump(g));
}

/*
 * An application uses channel 2, and somebody without the key sends a command,
 * whose right MAC must stay secret.
 */
static void talk(QCpgpu *g, Secrets *s)
{
    uint8_t mac[16];
    ChanMsg m;
    Chan c;

    chan_open(&c, g, 2, 1);
    add_secret(s, "channel key", c.key);
    cpgpu_assert_ok(chan_set_protection(&c, 1));
    for (unsigned kind = CHAN_COMMANDS; kind < CHAN_KINDS; kind++) {
        chan_ask(&c, kind);
    }
    m = chan_msg(&c, CHAN_SET_PROTECTION);
    chan_sign(&c, &m);
    memcpy(mac, m.bytes, 16);
    memset(m.bytes, 0x33, 16);
    cpgpu_assert_st(chan_send(&c, &m), BAD_MAC);
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
    cpgpu_run_stops(g, bad, BAD_OPCODE);
    cpgpu_run_fails(g, cpgpu_cmd_seal(0, 0, PAGE), SEALED);
    cpgpu_qom_set(g, "rng-fault", "stuck");
    cpgpu_readl(g, CPGPU_RNG_DATA);
}

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

FIXTURE_TEST_ALONE(test_log, "log")
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
    g_autofree char *path = NULL, *log = NULL;
    QCpgpu *g = fixture_start_logged("-d guest_errors -trace 'cpgpu_*'", &path);
    Secrets s = { 0 };
    uint8_t key[16], word[16];

    live(g, &s, key);
    talk(g, &s);
    for (int i = 0; i < 4; i++) {
        stl_le_p(word + 4 * i, cpgpu_readl(g, CPGPU_RNG_DATA));
    }
    add_secret(&s, "random words", word);
    cpgpu_run_ok(g, cpgpu_cmd_refresh_start(0));
    add_secret(&s, "R", g->last.data);
    do_wrong(g);
    cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
    log = fixture_stop_logged(g, path);
    fixture_assert_logged(log, events, ARRAY_SIZE(events));
    fixture_assert_logged(log, errors, ARRAY_SIZE(errors));
    for (unsigned i = 0; i < s.count; i++) {
        g_test_message("no %s", s.name[i]);
        assert_secret_not_in_log(log, s.name[i], s.bytes[i]);
    }
}

/* Nothing is logged by default, so that a guest cannot fill the host's disk */
FIXTURE_TEST_ALONE(test_quiet, "quiet")
{
    g_autofree char *path = NULL, *log = NULL;
    QCpgpu *g = fixture_start_logged("", &path);
    Chan c;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, PAGE);
    chan_create(&c, g, 0, 1);
    chan_key(&c, key_c);
    do_wrong(g);
    log = fixture_stop_logged(g, path);
    g_assert_cmpstr(log, ==, "");
}

/* Not even 8 bytes in a row of a secret may be there */
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

FIXTURE_TEST(test_guest_view, "guest-view")
{
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
            cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, steps[i]));
        }
        if (steps[i] == CPGPU_SESS_CMD_DESTROY) {
            cpgpu_qom_set(g, "teardown", "keys");
        }
        if (steps[i] == CPGPU_SESS_CMD_REFRESH_START) {
            /* the guest may know R, but not the key that it leads to */
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
}

/*
 * A read-back that fails writes nothing, not even the pieces before the fault
 */
FIXTURE_TEST(test_failed_read_back, "failed-read-back")
{
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

    cpgpu_run_fails(g, cpgpu_cmd_encrypt(1, 0, data, PAGE), NOT_OWNER);
    cmd = cpgpu_cmd_encrypt(0, 0, cpgpu_sg(g, sg, 2), 128);
    cmd.sg_count = 2;
    cpgpu_run_stops(g, cmd, BAD_ADDRESS);
    cpgpu_read(g, data, got, PAGE);
    g_assert_true(util_is_zero(got, PAGE));
}

FIXTURE_MAIN(fixture_add, "secrets")
