/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device's RSA key and RSAES-OAEP with SHA-512, linked from the device's
 * own sources; OpenSSL makes keys, certificates and ciphertexts.  Starts no
 * QEMU.
 *
 * With CPGPU_WYCHEPROOF set to the folder testvectors_v1 of github.com/C2SP/
 * wycheproof its vectors are checked as well.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "crypto/init.h"
#include "qapi/error.h"
#include "qapi/qmp/qdict.h"
#include "qapi/qmp/qjson.h"
#include "qapi/qmp/qlist.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include "hw/cpgpu/identity.h"
#include "hw/cpgpu/oaep.h"
#include "cpgpu-fixture.h"
#include "cpgpu-model.h"

#define RSA_BYTES   256
#define HASH        64
#define DB          (RSA_BYTES - HASH - 1)
#define LONGEST     126         /* message for RSA-2048 and SHA-512 */
#define CHAIN_MAX   0x2000

typedef struct Id {
    EVP_PKEY *key;
    CpgpuIdentity *id;          /* the device's, of the same key */
} Id;

/* The last arc of its extended key usage says what the key is for. */
static X509 *self_signed(EVP_PKEY *key, CpgpuIdentityPurpose purpose)
{
    g_autofree char *oid = g_strdup_printf("1.3.6.1.4.1.32473.1.%u",
                                           purpose + 1);
    X509_EXTENSION *usage = X509V3_EXT_conf_nid(NULL, NULL, NID_ext_key_usage,
                                                oid);
    X509 *cert = X509_new();
    X509_NAME *name = X509_get_subject_name(cert);

    g_assert(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                        (const uint8_t *)"qtest", -1, -1,
                                        0) == 1);
    X509_set_issuer_name(cert, name);
    X509_gmtime_adj(X509_getm_notBefore(cert), 0);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    g_assert(X509_add_ext(cert, usage, -1) == 1);
    X509_EXTENSION_free(usage);
    g_assert(X509_sign(cert, key, EVP_sha256()) > 0);
    return cert;
}

static char *write_temp(const void *text, size_t len)
{
    char *path = NULL;
    int fd = g_file_open_tmp("cpgpu-XXXXXX.pem", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(qemu_write_full(fd, text, len), ==, len);
    close(fd);
    return path;
}

static CpgpuIdentity *load(const void *text, size_t len, Error **errp)
{
    g_autofree char *path = write_temp(text, len);
    CpgpuIdentity *id = cpgpu_identity_load(path, CHAIN_MAX, errp);

    unlink(path);
    return id;
}

/* PKCS #8 or PKCS #1, as OpenSSL writes them, and a certificate */
static void write_part(BIO *bio, EVP_PKEY *key, bool traditional,
                       CpgpuIdentityPurpose purpose)
{
    X509 *cert = self_signed(key, purpose);

    if (traditional) {
        g_assert(PEM_write_bio_PrivateKey_traditional(bio, key, NULL, NULL, 0,
                                                      NULL, NULL) == 1);
    } else {
        g_assert(PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL,
                                               NULL) == 1);
    }
    g_assert(PEM_write_bio_X509(bio, cert) == 1);
    X509_free(cert);
}

/* @key is for sessions; the one for channels is always the same. */
static Id new_id(EVP_PKEY *key, bool traditional)
{
    static EVP_PKEY *other;
    BIO *bio = BIO_new(BIO_s_mem());
    Id id = { .key = key };
    char *pem;
    size_t len;

    if (!other) {
        other = EVP_RSA_gen(2048);
    }
    write_part(bio, key, traditional, CPGPU_IDENTITY_SESSION);
    write_part(bio, other, false, CPGPU_IDENTITY_CHANNEL);
    len = BIO_get_mem_data(bio, &pem);
    id.id = load(pem, len, &error_abort);
    BIO_free(bio);
    return id;
}

static Id fresh_id(bool traditional)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);

    g_assert_nonnull(key);
    return new_id(key, traditional);
}

static void free_id(Id *id)
{
    cpgpu_identity_free(id->id);
    EVP_PKEY_free(id->key);
}

/* A valid ciphertext of 16 random bytes */
static void wrap_random(EVP_PKEY *key, uint8_t msg[16], uint8_t blob[RSA_BYTES])
{
    model_random(msg, 16);
    fixture_rsa_wrap(key, "SHA512", "SHA512", NULL, msg, 16, blob);
}

/* RSA without padding; false if @in is not below the modulus */
static bool raw_rsa(EVP_PKEY *key, bool encrypt, const uint8_t in[RSA_BYTES],
                    uint8_t out[RSA_BYTES])
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    size_t len = RSA_BYTES;
    int ret;

    g_assert((encrypt ? EVP_PKEY_encrypt_init
                      : EVP_PKEY_decrypt_init)(ctx) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) == 1);
    ret = (encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt)(ctx, out, &len, in,
                                                          RSA_BYTES);
    EVP_PKEY_CTX_free(ctx);
    return ret == 1 && len == RSA_BYTES;
}

