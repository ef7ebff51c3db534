/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: which key serves which purpose
 *
 * A key has one purpose as long as the device is powered on, and key exchange
 * data works once.  Otherwise the guest could have the device encrypt the same
 * block for two purposes, and use one result to undo the other.  So the device
 * remembers the keys and the data that it has seen, and refuses to use them for
 * anything else.
 *
 * It remembers them as digests under a random secret.  The digests reveal
 * nothing about the keys, and neither does the time that a look-up takes.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "crypto/random.h"
#include "qapi/error.h"
#include "cpgpu.h"
#include "ledger.h"
#include "trace.h"

typedef struct Digest {
    uint64_t half[2];
} Digest;

static guint digest_hash(gconstpointer p)
{
    return ((const Digest *)p)->half[0];
}

static gboolean digest_equal(gconstpointer a, gconstpointer b)
{
    return !memcmp(a, b, sizeof(Digest));
}

static Digest digest_of(const CpgpuKeys *k, const void *data, size_t len)
{
    uint8_t sha[CPGPU_SHA512];
    Digest d;

    cpgpu_sha512(k->secret, sizeof(k->secret), data, len, sha);
    memcpy(&d, sha, sizeof(d));
    return d;
}

static bool has_digest(const CpgpuKeys *k, CpgpuKeyKind kind, Digest d)
{
    return g_hash_table_contains(k->digests[kind], &d);
}

static void remember(CpgpuKeys *k, CpgpuKeyKind kind, Digest d)
{
    g_hash_table_add(k->digests[kind], g_memdup2(&d, sizeof(d)));
}

/* --------------------------------------------------------- form of a key -- */

/*
 * Session keys encrypt counter blocks, in which bytes 8 to 11 are zero
 * (cpgpu_iv_use()), and other keys, in which they must not be.
 */
static bool is_counter_block(const uint8_t key[CPGPU_KEY_SIZE])
{
    return ldl_be_p(key + 8) == 0 && cpgpu_rule(CPGPU_RULE_WRAP_FORM);
}

/* ---------------------------------------------------------- key exchange -- */

uint8_t cpgpu_keys_check_blob(CpgpuState *s, const uint8_t *blob)
{
    CpgpuKeys *k = &s->keys;

    if (cpgpu_rule(CPGPU_RULE_USED_BLOB) &&
        has_digest(k, CPGPU_KEYS_BLOB, digest_of(k, blob, CPGPU_BLOB_SIZE))) {
        trace_cpgpu_blob_used();
        return CPGPU_ST_USED_BLOB;
    }
    if (g_hash_table_size(k->digests[CPGPU_KEYS_BLOB]) == CPGPU_BLOBS_MAX) {
        trace_cpgpu_blobs_full();
        return CPGPU_ST_NO_ROOM;
    }
    return CPGPU_ST_OK;
}

/*
 * The keys of refreshed sessions and read-back keys are made by the device and
 * are not remembered, so compare with all that are in use.
 */
static bool is_session_key(CpgpuState *s, const uint8_t *key)
{
    bool found = false;

    for (unsigned n = 0; n < s->session_count; n++) {
        const CpgpuSession *ss = &s->sessions[n];

        found |= ss->data_key && cpgpu_key_is(ss->data_key, key);
    }
    return found;
}

static bool is_read_back_key(CpgpuState *s, const uint8_t *key)
{
    bool found = false;

    for (unsigned n = 0; n < s->session_count; n++) {
        const CpgpuSession *ss = &s->sessions[n];

        found |= ss->read_back_key && cpgpu_key_is(ss->read_back_key, key);
    }
    return found;
}

/*
 * Several sessions may have the same key, and so may several channels.  A key
 * that looks like a counter block is refused: content keys are compared with
 * all exchanged keys, and if these could be counter blocks, the time which that
 * takes might reveal whether a content key is a certain counter block, which
 * depends on plaintext.
 */
uint8_t cpgpu_keys_exchanged(CpgpuState *s, CpgpuKeyKind kind,
                             const uint8_t *blob, const uint8_t *key)
{
    CpgpuKeys *k = &s->keys;
    Digest d = digest_of(k, key, CPGPU_KEY_SIZE);
    bool in_use = is_read_back_key(s, key) | is_counter_block(key);

    if (kind == CPGPU_KEYS_SESSION) {
        in_use |= has_digest(k, CPGPU_KEYS_CHANNEL, d);
    } else {
        in_use |= has_digest(k, CPGPU_KEYS_SESSION, d);
        in_use |= is_session_key(s, key);
    }
    remember(k, CPGPU_KEYS_BLOB, digest_of(k, blob, CPGPU_BLOB_SIZE));
    if (in_use && cpgpu_rule(CPGPU_RULE_NEW_KEY)) {
        trace_cpgpu_key_in_use(kind);
        return CPGPU_ST_KEY_IN_USE;
    }
    remember(k, kind, d);
    k->changes++;
    return CPGPU_ST_OK;
}

