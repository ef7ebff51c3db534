/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity file, with bytes flipped in its text and in the DER within: it
 * is refused with a message of one line, or what is loaded is whole.  Linked
 * from the device's own sources; starts no QEMU.
 */
#include "qemu/osdep.h"
#include "crypto/init.h"
#include "qapi/error.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include "hw/cpgpu/crypto.h"
#include "hw/cpgpu/identity-test.h"
#include "cpgpu-model.h"

#define FLIPS       10000
#define CHAIN_MAX   0x4000
#define RSA_BYTES   256

static char *path;              /* of the file, written anew each time */
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
 * Whoever reads the leaf as X.509 and wraps a key to it is understood.  What
 * the certificates say otherwise, who signed them, and whether they are any, is
 * not the device's business: who trusts them looks.
 */
static void assert_whole(const CpgpuIdentity *id)
{
    uint8_t msg[16], blob[RSA_BYTES], got[16];
    size_t len, out = sizeof(blob);
    const uint8_t *der = cpgpu_identity_chain(id, &len);
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
    g_assert_true(cpgpu_identity_decrypt(id, blob, got));
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
    assert_whole(id);
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
    unsigned loaded = 0;

    g_assert_true(try(cpgpu_test_identity, len));
    for (unsigned i = 0; i < FLIPS; i++) {
        g_autofree char *text = g_strdup(cpgpu_test_identity);
        unsigned flips = i % 4 ? 1 : g_test_rand_int_range(1, 9);

        while (flips--) {
            text[g_test_rand_int_range(0, len)] ^=
                g_test_rand_int_range(1, 256);
        }
        loaded += try(text, len);
    }
    report("text", loaded);
}

/* ------------------------------------------------------------------- DER -- */

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

/* In one section of DER: the key's or the leaf's */
static void check_der(unsigned which, const char *what)
{
    GArray *sections = parse(cpgpu_test_identity);
    Section *s = &g_array_index(sections, Section, which);
    g_autofree uint8_t *good = g_memdup2(s->der, s->len);
    unsigned loaded = 0;

    g_assert_cmpuint(sections->len, ==, 3);
    for (unsigned i = 0; i < FLIPS; i++) {
        unsigned flips = i % 4 ? 1 : g_test_rand_int_range(1, 9);
        g_autofree char *text = NULL;

        memcpy(s->der, good, s->len);
        while (flips--) {
            s->der[g_test_rand_int_range(0, s->len)] ^=
                g_test_rand_int_range(1, 256);
        }
        text = compose(sections);
        loaded += try(text, strlen(text));
    }
    report(what, loaded);
    for (unsigned i = 0; i < sections->len; i++) {
        g_free(g_array_index(sections, Section, i).label);
        g_free(g_array_index(sections, Section, i).der);
    }
    g_array_free(sections, true);
}

static void test_key_der(void)
{
    check_der(0, "DER of the key");
}

static void test_leaf_der(void)
{
    check_der(1, "DER of the leaf");
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
    qcrypto_init(&error_abort);
    fd = g_file_open_tmp("cpgpu-XXXXXX.pem", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_test_add_func("/cpgpu/identity/text", test_text);
    g_test_add_func("/cpgpu/identity/key-der", test_key_der);
    g_test_add_func("/cpgpu/identity/leaf-der", test_leaf_der);
    ret = g_test_run();
    close(fd);
    unlink(path);
    g_free(path);
    return ret;
}
