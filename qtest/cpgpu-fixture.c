/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What most test programs of the cpgpu need, see cpgpu-fixture.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/error.h"
#include "qapi/qmp/qjson.h"
#include "qapi/qmp/qlist.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include "cpgpu-fixture.h"

static void run_with_device(gconstpointer data)
{
    const FixtureTest *t = data;
    g_autoptr(QCpgpu) g = NULL;

    if (t->sealed) {
        g = util_start_sealed(t->opts, t->sealed);
    } else if (t->bare) {
        g = cpgpu_start_with("q35", t->opts ?: "vram=4M", NULL);
    } else {
        g = (t->rings ? util_start_rings : cpgpu_start)(t->opts);
    }
    if (t->prepare) {
        t->prepare(g);
    }
    t->run(g);
}

static const FixtureTest *tests[64];
static unsigned count;

void fixture_register(const FixtureTest *test)
{
    g_assert_cmpuint(count, <, ARRAY_SIZE(tests));
    tests[count++] = test;
}

void fixture_add(const char *program)
{
    for (unsigned i = 0; i < count; i++) {
        const FixtureTest *t = tests[i];
        g_autofree char *path = g_strdup_printf("/cpgpu/%s/%s", program,
                                                t->name);

        if (t->run) {
            qtest_add_data_func(path, t, run_with_device);
        } else if (t->with) {
            qtest_add_data_func(path, t->data, t->with);
        } else {
            qtest_add_func(path, t->alone);
        }
    }
}

void fixture_add_unit(const char *program)
{
    for (unsigned i = 0; i < count; i++) {
        g_autofree char *path = g_strdup_printf("/cpgpu/%s/%s", program,
                                                tests[i]->name);

        g_test_add_func(path, tests[i]->alone);
    }
}

QCpgpu *fixture_start_logged(const char *args, char **path)
{
    g_autofree char *all = NULL;
    int fd = g_file_open_tmp("cpgpu-XXXXXX.log", path, NULL);
    QCpgpu *g;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    all = g_strdup_printf("-D %s %s", *path, args);
    g = cpgpu_start_with("q35", "vram=4M", all);
    cpgpu_ring_on(g, 6);
    return g;
}

char *fixture_stop_logged(QCpgpu *g, const char *path)
{
    char *log;

    cpgpu_stop(g);
    g_assert_true(g_file_get_contents(path, &log, NULL, NULL));
    unlink(path);
    return log;
}

void fixture_assert_logged(const char *log, const char *const *lines,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_test_message("%s", lines[i]);
        g_assert_nonnull(strstr(log, lines[i]));
    }
}

void fixture_show(QCpgpu *g, unsigned width, unsigned height, uint64_t vram,
                  uint32_t pitch)
{
    util_mode_on(g, width, height, 60000);
    util_plane(g, vram, pitch);
    util_vblank(g);
}

void fixture_assert_shown(QCpgpu *g, unsigned width, unsigned height,
                          const uint8_t *bytes, uint32_t pitch)
{
    g_autoptr(Picture) p = util_screendump(g);

    util_assert_picture(p, width, height, bytes, pitch);
}

void fixture_rsa_wrap(EVP_PKEY *key, const char *md, const char *mgf,
                      const char *label, const void *msg, size_t len,
                      uint8_t blob[CPGPU_BLOB_SIZE])
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    size_t out = CPGPU_BLOB_SIZE;

    g_assert(EVP_PKEY_encrypt_init(ctx) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, md ? RSA_PKCS1_OAEP_PADDING
                                                  : RSA_PKCS1_PADDING) == 1);
    if (md) {
        g_assert(EVP_PKEY_CTX_set_rsa_oaep_md_name(ctx, md, NULL) == 1);
        g_assert(EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, mgf, NULL) == 1);
    }
    if (label) {
        char *copy = OPENSSL_strdup(label);

        g_assert(EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, copy,
                                                  strlen(copy)) == 1);
    }
    g_assert(EVP_PKEY_encrypt(ctx, blob, &out, msg, len) == 1);
    g_assert_cmpuint(out, ==, CPGPU_BLOB_SIZE);
    EVP_PKEY_CTX_free(ctx);
}

bool fixture_wycheproof(const char *file,
                        void (*check)(const QDict *group, unsigned count[2]),
                        unsigned count[2])
{
    const char *dir = g_getenv("CPGPU_WYCHEPROOF");
    g_autofree char *path = NULL, *text = NULL;
    const QListEntry *group;
    QObject *top;

    if (!dir) {
        g_test_skip("CPGPU_WYCHEPROOF does not say where the vectors are");
        return false;
    }
    path = g_build_filename(dir, file, NULL);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    top = qobject_from_json(text, &error_abort);
    QLIST_FOREACH_ENTRY(qdict_get_qlist(qobject_to(QDict, top), "testGroups"),
                        group) {
        check(qobject_to(QDict, qlist_entry_obj(group)), count);
    }
    qobject_unref(top);
    return true;
}

