/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device's cipher backend by itself, linked from the device's own sources,
 * against published vectors and OpenSSL.  Starts no QEMU.
 *
 * With CPGPU_WYCHEPROOF set to the folder testvectors_v1 of github.com/C2SP/
 * wycheproof its vectors for AES-CMAC are checked as well.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/error.h"
#include "qapi/qmp/qdict.h"
#include "qapi/qmp/qjson.h"
#include "qapi/qmp/qlist.h"
#include "hw/cpgpu/stream.h"
#include "cpgpu-fixture.h"
#include "cpgpu-model.h"
#include "cpgpu-vectors.h"
#include "cpgpu-vectors-kbkdf.h"

static size_t from_hex(const char *hex, uint8_t *out, size_t max)
{
    size_t len = strlen(hex) / 2;

    g_assert_cmpuint(len, <=, max);
    for (size_t i = 0; i < len; i++) {
        out[i] = g_ascii_xdigit_value(hex[2 * i]) << 4 |
                 g_ascii_xdigit_value(hex[2 * i + 1]);
    }
    return len;
}

FIXTURE_TEST_ALONE(test_cmac, "cmac/rfc4493")
{
    for (int i = 0; i < ARRAY_SIZE(cmac_vectors); i++) {
        uint8_t mac[16];

        cpgpu_cmac(nist_key, nist_plain, cmac_vectors[i].len, mac);
        g_assert_cmpmem(mac, 16, cmac_vectors[i].mac, 16);
        g_assert_true(cpgpu_cmac_good(nist_key, nist_plain,
                                      cmac_vectors[i].len, mac));
    }
    g_test_message("%zu vectors of RFC 4493", ARRAY_SIZE(cmac_vectors));
}

/* Changing any bit of the MAC, the data or the key is detected */
FIXTURE_TEST_ALONE(test_cmac_bits, "cmac/bits")
{
    uint8_t mac[16], data[64], key[16];

    for (int i = 0; i < ARRAY_SIZE(cmac_vectors); i++) {
        unsigned len = cmac_vectors[i].len;

        for (int bit = 0; bit < 128; bit++) {
            memcpy(mac, cmac_vectors[i].mac, 16);
            mac[bit / 8] ^= 1 << bit % 8;
            g_assert_false(cpgpu_cmac_good(nist_key, nist_plain, len, mac));
            memcpy(key, nist_key, 16);
            key[bit / 8] ^= 1 << bit % 8;
            g_assert_false(cpgpu_cmac_good(key, nist_plain, len,
                                           cmac_vectors[i].mac));
        }
        for (unsigned bit = 0; bit < 8 * len; bit++) {
            memcpy(data, nist_plain, 64);
            data[bit / 8] ^= 1 << bit % 8;
            g_assert_false(cpgpu_cmac_good(nist_key, data, len,
                                           cmac_vectors[i].mac));
        }
    }
}

FIXTURE_TEST_ALONE(test_cmac_openssl, "cmac/openssl")
{
    uint8_t key[16], data[300], mine[16], theirs[16];

    for (size_t len = 0; len <= sizeof(data); len++) {
        model_random(key, sizeof(key));
        model_random(data, sizeof(data));
        cpgpu_cmac(key, data, len, mine);
        model_cmac(key, data, len, theirs);
        g_assert_cmpmem(mine, 16, theirs, 16);
    }
}

static bool wycheproof_cmac(const QDict *test)
{
    bool valid = g_str_equal(qdict_get_str(test, "result"), "valid");
    uint8_t key[16], msg[256], tag[16];
    size_t len = from_hex(qdict_get_str(test, "msg"), msg, sizeof(msg));

    g_assert_cmpuint(from_hex(qdict_get_str(test, "key"), key, 16), ==, 16);
    g_assert_cmpuint(from_hex(qdict_get_str(test, "tag"), tag, 16), ==, 16);
    g_assert_cmpint(cpgpu_cmac_good(key, msg, len, tag), ==, valid);
    return valid;
}

static void wycheproof_group(const QDict *group, unsigned count[2])
{
    const QListEntry *test;

    if (qdict_get_int(group, "keySize") == 128) {
        QLIST_FOREACH_ENTRY(qdict_get_qlist(group, "tests"), test) {
            count[wycheproof_cmac(qobject_to(QDict, qlist_entry_obj(test)))]++;
        }
    }
}

FIXTURE_TEST_ALONE(test_cmac_wycheproof, "cmac/wycheproof")
{
    unsigned count[2] = { 0 };

    if (fixture_wycheproof("aes_cmac_test.json", wycheproof_group, count)) {
        g_assert_cmpuint(count[0], >, 0);
        g_assert_cmpuint(count[1], >, 0);
        g_test_message("%u valid and %u invalid vectors", count[1], count[0]);
    }
}

