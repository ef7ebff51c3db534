/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device's memory of keys and of used key exchange data, linked from the
 * device's own source: through the device, filling it takes 65536 RSA
 * operations. Starts no QEMU.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "crypto/init.h"
#include "qapi/error.h"
#include "hw/cpgpu/cpgpu.h"

#include <nettle/aes.h>

/* The quality of random numbers does not matter here. */
bool cpgpu_rng_get(CpgpuState *s, void *buf, size_t len)
{
    uint8_t *p = buf;

    while (len--) {
        *p++ = g_test_rand_int();
    }
    return true;
}

static CpgpuState *start(void)
{
    CpgpuState *s = g_new0(CpgpuState, 1);

    cpgpu_keys_init(s);
    return s;
}

static void stop(CpgpuState *s)
{
    cpgpu_keys_exit(s);
    g_free(s);
}

static void make_blob(uint32_t n, uint8_t blob[CPGPU_BLOB_SIZE])
{
    memset(blob, 0x5a, CPGPU_BLOB_SIZE);
    stl_be_p(blob + n % 63 * 4, n);
}

/* What a key exchange does with a blob that holds key @n */
static uint8_t exchange(CpgpuState *s, CpgpuKeyKind kind, uint32_t n)
{
    uint8_t blob[CPGPU_BLOB_SIZE], key[CPGPU_KEY_SIZE] = "key ............";
    uint8_t status;

    make_blob(n, blob);
    stl_be_p(key + 12, n);
    status = cpgpu_keys_check_blob(s, blob);
    return status ?: cpgpu_keys_exchanged(s, kind, blob, key);
}

/*
 * No blob is forgotten to store another one: a full memory refuses new blobs,
 * and still recognizes all that were used.
 */
static void test_blobs(void)
{
    CpgpuState *s = start();

    for (uint32_t n = 0; n < CPGPU_BLOBS_MAX; n++) {
        g_assert_cmpuint(exchange(s, n % 3 ? CPGPU_KEYS_SESSION
                                           : CPGPU_KEYS_CHANNEL, n),
                         ==, CPGPU_ST_OK);
        /* and one of the earlier ones again */
        g_assert_cmpuint(exchange(s, CPGPU_KEYS_SESSION,
                                  g_test_rand_int_range(0, n + 1)),
                         ==, CPGPU_ST_USED_BLOB);
    }
    for (uint32_t n = 0; n < CPGPU_BLOBS_MAX; n++) {
        g_assert_cmpuint(exchange(s, CPGPU_KEYS_SESSION, n), ==,
                         CPGPU_ST_USED_BLOB);
        g_assert_cmpuint(exchange(s, CPGPU_KEYS_CHANNEL, n + CPGPU_BLOBS_MAX),
                         ==, CPGPU_ST_NO_ROOM);
    }
    stop(s);
}

/* Every key that was exchanged is known, and no other */
static void test_keys(void)
{
    CpgpuState *s = start();
    CpgpuSession ss = { .key = "a session key .." };
    uint8_t key[CPGPU_KEY_SIZE] = "key ............", got[CPGPU_KEY_SIZE];
    uint8_t wrapped[CPGPU_KEY_SIZE];
    struct aes128_ctx aes;

    s->sessions = &ss;
    aes128_set_encrypt_key(&aes, ss.key);
    for (uint32_t n = 0; n < 4096; n++) {
        exchange(s, n % 2 ? CPGPU_KEYS_SESSION : CPGPU_KEYS_CHANNEL, n);
    }
    for (uint32_t n = 0; n < 8192; n++) {
        stl_be_p(key + 12, n);
        aes128_encrypt(&aes, sizeof(key), wrapped, key);
        g_assert_true(cpgpu_keys_unwrap_content(s, &ss, wrapped, got));
        g_assert_cmpint(!memcmp(key, got, sizeof(key)), ==, n >= 4096);
        /* once more, now from the cache of the last unwrapped key */
        g_assert_true(cpgpu_keys_unwrap_content(s, &ss, wrapped, got));
        g_assert_cmpint(!memcmp(key, got, sizeof(key)), ==, n >= 4096);
    }
    stop(s);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qcrypto_init(&error_abort);
    g_test_add_func("/cpgpu/keys/blobs", test_blobs);
    g_test_add_func("/cpgpu/keys/keys", test_keys);
    return g_test_run();
}