static void assert_opens(const Id *id, const uint8_t *blob, const uint8_t *msg)
{
    uint8_t key[16] = { 0 };

    g_assert_true(cpgpu_identity_decrypt(id->id, CPGPU_IDENTITY_SESSION,
                                         blob, key));
    g_assert_cmpmem(key, 16, msg, 16);
}

static void assert_refused(const Id *id, const uint8_t *blob)
{
    uint8_t key[16], before[16];

    memset(before, 0xa5, 16);
    memcpy(key, before, 16);
    g_assert_false(cpgpu_identity_decrypt(id->id, CPGPU_IDENTITY_SESSION,
                                         blob, key));
    g_assert_cmpmem(key, 16, before, 16);
}

/* What is wrapped for one of the keys is refused by the other one */
FIXTURE_TEST_ALONE(test_purposes, "purposes")
{
    Id id = fresh_id(false);
    uint8_t msg[16], blob[RSA_BYTES], key[16];
    const uint8_t *der;
    EVP_PKEY *other;
    X509 *cert;
    size_t len;

    der = cpgpu_identity_chain(id.id, CPGPU_IDENTITY_CHANNEL, &len);
    cert = d2i_X509(NULL, &der, len);
    other = X509_get_pubkey(cert);
    for (int i = 0; i < 200; i++) {
        CpgpuIdentityPurpose purpose = i % 2;

        model_random(key, sizeof(key));
        wrap_random(purpose == CPGPU_IDENTITY_CHANNEL ? other : id.key, msg,
                    blob);
        g_assert_false(cpgpu_identity_decrypt(id.id, !purpose, blob, key));
        g_assert_true(cpgpu_identity_decrypt(id.id, purpose, blob, key));
        g_assert_cmpmem(key, 16, msg, 16);
    }
    EVP_PKEY_free(other);
    X509_free(cert);
    free_id(&id);
}

/* Messages of 16 bytes, and those of each other length that RSA-2048 takes */
FIXTURE_TEST_ALONE(test_lengths, "lengths")
{
    unsigned good = 0, bad = 0;

    for (int k = 0; k < 4; k++) {
        Id id = fresh_id(k % 2);
        uint8_t msg[LONGEST], blob[RSA_BYTES];

        for (unsigned len = 0; len <= LONGEST; len++) {
            model_random(msg, sizeof(msg));
            fixture_rsa_wrap(id.key, "SHA512", "SHA512", NULL, msg, len, blob);
            if (len == 16) {
                assert_opens(&id, blob, msg);
            } else {
                assert_refused(&id, blob);
                bad++;
            }
            wrap_random(id.key, msg, blob);
            assert_opens(&id, blob, msg);
            good++;
        }
        free_id(&id);
    }
    g_test_message("%u messages of 16 bytes, %u of another length", good, bad);
}

FIXTURE_TEST_ALONE(test_parameters, "parameters")
{
    static const char *const other[] = {
        "SHA1", "SHA224", "SHA256", "SHA384", "SHA512-256", "SHA3-512",
    };
    Id id = fresh_id(false);
    uint8_t msg[16], blob[RSA_BYTES];

    for (int i = 0; i < 20; i++) {
        model_random(msg, sizeof(msg));
        for (int j = 0; j < ARRAY_SIZE(other); j++) {
            for (int which = 1; which < 4; which++) {
                fixture_rsa_wrap(id.key, which & 1 ? other[j] : "SHA512",
                                 which & 2 ? other[j] : "SHA512", NULL, msg,
                                 16, blob);
                assert_refused(&id, blob);
            }
        }
        fixture_rsa_wrap(id.key, "SHA512", "SHA512", i % 2 ? "label" : "x",
                         msg, 16, blob);
        assert_refused(&id, blob);
    }
    free_id(&id);
}

static void mgf1_xor(uint8_t *out, size_t len, const uint8_t *seed,
                     size_t seed_len)
{
    uint8_t in[RSA_BYTES], mask[HASH];

    memcpy(in, seed, seed_len);
    for (uint32_t i = 0; i * HASH < len; i++) {
        size_t n = MIN(HASH, len - i * HASH);

        stl_be_p(in + seed_len, i);
        g_assert(EVP_Digest(in, seed_len + 4, mask, NULL, EVP_sha512(),
                            NULL) == 1);
        ref_xor(out + i * HASH, out + i * HASH, mask, n);
    }
}

/* An encoded message before its masks: what a test spoils */
typedef struct Encoded {
    uint8_t first, seed[HASH], db[DB];
} Encoded;

