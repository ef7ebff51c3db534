/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DECRYPT_BLT and ENCRYPT_BLT: what goes in comes out, under which key */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-util.h"
#include "cpgpu-vectors.h"

#define PAGE    CPGPU_PAGE_SIZE

static const uint8_t zero_iv[CPGPU_IV_SIZE];

/* NIST SP 800-38A F.5.2 in, F.5.1 out, under a content key */
static void test_nist(void)
{
    g_autoptr(QCpgpu) g = cpgpu_start(NULL);
    uint64_t data = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(1, data, 0x100, 64, nist_iv);

    cpgpu_sess_key(g, 1, key_a);
    cpgpu_seal(g, 1, 0, PAGE);
    cpgpu_write(g, data, nist_cipher, 64);
    cpgpu_run_ok(g, cpgpu_cmd_content_key(cmd, key_a, nist_key));
    util_assert_plain(g, 1, key_a, 0x100, nist_plain, 64);
}

/* Decrypt @plain under @content_key into the first pages of session 0 */
static void decrypt_with(QCpgpu *g, uint64_t data, const uint8_t *content_key,
                         const uint8_t *iv, uint64_t vram, const void *plain,
                         size_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, data, vram, len, iv);

    util_put_cipher(g, data, content_key, iv, plain, len);
    cpgpu_run_ok(g, cpgpu_cmd_content_key(cmd, key_a, content_key));
}

/* Only the low 64 bits of the counter wrap, inside one command */
static void test_count_wraps(void)
{
    static const uint64_t counts[] = {
        0xffffffff, INT64_MAX, UINT64_MAX - 255, UINT64_MAX - 1, UINT64_MAX,
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 16 * PAGE);
    uint64_t data = cpgpu_alloc(g, 16 * PAGE);
    g_autofree uint8_t *plain = g_malloc(16 * PAGE);

    for (int i = 0; i < ARRAY_SIZE(counts); i++) {
        uint8_t iv[16];

        /* the last one has nowhere to carry to */
        stq_be_p(iv, UINT64_MAX - (ARRAY_SIZE(counts) - 1 - i));
        stq_be_p(iv + 8, counts[i]);
        util_pattern(plain, 16 * PAGE, i);
        decrypt_with(g, data, key_b, iv, 0, plain, 16 * PAGE);
        util_assert_plain(g, 0, key_a, 0, plain, 16 * PAGE);
    }
}

/* Every combination of small lengths and offsets about page borders */
static void test_offsets(void)
{
    static const unsigned offsets[] = { 0, 16, 2048, 4064, 4080, 4096, 8176 };
    static const unsigned lengths[] = { 16, 32, 48, 4080, 4096, 4112, 8208 };
    enum { AREA = 5 * PAGE };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, AREA);
    uint8_t model[AREA] = { 0 };

    for (int o = 0; o < ARRAY_SIZE(offsets); o++) {
        for (int l = 0; l < ARRAY_SIZE(lengths); l++) {
            g_test_message("offset %u length %u", offsets[o], lengths[l]);
            util_pattern(model + offsets[o], lengths[l], o * 10 + l + 1);
            cpgpu_put_plain(g, 0, key_a, offsets[o], model + offsets[o],
                            lengths[l]);
            util_assert_plain(g, 0, key_a, offsets[o], model + offsets[o],
                              lengths[l]);
            util_assert_plain(g, 0, key_a, 0, model, AREA);
        }
    }
}

/* Inline up to 64 KiB, by a worker above: no difference in the result */
static void test_sizes(void)
{
    static const size_t sizes[] = {
        64 * KiB - 16, 64 * KiB, 64 * KiB + 16, 256 * KiB + 4096 + 48,
        MiB, 3 * MiB + 12 * KiB + 16,
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * MiB);
    g_autofree uint8_t *plain = g_malloc(4 * MiB);

    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        g_test_message("%zu bytes", sizes[i]);
        util_pattern(plain, sizes[i], i + 1);
        cpgpu_put_plain(g, 0, key_a, 32, plain, sizes[i]);
        util_assert_plain(g, 0, key_a, 32, plain, sizes[i]);
    }
    util_assert_not_in_vram(g, plain, sizes[ARRAY_SIZE(sizes) - 1]);
}

/* A content key decrypts the data, the session key only unwraps it */
static void test_content_key(void)
{
    static const uint8_t content[2][16] = {
        "content key one", "content key two",
    };
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 2 * PAGE);
    uint64_t data = cpgpu_alloc(g, PAGE);
    uint8_t plain[2][PAGE];

    for (int i = 0; i < 2; i++) {
        util_pattern(plain[i], PAGE, i);
        decrypt_with(g, data, content[i], nist_iv, i * PAGE, plain[i], PAGE);
    }
    for (int i = 0; i < 2; i++) {
        util_assert_plain(g, 0, key_a, i * PAGE, plain[i], PAGE);
    }
}

/* Each session has its own IVs for reading back, which go up by one */
static void test_encrypt_iv(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, PAGE);
    uint64_t data = cpgpu_alloc(g, PAGE), last[2];

    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, PAGE, PAGE);
    for (int i = 0; i < 20; i++) {
        uint64_t iv;

        cpgpu_run_ok(g, cpgpu_cmd_encrypt(i % 2, i % 2 * PAGE, data, PAGE));
        iv = ldq_be_p(g->last.data);
        g_assert_cmphex(iv >> 62, ==, 0);
        g_assert_cmphex(ldq_be_p(g->last.data + 8), ==, CPGPU_IV_COUNT_DEVICE);
        if (i > 1) {
            g_assert_cmphex(iv, ==, last[i % 2] + 1);
        }
        last[i % 2] = iv;
    }
}

