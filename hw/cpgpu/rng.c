/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: random number generator
 *
 * Noise passes the health tests of SP 800-90B, section 4.4, and SHA-512 makes
 * seeds of it for the CTR_DRBG of SP 800-90A.  The noise comes from an
 * rng-backend, from the host or, for runs that repeat exactly, from the
 * property seed=.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/guest-random.h"
#include "qapi/error.h"
#include "cpgpu.h"
#include "rng.h"
#include "trace.h"

/*
 * Cutoffs of the repetition count test and the adaptive proportion test, for 4
 * bits of entropy per byte and a false alarm rate of 2^-30.  The first is
 * 1 + 30/4 rounded up; the second follows from the binomial distribution.
 */
#define RCT_CUTOFF  9
#define APT_WINDOW  512
#define APT_CUTOFF  71

#define RESEED_INTERVAL (1 << 20)       /* Generate calls */

#define STATUS_FAILED (CPGPU_RNG_STATUS_RCT | CPGPU_RNG_STATUS_APT)

/* A request to the backend, which may complete after the device is gone. */
struct CpgpuNoiseRequest {
    CpgpuState *s;
};

/* --------------------------------------------------------------- health -- */

static void health_test(CpgpuRng *r, uint8_t byte)
{
    if (r->rct_count && byte == r->rct_byte) {
        r->rct_count++;
    } else {
        r->rct_byte = byte;
        r->rct_count = 1;
    }
    if (r->rct_count >= RCT_CUTOFF) {
        r->status |= CPGPU_RNG_STATUS_RCT;
    }

    if (r->apt_pos == 0) {
        r->apt_byte = byte;
        r->apt_count = 0;
    }
    r->apt_count += byte == r->apt_byte;
    if (r->apt_count >= APT_CUTOFF) {
        r->status |= CPGPU_RNG_STATUS_APT;
    }
    r->apt_pos = (r->apt_pos + 1) % APT_WINDOW;
}

/* -------------------------------------------------------------- seeding -- */

static void rng_seed(CpgpuState *s)
{
    CpgpuRng *r = &s->rng;
    uint8_t seed[CPGPU_SHA512];

    cpgpu_sha512(r->seed_noise, CPGPU_NOISE_SEED, "", 0, seed);
    if (r->drbg) {
        cpgpu_drbg_reseed(r->drbg, seed);
    } else {
        r->drbg = cpgpu_drbg_new(seed);
        /* Set once per power-on, so that no surface key is derived twice. */
        cpgpu_drbg_generate(r->drbg, s->mem.salt, sizeof(s->mem.salt));
    }
    cpgpu_wipe(seed, sizeof(seed));
    cpgpu_wipe(r->seed_noise, sizeof(r->seed_noise));
    r->seed_have = 0;
    r->reseeds++;
    r->status &= ~CPGPU_RNG_STATUS_BUSY;
    r->status |= CPGPU_RNG_STATUS_READY;
    trace_cpgpu_rng_seeded(r->reseeds);
    cpgpu_irq_raise(s, CPGPU_INTR_RNG);
}

static void drop_pool(CpgpuRng *r)
{
    cpgpu_wipe(r->pool, sizeof(r->pool));
    r->pool_left = 0;
}

static void rng_fail(CpgpuState *s)
{
    CpgpuRng *r = &s->rng;

    r->status &= ~(CPGPU_RNG_STATUS_BUSY | CPGPU_RNG_STATUS_READY);
    cpgpu_wipe(r->seed_noise, sizeof(r->seed_noise));
    drop_pool(r);
    trace_cpgpu_rng_failed(r->status);
    cpgpu_irq_raise(s, CPGPU_INTR_RNG);
}

static uint8_t apply_fault(CpgpuRng *r, uint8_t byte, size_t i)
{
    switch (r->fault) {
    case CPGPU_RNG_FAULT_STUCK:
        return 0x55;
    case CPGPU_RNG_FAULT_BIASED:
        return i % 4 ? byte : 0;
    default:
        return byte;
    }
}