static Encoded encoded(const uint8_t msg[16])
{
    Encoded e = { 0 };

    model_random(e.seed, HASH);
    g_assert(EVP_Digest("", 0, e.db, NULL, EVP_sha512(), NULL) == 1);
    e.db[DB - 17] = 1;
    memcpy(e.db + DB - 16, msg, 16);
    return e;
}

static bool encrypt_encoded(EVP_PKEY *key, const Encoded *e,
                            uint8_t blob[RSA_BYTES])
{
    uint8_t em[RSA_BYTES];

    em[0] = e->first;
    memcpy(em + 1, e->seed, HASH);
    memcpy(em + 1 + HASH, e->db, DB);
    mgf1_xor(em + 1 + HASH, DB, e->seed, HASH);
    mgf1_xor(em + 1, HASH, em + 1 + HASH, DB);
    return raw_rsa(key, true, em, blob);
}

/* One bit wrong anywhere but in seed and message: refused, each of them */
FIXTURE_TEST_ALONE(test_encoded_bits, "encoded-bits")
{
    Id id = fresh_id(false);
    uint8_t msg[16], blob[RSA_BYTES];
    unsigned bad = 0;
    Encoded e;

    model_random(msg, sizeof(msg));
    for (unsigned bit = 0; bit < 8 * (DB - 16); bit++, bad++) {
        e = encoded(msg);
        g_assert_true(encrypt_encoded(id.key, &e, blob));
        if (bit % 64 == 0) {
            assert_opens(&id, blob, msg);
        }
        e.db[bit / 8] ^= 1 << bit % 8;
        g_assert_true(encrypt_encoded(id.key, &e, blob));
        assert_refused(&id, blob);
    }
    g_test_message("%u encoded messages with a wrong bit", bad);
    free_id(&id);
}

/* The malformed encodings that Wycheproof tests, for a message of 16 bytes */
FIXTURE_TEST_ALONE(test_encoded_shapes, "encoded-shapes")
{
    Id id = fresh_id(true);
    uint8_t msg[16], blob[RSA_BYTES];

    model_random(msg, sizeof(msg));
    for (int how = 0; how < 12; how++) {
        Encoded e = encoded(msg);

        switch (how) {
        case 0:                         /* hash of the label: all zero */
            memset(e.db, 0, HASH);
            break;
        case 1:
            memset(e.db, 0xff, HASH);
            break;
        case 2:                         /* padding: all bits flipped */
            memset(e.db + HASH, 0xff, DB - HASH - 17);
            break;
        case 3:                         /* its end is another byte */
            e.db[DB - 17] = 0xff;
            break;
        case 4:                         /* it has no end */
            memset(e.db + HASH, 0, DB - HASH);
            break;
        case 5:
            memset(e.db + HASH, 0xff, DB - HASH);
            break;
        case 6:                         /* first byte not 0 */
            e.first = 1;
            break;
        case 7:                         /* a message of 15 bytes */
            memset(e.db + DB - 17, 0, 17);
            e.db[DB - 16] = 1;
            break;
        case 8:                         /* and of 17 */
            memset(e.db + DB - 18, 1, 2);
            break;
        case 9:                         /* seed all zero */
            memset(e.seed, 0, HASH);
            break;
        case 10:
            memset(e.seed, 0xff, HASH);
            break;
        }
        g_test_message("shape %d", how);
        g_assert_true(encrypt_encoded(id.key, &e, blob));
        if (how >= 9) {                 /* those of the seed are right */
            assert_opens(&id, blob, msg);
        } else {
            assert_refused(&id, blob);
        }
    }
    free_id(&id);
}

/*
 * Ciphertexts that no padding leads to: 0, 1, n - 1, n, n + 1, c + n,
 * 2^2048 - 1
 */
FIXTURE_TEST_ALONE(test_numbers, "numbers")
{
    Id id = fresh_id(false);
    BIGNUM *n = NULL, *c = BN_new();
    uint8_t msg[16], blob[RSA_BYTES], got[16];
    unsigned sums = 0;

    g_assert(EVP_PKEY_get_bn_param(id.key, "n", &n) == 1);
    for (int i = -1; i <= 1; i++) {
        BN_copy(c, n);
        g_assert((i < 0 ? BN_sub_word : BN_add_word)(c, i ? 1 : 0) == 1);
        g_assert_cmpint(BN_bn2binpad(c, blob, RSA_BYTES), ==, RSA_BYTES);
        assert_refused(&id, blob);
    }
    for (int i = 0; i < 3; i++) {
        memset(blob, i == 2 ? 0xff : 0, RSA_BYTES);
        blob[RSA_BYTES - 1] |= i;
        assert_refused(&id, blob);
    }
    for (int i = 0; i < 200 && sums < 5; i++) {
        wrap_random(id.key, msg, blob);
        BN_bin2bn(blob, RSA_BYTES, c);
        BN_add(c, c, n);
        if (BN_num_bits(c) <= 8 * RSA_BYTES) {
            g_assert_true(cpgpu_identity_decrypt(id.id, CPGPU_IDENTITY_SESSION,
                                                 blob, got));
            BN_bn2binpad(c, blob, RSA_BYTES);
            assert_refused(&id, blob);
            sums++;
        }
    }
    g_assert_cmpuint(sums, ==, 5);
    BN_free(c);
    BN_free(n);
    free_id(&id);
}

