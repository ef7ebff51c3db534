/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu cipher backend: the ledger of AES blocks, and the rules it checks
 *
 * Each operation is recorded as a pair: the value of the key, and the block on
 * the plaintext side of AES, whether AES encrypts or decrypts.  Two rules hold
 * for all operations of the device together:
 *
 * - a pair is used for one purpose only;
 * - a keystream block that encrypts data which the guest can see encrypts one
 *   content, once.
 *
 * If one is broken, QEMU reports it and aborts.  The DRBG is not recorded: its
 * keys are used for nothing else and never leave it.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ledger.h"
#include "stream-backend.h"

#define PAIRS_MIN   (1u << 16)
#define PAIRS_MAX   (1u << 25)

/*
 * AES_key(block) ^ block.  To find two pairs with the same value is as hard as
 * for any 128-bit hash function.  The last byte is replaced by flags.
 */
typedef struct Pair {
    uint64_t half[2];
} Pair;

/* Flags in the last byte of a pair; 0: the entry is free */
#define PAIR_USE_MASK   0x7f            /* CpgpuUse + 1 */
#define PAIR_COVERS     0x80

/* A hash table with open addressing, which grows when it is half full */
static struct {
    GMutex lock;
    Pair *pairs;
    size_t size, used;
    uint64_t operations;
} ledger;

static const char *const use_names[] = {
    [CPGPU_USE_DATA] = "the application's data",
    [CPGPU_USE_READ_BACK] = "data that is read back",
    [CPGPU_USE_PAGE] = "a protected page",
    [CPGPU_USE_WRAP] = "a wrapped key",
    [CPGPU_USE_MAC] = "a CMAC",
};

static const char *const rule_names[CPGPU_RULES] = {
    [CPGPU_RULE_IV_RANGE] = "iv-range",
    [CPGPU_RULE_KDF] = "kdf",
    [CPGPU_RULE_BLOB] = "blob",
    [CPGPU_RULE_USED_BLOB] = "used-blob",
    [CPGPU_RULE_WRAP_FORM] = "wrap-form",
    [CPGPU_RULE_CONTENT_KEY] = "content-key",
    [CPGPU_RULE_NEW_KEY] = "new-key",
};

static G_NORETURN void G_GNUC_PRINTF(1, 2) stop(const char *format, ...)
{
    va_list ap;

    fputs("cpgpu-ledger: ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    abort();
}

/* ----------------------------------------------------------------- table -- */

static Pair *find(const Pair *pair)
{
    size_t i = pair->half[0] & (ledger.size - 1);

    while (ledger.pairs[i].half[1] &&
           (ledger.pairs[i].half[0] != pair->half[0] ||
            (ledger.pairs[i].half[1] ^ pair->half[1]) & ~0xffull)) {
        i = (i + 1) & (ledger.size - 1);
    }
    return &ledger.pairs[i];
}

static void grow(void)
{
    Pair *old = ledger.pairs;
    size_t old_size = ledger.size;

    if (old_size / 2 == PAIRS_MAX) {
        stop("more than %u pairs; run shorter programs", PAIRS_MAX);
    }
    ledger.size = old_size ? 2 * old_size : 2 * PAIRS_MIN;
    ledger.pairs = g_new0(Pair, ledger.size);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].half[1]) {
            *find(&old[i]) = old[i];
        }
    }
    g_free(old);
}

static void record_pair(const uint8_t *block, const Pair *pair)
{
    uint8_t flags = pair->half[1], old;
    Pair *found;

    ledger.operations++;
    if (ledger.used == ledger.size / 2) {
        grow();
    }
    found = find(pair);
    old = found->half[1];
    if (!old) {
        *found = *pair;
        ledger.used++;
    } else if ((old ^ flags) & PAIR_USE_MASK) {
        stop("operation %" PRIu64 ": block %016" PRIx64 "%016" PRIx64 " serves "
             "%s and, under the same key, %s", ledger.operations,
             ldq_be_p(block), ldq_be_p(block + 8),
             use_names[(old & PAIR_USE_MASK) - 1],
             use_names[(flags & PAIR_USE_MASK) - 1]);
    } else if (old & flags & PAIR_COVERS) {
        stop("operation %" PRIu64 ": block %016" PRIx64 "%016" PRIx64 " covers "
             "%s a second time", ledger.operations, ldq_be_p(block),
             ldq_be_p(block + 8), use_names[(flags & PAIR_USE_MASK) - 1]);
    } else {
        found->half[1] |= flags;
    }
}

/* --------------------------------------------------------------- records -- */

