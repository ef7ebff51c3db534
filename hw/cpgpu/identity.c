/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the device's RSA key and X.509 certificate chain
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "crypto/random.h"
#include "qemu/bswap.h"
#include "crypto.h"
#include "identity-test.h"

#include <nettle/asn1.h>
#include <nettle/bignum.h>
#include <nettle/rsa.h>

#define RSA_BYTES   256

struct CpgpuIdentity {
    struct rsa_public_key pub;
    struct rsa_private_key priv;
    GByteArray *chain;          /* concatenated DER, leaf first */
    size_t leaf_len;
};

static void wipe_mpz(mpz_t x)
{
    size_t n = mpz_size(x);

    if (n) {
        cpgpu_wipe(mpz_limbs_modify(x, n), n * sizeof(mp_limb_t));
    }
    mpz_clear(x);
}

/* PKCS#8: SEQUENCE { version, algorithm, OCTET STRING { PKCS#1 } } */
static bool unwrap_pkcs8(const uint8_t **der, size_t *len)
{
    struct asn1_der_iterator outer, in;

    if (asn1_der_iterator_first(&outer, *len, *der) !=
            ASN1_ITERATOR_CONSTRUCTED ||
        outer.type != ASN1_SEQUENCE ||
        asn1_der_decode_constructed(&outer, &in) != ASN1_ITERATOR_PRIMITIVE ||
        asn1_der_iterator_next(&in) != ASN1_ITERATOR_CONSTRUCTED ||
        asn1_der_iterator_next(&in) != ASN1_ITERATOR_PRIMITIVE ||
        in.type != ASN1_OCTETSTRING) {
        return false;
    }
    *der = in.data;
    *len = in.length;
    return true;
}

static bool add_key(CpgpuIdentity *id, const char *label, const uint8_t *der,
                    size_t len)
{
    if (g_str_equal(label, "PRIVATE KEY") && !unwrap_pkcs8(&der, &len)) {
        return false;
    }
    return rsa_keypair_from_der(&id->pub, &id->priv, RSA_BYTES * 8, len, der) &&
           id->pub.size == RSA_BYTES;
}

/* Takes one PEM section; false when it is of no use. */
static bool add_section(CpgpuIdentity *id, const char *label, const char *text)
{
    size_t len;
    g_autofree uint8_t *der = g_base64_decode(text, &len);
    bool ok = false;

    if (g_str_equal(label, "CERTIFICATE") && len) {
        g_byte_array_append(id->chain, der, len);
        if (!id->leaf_len) {
            id->leaf_len = len;
        }
        ok = true;
    } else if (g_str_equal(label, "PRIVATE KEY") ||
               g_str_equal(label, "RSA PRIVATE KEY")) {
        ok = add_key(id, label, der, len);
        cpgpu_wipe(der, len);
    }
    return ok;
}

static bool parse_pem(CpgpuIdentity *id, const char *pem, Error **errp)
{
    const char *p = pem;

    while ((p = strstr(p, "-----BEGIN "))) {
        const char *name = p + strlen("-----BEGIN ");
        const char *body = strstr(name, "-----");
        const char *end = body ? strstr(body + 5, "-----END ") : NULL;
        g_autofree char *label = NULL, *text = NULL;
        bool ok;

        if (!end || memchr(name, '\n', body - name)) {
            error_setg(errp, "cpgpu: identity: a PEM section has no end, or "
                       "its first line has none");
            return false;
        }
        label = g_strndup(name, body - name);
        text = g_strndup(body + 5, end - body - 5);
        ok = add_section(id, label, text);
        cpgpu_wipe(text, strlen(text));
        if (!ok) {
            error_setg(errp, "cpgpu: identity: cannot use PEM section '%s'; "
                       "want an RSA-2048 private key and certificates", label);
            return false;
        }
        p = end;
    }
    return true;
}

static size_t put_integer(uint8_t *der, const mpz_t x)
{
    size_t len = nettle_mpz_sizeinbase_256_s(x);
    uint8_t *p = der;

    *p++ = ASN1_INTEGER;
    if (len >= 0x100) {
        *p++ = 0x82;
        *p++ = len >> 8;
    } else if (len >= 0x80) {
        *p++ = 0x81;
    }
    *p++ = len;
    nettle_mpz_get_str_256(len, p, x);
    return p + len - der;
}

/*
 * The leaf must be this key's: look for what is in its BIT STRING, no unused
 * bits and SEQUENCE { modulus, publicExponent }.
 */
static bool leaf_has_key(const CpgpuIdentity *id)
{
    uint8_t der[5 + 2 * (RSA_BYTES + 5)] = { 0, 0x30, 0x82 };
    size_t len = 5;

    len += put_integer(der + len, id->pub.n);
    len += put_integer(der + len, id->pub.e);
    stw_be_p(der + 3, len - 5);
    return memmem(id->chain->data, id->leaf_len, der, len) != NULL;
}