static size_t noise_wanted(const CpgpuRng *r)
{
    if (!(r->status & CPGPU_RNG_STATUS_BUSY) ||
        r->fault == CPGPU_RNG_FAULT_SILENT) {
        return 0;
    }
    return r->startup_left + CPGPU_NOISE_SEED - r->seed_have;
}

/* Consume noise: first for the start-up test, then for the seed. */
static void noise_take(CpgpuState *s, const uint8_t *noise, size_t len)
{
    CpgpuRng *r = &s->rng;

    len = MIN(len, noise_wanted(r));
    if (!len) {
        return;
    }
    for (size_t i = 0; i < len && !(r->status & STATUS_FAILED); i++) {
        uint8_t byte = apply_fault(r, noise[i], i);

        health_test(r, byte);
        if (r->startup_left) {
            r->startup_left--;
        } else {
            r->seed_noise[r->seed_have++] = byte;
        }
    }
    if (r->status & STATUS_FAILED) {
        rng_fail(s);
    } else if (r->seed_have == CPGPU_NOISE_SEED) {
        rng_seed(s);
    }
}

/* ---------------------------------------------------------------- noise -- */

/* SHA-512(BE64(0) || seed) || SHA-512(BE64(1) || seed) || ... */
static void fixed_noise(CpgpuRng *r, uint8_t *buf, size_t len)
{
    uint8_t block[CPGPU_SHA512], n[8];

    for (size_t i = 0; i < len; i++, r->seed_pos++) {
        if (i == 0 || r->seed_pos % CPGPU_SHA512 == 0) {
            stq_be_p(n, r->seed_pos / CPGPU_SHA512);
            cpgpu_sha512(n, sizeof(n), r->seed, strlen(r->seed), block);
        }
        buf[i] = block[r->seed_pos % CPGPU_SHA512];
    }
}

static void noise_request(CpgpuState *s);

static void backend_noise(void *opaque, const void *data, size_t len)
{
    struct CpgpuNoiseRequest *req = opaque;
    CpgpuState *s = req->s;

    g_free(req);
    if (s) {
        s->rng.request = NULL;
        noise_take(s, data, len);
        noise_request(s);
        cpgpu_irq_deliver(s);
    }
}

/* Request the noise that is needed, unless a request is pending. */
static void noise_request(CpgpuState *s)
{
    CpgpuRng *r = &s->rng;
    uint8_t noise[CPGPU_NOISE_STARTUP + CPGPU_NOISE_SEED];
    size_t len = noise_wanted(r);

    if (!len || r->request) {
        return;
    }
    if (r->backend) {
        r->request = g_new(struct CpgpuNoiseRequest, 1);
        r->request->s = s;
        rng_backend_request_entropy(r->backend, len, backend_noise,
                                    r->request);
        return;
    }
    if (r->seed) {
        fixed_noise(r, noise, len);
    } else {
        qemu_guest_getrandom_nofail(noise, len);
    }
    noise_take(s, noise, len);
    cpgpu_wipe(noise, sizeof(noise));
}

static void rng_reseed(CpgpuState *s)
{
    CpgpuRng *r = &s->rng;

    r->status |= CPGPU_RNG_STATUS_BUSY;
    r->seed_have = 0;
    noise_request(s);
}

void cpgpu_rng_restart(CpgpuState *s)
{
    CpgpuRng *r = &s->rng;

    r->status = 0;
    r->startup_left = CPGPU_NOISE_STARTUP;
    r->rct_count = 0;
    r->apt_pos = 0;
    drop_pool(r);
    rng_reseed(s);
}

/*
 * A noise source runs all the time, so a fault shows immediately.  When a
 * silent source recovers, the noise that is still needed is requested again.
 */
void cpgpu_rng_set_fault(CpgpuState *s, CpgpuRngFault fault)
{
    s->rng.fault = fault;
    if (fault == CPGPU_RNG_FAULT_NONE) {
        noise_request(s);
    } else {
        cpgpu_rng_restart(s);
    }
}