void cpgpu_keys_refreshed(CpgpuState *s)
{
    s->keys.changes++;
}

/* ----------------------------------------------- keys under session keys -- */

/*
 * The device chooses the wrapped form of the key, and unwraps it to get the
 * key itself.  So any device can tell it from a content key, whenever it was
 * made and by which device.
 */
bool cpgpu_keys_make_read_back(CpgpuState *s,
                               const uint8_t session_key[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE],
                               uint8_t wrapped[CPGPU_KEY_SIZE])
{
    stl_le_p(wrapped, CPGPU_READ_BACK_TAG);
    do {
        if (!cpgpu_rng_get(s, wrapped + 4, CPGPU_KEY_SIZE - 4)) {
            return false;
        }
        cpgpu_unwrap_key(session_key, wrapped, key);
    } while (is_counter_block(key));
    cpgpu_ledger_block(session_key, CPGPU_USE_WRAP, key);
    s->keys.changes++;
    return true;
}

static bool is_in_use(CpgpuState *s, const uint8_t *key)
{
    CpgpuKeys *k = &s->keys;
    Digest d = digest_of(k, key, CPGPU_KEY_SIZE);
    int in_use = 0;

    /* Look everywhere, so that the time does not tell where the key is. */
    in_use |= is_session_key(s, key);
    in_use |= is_read_back_key(s, key);
    in_use |= has_digest(k, CPGPU_KEYS_SESSION, d);
    in_use |= has_digest(k, CPGPU_KEYS_CHANNEL, d);
    return in_use;
}

static bool may_be_content(CpgpuState *s, const uint8_t *key)
{
    return !(is_counter_block(key) |
             (is_in_use(s, key) && cpgpu_rule(CPGPU_RULE_CONTENT_KEY)));
}

/*
 * A key with another purpose is replaced by one that nobody knows.  To refuse
 * it would tell the guest whether a block of its choice decrypts to a certain
 * other one, so that it could test guesses of plaintext with ciphertext and
 * counter block.  Replacing a key takes no longer than keeping it.
 */
static void replace_key(const CpgpuSession *ss, const uint8_t *wrapped,
                        uint8_t *key)
{
    uint8_t mask = -(uint8_t)ss->replaced;
    uint8_t other[CPGPU_KDF_SIZE];

    cpgpu_kdf(ss->key, "cpgpu content key", wrapped, CPGPU_KEY_SIZE, other);
    for (int i = 0; i < CPGPU_KEY_SIZE; i++) {
        key[i] ^= mask & (key[i] ^ other[i]);
    }
    cpgpu_wipe(other, sizeof(other));
}

bool cpgpu_keys_unwrap_content(CpgpuState *s, CpgpuSession *ss,
                               const uint8_t wrapped[CPGPU_KEY_SIZE],
                               uint8_t key[CPGPU_KEY_SIZE])
{
    if (ldl_le_p(wrapped) == CPGPU_READ_BACK_TAG &&
        cpgpu_rule(CPGPU_RULE_CONTENT_KEY)) {
        trace_cpgpu_content_key_refused(ss - s->sessions);
        return false;
    }
    cpgpu_unwrap_key(ss->key, wrapped, key);
    if (ss->checked_at != s->keys.changes ||
        memcmp(ss->checked_key, wrapped, CPGPU_KEY_SIZE)) {
        ss->replaced = !may_be_content(s, key);
        memcpy(ss->checked_key, wrapped, CPGPU_KEY_SIZE);
        ss->checked_at = s->keys.changes;
        trace_cpgpu_content_key(ss - s->sessions, ss->replaced);
    }
    replace_key(ss, wrapped, key);
    /* A key that was replaced is gone: nothing visible depends on it. */
    cpgpu_ledger_block(ss->key, CPGPU_USE_WRAP, key);
    return true;
}

/* ------------------------------------------------------------------ life -- */

void cpgpu_keys_init(CpgpuState *s)
{
    CpgpuKeys *k = &s->keys;

    qcrypto_random_bytes(k->secret, sizeof(k->secret), &error_abort);
    for (unsigned i = 0; i < CPGPU_KEYS_KINDS; i++) {
        k->digests[i] = g_hash_table_new_full(digest_hash, digest_equal,
                                              g_free, NULL);
    }
}

void cpgpu_keys_exit(CpgpuState *s)
{
    for (unsigned i = 0; i < CPGPU_KEYS_KINDS; i++) {
        g_hash_table_destroy(s->keys.digests[i]);
    }
    cpgpu_wipe(s->keys.secret, sizeof(s->keys.secret));
}
