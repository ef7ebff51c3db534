/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity file, with bytes flipped in its text or in the DER in it, is
 * either refused with a message of one line or loaded completely.  Linked from
 * the device's own sources; starts no QEMU.
 */
#include "qemu/osdep.h"
#include "crypto/init.h"
#include "qapi/error.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include "hw/cpgpu/identity.h"
#include "hw/cpgpu/identity-test.h"
#include "cpgpu-flips.h"
#include "cpgpu-model.h"

#define CHAIN_MAX   0x2000
#define RSA_BYTES   256

static char *path;              /* of the file, written again each time */
static int fd;
static unsigned unreadable;     /* leaves, among what was loaded */

static CpgpuIdentity *load(const char *text, size_t len, Error **errp)
{
    /* not g_file_set_contents(), which waits for the disk */
    g_assert_cmpint(ftruncate(fd, 0), ==, 0);
    g_assert_cmpint(pwrite(fd, text, len, 0), ==, len);
    return cpgpu_identity_load(path, CHAIN_MAX, errp);
}

/*
 * A key that is wrapped to the leaf, read as X.509, can be unwrapped.  The
 * device checks neither the rest of the certificates nor their signatures: that
 * is for whoever trusts them.
 */
static void assert_whole(const CpgpuIdentity *id, CpgpuIdentityPurpose purpose)
{
    uint8_t msg[16], blob[RSA_BYTES], got[16];
    size_t len, out = sizeof(blob);
    const uint8_t *der = cpgpu_identity_chain(id, purpose, &len);
    X509 *leaf = d2i_X509(NULL, &der, len);
    EVP_PKEY_CTX *ctx;

    if (!leaf || !X509_get0_pubkey(leaf)) {
        unreadable++;
        X509_free(leaf);
        return;
    }
    ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(leaf), NULL);
    g_assert(EVP_PKEY_encrypt_init(ctx) == 1);
    g_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) == 1);
    EVP_PKEY_CTX_set_rsa_oaep_md_name(ctx, "SHA512", NULL);
    model_random(msg, sizeof(msg));
    g_assert(EVP_PKEY_encrypt(ctx, blob, &out, msg, sizeof(msg)) == 1);
    g_assert_true(cpgpu_identity_decrypt(id, purpose, blob, got));
    g_assert_cmpmem(got, 16, msg, 16);
    EVP_PKEY_CTX_free(ctx);
    X509_free(leaf);
}

static bool try(const char *text, size_t len)
{
    Error *err = NULL;
    CpgpuIdentity *id = load(text, len, &err);

    if (!id) {
        const char *says = error_get_pretty(err);

        g_assert_true(g_str_has_prefix(says, "cpgpu: identity: "));
        g_assert_null(strchr(says, '\n'));
        error_free(err);
        return false;
    }
    g_assert_null(err);
    assert_whole(id, CPGPU_IDENTITY_SESSION);
    assert_whole(id, CPGPU_IDENTITY_CHANNEL);
    cpgpu_identity_free(id);
    return true;
}

static void report(const char *what, unsigned loaded)
{
    g_test_message("%s: %u refused, %u loaded: %u with a leaf that is no X.509 "
                   "any more", what, FLIPS - loaded, loaded, unreadable);
    unreadable = 0;
}

static void test_text(void)
{
    size_t len = strlen(cpgpu_test_identity);
    unsigned loaded = 0, at;

    g_assert_true(try(cpgpu_test_identity, len));
    for (unsigned i = 0; i < FLIPS; i++) {
        g_autofree char *text = g_strdup(cpgpu_test_identity);

        flip((uint8_t *)text, len, i, &at);
        loaded += try(text, len);
    }
    report("text", loaded);
}

/* ------------------------------------------------------------------- DER -- */

/* What the built-in identity has, in this order */
enum { SESSION_KEY, SESSION_LEAF, SESSION_ROOT, CHANNEL_KEY, CHANNEL_LEAF,
       CHANNEL_ROOT, SECTIONS };

typedef struct Section {
    char *label;
    uint8_t *der;
    size_t len;
} Section;

static GArray *parse(const char *pem)
{
    GArray *sections = g_array_new(false, false, sizeof(Section));
    const char *p = pem;

    while ((p = strstr(p, "-----BEGIN "))) {
        const char *name = p + 11, *body = strstr(name, "-----") + 5;
        const char *end = strstr(body, "-----END ");
        g_autofree char *text = g_strndup(body, end - body);
        Section s = { .label = g_strndup(name, body - 5 - name) };

        s.der = g_base64_decode(text, &s.len);
        g_array_append_val(sections, s);
        p = end;
    }
    return sections;
}

static char *compose(const GArray *sections)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < sections->len; i++) {
        const Section *s = &g_array_index(sections, Section, i);
        g_autofree char *base64 = g_base64_encode(s->der, s->len);

        g_string_append_printf(text, "-----BEGIN %s-----\n%s\n"
                               "-----END %s-----\n", s->label, base64,
                               s->label);
    }
    return g_string_free(text, false);
}

static void free_sections(GArray *sections)
{
    for (unsigned i = 0; i < sections->len; i++) {
        g_free(g_array_index(sections, Section, i).label);
        g_free(g_array_index(sections, Section, i).der);
    }
    g_array_free(sections, true);
}

/* In one section of DER: the key's or the leaf's */
static void check_der(unsigned which, const char *what)
{
    GArray *sections = parse(cpgpu_test_identity);
    Section *s = &g_array_index(sections, Section, which);
    g_autofree uint8_t *good = g_memdup2(s->der, s->len);
    unsigned loaded = 0, at;

    g_assert_cmpuint(sections->len, ==, SECTIONS);
    for (unsigned i = 0; i < FLIPS; i++) {
        g_autofree char *text = NULL;

        memcpy(s->der, good, s->len);
        flip(s->der, s->len, i, &at);
        text = compose(sections);
        loaded += try(text, strlen(text));
    }
    report(what, loaded);
    free_sections(sections);
}