/* The source of a decryption stays as it was, and so does all else */
static void test_touches_nothing_else(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 4 * PAGE);
    uint64_t data = cpgpu_alloc(g, 3 * PAGE);
    uint8_t before[3 * PAGE], after[3 * PAGE], page0[PAGE], now[PAGE];

    util_pattern(before, sizeof(before), 3);
    cpgpu_write(g, data, before, sizeof(before));
    cpgpu_vram_read(g, 0, page0, PAGE);
    cpgpu_run_ok(g, cpgpu_cmd_decrypt(0, data + PAGE, PAGE, PAGE, zero_iv));
    cpgpu_read(g, data, after, sizeof(after));
    g_assert_cmpmem(after, sizeof(after), before, sizeof(before));
    cpgpu_vram_read(g, 0, now, PAGE);
    g_assert_cmpmem(now, PAGE, page0, PAGE);

    /* and a read back writes its length, not a byte more */
    cpgpu_run_ok(g, cpgpu_cmd_encrypt(0, 0, data + PAGE, 48));
    cpgpu_read(g, data, after, sizeof(after));
    g_assert_cmpmem(after, PAGE, before, PAGE);
    g_assert_cmpmem(after + PAGE + 48, 2 * PAGE - 48,
                    before + PAGE + 48, 2 * PAGE - 48);
    g_assert_cmpint(memcmp(after + PAGE, before + PAGE, 48), !=, 0);
}

/* --------------------------------------------------------- who may do it -- */

static void assert_blts_fail(QCpgpu *g, unsigned session, uint64_t vram,
                             uint64_t len, uint32_t status)
{
    uint64_t data = cpgpu_alloc(g, len), nonce = util_nonce(g);
    g_autofree uint8_t *mark = g_malloc(len), *got = g_malloc(len);
    g_autofree uint8_t *before = g_malloc(len);

    util_pattern(mark, len, 77);
    cpgpu_write(g, data, mark, len);
    cpgpu_vram_read(g, vram, before, len);
    util_assert_fails(g, cpgpu_cmd_decrypt(session, data, vram, len, zero_iv),
                      status);
    util_assert_fails(g, cpgpu_cmd_encrypt(session, vram, data, len), status);
    cpgpu_vram_read(g, vram, got, len);
    g_assert_cmpmem(got, len, before, len);
    cpgpu_read(g, data, got, len);
    g_assert_cmpmem(got, len, mark, len);
    g_assert_cmphex(util_nonce(g), ==, nonce);
    guest_free(g->alloc, data);
}

/* A refused blt changes neither memory nor guest, small or large */
static void test_refused(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, MiB);

    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 1, 2 * MiB, MiB);
    /* another session's pages, nobody's, and only the last one wrong */
    assert_blts_fail(g, 1, 0, 16, CPGPU_ST_NOT_OWNER);
    assert_blts_fail(g, 0, 2 * MiB, PAGE, CPGPU_ST_NOT_OWNER);
    assert_blts_fail(g, 0, 3 * MiB, PAGE, CPGPU_ST_NOT_OWNER);
    assert_blts_fail(g, 0, MiB - 16, 32, CPGPU_ST_NOT_OWNER);
    assert_blts_fail(g, 0, 16, MiB, CPGPU_ST_NOT_OWNER);
    assert_blts_fail(g, 1, 2 * MiB - 16, MiB, CPGPU_ST_NOT_OWNER);
    assert_blts_fail(g, 2, 0, 16, CPGPU_ST_BAD_SESSION);
    assert_blts_fail(g, 64, 0, 16, CPGPU_ST_BAD_SESSION);

    cpgpu_lose_key(g, 1);
    assert_blts_fail(g, 1, 2 * MiB, PAGE, CPGPU_ST_NO_KEY);
    cpgpu_sess_key(g, 1, key_b);
    assert_blts_fail(g, 1, 2 * MiB, PAGE, CPGPU_ST_STALE);
    assert_blts_fail(g, 1, 2 * MiB, MiB, CPGPU_ST_STALE);
}

/* Pages sealed under two keys of one session: only stale ones are refused */
static void test_mixed_stale(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, 2 * PAGE);

    cpgpu_sess_key(g, 0, key_b);
    cpgpu_seal(g, 0, 2 * PAGE, PAGE);
    util_assert_works(g, 0, key_b, 2 * PAGE);
    assert_blts_fail(g, 0, PAGE, 2 * PAGE, CPGPU_ST_STALE);
}

/* A session with the wrong key gets noise and no error, as in Direct3D */
static void test_wrong_key(void)
{
    g_autoptr(QCpgpu) g = util_start_sealed(NULL, PAGE);
    uint8_t plain[PAGE], got[PAGE];

    util_pattern(plain, PAGE, 1);
    cpgpu_put_plain(g, 0, key_b, 0, plain, PAGE);
    cpgpu_get_plain(g, 0, key_a, 0, got, PAGE);
    for (int i = 0; i < PAGE; i += 16) {
        g_assert_cmpint(memcmp(got + i, plain + i, 16), !=, 0);
    }
}

UTIL_MAIN("blt",
          { "sp800-38a", test_nist }, { "count-wraps", test_count_wraps },
          { "offsets", test_offsets }, { "sizes", test_sizes },
          { "content-key", test_content_key },
          { "encrypt-iv", test_encrypt_iv },
          { "touches-nothing-else", test_touches_nothing_else },
          { "refused", test_refused }, { "mixed-stale", test_mixed_stale },
          { "wrong-key", test_wrong_key })