/* The decoder by itself, for every bit of its input */
FIXTURE_TEST_ALONE(test_decoder_bits, "decoder-bits")
{
    Id id = fresh_id(false);
    uint8_t msg[16], blob[RSA_BYTES], good[RSA_BYTES], em[RSA_BYTES], got[16];

    wrap_random(id.key, msg, blob);
    g_assert_true(raw_rsa(id.key, false, blob, good));
    for (int bit = -1; bit < 8 * RSA_BYTES; bit++) {
        memcpy(em, good, RSA_BYTES);
        if (bit >= 0) {
            em[bit / 8] ^= 1 << bit % 8;
        }
        memset(got, 0, 16);
        g_assert_cmpint(cpgpu_oaep_decode(em, got), ==, bit < 0);
        g_assert_cmpint(!memcmp(got, msg, 16), ==, bit < 0);
    }
    free_id(&id);
}

static GByteArray *hex_of(const QDict *d, const char *name)
{
    const char *hex = qdict_get_str(d, name);
    GByteArray *out = g_byte_array_new();

    for (size_t i = 0; hex[i] && hex[i + 1]; i += 2) {
        uint8_t byte = g_ascii_xdigit_value(hex[i]) << 4 |
                       g_ascii_xdigit_value(hex[i + 1]);

        g_byte_array_append(out, &byte, 1);
    }
    return out;
}

/* Whether OpenSSL, which takes messages of any length, opens it */
static bool openssl_opens(EVP_PKEY *key, const GByteArray *ct,
                          const GByteArray *label, const GByteArray *msg)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    uint8_t out[RSA_BYTES];
    size_t len = sizeof(out);
    bool ok;

    g_assert(EVP_PKEY_decrypt_init(ctx) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) == 1);
    EVP_PKEY_CTX_set_rsa_oaep_md_name(ctx, "SHA512", NULL);
    EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, "SHA512", NULL);
    if (label->len) {
        EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, OPENSSL_memdup(label->data,
                                                             label->len),
                                         label->len);
    }
    ok = EVP_PKEY_decrypt(ctx, out, &len, ct->data, ct->len) == 1 &&
         len == msg->len && !memcmp(out, msg->data, len);
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

/* No vector has a message of our length: the device refuses them all */
static bool wycheproof_one(const Id *id, const QDict *test)
{
    bool valid = g_str_equal(qdict_get_str(test, "result"), "valid");
    g_autoptr(GByteArray) ct = hex_of(test, "ct");
    g_autoptr(GByteArray) msg = hex_of(test, "msg");
    g_autoptr(GByteArray) label = hex_of(test, "label");

    g_assert_cmpuint(msg->len, !=, 16);
    g_assert_cmpint(openssl_opens(id->key, ct, label, msg), ==, valid);
    if (ct->len == RSA_BYTES) {
        assert_refused(id, ct->data);
    }
    return valid;
}

static void wycheproof_group(const QDict *group, unsigned count[2])
{
    g_autoptr(GByteArray) der = hex_of(group, "privateKeyPkcs8");
    const uint8_t *p = der->data;
    const QListEntry *test;
    uint8_t msg[16], blob[RSA_BYTES];
    Id id = new_id(d2i_AutoPrivateKey(NULL, &p, der->len), false);

    QLIST_FOREACH_ENTRY(qdict_get_qlist(group, "tests"), test) {
        count[wycheproof_one(&id, qobject_to(QDict, qlist_entry_obj(test)))]++;
    }
    /* this means something only if the key itself works */
    for (int i = 0; i < 50; i++) {
        wrap_random(id.key, msg, blob);
        assert_opens(&id, blob, msg);
    }
    free_id(&id);
}

FIXTURE_TEST_ALONE(test_wycheproof, "wycheproof")
{
    unsigned count[2] = { 0 };

    if (fixture_wycheproof("rsa_oaep_2048_sha512_mgf1sha512_test.json",
                           wycheproof_group, count)) {
        g_test_message("%u valid and %u invalid vectors", count[1], count[0]);
        g_assert_cmpuint(count[0], >, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qcrypto_init(&error_abort);
    fixture_add_unit("oaep");
    return g_test_run();
}