static void test_key_der(void)
{
    check_der(SESSION_KEY, "DER of the key");
}

static void test_leaf_der(void)
{
    check_der(SESSION_LEAF, "DER of the leaf");
}

/* ---------------------------------------------------- two keys, two chains */

/* Digits are sections, as numbered above. */
typedef struct Arrangement {
    const char *order, *error;
} Arrangement;

static const Arrangement arrangements[] = {
    { "012345" }, { "345012" }, { "031245" }, { "451203" }, { "1403" },
    { "", "no RSA-2048 private key in it" },
    { "12", "no RSA-2048 private key in it" },
    { "0", "no certificate in it" },
    { "03", "no certificate in it" },
    { "012", "no private key for channels in it" },
    { "345", "no private key for sessions in it" },
    { "01245", "no private key for channels in it" },
    { "12345", "no private key for sessions in it" },
    { "02345", "no certificate for sessions in it" },
    { "01235", "no certificate for channels in it" },
    { "0235", "none of the certificates is that of a private key in it" },
    { "201345", "certificate 1 is not that of a private key in it" },
    { "0012", "both private keys are the same" },
    { "0312453", "more than two private keys in it" },
    { "0123450", "more than two private keys in it" },
    { "0112345", "certificates 1 and 2 are of the same private key" },
    { "01222222222345", "chain for sessions is longer than 8192 bytes" },
    { "01234555555555", "chain for channels is longer than 8192 bytes" },
};

static CpgpuIdentity *load_order(const GArray *sections, const char *order,
                                 Error **errp)
{
    GArray *chosen = g_array_new(false, false, sizeof(Section));
    g_autofree char *text = NULL;

    for (; *order; order++) {
        g_array_append_val(chosen, g_array_index(sections, Section,
                                                 *order - '0'));
    }
    text = compose(chosen);
    g_array_free(chosen, true);
    return load(text, strlen(text), errp);
}

static void assert_order(const GArray *sections, const char *order,
                         const char *error)
{
    Error *err = NULL;
    CpgpuIdentity *id = load_order(sections, order, &err);

    g_test_message("%s: %s", order, err ? error_get_pretty(err) : "loaded");
    if (error) {
        g_assert_null(id);
        g_assert_true(g_str_has_prefix(error_get_pretty(err),
                                       "cpgpu: identity: "));
        g_assert_nonnull(strstr(error_get_pretty(err), error));
        error_free(err);
        return;
    }
    g_assert_null(err);
    for (int i = 0; i < CPGPU_IDENTITY_PURPOSES; i++) {
        const Section *leaf = &g_array_index(sections, Section,
                                             i ? CHANNEL_LEAF : SESSION_LEAF);
        size_t len;
        const uint8_t *der = cpgpu_identity_chain(id, i, &len);

        g_assert_cmpuint(len, >=, leaf->len);
        g_assert_cmpmem(der, leaf->len, leaf->der, leaf->len);
        assert_whole(id, i);
    }
    cpgpu_identity_free(id);
}

static void test_arrangements(void)
{
    GArray *sections = parse(cpgpu_test_identity);

    for (int i = 0; i < ARRAY_SIZE(arrangements); i++) {
        assert_order(sections, arrangements[i].order, arrangements[i].error);
    }
    free_sections(sections);
}

/* The object identifier of a purpose; the last byte says which */
static const uint8_t oid[] = {
    0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x81, 0xfd, 0x59, 0x01,
};

static uint8_t *find_purpose(const GArray *sections, unsigned leaf)
{
    const Section *s = &g_array_index(sections, Section, leaf);
    uint8_t *p = memmem(s->der, s->len, oid, sizeof(oid));

    g_assert_nonnull(p);
    return p + sizeof(oid);
}

static void test_wrong_purposes(void)
{
    GArray *sections = parse(cpgpu_test_identity);
    Section *leaf = &g_array_index(sections, Section, CHANNEL_LEAF);
    uint8_t *session = find_purpose(sections, SESSION_LEAF);
    uint8_t *channel = find_purpose(sections, CHANNEL_LEAF);
    uint8_t *signature = leaf->der + leaf->len - 100;

    /* exchanged: a key is for what its certificate says */
    *session = 2;
    *channel = 1;
    assert_order(sections, "012", "no private key for sessions in it");
    *session = 1;
    assert_order(sections, "012345", "certificates 1 and 3 are both for "
                 "sessions");
    *channel = 3;
    assert_order(sections, "012345", "certificate 3 is for neither sessions "
                 "nor channels");
    /* one key for both purposes */
    *session = 3;
    assert_order(sections, "012", "as older devices had: make a new file, with "
                 "two, by 'cpgpu-identity device DIR NAME'");
    *session = 1;
    *channel = 2;
    memcpy(signature, oid, sizeof(oid));
    signature[sizeof(oid)] = 1;
    assert_order(sections, "012345", "certificate 3 is for both sessions and "
                 "channels");
    free_sections(sections);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
    qcrypto_init(&error_abort);
    fd = g_file_open_tmp("cpgpu-XXXXXX.pem", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_test_add_func("/cpgpu/identity/arrangements", test_arrangements);
    g_test_add_func("/cpgpu/identity/wrong-purposes", test_wrong_purposes);
    g_test_add_func("/cpgpu/identity/text", test_text);
    g_test_add_func("/cpgpu/identity/key-der", test_key_der);
    g_test_add_func("/cpgpu/identity/leaf-der", test_leaf_der);
    ret = g_test_run();
    close(fd);
    unlink(path);
    g_free(path);
    return ret;
}
