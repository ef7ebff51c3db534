/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: the device's RSA keys and X.509 certificate chains, one
 * of each for sessions and one of each for channels
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "crypto/random.h"
#include "qemu/bswap.h"
#include "identity.h"
#include "identity-test.h"
#include "oaep.h"

#include <nettle/asn1.h>
#include <nettle/bignum.h>
#include <nettle/rsa.h>

#define RSA_BYTES   256

/* A key and its certificate chain, for one purpose */
typedef struct CpgpuIdentityPart {
    struct rsa_public_key pub;
    struct rsa_private_key priv;
    GByteArray *chain;          /* concatenated DER, leaf first */
    size_t leaf_len;
    unsigned leaf_number;       /* in the file, from 1 on; 0: no leaf */
} CpgpuIdentityPart;

struct CpgpuIdentity {
    CpgpuIdentityPart part[CPGPU_IDENTITY_PURPOSES];    /* in file order */
    CpgpuIdentityPart *of[CPGPU_IDENTITY_PURPOSES];     /* by purpose */
    unsigned keys;              /* private keys in the file */
};

static const char *const purpose_name[CPGPU_IDENTITY_PURPOSES] = {
    [CPGPU_IDENTITY_SESSION] = "sessions",
    [CPGPU_IDENTITY_CHANNEL] = "channels",
};

/*
 * The extended key usages, of which each leaf has one: 1.3.6.1.4.1.32473.1.1
 * and .2 in DER.  RFC 5612 reserves this arc for examples.
 */
static const uint8_t purpose_oid[CPGPU_IDENTITY_PURPOSES][12] = {
    [CPGPU_IDENTITY_SESSION] = { ASN1_IDENTIFIER, 10, 0x2b, 0x06, 0x01, 0x04,
                                 0x01, 0x81, 0xfd, 0x59, 0x01, 0x01 },
    [CPGPU_IDENTITY_CHANNEL] = { ASN1_IDENTIFIER, 10, 0x2b, 0x06, 0x01, 0x04,
                                 0x01, 0x81, 0xfd, 0x59, 0x01, 0x02 },
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
    CpgpuIdentityPart *part = &id->part[id->keys++];

    if (g_str_equal(label, "PRIVATE KEY") && !unwrap_pkcs8(&der, &len)) {
        return false;
    }
    return rsa_keypair_from_der(&part->pub, &part->priv, RSA_BYTES * 8, len,
                                der) &&
           part->pub.size == RSA_BYTES;
}

static bool add_section(CpgpuIdentity *id, GPtrArray *certs,
                        const char *label, const char *text, Error **errp)
{
    bool is_key = g_str_equal(label, "PRIVATE KEY") ||
                  g_str_equal(label, "RSA PRIVATE KEY");
    g_autofree uint8_t *der = NULL;
    size_t len;
    bool ok = false;

    if (is_key && id->keys == ARRAY_SIZE(id->part)) {
        error_setg(errp, "cpgpu: identity: more than two private keys in it");
        return false;
    }
    der = g_base64_decode(text, &len);
    if (is_key) {
        ok = add_key(id, label, der, len);
        cpgpu_wipe(der, len);
    } else if (g_str_equal(label, "CERTIFICATE") && len) {
        g_ptr_array_add(certs, g_bytes_new(der, len));
        ok = true;
    }
    if (!ok) {
        error_setg(errp, "cpgpu: identity: cannot use PEM section '%s'; want "
                   "RSA-2048 private keys and certificates", label);
    }
    return ok;
}

