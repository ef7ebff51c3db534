/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the device must forget is nowhere in QEMU's memory: keys, also in the
 * expanded forms that AES works with, random numbers, plaintext, and the text
 * of an identity file. What it still needs must be found, or the search would
 * prove nothing.
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qapi/qmp/qdict.h"
#include "libqos/pci-pc.h"
#include "cpgpu-fixture.h"
#include "cpgpu-model.h"
#include "cpgpu-search.h"
#include <nettle/aes.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define PAGE            CPGPU_PAGE_SIZE

enum {
    SESSION_KEY, SURFACE_KEY, READ_BACK_KEY, RANDOM, BLOB, CHANNEL_KEY,
    CHANNEL_BLOB, OTHER_KEY, OTHER_SURFACE_KEY,
    FORMER_KEY, FORMER_SURFACE_KEY, CONTENT_KEY,    /* not needed any more */
};

#define BIT_OF(secret)  (1u << (secret))
#define SESSION         (BIT_OF(SESSION_KEY) | BIT_OF(SURFACE_KEY) | \
                         BIT_OF(READ_BACK_KEY) | BIT_OF(RANDOM))
#define CHANNEL         BIT_OF(CHANNEL_KEY)
#define OTHER           (BIT_OF(OTHER_KEY) | BIT_OF(OTHER_SURFACE_KEY))
#define BLOBS           (BIT_OF(BLOB) | BIT_OF(CHANNEL_BLOB))
#define NOBODYS         (BIT_OF(FORMER_KEY) | BIT_OF(FORMER_SURFACE_KEY) | \
                         BIT_OF(CONTENT_KEY))
#define ALL             (SESSION | CHANNEL | OTHER | BLOBS)

static void add_surface_key(Search *s, unsigned secret, const char *name,
                            QCpgpu *g, unsigned slot, const uint8_t *key)
{
    uint8_t surface[16];

    util_surface_key(g, slot, key, surface);
    search_key(s, secret, name, surface);
}

/* What the session's registers hold of its key exchange data */
static void exchange(QCpgpu *g, unsigned n, Search *s, const uint8_t key[16])
{
    uint8_t blob[CPGPU_BLOB_SIZE];

    if (cpgpu_sess_state(g, n) == CPGPU_SESS_FREE) {
        chan_sess_create(g, n, 0);
    }
    cpgpu_wrap(g, key, CPGPU_KEY_SIZE, blob);
    cpgpu_sess_blob(g, n, blob);
    cpgpu_assert_ok(cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_KEY_EXCHANGE));
    if (s) {
        search_bytes(s, BLOB, "key exchange data", blob, sizeof(blob));
    }
}

static void open_channel(QCpgpu *g, Search *s)
{
    uint8_t blob[CPGPU_BLOB_SIZE];
    Chan c;

    chan_create(&c, g, 0, 0);
    model_random(c.key, sizeof(c.key));
    search_bytes(s, CHANNEL_KEY, "the channel's key", c.key, sizeof(c.key));
    cpgpu_wrap_for_channel(g, c.key, CPGPU_KEY_SIZE, blob);
    search_bytes(s, CHANNEL_BLOB, "the channel's key exchange data", blob,
                 sizeof(blob));
    chan_put(g, 0, blob, sizeof(blob));
    chan_assert_cmd(g, 0, CPGPU_CHAN_CMD_KEY_EXCHANGE, CPGPU_ST_OK);
    chan_init(&c, 1, 1);
}

static void start_refresh(QCpgpu *g, Search *s)
{
    uint8_t r[16];

    cpgpu_assert_ok(cpgpu_sess_refresh_start(g, 0));
    cpgpu_sess_random(g, 0, r);
    search_bytes(s, RANDOM, "R", r, sizeof(r));
}

static void use_content_key(QCpgpu *g, Search *s, const uint8_t key[16])
{
    /* enough for a worker, and less */
    static const uint32_t sizes[] = { MiB, PAGE };
    uint64_t data = cpgpu_alloc(g, MiB);
    uint8_t content[16];

    model_random(content, sizeof(content));
    search_key(s, CONTENT_KEY, "the content key", content);
    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        struct cpgpu_cmd cmd = cpgpu_cmd_decrypt_any(0, data, 0, sizes[i]);

        cpgpu_run_ok(g, cpgpu_cmd_content_key(cmd, key, content));
    }
    guest_free(g->alloc, data);
}

