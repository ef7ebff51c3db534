/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Published known answers, checked through the device: SP 800-38A with blts,
 * and SP 800-108 with HMAC-SHA-256 by what the video memory holds
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-fixture.h"
#include "cpgpu-model.h"
#include "cpgpu-vectors.h"

#define PAGE    CPGPU_PAGE_SIZE

static QCpgpu *start(const uint8_t *key, const char *opts)
{
    QCpgpu *g = cpgpu_start(opts);

    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, 2 * PAGE);
    return g;
}

/* A DECRYPT_BLT of @in with the vectors' key as content key gives @out */
static void check_ctr(QCpgpu *g, struct cpgpu_cmd cmd, const uint8_t *in,
                      const uint8_t *out)
{
    cpgpu_write(g, cmd.data, in, cmd.length);
    cmd.flags = CPGPU_CMD_CONTENT_KEY;
    model_ecb(key_a, nist_key, cmd.key);
    cpgpu_run_ok(g, cmd);
    model_assert(g, 0, key_a, cmd.vram, out, cmd.length);
}

/* F.5.2 decrypts; F.5.1 encrypts, which is the same in this mode */
FIXTURE_TEST_ALONE(test_ctr, "sp800-38a/whole")
{
    g_autoptr(QCpgpu) g = start(key_a, "iv-check=off");
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, cpgpu_alloc(g, PAGE), 0, 64,
                                             nist_iv);

    check_ctr(g, cmd, nist_cipher, nist_plain);
    check_ctr(g, cmd, nist_plain, nist_cipher);
    cmd.vram = PAGE - 32;
    check_ctr(g, cmd, nist_cipher, nist_plain);
}

/*
 * Each block in a blt of its own, with the input blocks that the tables print
 */
FIXTURE_TEST_ALONE(test_ctr_blocks, "sp800-38a/blocks")
{
    static const uint8_t last[] = { 0xff, 0x00, 0x01, 0x02 };
    g_autoptr(QCpgpu) g = start(key_a, NULL);
    uint64_t data = cpgpu_alloc(g, PAGE);

    for (int i = 0; i < 4; i++) {
        uint8_t iv[16];

        memcpy(iv, nist_iv, 16);
        iv[14] += i > 0;                /* ..feff, ..ff00, ..ff01, ..ff02 */
        iv[15] = last[i];
        check_ctr(g, cpgpu_cmd_decrypt(0, data, 16 * i, 16, iv),
                  nist_cipher + 16 * i, nist_plain + 16 * i);
    }
    model_assert(g, 0, key_a, 0, nist_plain, 64);
}

/* Under a content key, two encrypted bytes behind three clear ones each time */
FIXTURE_TEST_ALONE(test_ctr_partial, "sp800-38a/partial")
{
    enum { RUNS = 32, LEN = RUNS * 5 };
    g_autoptr(QCpgpu) g = start(key_a, "iv-check=off");
    uint64_t data = cpgpu_alloc(g, PAGE), at = cpgpu_alloc(g, PAGE);
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, data, 0, LEN, nist_iv);
    struct cpgpu_subsample map[RUNS];
    uint8_t in[LEN], out[LEN];

    memset(in, 0xc1, sizeof(in));
    memset(out, 0xc1, sizeof(out));
    for (int i = 0; i < 64; i++) {
        in[i / 2 * 5 + 3 + i % 2] = nist_cipher[i];
        out[i / 2 * 5 + 3 + i % 2] = nist_plain[i];
    }
    for (int i = 0; i < RUNS; i++) {
        map[i].clear = cpu_to_le32(3);
        map[i].encrypted = cpu_to_le32(2);
    }
    cpgpu_write(g, at, map, sizeof(map));
    cpgpu_write(g, data, in, sizeof(in));
    cmd.flags = CPGPU_CMD_CONTENT_KEY;
    model_ecb(key_a, nist_key, cmd.key);
    cpgpu_run_ok(g, cpgpu_cmd_pattern(cmd, 0, 3, 2));
    model_assert(g, 0, key_a, 0, out, LEN);
    cmd.vram = PAGE;
    cpgpu_run_ok(g, cpgpu_cmd_map(cmd, at, RUNS));
    model_assert(g, 0, key_a, PAGE, out, LEN);
}

/* The model itself, which the next test uses: section 4, examples 1 to 4 */
FIXTURE_TEST_ALONE(test_cmac, "rfc4493")
{
    uint8_t mac[16];

    for (int i = 0; i < ARRAY_SIZE(cmac_vectors); i++) {
        model_cmac(nist_key, nist_plain, cmac_vectors[i].len, mac);
        g_assert_cmpmem(mac, 16, cmac_vectors[i].mac, 16);
    }
}

/* The guest sees AES-CTR of the pages under the derived key, slot by slot */
FIXTURE_TEST(test_kdf, "sp800-108")
{
    static const unsigned slots[] = { 0, 1, 63 };
    uint8_t salt[16], key[16], page[PAGE];

    util_salt(g, salt);
    for (int i = 0; i < ARRAY_SIZE(slots); i++) {
        uint64_t nonce = util_nonce(g);
        uint8_t iv[16] = { 0 };

        cpgpu_sess_key(g, slots[i], nist_key);
        cpgpu_seal(g, slots[i], i * PAGE, PAGE);
        model_surface_key(
            nist_key, salt,
            cpgpu_readq(g, cpgpu_sess(slots[i], CPGPU_SESS_HANDLE_LO)),
            cpgpu_readl(g, cpgpu_sess(slots[i], CPGPU_SESS_KEY_INSTANCE)),
            key);
        stq_be_p(iv, nonce);
        memset(page, 0, PAGE);
        model_ctr(key, iv, page, PAGE);
        cpgpu_assert_vram(g, i * PAGE, page, PAGE);
    }
}

FIXTURE_MAIN(fixture_add, "nist")