/* Whether 0 < x < m and x * y mod m is 1. */
static bool is_inverse(const mpz_t x, const mpz_t y, const mpz_t m)
{
    mpz_t r;
    bool ok;

    mpz_init(r);
    mpz_mul(r, x, y);
    mpz_mod(r, r, m);
    ok = mpz_sgn(x) > 0 && mpz_cmp(x, m) < 0 && !mpz_cmp_ui(r, 1);
    wipe_mpz(r);
    return ok;
}

/* The exponent for prime p is e's inverse modulo p - 1, and so is d. */
static bool exponent_fits(const CpgpuIdentity *id, const mpz_t p,
                          const mpz_t exponent)
{
    mpz_t order, d;
    bool ok;

    mpz_init(order);
    mpz_init(d);
    mpz_sub_ui(order, p, 1);
    if (mpz_cmp_ui(order, 1) > 0) {
        mpz_mod(d, id->priv.d, order);
        ok = is_inverse(exponent, id->pub.e, order) && !mpz_cmp(d, exponent);
    } else {
        ok = false;
    }
    wipe_mpz(order);
    wipe_mpz(d);
    return ok;
}

/* nettle takes it for granted that a key's numbers fit together. */
static bool key_is_whole(const CpgpuIdentity *id)
{
    const struct rsa_private_key *k = &id->priv;
    mpz_t n;
    bool ok;

    mpz_init(n);
    mpz_mul(n, k->p, k->q);
    ok = !mpz_cmp(n, id->pub.n) && mpz_odd_p(id->pub.n) &&
         mpz_sgn(k->p) > 0 && exponent_fits(id, k->p, k->a) &&
         exponent_fits(id, k->q, k->b) && is_inverse(k->c, k->q, k->p);
    wipe_mpz(n);
    return ok;
}

static bool check(const CpgpuIdentity *id, size_t chain_max, Error **errp)
{
    if (!id->pub.size) {
        error_setg(errp, "cpgpu: identity: no RSA-2048 private key in it");
    } else if (!id->leaf_len) {
        error_setg(errp, "cpgpu: identity: no certificate in it");
    } else if (!key_is_whole(id)) {
        error_setg(errp, "cpgpu: identity: the private key is damaged: its "
                   "numbers do not fit together");
    } else if (!leaf_has_key(id)) {
        error_setg(errp, "cpgpu: identity: the first certificate is not the "
                   "private key's");
    } else if (id->chain->len > chain_max) {
        error_setg(errp, "cpgpu: identity: the certificate chain is longer "
                   "than %zu bytes", chain_max);
    } else {
        return true;
    }
    return false;
}

CpgpuIdentity *cpgpu_identity_load(const char *path, size_t chain_max,
                                   Error **errp)
{
    CpgpuIdentity *id;
    g_autofree char *file = NULL;
    g_autoptr(GError) err = NULL;
    size_t len = 0;
    bool ok;

    if (path && !g_file_get_contents(path, &file, &len, &err)) {
        error_setg(errp, "cpgpu: identity: %s", err->message);
        return NULL;
    }
    id = g_new0(CpgpuIdentity, 1);
    rsa_public_key_init(&id->pub);
    rsa_private_key_init(&id->priv);
    id->chain = g_byte_array_new();
    ok = parse_pem(id, path ? file : cpgpu_test_identity, errp) &&
         check(id, chain_max, errp);
    if (file) {
        cpgpu_wipe(file, len);
    }
    if (!ok) {
        cpgpu_identity_free(id);
        return NULL;
    }
    return id;
}

void cpgpu_identity_free(CpgpuIdentity *id)
{
    if (!id) {
        return;
    }
    wipe_mpz(id->priv.d);
    wipe_mpz(id->priv.p);
    wipe_mpz(id->priv.q);
    wipe_mpz(id->priv.a);
    wipe_mpz(id->priv.b);
    wipe_mpz(id->priv.c);
    rsa_public_key_clear(&id->pub);
    g_byte_array_free(id->chain, true);
    g_free(id);
}

const uint8_t *cpgpu_identity_chain(const CpgpuIdentity *id, size_t *len)
{
    *len = id->chain->len;
    return id->chain->data;
}

/* Blinds the RSA operation; the result does not depend on it. */
static void blinding_random(void *opaque, size_t len, uint8_t *out)
{
    qcrypto_random_bytes(out, len, &error_abort);
}

bool cpgpu_identity_decrypt(const CpgpuIdentity *id, const uint8_t blob[256],
                            uint8_t key[CPGPU_AES_KEY])
{
    uint8_t em[CPGPU_OAEP_BLOCK];
    mpz_t c, m;
    bool ok;

    QEMU_BUILD_BUG_ON(CPGPU_OAEP_BLOCK != RSA_BYTES);
    nettle_mpz_init_set_str_256_u(c, RSA_BYTES, blob);
    mpz_init(m);
    ok = mpz_cmp(c, id->pub.n) < 0 &&
         rsa_compute_root_tr(&id->pub, &id->priv, NULL, blinding_random, m, c);
    if (ok) {
        nettle_mpz_get_str_256(sizeof(em), em, m);
        ok = cpgpu_oaep_decode(em, key);
        cpgpu_wipe(em, sizeof(em));
    }
    wipe_mpz(m);
    mpz_clear(c);
    return ok;
}