/* Add the keys to @id and the certificates to @certs, in file order. */
static bool parse_pem(CpgpuIdentity *id, GPtrArray *certs, const char *pem,
                      Error **errp)
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
        ok = add_section(id, certs, label, text, errp);
        cpgpu_wipe(text, strlen(text));
        if (!ok) {
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
 * Whether a certificate is for this key: search it for the contents of its BIT
 * STRING, which are a zero byte and SEQUENCE { modulus, publicExponent }.
 */
static bool has_key(GBytes *cert, const CpgpuIdentityPart *part)
{
    uint8_t der[5 + 2 * (RSA_BYTES + 5)] = { 0, 0x30, 0x82 };
    size_t len = 5, cert_len;
    const uint8_t *data = g_bytes_get_data(cert, &cert_len);

    len += put_integer(der + len, part->pub.n);
    len += put_integer(der + len, part->pub.e);
    stw_be_p(der + 3, len - 5);
    return memmem(data, cert_len, der, len) != NULL;
}

/* Whether x is the inverse of y modulo m, with 0 < x < m */
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

/* Modulo p - 1, the exponent for prime p is the inverse of e and equals d. */
static bool exponent_fits(const CpgpuIdentityPart *part, const mpz_t p,
                          const mpz_t exponent)
{
    mpz_t order, d;
    bool ok = false;

    mpz_init(order);
    mpz_init(d);
    mpz_sub_ui(order, p, 1);
    if (mpz_cmp_ui(order, 1) > 0) {
        mpz_mod(d, part->priv.d, order);
        ok = is_inverse(exponent, part->pub.e, order) && !mpz_cmp(d, exponent);
    }
    wipe_mpz(order);
    wipe_mpz(d);
    return ok;
}

/* nettle does not check that the numbers of a key fit together. */
static bool key_is_whole(const CpgpuIdentityPart *part)
{
    const struct rsa_private_key *k = &part->priv;
    mpz_t n;
    bool ok;

    mpz_init(n);
    mpz_mul(n, k->p, k->q);
    ok = !mpz_cmp(n, part->pub.n) && mpz_odd_p(part->pub.n) &&
         mpz_sgn(k->p) > 0 && exponent_fits(part, k->p, k->a) &&
         exponent_fits(part, k->q, k->b) && is_inverse(k->c, k->q, k->p);
    wipe_mpz(n);
    return ok;
}

static bool check_keys(const CpgpuIdentity *id, Error **errp)
{
    if (!id->keys) {
        error_setg(errp, "cpgpu: identity: no RSA-2048 private key in it");
        return false;
    }
    for (unsigned i = 0; i < id->keys; i++) {
        if (!key_is_whole(&id->part[i])) {
            error_setg(errp, "cpgpu: identity: private key %u is damaged: its "
                       "numbers do not fit together", i + 1);
            return false;
        }
    }
    if (id->keys == 2 && !mpz_cmp(id->part[0].pub.n, id->part[1].pub.n)) {
        error_setg(errp, "cpgpu: identity: both private keys are the same: "
                   "sessions and channels need a key each");
        return false;
    }
    return true;
}

/*
 * The certificate of a key begins the chain of that key.  All other
 * certificates belong to the chain that was begun last.
 */
static bool make_chains(CpgpuIdentity *id, const GPtrArray *certs,
                        Error **errp)
{
    CpgpuIdentityPart *part = NULL;

    for (unsigned i = 0; i < certs->len; i++) {
        GBytes *cert = g_ptr_array_index(certs, i);
        size_t len;
        const uint8_t *der = g_bytes_get_data(cert, &len);

        for (unsigned k = 0; k < id->keys; k++) {
            if (!has_key(cert, &id->part[k])) {
                continue;
            }
            part = &id->part[k];
            if (part->leaf_number) {
                error_setg(errp, "cpgpu: identity: certificates %u and %u are "
                           "of the same private key: sessions and channels "
                           "need a key each", part->leaf_number, i + 1);
                return false;
            }
            part->leaf_number = i + 1;
            part->leaf_len = len;
        }
        if (part) {
            g_byte_array_append(part->chain, der, len);
        }
    }
    return true;
}

static bool leaf_says(const CpgpuIdentityPart *part,
                      CpgpuIdentityPurpose purpose)
{
    return memmem(part->chain->data, part->leaf_len, purpose_oid[purpose],
                  sizeof(purpose_oid[purpose])) != NULL;
}

/* Take the purpose of a key from its certificate. */
static bool set_purpose(CpgpuIdentity *id, CpgpuIdentityPart *part,
                        Error **errp)
{
    bool session = leaf_says(part, CPGPU_IDENTITY_SESSION);
    bool channel = leaf_says(part, CPGPU_IDENTITY_CHANNEL);
    CpgpuIdentityPurpose purpose = session ? CPGPU_IDENTITY_SESSION
                                           : CPGPU_IDENTITY_CHANNEL;

    if (!session && !channel && id->keys == 1) {
        error_setg(errp, "cpgpu: identity: one private key for sessions and "
                   "channels, as older devices had: make a new file, with "
                   "two, by 'cpgpu-identity device DIR NAME'");
    } else if (session == channel) {
        error_setg(errp, "cpgpu: identity: certificate %u is for %s: its "
                   "extended key usage must name one of the two",
                   part->leaf_number,
                   session ? "both sessions and channels"
                           : "neither sessions nor channels");
    } else if (id->of[purpose]) {
        error_setg(errp, "cpgpu: identity: certificates %u and %u are both for "
                   "%s", id->of[purpose]->leaf_number, part->leaf_number,
                   purpose_name[purpose]);
    } else {
        id->of[purpose] = part;
        return true;
    }
    return false;
}

static bool set_purposes(CpgpuIdentity *id, Error **errp)
{
    for (unsigned k = 0; k < id->keys; k++) {
        if (id->part[k].leaf_number &&
            !set_purpose(id, &id->part[k], errp)) {
            return false;
        }
    }
    if (!id->part[0].leaf_number && !id->part[1].leaf_number) {
        error_setg(errp, "cpgpu: identity: none of the certificates is that "
                   "of a private key in it");
        return false;
    }
    for (unsigned i = 0; i < CPGPU_IDENTITY_PURPOSES; i++) {
        if (!id->of[i]) {
            error_setg(errp, "cpgpu: identity: no %s for %s in it",
                       id->keys == 1 ? "private key" : "certificate",
                       purpose_name[i]);
            return false;
        }
    }
    return true;
}

static bool check_chains(const CpgpuIdentity *id, size_t chain_max,
                         Error **errp)
{
    if (id->part[0].leaf_number != 1 && id->part[1].leaf_number != 1) {
        error_setg(errp, "cpgpu: identity: certificate 1 is not that of a "
                   "private key in it: such a one begins a chain");
        return false;
    }
    for (unsigned i = 0; i < CPGPU_IDENTITY_PURPOSES; i++) {
        if (id->of[i]->chain->len > chain_max) {
            error_setg(errp, "cpgpu: identity: the certificate chain for %s "
                       "is longer than %zu bytes", purpose_name[i],
                       chain_max);
            return false;
        }
    }
    return true;
}

static bool load(CpgpuIdentity *id, const char *pem, size_t chain_max,
                 Error **errp)
{
    g_autoptr(GPtrArray) certs =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    if (!parse_pem(id, certs, pem, errp) || !check_keys(id, errp)) {
        return false;
    }
    if (!certs->len) {
        error_setg(errp, "cpgpu: identity: no certificate in it");
        return false;
    }
    return make_chains(id, certs, errp) && set_purposes(id, errp) &&
           check_chains(id, chain_max, errp);
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
    for (unsigned i = 0; i < ARRAY_SIZE(id->part); i++) {
        rsa_public_key_init(&id->part[i].pub);
        rsa_private_key_init(&id->part[i].priv);
        id->part[i].chain = g_byte_array_new();
    }
    ok = load(id, path ? file : cpgpu_test_identity, chain_max, errp);
    if (file) {
        cpgpu_wipe(file, len);
    }
    if (!ok) {
        cpgpu_identity_free(id);
        return NULL;
    }
    return id;
}

static void free_part(CpgpuIdentityPart *part)
{
    wipe_mpz(part->priv.d);
    wipe_mpz(part->priv.p);
    wipe_mpz(part->priv.q);
    wipe_mpz(part->priv.a);
    wipe_mpz(part->priv.b);
    wipe_mpz(part->priv.c);
    rsa_public_key_clear(&part->pub);
    g_byte_array_free(part->chain, true);
}

void cpgpu_identity_free(CpgpuIdentity *id)
{
    if (!id) {
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(id->part); i++) {
        free_part(&id->part[i]);
    }
    g_free(id);
}

const uint8_t *cpgpu_identity_chain(const CpgpuIdentity *id,
                                    CpgpuIdentityPurpose purpose, size_t *len)
{
    *len = id->of[purpose]->chain->len;
    return id->of[purpose]->chain->data;
}

/* For the blinding of RSA, on which the result does not depend */
static void blinding_random(void *opaque, size_t len, uint8_t *out)
{
    qcrypto_random_bytes(out, len, &error_abort);
}

/*
 * Store @m as big-endian bytes.  The time of nettle's function depends on
 * whether the first byte is zero, and that would be enough to decrypt messages
 * (Manger, CRYPTO 2001).
 */
static void get_block(uint8_t em[CPGPU_OAEP_BLOCK], const mpz_t m)
{
    for (size_t i = 0; i < CPGPU_OAEP_BLOCK; i++) {
        em[CPGPU_OAEP_BLOCK - 1 - i] =
            mpz_getlimbn(m, i / sizeof(mp_limb_t)) >>
            (i % sizeof(mp_limb_t) * 8);
    }
}

bool cpgpu_identity_decrypt(const CpgpuIdentity *id,
                            CpgpuIdentityPurpose purpose,
                            const uint8_t blob[256], uint8_t key[CPGPU_AES_KEY])
{
    const CpgpuIdentityPart *part = id->of[purpose];
    uint8_t em[CPGPU_OAEP_BLOCK];
    mpz_t c, m;
    bool ok;

    QEMU_BUILD_BUG_ON(CPGPU_OAEP_BLOCK != RSA_BYTES);
    nettle_mpz_init_set_str_256_u(c, RSA_BYTES, blob);
    mpz_init(m);
    ok = mpz_cmp(c, part->pub.n) < 0 &&
         rsa_compute_root_tr(&part->pub, &part->priv, NULL, blinding_random, m,
                             c);
    if (ok) {
        get_block(em, m);
        ok = cpgpu_oaep_decode(em, key);
        cpgpu_wipe(em, sizeof(em));
    }
    wipe_mpz(m);
    mpz_clear(c);
    return ok;
}
