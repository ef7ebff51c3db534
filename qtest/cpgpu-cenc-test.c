/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clip that ffmpeg encrypted in the common encryption scheme: what the device
 * decrypts is what ffmpeg decrypts, byte for byte.  make-cenc made the clip.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-model.h"
#include "cpgpu-cenc.h"

#define AREA        (64 * KiB)
#define PAD         0x5a        /* behind the samples, in clear */

/* One sample as it is sent to the device: padded to complete blocks */
typedef struct Sample {
    const CencSample *s;
    size_t len;
    uint8_t *cipher, *plain;
} Sample;

static uint8_t *padded(const char *base64, size_t size, size_t len)
{
    g_autofree uint8_t *data = NULL;
    uint8_t *buf = g_malloc(len);
    size_t got;

    data = g_base64_decode(base64, &got);
    g_assert_cmpuint(got, ==, size);
    memset(buf, PAD, len);
    memcpy(buf, data, size);
    return buf;
}

static Sample sample_new(const CencSample *s)
{
    size_t len = ROUND_UP(s->size, 16);

    return (Sample) {
        .s = s, .len = len,
        .cipher = padded(s->cipher, s->size, len),
        .plain = padded(s->plain, s->size, len),
    };
}

static void sample_free(Sample *p)
{
    g_free(p->cipher);
    g_free(p->plain);
}

static QCpgpu *start(const uint8_t *key)
{
    QCpgpu *g = cpgpu_start(NULL);

    cpgpu_sess_key(g, 0, key);
    cpgpu_seal(g, 0, 0, AREA);
    return g;
}

/* Decrypt the sample into @vram; its padding is one more clear run */
static struct cpgpu_cmd decrypt(QCpgpu *g, const Sample *p, uint64_t vram)
{
    struct cpgpu_subsample map[CENC_RUNS_MAX + 1];
    uint64_t data = cpgpu_alloc(g, p->len);
    size_t n = p->s->run_count;
    uint8_t iv[16] = { 0 };

    stq_be_p(iv, p->s->iv);
    cpgpu_write(g, data, p->cipher, p->len);
    memcpy(map, p->s->runs, sizeof(p->s->runs));
    if (p->len > p->s->size) {
        map[n++] = (struct cpgpu_subsample) { p->len - p->s->size, 0 };
    }
    return cpgpu_cmd_map(cpgpu_cmd_decrypt(0, data, vram, p->len, iv),
                         cpgpu_subsamples(g, map, n), n);
}

/* The clip is not trivial: clear and encrypted runs, odd lengths */
static void test_clip(void)
{
    size_t odd = 0, pages = 0;

    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);
        size_t at = 0;

        g_assert_cmpuint(p.s->run_count, >, 1);
        for (size_t r = 0; r < p.s->run_count; r++) {
            const struct cpgpu_subsample *run = &p.s->runs[r];

            g_assert_cmpmem(p.cipher + at, run->clear, p.plain + at,
                            run->clear);
            at += run->clear;
            g_assert_cmpint(memcmp(p.cipher + at, p.plain + at,
                                   run->encrypted), !=, 0);
            at += run->encrypted;
            odd += run->encrypted % 16 != 0;
        }
        g_assert_cmpuint(at, ==, p.s->size);
        pages += p.len;
        sample_free(&p);
    }
    g_assert_cmpuint(ARRAY_SIZE(cenc_samples), >=, 8);
    g_assert_cmpuint(odd, >, 0);
    g_assert_cmpuint(pages, >, 2 * CPGPU_PAGE_SIZE);
}

static void test_session_key(void)
{
    g_autoptr(QCpgpu) g = start(cenc_key);

    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);

        g_test_message("sample %d: %zu bytes", i, p.s->size);
        cpgpu_run_ok(g, decrypt(g, &p, 16 * i));
        model_assert(g, 0, cenc_key, 16 * i, p.plain, p.len);
        util_assert_not_in_vram(g, p.plain, p.len);
        sample_free(&p);
    }
}

/* The clip's key as a content key, all samples at one doorbell */
static void test_content_key(void)
{
    g_autoptr(QCpgpu) g = start(key_a);
    uint64_t vram = 48;

    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);
        struct cpgpu_cmd cmd = decrypt(g, &p, vram);

        cmd.flags |= CPGPU_CMD_CONTENT_KEY;
        model_ecb(key_a, cenc_key, cmd.key);
        cpgpu_put(g, &cmd);
        vram += p.len;
        sample_free(&p);
    }
    cpgpu_drain(g);
    cpgpu_assert_no_error(g);
    vram = 48;
    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);

        g_test_message("sample %d", i);
        model_assert(g, 0, key_a, vram, p.plain, p.len);
        vram += p.len;
        sample_free(&p);
    }
}

/* Each sample in pieces all over guest memory */
static void test_pieces(void)
{
    g_autoptr(QCpgpu) g = start(cenc_key);

    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);
        struct cpgpu_cmd cmd = decrypt(g, &p, 0);
        struct cpgpu_sg sg[64];
        size_t n = 0, at = 0;

        while (at < p.len) {
            size_t len = MIN(p.len - at, 16 * (1 + n % 7 * n % 23));

            sg[n].address = cpgpu_alloc(g, len);
            sg[n].reserved = 0;
            sg[n].length = len;
            cpgpu_write(g, sg[n++].address, p.cipher + at, len);
            at += len;
            g_assert_cmpuint(n, <, ARRAY_SIZE(sg));
        }
        cmd.data = cpgpu_sg(g, sg, n);
        cmd.sg_count = n;
        cpgpu_run_ok(g, cmd);
        model_assert(g, 0, cenc_key, 0, p.plain, p.len);
        sample_free(&p);
    }
}

UTIL_MAIN("cenc",
          { "clip", test_clip }, { "session-key", test_session_key },
          { "content-key", test_content_key }, { "pieces", test_pieces })
