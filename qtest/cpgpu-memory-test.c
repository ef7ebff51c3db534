/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sealed pages as the guest sees them through the VRAM BAR: each one byte for
 * byte what the manual's key derivation and nonce rules give, never plaintext
 */
#include "qemu/osdep.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"

#define PAGE    CPGPU_PAGE_SIZE

static const uint8_t zero_page[PAGE];

static uint32_t pages(QCpgpu *g, unsigned n)
{
    return cpgpu_sess_reg(g, n, CPGPU_SESS_PAGES);
}

/* SEAL: encrypted zeros, nonces in page order, whatever was there before */
FIXTURE_TEST(test_seal, "seal")
{
    uint8_t raw[4 * PAGE];

    util_pattern(raw, sizeof(raw), 5);
    cpgpu_vram_write(g, 0, raw, sizeof(raw));
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 63, key_b);
    cpgpu_seal(g, 0, PAGE, 2 * PAGE);
    cpgpu_seal(g, 63, 700 * PAGE, PAGE);
    util_assert_page(g, 0, key_a, 1, 1, zero_page);
    util_assert_page(g, 0, key_a, 2, 2, zero_page);
    util_assert_page(g, 63, key_b, 3, 700, zero_page);
    g_assert_cmphex(util_nonce(g), ==, 4);
    cpgpu_assert_vram(g, 0, raw, PAGE);
    cpgpu_assert_vram(g, 3 * PAGE, raw + 3 * PAGE, PAGE);
    g_assert_cmpuint(pages(g, 0), ==, 2);
    g_assert_cmpuint(pages(g, 63), ==, 1);
}

/* The same key in two sessions makes two surface keys */
FIXTURE_TEST(test_slot_in_key, "slot-in-key")
{
    uint8_t surface[2][16];

    cpgpu_sess_key(g, 1, key_a);
    cpgpu_sess_key(g, 2, key_a);
    util_surface_key(g, 1, key_a, surface[0]);
    util_surface_key(g, 2, key_a, surface[1]);
    g_assert_cmpint(memcmp(surface[0], surface[1], 16), !=, 0);
    cpgpu_seal(g, 1, 0, PAGE);
    cpgpu_seal(g, 2, PAGE, PAGE);
    util_assert_page(g, 1, key_a, 1, 0, zero_page);
    util_assert_page(g, 2, key_a, 2, 1, zero_page);
}

/* Each write takes the next nonce and seals the whole page with it */
FIXTURE_TEST(test_partial_writes, "partial-writes")
{
    uint8_t model[3 * PAGE] = { 0 };
    uint64_t nonce;

    cpgpu_sess_key(g, 4, key_a);
    cpgpu_seal(g, 4, 8 * PAGE, 3 * PAGE);
    nonce = util_nonce(g);

    /* 16 bytes in the middle of one page */
    util_pattern(model + PAGE + 1024, 16, 1);
    cpgpu_put_plain(g, 4, key_a, 9 * PAGE + 1024, model + PAGE + 1024, 16);
    util_assert_page(g, 4, key_a, nonce, 9, model + PAGE);
    util_assert_page(g, 4, key_a, nonce - 3, 8, model);
    util_assert_page(g, 4, key_a, nonce - 1, 10, model + 2 * PAGE);
    nonce++;

    /* the last block of one page to the first of the one after the next */
    util_pattern(model + PAGE - 16, PAGE + 32, 2);
    cpgpu_put_plain(g, 4, key_a, 9 * PAGE - 16, model + PAGE - 16, PAGE + 32);
    for (int i = 0; i < 3; i++) {
        util_assert_page(g, 4, key_a, nonce + i, 8 + i, model + i * PAGE);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce + 3);

    /* the same bytes again: another nonce, other ciphertext */
    cpgpu_put_plain(g, 4, key_a, 8 * PAGE, model, PAGE);
    util_assert_page(g, 4, key_a, nonce + 3, 8, model);

    /* reading takes none */
    cpgpu_get_plain(g, 4, key_a, 8 * PAGE, model, sizeof(model));
    g_assert_cmphex(util_nonce(g), ==, nonce + 4);
}

/* A large blt, so on a worker: every page follows the same rules */
FIXTURE_TEST(test_large_write, "large-write")
{
    const unsigned count = 500;
    g_autofree uint8_t *model = g_malloc0(count * PAGE);
    uint64_t nonce;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 3 * PAGE, count * PAGE);
    nonce = util_nonce(g);
    util_pattern(model + 16, count * PAGE - 48, 6);
    cpgpu_put_plain(g, 0, key_a, 3 * PAGE + 16, model + 16, count * PAGE - 48);
    for (unsigned i = 0; i < count; i++) {
        util_assert_page(g, 0, key_a, nonce + i, 3 + i, model + i * PAGE);
    }
    g_assert_cmphex(util_nonce(g), ==, nonce + count);
}