uint32_t fixture_exchange(QCpgpu *g, unsigned n, bool channel,
                          const uint8_t *blob)
{
    uint32_t status;
    Chan c;

    QEMU_BUILD_BUG_ON(CPGPU_SESS_CMD_KEY_EXCHANGE !=
                      CPGPU_CHAN_CMD_KEY_EXCHANGE);
    if (channel) {
        if (chan_reg(g, n, CPGPU_CHAN_STATE) != CPGPU_CHAN_FREE) {
            chan_cmd(g, n, CPGPU_CHAN_CMD_DESTROY);
        }
        chan_create(&c, g, n, 1);
        chan_put(g, n, blob, CPGPU_BLOB_SIZE);
        status = chan_cmd(g, n, CPGPU_CHAN_CMD_KEY_EXCHANGE);
        cpgpu_assert_chan_reg(g, n, CPGPU_CHAN_STATE,
                              status ? CPGPU_CHAN_CREATED : CPGPU_CHAN_KEYED);
    } else {
        if (cpgpu_sess_state(g, n) != CPGPU_SESS_FREE) {
            cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY);
        }
        chan_sess_create(g, n, 1);
        cpgpu_sess_blob(g, n, blob);
        status = cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_KEY_EXCHANGE);
        cpgpu_assert_sess_state(g, n, status ? CPGPU_SESS_CREATED
                                             : CPGPU_SESS_KEYED);
    }
    if (status) {
        cpgpu_assert_error(g, status, channel ? CPGPU_SRC_CHANNEL
                                              : CPGPU_SRC_SESSION, n,
                           CPGPU_SESS_CMD_KEY_EXCHANGE);
    }
    cpgpu_assert_no_error(g);
    return status;
}

void cpgpu_sess_begin(QCpgpu *g, unsigned n, uint32_t cmd)
{
    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_CMD), cmd);
}

uint32_t cpgpu_sess_refresh_start(QCpgpu *g, unsigned n)
{
    cpgpu_writel(g, cpgpu_sess(n, CPGPU_SESS_SIZE), CPGPU_KEY_SIZE);
    return cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_REFRESH_START);
}

void cpgpu_sess_wrap(QCpgpu *g, unsigned n, const uint8_t *key)
{
    uint8_t blob[CPGPU_BLOB_SIZE];

    cpgpu_wrap(g, key, CPGPU_KEY_SIZE, blob);
    cpgpu_sess_blob(g, n, blob);
}

struct cpgpu_cmd cpgpu_cmd_list(struct cpgpu_cmd cmd, uint32_t count)
{
    cmd.sg_count = count;
    return cmd;
}

struct cpgpu_cmd cpgpu_cmd_fence(struct cpgpu_cmd cmd, uint64_t value)
{
    cmd.flags |= CPGPU_CMD_FENCE;
    cmd.fence = value;
    return cmd;
}

struct cpgpu_cmd cpgpu_cmd_record(struct cpgpu_cmd cmd, uint64_t records,
                                  unsigned i)
{
    cmd.result = records + i * CPGPU_RESULT_SIZE;
    return cmd;
}

void cpgpu_kick_rings(QCpgpu *g, unsigned first, unsigned end)
{
    for (unsigned n = first; n < end; n++) {
        cpgpu_kick_n(g, n);
    }
}

void cpgpu_wait_rings(QCpgpu *g, unsigned first, unsigned end)
{
    for (unsigned n = first; n < end; n++) {
        cpgpu_ring_wait_n(g, n);
    }
}

struct cpgpu_result cpgpu_record(QCpgpu *g, uint64_t records, unsigned i)
{
    struct cpgpu_result res;

    cpgpu_read(g, records + i * sizeof(res), &res, sizeof(res));
    res.status = le32_to_cpu(res.status);
    return res;
}

void cpgpu_assert_vram(QCpgpu *g, uint64_t offset, const void *bytes,
                       size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    cpgpu_vram_read(g, offset, got, len);
    g_assert_cmpmem(got, len, bytes, len);
}

void cpgpu_assert_ram(QCpgpu *g, uint64_t addr, const void *bytes, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    cpgpu_read(g, addr, got, len);
    g_assert_cmpmem(got, len, bytes, len);
}

void cpgpu_assert_cipher(QCpgpu *g, uint64_t addr, const uint8_t *key,
                         const uint8_t *iv, const void *plain, size_t len)
{
    g_autofree uint8_t *got = g_malloc(len);

    cpgpu_read(g, addr, got, len);
    ref_ctr(key, iv, got, len);
    g_assert_cmpmem(got, len, plain, len);
}

void cpgpu_assert_salt(QCpgpu *g, const uint8_t want[16])
{
    uint8_t salt[16];

    util_salt(g, salt);
    g_assert_cmpmem(salt, 16, want, 16);
}