/* --------------------------------------------------------------- output -- */

bool cpgpu_rng_ready(CpgpuState *s)
{
    return s->rng.status & CPGPU_RNG_STATUS_READY;
}

bool cpgpu_rng_get(CpgpuState *s, void *buf, size_t len)
{
    CpgpuRng *r = &s->rng;

    if (!cpgpu_rng_ready(s)) {
        return false;
    }
    /*
     * If the noise arrives later, this request still uses the old seed.  That
     * is allowed: SP 800-90A limits a seed to 2^48 requests.
     */
    if (cpgpu_drbg_requests(r->drbg) >= RESEED_INTERVAL &&
        !(r->status & CPGPU_RNG_STATUS_BUSY)) {
        rng_reseed(s);
    }
    if (!cpgpu_rng_ready(s)) {
        return false;
    }
    cpgpu_drbg_generate(r->drbg, buf, len);
    return true;
}

/* ------------------------------------------------------------- registers -- */

static uint32_t read_status(CpgpuState *s, unsigned n)
{
    return s->rng.status | (s->rng.seed ? CPGPU_RNG_STATUS_SEEDED : 0);
}

static uint32_t read_data(CpgpuState *s, unsigned n)
{
    CpgpuRng *r = &s->rng;
    uint8_t *word;
    uint32_t val;

    if (!r->pool_left) {
        if (!cpgpu_rng_get(s, r->pool, sizeof(r->pool))) {
            cpgpu_error(s, CPGPU_SRC_MMIO, 0, CPGPU_ST_RNG_FAILED,
                        CPGPU_RNG_DATA);
            return 0;
        }
        r->pool_left = sizeof(r->pool);
    }
    word = r->pool + sizeof(r->pool) - r->pool_left;
    val = ldl_le_p(word);
    stl_le_p(word, 0);
    r->pool_left -= sizeof(val);
    s->stats.rng_bytes += sizeof(val);
    return val;
}

static uint8_t write_ctrl(CpgpuState *s, unsigned n, uint32_t val)
{
    const CpgpuRng *r = &s->rng;

    if (val & CPGPU_RNG_CTRL_RESTART) {
        cpgpu_rng_restart(s);
    } else if (val & CPGPU_RNG_CTRL_RESEED) {
        if (r->status & STATUS_FAILED) {
            return CPGPU_ST_RNG_FAILED;
        }
        if (!(r->status & CPGPU_RNG_STATUS_BUSY)) {
            rng_reseed(s);
        }
    }
    return CPGPU_ST_OK;
}

#define REG(_reg) [CPGPU_REG_INDEX(CPGPU_RNG_ ## _reg - CPGPU_MMIO_RNG)]

static const CpgpuReg rng_regs[] = {
    REG(CTRL) = { CPGPU_WO, .write = write_ctrl,
                  .reserved = ~(CPGPU_RNG_CTRL_RESEED |
                                CPGPU_RNG_CTRL_RESTART) },
    REG(STATUS) = { CPGPU_RO, .read = read_status },
    REG(DATA) = { CPGPU_RO, .read = read_data },
    REG(RESEEDS) = { CPGPU_RO, CPGPU_REG_U32(CpgpuRng, reseeds) },
};

const CpgpuRegBlock cpgpu_rng_block = {
    .regs = rng_regs,
    .count = ARRAY_SIZE(rng_regs),
};

bool cpgpu_rng_realize(CpgpuState *s, Error **errp)
{
    if (s->rng.seed && s->rng.backend) {
        error_setg(errp, "cpgpu: seed= and rng= exclude each other");
        return false;
    }
    if (s->rng.seed && !*s->rng.seed) {
        error_setg(errp, "cpgpu: seed= must not be empty");
        return false;
    }
    return true;
}

void cpgpu_rng_exit(CpgpuState *s)
{
    if (s->rng.request) {
        s->rng.request->s = NULL;
    }
    cpgpu_drbg_free(s->rng.drbg);
    s->rng.drbg = NULL;
}
