/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that wants to see the picture, see cpgpu-attack.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include <math.h>
#include "cpgpu-attack.h"
#include "cpgpu-model.h"

#define EXPANDED        0x100000u       /* the secret, byte by byte in blocks */
#define PIXELS          0x300000u
#define GREY            ATTACK_OPEN     /* unsealed: chroma of no colour */
#define ROWS            (ATTACK_STREAM_BYTES / 16)
#define N_MAX           256

/* ----------------------------------------------------------- the server -- */

void attack_server_init(AttackServer *s, QCpgpu *g)
{
    AttackRelay *r = &s->relay;

    model_random(s->key, sizeof(s->key));
    model_random(s->content_key, sizeof(s->content_key));
    model_random(s->clip, sizeof(s->clip));
    for (int i = 0; i < 2; i++) {
        cpgpu_wrap(g, s->key, sizeof(s->key), r->blob[i]);
    }
    model_ecb(s->key, s->content_key, r->wrapped);
    memset(r->iv, 0, sizeof(r->iv));
    r->iv[7] = 1;
    memcpy(r->clip, s->clip, sizeof(r->clip));
    model_ctr(s->content_key, r->iv, r->clip, sizeof(r->clip));
}

/* ---------------------------------------------------- the guest's means -- */

QCpgpu *attack_start(const char *opts)
{
    g_autofree char *all = g_strdup_printf(ATTACK_OPTS "%s%s",
                                           opts ? "," : "", opts ?: "");
    QCpgpu *g = cpgpu_start_with("q35", all, NULL);

    cpgpu_ring_on(g, 6);
    return g;
}

void attack_free_sessions(QCpgpu *g)
{
    for (unsigned n = 0; n < 3; n++) {
        cpgpu_sess_cmd(g, n, CPGPU_SESS_CMD_DESTROY);
    }
    cpgpu_clear_error(g);
}

void attacker_init(Attacker *a, QCpgpu *g, const AttackRelay *relay,
                   bool own_key)
{
    uint8_t grey[CPGPU_PAGE_SIZE];

    *a = (Attacker) { .g = g, .relay = relay, .own_key = own_key };
    a->zeros = cpgpu_alloc(g, 2 * ATTACK_STREAM_BYTES);
    a->out = cpgpu_alloc(g, ATTACK_STREAM_BYTES);
    qtest_memset(g->qts, a->zeros, 0, 2 * ATTACK_STREAM_BYTES);
    memset(grey, 128, sizeof(grey));
    cpgpu_vram_write(g, GREY, grey, sizeof(grey));
}

uint32_t attack_run(Attacker *a, struct cpgpu_cmd cmd)
{
    uint32_t status;

    cmd.session = a->session;
    status = cpgpu_run(a->g, cmd);
    if (cpgpu_ring_stopped(a->g)) {
        cpgpu_ring_recover(a->g);
    }
    cpgpu_clear_error(a->g);
    return status;
}

uint32_t attack_key(Attacker *a, unsigned session, uint32_t context,
                    const uint8_t *blob)
{
    uint32_t status;

    a->session = session;
    if (cpgpu_sess_state(a->g, session) == CPGPU_SESS_FREE) {
        cpgpu_writel(a->g, cpgpu_sess(session, CPGPU_SESS_CONTEXT), context);
        cpgpu_sess_cmd(a->g, session, CPGPU_SESS_CMD_CREATE);
    }
    cpgpu_sess_blob(a->g, session, blob);
    status = cpgpu_sess_cmd(a->g, session, CPGPU_SESS_CMD_KEY_EXCHANGE);
    cpgpu_clear_error(a->g);
    return status;
}

void attack_load(Attacker *a)
{
    const AttackRelay *r = a->relay;
    struct cpgpu_cmd cmd;

    attack_run(a, cpgpu_cmd_unseal(0, 0, ATTACK_OPEN));
    attack_run(a, cpgpu_cmd_seal(0, 0, ATTACK_OPEN));
    cpgpu_write(a->g, a->out, r->clip, ATTACK_CLIP);
    cmd = cpgpu_cmd_decrypt(0, a->out, ATTACK_SECRET, ATTACK_CLIP, r->iv);
    cmd.flags = CPGPU_CMD_CONTENT_KEY;
    memcpy(cmd.key, r->wrapped, sizeof(cmd.key));
    attack_run(a, cmd);
    if (a->own_key) {
        attack_new_read_back_key(a);
    }
}

void attack_new_read_back_key(Attacker *a)
{
    if (!attack_run(a, cpgpu_cmd_read_back_key(0))) {
        memcpy(a->wrapped, a->g->last.data, sizeof(a->wrapped));
    }
}

static uint32_t read_back(Attacker *a, uint64_t vram, uint64_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(0, vram, a->out, len);

    cmd.flags |= a->own_key ? CPGPU_CMD_READ_BACK_KEY : 0;
    return attack_run(a, cmd);
}

