/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clip that ffmpeg encrypted in the common encryption scheme: what the device
 * decrypts is what ffmpeg decrypts, byte for byte.  Who made the clip, and how:
 * make-cenc.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-model.h"
#include "cpgpu-cenc.h"

#define AREA        (64 * KiB)
#define PAD         0x5a        /* behind the samples, in clear */

/* One sample as it goes to the device: padded to whole blocks */
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

/* The map in guest memory, with the padding as one more clear run */
static uint64_t put_map(QCpgpu *g, const Sample *p, uint32_t *count)
{
    struct cpgpu_subsample map[CENC_RUNS_MAX + 1];
    uint64_t at = cpgpu_alloc(g, sizeof(map));
    size_t n = p->s->run_count;

    for (size_t i = 0; i < n; i++) {
        map[i].clear = cpu_to_le32(p->s->runs[i].clear);
        map[i].encrypted = cpu_to_le32(p->s->runs[i].encrypted);
    }
    if (p->len > p->s->size) {
        map[n].clear = cpu_to_le32(p->len - p->s->size);
        map[n++].encrypted = 0;
    }
    cpgpu_write(g, at, map, n * sizeof(map[0]));
    *count = n;
    return at;
}

static struct cpgpu_cmd decrypt(QCpgpu *g, const Sample *p, uint64_t vram)
{
    uint64_t data = cpgpu_alloc(g, p->len), map;
    uint8_t iv[16] = { 0 };
    uint32_t count;

    stq_be_p(iv, p->s->iv);
    cpgpu_write(g, data, p->cipher, p->len);
    map = put_map(g, p, &count);
    return cpgpu_cmd_map(cpgpu_cmd_decrypt(0, data, vram, p->len, iv), map,
                         count);
}

/* The clip itself is no trivial one: clear and encrypted runs, odd lengths */
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
    QCpgpu *g = start(cenc_key);

    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);

        g_test_message("sample %d: %zu bytes", i, p.s->size);
        g_assert_cmpuint(cpgpu_run(g, decrypt(g, &p, 16 * i)), ==,
                         CPGPU_ST_OK);
        model_assert(g, 0, cenc_key, 16 * i, p.plain, p.len);
        util_assert_not_in_vram(g, p.plain, p.len);
        sample_free(&p);
    }
    cpgpu_stop(g);
}

/* The clip's key as a content key, all samples at once, one after the other */
static void test_content_key(void)
{
    QCpgpu *g = start(key_a);
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
    cpgpu_kick(g);
    cpgpu_ring_wait(g);
    cpgpu_assert_no_error(g);
    vram = 48;
    for (int i = 0; i < ARRAY_SIZE(cenc_samples); i++) {
        Sample p = sample_new(&cenc_samples[i]);

        g_test_message("sample %d", i);
        model_assert(g, 0, key_a, vram, p.plain, p.len);
        vram += p.len;
        sample_free(&p);
    }
    cpgpu_stop(g);
}

/* Each sample in pieces all over guest memory */
static void test_pieces(void)
{
    QCpgpu *g = start(cenc_key);

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
        g_assert_cmpuint(cpgpu_run(g, cmd), ==, CPGPU_ST_OK);
        model_assert(g, 0, cenc_key, 0, p.plain, p.len);
        sample_free(&p);
    }
    cpgpu_stop(g);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/cenc/clip", test_clip);
    qtest_add_func("/cpgpu/cenc/session-key", test_session_key);
    qtest_add_func("/cpgpu/cenc/content-key", test_content_key);
    qtest_add_func("/cpgpu/cenc/pieces", test_pieces);
    return g_test_run();
}