static void make_read_back_key(QCpgpu *g, Search *s, const uint8_t key[16])
{
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, 0, data, PAGE);
    uint8_t read_back[16];

    cpgpu_run_ok(g, cpgpu_cmd_read_back_key(0));
    model_ecb_decrypt(key, g->last.data, read_back);
    search_key(s, READ_BACK_KEY, "the read-back key", read_back);
    cmd.flags = CPGPU_CMD_READ_BACK_KEY;
    cpgpu_run_ok(g, cmd);
    guest_free(g->alloc, data);
}

/* Session 0 with all that it can have, session 1, and a channel */
static Search *live(QCpgpu *g)
{
    Search *s = search_new();
    uint8_t key[16], other[16];

    if (!util_ring_status(g, 0)) {
        cpgpu_ring_on(g, 6);
    }
    model_random(key, sizeof(key));
    model_random(other, sizeof(other));
    exchange(g, 0, s, key);
    cpgpu_seal(g, 0, 0, 2 * MiB);
    search_key(s, FORMER_KEY, "the former session key", key);
    add_surface_key(s, FORMER_SURFACE_KEY, "the former surface key", g, 0, key);
    cpgpu_sess_refresh(g, 0, key);
    search_key(s, SESSION_KEY, "the session key", key);
    add_surface_key(s, SURFACE_KEY, "the surface key", g, 0, key);
    exchange(g, 1, NULL, other);
    search_key(s, OTHER_KEY, "another session's key", other);
    add_surface_key(s, OTHER_SURFACE_KEY, "another session's surface key", g,
                    1, other);
    open_channel(g, s);
    make_read_back_key(g, s, key);
    use_content_key(g, s, key);
    start_refresh(g, s);
    search_assert(s, ALL, NOBODYS);
    return s;
}

/* A command to session 0 or to channel 0, an event that QOM makes, a reset */
typedef struct Event {
    const char *name;
    uint32_t gone;              /* the rest of ALL stays, blobs may */
    uint32_t session, channel;
    void (*lose)(QCpgpu *g, unsigned session);
    const char *teardown;
    void (*reset)(QCpgpu *g);
} Event;

static const Event events[] = {
    { "FINISH", SESSION & ~BIT_OF(READ_BACK_KEY),
      .session = CPGPU_SESS_CMD_REFRESH_FINISH },
    { "another KEY_EXCHANGE", SESSION | BIT_OF(BLOB),
      .session = CPGPU_SESS_CMD_KEY_EXCHANGE },
    { "lose-key", SESSION, .lose = cpgpu_lose_key },
    { "lose-content", SESSION, .lose = cpgpu_lose_content },
    { "DESTROY", SESSION | BIT_OF(BLOB), .session = CPGPU_SESS_CMD_DESTROY },
    { "DESTROY of the channel", CHANNEL, .channel = CPGPU_CHAN_CMD_DESTROY },
    { "teardown=keys", SESSION | OTHER | CHANNEL, .teardown = "keys" },
    { "teardown=content", SESSION | OTHER | CHANNEL, .teardown = "content" },
};

static void happen(QCpgpu *g, const Event *e)
{
    uint8_t key[16];

    if (e->session == CPGPU_SESS_CMD_KEY_EXCHANGE) {
        model_random(key, sizeof(key));
        exchange(g, 0, NULL, key);
    } else if (e->session) {
        cpgpu_assert_ok(cpgpu_sess_cmd(g, 0, e->session));
    } else if (e->channel) {
        cpgpu_assert_ok(chan_cmd(g, 0, e->channel));
    } else if (e->lose) {
        e->lose(g, 0);
    } else if (e->teardown) {
        cpgpu_qom_set(g, "teardown", e->teardown);
    } else {
        e->reset(g);
    }
}

static void check_event(QCpgpu *g, const Event *e)
{
    g_autoptr(Search) s = live(g);

    g_test_message("%s", e->name);
    happen(g, e);
    search_assert(s, ALL & ~e->gone & ~BLOBS, e->gone | NOBODYS);
    util_resets[UTIL_RESET_SOFT].reset(g);
}