/*
 * All of VRAM is scanned for plaintext after each step. The pages start with
 * the guest's own bytes, which must not survive sealing either.
 */
FIXTURE_TEST_ALONE(test_no_plaintext, "no-plaintext")
{
    enum { LEN = 64 * KiB };
    g_autoptr(QCpgpu) g = cpgpu_start_with("q35", "vram=1M", NULL);
    g_autofree uint8_t *plain = g_malloc(LEN), *raw = g_malloc(LEN);
    uint8_t key[16];

    cpgpu_ring_on(g, 6);
    memcpy(key, key_a, 16);
    util_pattern(raw, LEN, 20);
    util_pattern(plain, LEN, 21);
    cpgpu_vram_write(g, 0, raw, LEN);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, LEN);
    util_assert_not_in_vram(g, raw, LEN);
    cpgpu_put_plain(g, 0, key, 0, plain, LEN);
    util_assert_not_in_vram(g, plain, LEN);
    cpgpu_put_plain(g, 0, key, 16, plain, LEN - 16);
    util_assert_not_in_vram(g, plain, LEN);
    for (int i = 0; i < 3; i++) {
        cpgpu_sess_refresh(g, 0, key);
        util_assert_not_in_vram(g, plain, LEN);
    }
    cpgpu_lose_key(g, 0);
    util_assert_not_in_vram(g, plain, LEN);
    cpgpu_sess_key(g, 0, key_b);
    util_assert_not_in_vram(g, plain, LEN);
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, LEN));
    util_assert_vram_zero(g, 0, LEN);
    util_assert_not_in_vram(g, plain, LEN);
}

/* Two images of one page never share a keystream: nonces do not repeat */
FIXTURE_TEST(test_no_keystream_twice, "no-keystream-twice")
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(
        g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    uint8_t key[16], got[2 * PAGE];

    memcpy(key, key_a, 16);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, 2 * PAGE);
    for (int round = 0; round < 20; round++) {
        cpgpu_vram_read(g, 0, got, sizeof(got));
        for (int i = 0; i < sizeof(got); i += 16) {
            g_assert_true(g_hash_table_add(seen, g_bytes_new(got + i, 16)));
        }
        switch (round % 4) {
        case 0:
            cpgpu_put_plain(g, 0, key, 0, zero_page, PAGE);
            cpgpu_put_plain(g, 0, key, PAGE, zero_page, PAGE);
            break;
        case 1:
            cpgpu_sess_refresh(g, 0, key);
            break;
        case 2:
            cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, 2 * PAGE));
            cpgpu_seal(g, 0, 0, 2 * PAGE);
            break;
        case 3:
            /* the old key once more: only the nonce keeps them apart */
            cpgpu_writel(g, CPGPU_CTRL, CPGPU_CTRL_RESET);
            cpgpu_ring_on(g, 6);
            memcpy(key, key_a, 16);
            cpgpu_sess_key(g, 0, key);
            cpgpu_seal(g, 0, 0, 2 * PAGE);
            break;
        }
    }
}

FIXTURE_TEST(test_ownership, "ownership")
{
    uint8_t plain[PAGE];
    uint64_t nonce;

    util_pattern(plain, PAGE, 1);
    cpgpu_sess_key(g, 0, key_a);
    cpgpu_sess_key(g, 1, key_b);
    cpgpu_seal(g, 0, PAGE, 2 * PAGE);
    cpgpu_put_plain(g, 0, key_a, PAGE, plain, PAGE);
    nonce = util_nonce(g);

    /* owned already: by another session, by this one, or only the last page */
    cpgpu_run_fails(g, cpgpu_cmd_seal(1, PAGE, PAGE), SEALED);
    cpgpu_run_fails(g, cpgpu_cmd_seal(0, PAGE, PAGE), SEALED);
    cpgpu_run_fails(g, cpgpu_cmd_seal(1, 0, 2 * PAGE), SEALED);
    util_assert_vram_zero(g, 0, PAGE);
    g_assert_cmpuint(pages(g, 1), ==, 0);

    /* not owned: another session's, without an owner, or only the first page */
    cpgpu_run_fails(g, cpgpu_cmd_unseal(1, PAGE, PAGE), NOT_OWNER);
    cpgpu_run_fails(g, cpgpu_cmd_unseal(0, 9 * PAGE, PAGE), NOT_OWNER);
    cpgpu_run_fails(g, cpgpu_cmd_unseal(0, 0, 3 * PAGE), NOT_OWNER);
    g_assert_cmpuint(pages(g, 0), ==, 2);
    g_assert_cmphex(util_nonce(g), ==, nonce);
    util_assert_plain(g, 0, key_a, PAGE, plain, PAGE);

    /* scrubbed on the way back, and on the way to the next one */
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, PAGE, PAGE));
    util_assert_vram_zero(g, PAGE, PAGE);
    g_assert_cmpuint(pages(g, 0), ==, 1);
    cpgpu_vram_write(g, PAGE, plain, PAGE);
    cpgpu_seal(g, 1, PAGE, PAGE);
    util_assert_plain(g, 1, key_b, PAGE, zero_page, PAGE);
}