static void record(const struct aes128_ctx *aes, CpgpuUse use, bool covers,
                   const uint8_t *blocks, size_t count)
{
    Pair pairs[CPGPU_BATCH_BLOCKS];

    assert(count <= CPGPU_BATCH_BLOCKS);
    aes128_encrypt(aes, count * CPGPU_AES_BLOCK, (uint8_t *)pairs, blocks);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *block = blocks + i * CPGPU_AES_BLOCK;

        pairs[i].half[0] ^= ldq_he_p(block);
        pairs[i].half[1] ^= ldq_he_p(block + 8);
        pairs[i].half[1] &= ~0xffull;
        pairs[i].half[1] |= (use + 1) | (covers ? PAIR_COVERS : 0);
    }
    g_mutex_lock(&ledger.lock);
    for (size_t i = 0; i < count; i++) {
        record_pair(blocks + i * CPGPU_AES_BLOCK, &pairs[i]);
    }
    g_mutex_unlock(&ledger.lock);
}

void cpgpu_ledger_block(const uint8_t key[CPGPU_AES_KEY], CpgpuUse use,
                        const uint8_t block[CPGPU_AES_BLOCK])
{
    struct aes128_ctx aes;

    aes128_set_encrypt_key(&aes, key);
    record(&aes, use, false, block, 1);
}

void cpgpu_ledger_stream(const CpgpuStream *st, uint64_t blocks)
{
    uint8_t counters[CPGPU_BATCH];
    uint64_t count = st->count;

    while (blocks) {
        size_t n = MIN(blocks, CPGPU_BATCH_BLOCKS);

        for (size_t i = 0; i < n; i++) {
            stq_be_p(counters + i * CPGPU_AES_BLOCK, st->prefix);
            stq_be_p(counters + i * CPGPU_AES_BLOCK + 8, count++);
        }
        record(&st->key->aes, st->use, st->covers, counters, n);
        blocks -= n;
    }
}

/* Double @in in GF(2^128), as CMAC does to make its subkeys. */
static void double_block(uint8_t out[CPGPU_AES_BLOCK],
                         const uint8_t in[CPGPU_AES_BLOCK])
{
    uint64_t high = ldq_be_p(in), low = ldq_be_p(in + 8);

    stq_be_p(out, high << 1 | low >> 63);
    stq_be_p(out + 8, low << 1 ^ (high >> 63 ? 0x87 : 0));
}

void cpgpu_ledger_cmac(const uint8_t key[CPGPU_AES_KEY], const void *data,
                       size_t len)
{
    uint8_t block[CPGPU_AES_BLOCK] = { 0 }, subkey[CPGPU_AES_BLOCK];
    const uint8_t *p = data;
    struct aes128_ctx aes;

    aes128_set_encrypt_key(&aes, key);
    record(&aes, CPGPU_USE_MAC, false, block, 1);
    aes128_encrypt(&aes, sizeof(subkey), subkey, block);
    double_block(subkey, subkey);
    if (!len || len % CPGPU_AES_BLOCK) {
        double_block(subkey, subkey);
    }
    do {
        size_t n = MIN(len, CPGPU_AES_BLOCK);
        bool last = n == len;

        for (size_t i = 0; i < CPGPU_AES_BLOCK; i++) {
            block[i] ^= (i < n ? p[i] : i == n ? 0x80 : 0) ^
                        (last ? subkey[i] : 0);
        }
        record(&aes, CPGPU_USE_MAC, false, block, 1);
        aes128_encrypt(&aes, sizeof(block), block, block);
        p += n;
        len -= n;
    } while (len);
}

const uint64_t *cpgpu_ledger_operations(void)
{
    return &ledger.operations;
}

/* ----------------------------------------------------------------- rules -- */

static gpointer read_rules_off(gpointer opaque)
{
    g_auto(GStrv) names = g_strsplit(getenv("CPGPU_LEDGER_RULES_OFF") ?: "",
                                     ",", -1);
    uint32_t off = 0;

    for (char **name = names; *name; name++) {
        unsigned i = 0;

        while (i < CPGPU_RULES && !g_str_equal(*name, rule_names[i])) {
            i++;
        }
        if (i == CPGPU_RULES) {
            stop("CPGPU_LEDGER_RULES_OFF: there is no rule '%s'", *name);
        }
        off |= 1u << i;
    }
    return GUINT_TO_POINTER(off);
}

bool cpgpu_rule(CpgpuRule rule)
{
    static GOnce once = G_ONCE_INIT;
    gpointer off = g_once(&once, read_rules_off, NULL);

    return !(GPOINTER_TO_UINT(off) >> rule & 1);
}