FIXTURE_TEST_ALONE(test_kbkdf, "kdf/cavp")
{
    unsigned blocks = 0;

    for (int i = 0; i < ARRAY_SIZE(kbkdf_vectors); i++) {
        const KbkdfVector *v = &kbkdf_vectors[i];
        uint8_t key[16], input[4 + 60], want[64], got[64];
        size_t len = 4 + from_hex(v->fixed, input + 4, 60);
        size_t out = from_hex(v->out, want, sizeof(want));

        g_assert_cmpuint(from_hex(v->key, key, 16), ==, 16);
        for (size_t at = 0; at < out; at += 16, blocks++) {
            stl_be_p(input, at / 16 + 1);
            cpgpu_cmac(key, input, len, got + at);
        }
        g_assert_cmpmem(got, out, want, out);
    }
    g_test_message("%zu vectors, %u blocks", ARRAY_SIZE(kbkdf_vectors), blocks);
}

FIXTURE_TEST_ALONE(test_surface_key, "kdf/openssl")
{
    uint8_t key[16], context[28], mine[CPGPU_KDF_SIZE], theirs[16];

    for (int i = 0; i < 200; i++) {
        uint64_t handle = i < 100 ? i : g_test_rand_int();
        uint32_t instance = g_test_rand_int();

        model_random(key, sizeof(key));
        model_random(context, 16);
        stq_be_p(context + 16, handle);
        stl_be_p(context + 24, instance);
        cpgpu_kdf(key, "cpgpu session", context, sizeof(context), mine);
        model_surface_key(key, context, handle, instance, theirs);
        g_assert_cmpmem(mine, 16, theirs, 16);
    }
}

FIXTURE_TEST_ALONE(test_ecb, "ecb/sp800-38a")
{
    for (int i = 0; i < 64; i += 16) {
        uint8_t out[16];

        cpgpu_unwrap_key(nist_key, nist_ecb + i, out);
        g_assert_cmpmem(out, 16, nist_plain + i, 16);
    }
}

static void backend_ctr(const uint8_t *raw, const uint8_t *iv, uint8_t *buf,
                     size_t len)
{
    CpgpuKey *key = cpgpu_key_new(raw);
    CpgpuStream stream = cpgpu_stream(key, CPGPU_USE_DATA, iv);

    g_assert_cmpuint(len % 16, ==, 0);
    cpgpu_stream_xor(buf, buf, len, &stream, NULL);
    cpgpu_stream_end();
    cpgpu_key_unref(key);
}

FIXTURE_TEST_ALONE(test_ctr_sp800_38a, "ctr/sp800-38a")
{
    uint64_t buf[8];

    memcpy(buf, nist_plain, sizeof(buf));
    backend_ctr(nist_key, nist_iv, (uint8_t *)buf, sizeof(buf));
    g_assert_cmpmem(buf, sizeof(buf), nist_cipher, sizeof(nist_cipher));
    backend_ctr(nist_key, nist_iv, (uint8_t *)buf, sizeof(buf));
    g_assert_cmpmem(buf, sizeof(buf), nist_plain, sizeof(nist_plain));
}

FIXTURE_TEST_ALONE(test_ctr_rfc3686, "ctr/rfc3686")
{
    for (int i = 0; i < ARRAY_SIZE(rfc3686_vectors); i++) {
        const struct Rfc3686Vector *v = &rfc3686_vectors[i];
        uint64_t buf[6] = { 0 };
        uint8_t key[16], counter[16], want[48];
        size_t len = from_hex(v->plain, (uint8_t *)buf, sizeof(buf));

        from_hex(v->key, key, 16);
        from_hex(v->counter, counter, 16);
        g_assert_cmpuint(from_hex(v->cipher, want, sizeof(want)), ==, len);
        backend_ctr(key, counter, (uint8_t *)buf, sizeof(buf));
        g_assert_cmpmem(buf, len, want, len);
    }
}

/* The model with the same vectors: other tests compare the device with it */
FIXTURE_TEST_ALONE(test_model, "model")
{
    uint8_t buf[64], block[16];

    memcpy(buf, nist_plain, sizeof(buf));
    model_ctr(nist_key, nist_iv, buf, sizeof(buf));
    g_assert_cmpmem(buf, sizeof(buf), nist_cipher, sizeof(nist_cipher));
    for (int i = 0; i < 64; i += 16) {
        model_ecb(nist_key, nist_plain + i, block);
        g_assert_cmpmem(block, 16, nist_ecb + i, 16);
        model_ecb_decrypt(nist_key, nist_ecb + i, block);
        g_assert_cmpmem(block, 16, nist_plain + i, 16);
    }
    for (int i = 0; i < ARRAY_SIZE(cmac_vectors); i++) {
        model_cmac(nist_key, nist_plain, cmac_vectors[i].len, block);
        g_assert_cmpmem(block, 16, cmac_vectors[i].mac, 16);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_true(cpgpu_stream_works());
    fixture_add_unit("room");
    return g_test_run();
}