/* Pages whose key is lost stay as they are, are refused, and can be unsealed */
FIXTURE_TEST(test_stale, "stale")
{
    uint64_t data = cpgpu_alloc(g, 16);
    uint8_t plain[PAGE], before[PAGE];

    util_pattern(plain, PAGE, 1);
    for (int how = 0; how < 2; how++) {
        cpgpu_sess_key(g, 0, key_a);
        cpgpu_seal(g, 0, 0, 2 * PAGE);
        cpgpu_put_plain(g, 0, key_a, 0, plain, PAGE);
        cpgpu_vram_read(g, 0, before, PAGE);
        if (how == 0) {
            cpgpu_lose_key(g, 0);
            cpgpu_run_fails(g, cpgpu_cmd_seal(0, 8 * PAGE, PAGE), NO_KEY);
        } else {
            /* the same key again is another key instance */
            cpgpu_sess_key(g, 0, key_a);
            cpgpu_run_fails(g, cpgpu_cmd_encrypt(0, 0, data, 16), STALE);
        }
        cpgpu_assert_vram(g, 0, before, PAGE);
        g_assert_cmpuint(pages(g, 0), ==, 2);
        cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, 2 * PAGE));
        util_assert_vram_zero(g, 0, 2 * PAGE);
        g_assert_cmpuint(pages(g, 0), ==, 0);
    }
}

/* A guest write into a sealed page changes only the blocks that it hits */
FIXTURE_TEST(test_guest_write, "guest-write")
{
    uint8_t plain[PAGE], got[PAGE], key[16], ones[16];

    memcpy(key, key_a, 16);
    memset(ones, 0xff, sizeof(ones));
    util_pattern(plain, PAGE, 1);
    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, PAGE);
    cpgpu_put_plain(g, 0, key, 0, plain, PAGE);
    cpgpu_vram_write(g, 64, ones, sizeof(ones));
    for (int i = 0; i < 3; i++) {
        cpgpu_get_plain(g, 0, key, 0, got, PAGE);
        g_assert_cmpmem(got, 64, plain, 64);
        g_assert_cmpint(memcmp(got + 64, plain + 64, 16), !=, 0);
        g_assert_cmpint(memcmp(got + 64, ones, 16), !=, 0);
        g_assert_cmpmem(got + 80, PAGE - 80, plain + 80, PAGE - 80);
        /* refresh re-encrypts the page as it is, with the spoilt block */
        cpgpu_sess_refresh(g, 0, key);
    }
    cpgpu_assert_no_error(g);
    cpgpu_put_plain(g, 0, key, 0, plain, PAGE);
    util_assert_plain(g, 0, key, 0, plain, PAGE);
}

/* First and last page, and all of memory in one command */
FIXTURE_TEST(test_whole_memory, "whole-memory")
{
    uint64_t last = g->vram_size - PAGE;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, 0, g->vram_size);
    g_assert_cmpuint(pages(g, 0), ==, g->vram_size / PAGE);
    util_assert_page(g, 0, key_a, 1, 0, zero_page);
    util_assert_page(g, 0, key_a, g->vram_size / PAGE, last / PAGE, zero_page);
    util_assert_works(g, 0, key_a, last);
    cpgpu_run_ok(g, cpgpu_cmd_unseal(0, 0, g->vram_size));
    util_assert_vram_zero(g, 0, g->vram_size);
    g_assert_cmpuint(pages(g, 0), ==, 0);
}

FIXTURE_MAIN(fixture_add, "memory")