void attack_see_iv(Attacker *a)
{
    if (!read_back(a, ATTACK_SCRATCH, 16)) {
        memcpy(a->next_iv, a->g->last.data, sizeof(a->next_iv));
        stq_be_p(a->next_iv, ldq_be_p(a->next_iv) + 1);
    }
}

struct cpgpu_cmd attack_decrypt(Attacker *a, const uint8_t *wrapped,
                                int64_t count, uint64_t vram, uint64_t len)
{
    struct cpgpu_cmd cmd = cpgpu_cmd_decrypt(0, a->zeros, vram, len,
                                             a->next_iv);

    stq_be_p(cmd.iv + 8, ldq_be_p(cmd.iv + 8) + count);
    if (wrapped) {
        cmd.flags |= CPGPU_CMD_CONTENT_KEY;
        memcpy(cmd.key, wrapped, sizeof(cmd.key));
    }
    return cmd;
}

/* --------------------------------------------------- the convert oracle -- */

/* Blue of BT.601, limited range, of which no two chroma values look alike */
static uint8_t blue(int luma, int chroma)
{
    int v = (298 * (luma - 16) + 516 * (chroma - 128) + 128) >> 8;

    return v < 0 ? 0 : v > 255 ? 255 : v;
}

/* log_of[s][o]: of how likely it is to read o, if the secret is s */
static double log_of[256][256];

static void prepare_logs(void)
{
    if (log_of[0][0]) {
        return;
    }
    for (int s = 0; s < 256; s++) {
        unsigned often[256] = { 0 };

        for (int u = 0; u < 256; u++) {
            often[blue(u, s) ^ u]++;
        }
        for (int o = 0; o < 256; o++) {
            log_of[s][o] = often[o] ? log(often[o] / 256.0) : -1000;
        }
    }
}

static void convert(Attacker *a, uint32_t format, uint64_t luma,
                    uint64_t chroma, uint64_t dst, unsigned width,
                    unsigned rows)
{
    struct cpgpu_cmd cmd = {
        .opcode = CPGPU_OP_CONVERT, .vram = dst, .src = luma,
        .src_chroma = chroma, .src_pitch = ROUND_UP(width, 16),
        .format = CPGPU_FORMAT_NV12 | format,
    };

    attack_run(a, cpgpu_cmd_rect(cmd, 4 * width, rows, 4 * width));
}

/* Each byte of the secret four times, then each of these four times */
static void expand(Attacker *a, uint64_t secret, unsigned n)
{
    uint64_t done = 16 * n, all = 16 * ROWS / 2;

    convert(a, CPGPU_CONVERT_FULL_RANGE, secret, GREY, ATTACK_SCRATCH, n, 2);
    convert(a, CPGPU_CONVERT_FULL_RANGE, ATTACK_SCRATCH, GREY, EXPANDED,
            4 * n, 2);
    for (; done < all; done *= 2) {
        attack_run(a, cpgpu_cmd_copy(0, EXPANDED, EXPANDED + done, done));
    }
}

/* The most likely secret of each; two rows of luma share one of chroma */
static void judge(const uint8_t *rows, unsigned n, uint8_t *guess)
{
    prepare_logs();
    for (unsigned m = 0; m < n; m++) {
        double best = -INFINITY;

        for (int s = 0; s < 256; s++) {
            double sum = 0;

            for (unsigned row = 2 * m; row < ROWS; row += 2 * n) {
                sum += log_of[s][rows[16 * row]];
                sum += log_of[s][rows[16 * (row + 1)]];
            }
            if (sum > best) {
                best = sum;
                guess[m] = s;
            }
        }
    }
}

static double chi_square(const uint8_t *rows)
{
    unsigned often[256] = { 0 };
    double sum = 0, mean = ROWS / 256.0;

    for (unsigned row = 0; row < ROWS; row++) {
        often[rows[16 * row]]++;
    }
    for (int i = 0; i < 256; i++) {
        sum += (often[i] - mean) * (often[i] - mean) / mean;
    }
    return sum;
}

double attack_convert(Attacker *a, uint64_t secret, unsigned n, uint8_t *guess)
{
    g_autofree uint8_t *rows = g_malloc(16 * ROWS);

    g_assert(n <= N_MAX && is_power_of_2(n));
    model_random(guess, n);
    expand(a, secret, n);
    convert(a, 0, ATTACK_STREAM, EXPANDED, PIXELS, 4, ROWS);
    if (read_back(a, PIXELS, 16 * ROWS)) {
        return -1;
    }
    cpgpu_read(a->g, a->out, rows, 16 * ROWS);
    judge(rows, n, guess);
    return chi_square(rows);
}

/* ------------------------------------------------- what is built on top -- */

static int iv_cmp(const void *a, const void *b)
{
    const struct cpgpu_cmd *const *x = a, *const *y = b;

    return memcmp((*x)->iv, (*y)->iv, CPGPU_IV_SIZE);
}