static void test_keys(gconstpointer device_opts)
{
    g_autoptr(QCpgpu) g = cpgpu_start(device_opts);

    for (int i = 0; i < ARRAY_SIZE(events); i++) {
        check_event(g, &events[i]);
    }
    for (int i = 0; i < UTIL_RESETS; i++) {
        check_event(g, &(Event) { util_resets[i].name, ALL,
                                  .reset = util_resets[i].reset });
    }
}

static void test_unplug(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start_with("pc", "vram=4M", NULL);
    g_autoptr(Search) s = live(g);

    qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
    search_assert(s, 0, ALL | NOBODYS);
}

#define LUMA    MiB             /* surfaces; the source is at 0 */
#define TARGET  (2 * MiB)

/* The rows of the source have 1024 bytes. */
static struct cpgpu_cmd convert(uint32_t format, unsigned width, unsigned rows)
{
    struct cpgpu_cmd cmd = {
        .opcode = CPGPU_OP_CONVERT, .vram = TARGET, .src_pitch = 1024,
        .format = format,
        .src_chroma = format == CPGPU_FORMAT_NV12 ? LUMA : 0,
    };

    return cpgpu_cmd_rect(cmd, width * 4, rows, width * 4);
}

static void test_plaintext(void)
{
    enum { HIDDEN, SHOWN };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    g_autoptr(Search) s = search_new();
    uint64_t data = cpgpu_alloc(g, MiB);
    g_autofree uint8_t *plain = g_malloc(2 * MiB);
    const struct cpgpu_cmd cmds[] = {
        convert(CPGPU_FORMAT_NV12, 512, 256),       /* by workers */
        convert(CPGPU_FORMAT_NV12, 512, 32),        /* without */
        convert(CPGPU_FORMAT_YUYV, 512, 256),
        convert(CPGPU_FORMAT_YUYV, 512, 32),
        cpgpu_cmd_copy(0, 0, TARGET, MiB),
        cpgpu_cmd_copy(0, 0, TARGET + 16, MiB - 32),
        cpgpu_cmd_copy(0, 16, TARGET, PAGE),
        cpgpu_cmd_encrypt(0, 0, data, MiB),
        cpgpu_cmd_encrypt(0, 16, data, PAGE),
    };

    /* the same bytes in each row, and so wherever something is left of one */
    model_random(plain, 1024);
    search_bytes(s, HIDDEN, "plaintext", plain, 1024);
    for (size_t at = 1024; at < 2 * MiB; at += 1024) {
        memcpy(plain + at, plain, 1024);
    }
    cpgpu_put_plain(g, 0, key_a, 0, plain, 2 * MiB);
    cpgpu_put_plain(g, 0, key_a, PAGE - 48, plain + PAGE - 48, 32);
    search_assert(s, 0, BIT_OF(HIDDEN));
    for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
        g_test_message("command %d", i);
        cpgpu_run_ok(g, cmds[i]);
        search_assert(s, 0, BIT_OF(HIDDEN));
    }

    /* on the monitor it is to be seen */
    cpgpu_run_ok(g, cpgpu_cmd_fill(0, 0, TARGET, MiB));
    model_random(plain, 1024);
    search_bytes(s, SHOWN, "the picture", plain, 1024);
    cpgpu_put_plain(g, 0, key_a, TARGET, plain, 1024);
    search_assert(s, 0, BIT_OF(SHOWN));
    fixture_show(g, 256, 16, TARGET, 1024);
    util_picture_free(util_screendump(g));
    search_assert(s, BIT_OF(SHOWN), BIT_OF(HIDDEN));
}

enum { TEXT, DER, NUMBERS };

/* The secret numbers of a key, as they are in DER and as GMP keeps them */
static void add_numbers(Search *s, const char *pem)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    uint8_t buf[256];

    g_assert_nonnull(key);
    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        BIGNUM *number = NULL;
        int size = i ? sizeof(buf) / 2 : sizeof(buf);

        g_assert(EVP_PKEY_get_bn_param(key, names[i], &number) == 1);
        g_assert_cmpint(BN_bn2binpad(number, buf, size), ==, size);
        search_bytes(s, DER, "a DER number of the key", buf, size);
        g_assert_cmpint(BN_bn2lebinpad(number, buf, size), ==, size);
        search_bytes(s, NUMBERS, "a number of the key", buf, size);
        BN_clear_free(number);
    }
    EVP_PKEY_free(key);
    BIO_free(bio);
}