/* IVs must go up under one key, so the commands are sorted by them */
void attack_aes(Attacker *a, uint32_t context, const uint8_t *blob,
                const uint8_t (*x)[16], unsigned n, uint8_t (*guess)[16])
{
    enum { MAX = 4, SECRET = ATTACK_SCRATCH + 0x8000 };
    struct cpgpu_cmd cmds[MAX + 1], *sorted[MAX + 1];
    uint8_t bytes[16 * MAX];

    g_assert_cmpuint(n, <=, MAX);
    if (cpgpu_sess_state(a->g, a->session) != CPGPU_SESS_FREE) {
        cpgpu_sess_cmd(a->g, a->session, CPGPU_SESS_CMD_DESTROY);
    }
    attack_key(a, a->session, context, blob);
    attack_run(a, cpgpu_cmd_seal(0, 0, ATTACK_OPEN));
    attack_see_iv(a);
    cmds[n] = attack_decrypt(a, NULL, 0, ATTACK_STREAM, ATTACK_STREAM_BYTES);
    for (unsigned i = 0; i < n; i++) {
        cmds[i] = cpgpu_cmd_decrypt(0, a->zeros, SECRET + 16 * i, 16, x[i]);
    }
    for (unsigned i = 0; i <= n; i++) {
        sorted[i] = &cmds[i];
    }
    qsort(sorted, n + 1, sizeof(sorted[0]), iv_cmp);
    for (unsigned i = 0; i <= n; i++) {
        attack_run(a, *sorted[i]);
    }
    attack_convert(a, SECRET, pow2ceil(16 * n), bytes);
    memcpy(guess, bytes, 16 * n);
}

/* Times x in GF(2^128), as RFC 4493 makes its subkeys */
static void dbl(uint8_t block[16])
{
    bool carry = block[0] >> 7;

    for (int i = 0; i < 16; i++) {
        block[i] = block[i] << 1 | (i < 15 ? block[i + 1] >> 7 : 0);
    }
    block[15] ^= carry ? 0x87 : 0;
}

void attack_cmac(AttackAes *aes, void *opaque, const void *msg, size_t len,
                 uint8_t mac[16])
{
    /* what is no last block can be asked for along with block 0 */
    uint8_t x[2][16] = { { 0 } }, out[2][16], last[16] = { 0 };
    const uint8_t *p = msg;
    size_t left = len - 16;

    g_assert_cmpuint(len, >, 16);
    memcpy(x[1], p, 16);
    aes(opaque, x, 2, out);
    dbl(out[0]);
    for (p += 16; left > 16; p += 16, left -= 16) {
        ref_xor(x[0], out[1], p, 16);
        aes(opaque, x, 1, &out[1]);
    }
    memcpy(last, p, left);
    if (left < 16) {
        last[left] = 0x80;
        dbl(out[0]);
    }
    ref_xor(x[0], out[1], last, 16);
    ref_xor(x[0], x[0], out[0], 16);
    aes(opaque, x, 1, (uint8_t (*)[16])mac);
}

/* --------------------------------------------------------------- chance -- */

bool attack_is_chance(unsigned hits, unsigned trials, unsigned in)
{
    double mean = (double)trials / in, term, tail = 0;

    if (hits <= mean) {
        return true;
    }
    /* the tail of a Poisson distribution bounds the binomial one's */
    term = exp(-mean + hits * log(mean) - lgamma(hits + 1));
    for (unsigned k = hits + 1; term * 1e30 > 1 && k < hits + 1000; k++) {
        tail += term;
        term *= mean / k;
    }
    return tail > 1 / 1e12;
}

void attack_score(AttackScore *s, Attacker *a, const AttackServer *server,
                  const char *name, uint32_t status)
{
    uint8_t guess[ATTACK_BYTES];
    unsigned hits = 0;
    double chi = attack_convert(a, ATTACK_SECRET, ATTACK_BYTES, guess);

    for (int i = 0; i < ATTACK_BYTES; i++) {
        hits += guess[i] == server->clip[i];
    }
    s->hits += hits;
    s->trials += ATTACK_BYTES;
    s->uneven = MAX(s->uneven, chi);
    g_test_message("%-48s status %2u, %3u of %u bytes, chi-square %.0f", name,
                   status, hits, ATTACK_BYTES, chi);
}

void attack_assert_chance(const AttackScore *s)
{
    g_test_message("%u of %u bytes right, chance is %.1f; chi-square up to "
                   "%.0f, chance is about 255", s->hits, s->trials,
                   s->trials / 256.0, s->uneven);
    g_assert_true(attack_is_chance(s->hits, s->trials, 256));
    /* 255 degrees of freedom: the mean, and 9 standard deviations */
    g_assert_cmpfloat(s->uneven, <, 255 + 9 * sqrt(2 * 255.0));
}