/* The text behind the modulus, which certificates show as well */
static void add_text(Search *s, const char *pem)
{
    const char *end = strstr(pem, "-----END ");
    size_t size = end - pem;

    search_bytes(s, TEXT, "text of the identity file", pem + size / 2,
                 size / 2);
}

static void unplug(QCpgpu *g)
{
    qpci_unplug_acpi_device_test(g->qts, "gpu0", CPGPU_SLOT);
}

static void assert_refused(QCpgpu *g, const char *path)
{
    QDict *rsp = qtest_qmp(g->qts, "{'execute': 'device_add', 'arguments': {"
                           "'driver': 'cpgpu', 'id': 'gpu0', 'addr': '4', "
                           "'identity': %s}}", path);

    g_assert_true(qdict_haskey(rsp, "error"));
    qobject_unref(rsp);
}

/* A device reads a file with its keys, decrypts with them, and leaves. */
static void test_identity(void)
{
    g_autofree char *dir = g_dir_make_tmp("cpgpu-XXXXXX", NULL);
    /* the third key is not in the second file, but its certificate is */
    g_autofree char *cmd = g_strdup_printf(
        "cd %s && for n in 1 2 3; do "
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=qtest "
        "-addext extendedKeyUsage=1.3.6.1.4.1.32473.1.$((n > 1 ? 2 : 1)) "
        "-keyout key$n -out cert$n 2>/dev/null || exit; done; "
        "cat key1 cert1 key2 cert2 >id.pem; cat key1 cert1 key2 cert3 >wrong",
        dir);
    g_autofree char *clean = g_strdup_printf("rm -r %s", dir);
    g_autofree char *id = g_build_filename(dir, "id.pem", NULL);
    g_autofree char *wrong = g_build_filename(dir, "wrong", NULL);
    g_autoptr(QCpgpu) g = cpgpu_start_with("pc", "vram=4M", NULL);
    g_autoptr(Search) s = search_new();

    g_assert_cmpint(system(cmd), ==, 0);
    for (int n = 1; n <= 2; n++) {
        g_autofree char *path = g_strdup_printf("%s/key%d", dir, n);
        g_autofree char *pem = NULL;

        g_assert_true(g_file_get_contents(path, &pem, NULL, NULL));
        add_text(s, pem);
        add_numbers(s, pem);
    }
    unplug(g);

    assert_refused(g, wrong);
    search_assert(s, 0, BIT_OF(TEXT) | BIT_OF(DER) | BIT_OF(NUMBERS));

    qtest_qmp_device_add(g->qts, "cpgpu", "gpu0", "{'addr': '4', "
                         "'vram': %u, 'identity': %s}", 4 * CPGPU_MIB, id);
    search_assert(s, BIT_OF(NUMBERS), BIT_OF(TEXT) | BIT_OF(DER));
    cpgpu_enable(g);
    cpgpu_sess_key(g, 0, key_a);
    unplug(g);
    search_assert(s, 0, BIT_OF(TEXT) | BIT_OF(DER) | BIT_OF(NUMBERS));
    g_assert_cmpint(system(clean), ==, 0);
}

/*
 * Sanitizers map terabytes of their own, and code that is compiled for them
 * keeps copies on the stack that the device cannot know of.
 */
#if defined(QEMU_SANITIZE_ADDRESS) || defined(QEMU_SANITIZE_THREAD)
#define SANITIZED true
#else
#define SANITIZED false
#endif

static void test_sanitized(void)
{
    g_test_skip("the memory of a QEMU with a sanitizer cannot be searched");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (SANITIZED) {
        qtest_add_func("/cpgpu/wipe/sanitized", test_sanitized);
        return g_test_run();
    }
    qtest_add_data_func("/cpgpu/wipe/keys", NULL, test_keys);
    qtest_add_data_func("/cpgpu/wipe/keys-no-workers", "workers=0", test_keys);
    qtest_add_func("/cpgpu/wipe/unplug", test_unplug);
    qtest_add_func("/cpgpu/wipe/plaintext", test_plaintext);
    qtest_add_func("/cpgpu/wipe/identity", test_identity);
    return g_test_run();
}
