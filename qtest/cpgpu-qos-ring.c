/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libqos driver for the cpgpu, see cpgpu-qos.h: rings and their commands */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "cpgpu-qos.h"
#include "cpgpu-ref.h"

#define NO_STATUS       0xdeadbeef      /* poison of an unwritten record */

unsigned cpgpu_rings(QCpgpu *g)
{
    return CPGPU_LIMITS_RINGS(cpgpu_readl(g, CPGPU_LIMITS));
}

uint32_t cpgpu_ring_reg(QCpgpu *g, unsigned n, uint32_t reg)
{
    return cpgpu_readl(g, cpgpu_ring_n(n, reg));
}

uint64_t cpgpu_ring_done(QCpgpu *g, unsigned n)
{
    return cpgpu_readq(g, cpgpu_ring_n(n, CPGPU_RING_DONE_LO));
}

void cpgpu_ring_on_n(QCpgpu *g, unsigned n, unsigned log2_size)
{
    QCpgpuRing *r = &g->rings[n];

    if (!r->fence) {
        r->fence = cpgpu_alloc(g, 4096);
        r->result = r->fence + 64;
    }
    if (!r->base || r->slots != 1u << log2_size) {
        r->slots = 1u << log2_size;
        r->base = cpgpu_alloc(g, r->slots * CPGPU_CMD_SIZE);
    }
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_BASE_LO), r->base);
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_BASE_HI), r->base >> 32);
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_SIZE), log2_size);
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_FENCE_LO), r->fence);
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_FENCE_HI), r->fence >> 32);
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_CTRL), CPGPU_RING_CTRL_ENABLE);
    r->tail = 0;
    g_assert_cmphex(cpgpu_ring_reg(g, n, CPGPU_RING_STATUS) &
                    ~CPGPU_RING_STATUS_BUSY, ==, CPGPU_RING_STATUS_ON);
}

void cpgpu_ring_recover_n(QCpgpu *g, unsigned n)
{
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_CTRL), CPGPU_RING_CTRL_RESET);
    /* BUSY: with commands that must be completed */
    g_assert_cmphex(cpgpu_ring_reg(g, n, CPGPU_RING_STATUS) &
                    ~CPGPU_RING_STATUS_BUSY, ==, 0);
    cpgpu_ring_on_n(g, n, ctz32(g->rings[n].slots));
}

/* The part of a command whose meaning depends on the opcode */
static void put_operands(struct cpgpu_cmd *le, const struct cpgpu_cmd *cmd)
{
    memcpy(le->iv, cmd->iv, sizeof(le->iv));
    memcpy(le->key, cmd->key, sizeof(le->key));
    switch (cmd->opcode) {
    case CPGPU_OP_WAIT:
        le->wait = cpu_to_le64(cmd->wait);
        break;
    case CPGPU_OP_COPY:
    case CPGPU_OP_FILL:
    case CPGPU_OP_CONVERT:
        le->src = cpu_to_le64(cmd->src);
        le->src_chroma = cpu_to_le64(cmd->src_chroma);
        le->src_pitch = cpu_to_le32(cmd->src_pitch);
        le->format = cpu_to_le32(cmd->format);
        le->fill = cpu_to_le32(cmd->fill);
        le->reserved0 = cpu_to_le32(cmd->reserved0);
        break;
    }
}

void cpgpu_put_n(QCpgpu *g, unsigned n, const struct cpgpu_cmd *cmd)
{
    QCpgpuRing *r = &g->rings[n];
    struct cpgpu_cmd le = {
        .opcode = cpu_to_le32(cmd->opcode),
        .flags = cpu_to_le32(cmd->flags),
        .session = cpu_to_le32(cmd->session),
        .ring = cpu_to_le32(cmd->ring),
        .fence = cpu_to_le64(cmd->fence),
        .result = cpu_to_le64(cmd->result),
        .data = cpu_to_le64(cmd->data),
        .sg_count = cpu_to_le32(cmd->sg_count),
        .map_count = cpu_to_le32(cmd->map_count),
        .vram = cpu_to_le64(cmd->vram),
        .length = cpu_to_le64(cmd->length),
        .map = cpu_to_le64(cmd->map),
        .pattern_first = cpu_to_le32(cmd->pattern_first),
        .pattern_skip = cpu_to_le32(cmd->pattern_skip),
        .pattern_encrypt = cpu_to_le32(cmd->pattern_encrypt),
        .row_bytes = cpu_to_le32(cmd->row_bytes),
        .rows = cpu_to_le32(cmd->rows),
        .pitch = cpu_to_le32(cmd->pitch),
    };
    uint32_t slot = r->tail++ % r->slots;

    QEMU_BUILD_BUG_ON(sizeof(le) != CPGPU_CMD_SIZE);
    put_operands(&le, cmd);
    cpgpu_write(g, r->base + slot * CPGPU_CMD_SIZE, &le, sizeof(le));
}

void cpgpu_kick_n(QCpgpu *g, unsigned n)
{
    cpgpu_writel(g, cpgpu_ring_n(n, CPGPU_RING_TAIL), g->rings[n].tail);
}

void cpgpu_ring_wait_n(QCpgpu *g, unsigned n)
{
    int64_t end = g_get_monotonic_time() + CPGPU_TIMEOUT_US;

    while (cpgpu_ring_reg(g, n, CPGPU_RING_STATUS) & CPGPU_RING_STATUS_BUSY) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
        g_usleep(50);
    }
    if (!cpgpu_ring_stopped_n(g, n)) {
        g_assert_cmpuint(cpgpu_ring_reg(g, n, CPGPU_RING_HEAD),
                         ==, g->rings[n].tail);
    }
}

void cpgpu_drain_n(QCpgpu *g, unsigned n)
{
    cpgpu_kick_n(g, n);
    cpgpu_ring_wait_n(g, n);
}

bool cpgpu_ring_stopped_n(QCpgpu *g, unsigned n)
{
    return cpgpu_ring_reg(g, n, CPGPU_RING_STATUS) &
           CPGPU_RING_STATUS_STOPPED;
}

uint32_t cpgpu_run_n(QCpgpu *g, unsigned n, struct cpgpu_cmd cmd)
{
    uint64_t result = g->rings[n].result;

    memset(&g->last, 0, sizeof(g->last));
    g->last.status = cpu_to_le32(NO_STATUS);
    cpgpu_write(g, result, &g->last, sizeof(g->last));
    cmd.result = result;
    cpgpu_put_n(g, n, &cmd);
    cpgpu_drain_n(g, n);
    cpgpu_read(g, result, &g->last, sizeof(g->last));
    g->last.status = le32_to_cpu(g->last.status);
    g_assert_cmphex(g->last.status, !=, NO_STATUS);
    g_assert_cmphex(g->last.reserved0, ==, 0);
    g_assert_cmphex(g->last.reserved1, ==, 0);
    return g->last.status;
}

void cpgpu_assert_stopped_n(QCpgpu *g, unsigned n, uint32_t status,
                            uint32_t index)
{
    g_assert_true(cpgpu_ring_stopped_n(g, n));
    g_assert_cmpuint(cpgpu_ring_reg(g, n, CPGPU_RING_ERROR), ==, status);
    g_assert_cmpuint(cpgpu_ring_reg(g, n, CPGPU_RING_ERROR_INDEX), ==, index);
    g_assert_cmpuint(cpgpu_ring_reg(g, n, CPGPU_RING_HEAD), ==, index);
    cpgpu_assert_error(g, status, CPGPU_SRC_RING, n, index);
}

uint64_t cpgpu_sg(QCpgpu *g, const struct cpgpu_sg *list, size_t count)
{
    uint64_t addr = cpgpu_alloc(g, count * CPGPU_SG_SIZE);

    for (size_t i = 0; i < count; i++) {
        struct cpgpu_sg le = {
            .address = cpu_to_le64(list[i].address),
            .length = cpu_to_le32(list[i].length),
            .reserved = cpu_to_le32(list[i].reserved),
        };

        QEMU_BUILD_BUG_ON(sizeof(le) != CPGPU_SG_SIZE);
        cpgpu_write(g, addr + i * sizeof(le), &le, sizeof(le));
    }
    return addr;
}

uint64_t cpgpu_subsamples(QCpgpu *g, const struct cpgpu_subsample *map,
                          size_t count)
{
    uint64_t addr = cpgpu_alloc(g, count * sizeof(*map));

    for (size_t i = 0; i < count; i++) {
        struct cpgpu_subsample le = {
            .clear = cpu_to_le32(map[i].clear),
            .encrypted = cpu_to_le32(map[i].encrypted),
        };

        cpgpu_write(g, addr + i * sizeof(le), &le, sizeof(le));
    }
    return addr;
}

void cpgpu_next_iv(uint8_t iv[CPGPU_IV_SIZE])
{
    static uint64_t next;

    stq_be_p(iv, ++next);
    stq_be_p(iv + 8, 0);
}

struct cpgpu_cmd cpgpu_cmd_decrypt(unsigned session, uint64_t data,
                                   uint64_t vram, uint64_t len,
                                   const uint8_t iv[CPGPU_IV_SIZE])
{
    struct cpgpu_cmd cmd = {
        .opcode = CPGPU_OP_DECRYPT_BLT, .session = session,
        .data = data, .vram = vram, .length = len,
    };

    memcpy(cmd.iv, iv, sizeof(cmd.iv));
    return cmd;
}

struct cpgpu_cmd cpgpu_cmd_decrypt_any(unsigned session, uint64_t data,
                                       uint64_t vram, uint64_t len)
{
    uint8_t iv[CPGPU_IV_SIZE];

    cpgpu_next_iv(iv);
    return cpgpu_cmd_decrypt(session, data, vram, len, iv);
}

struct cpgpu_cmd cpgpu_cmd_content_key(struct cpgpu_cmd cmd,
                                       const uint8_t *key,
                                       const uint8_t *content_key)
{
    cmd.flags |= CPGPU_CMD_CONTENT_KEY;
    ref_ecb_encrypt(key, content_key, cmd.key);
    return cmd;
}

struct cpgpu_cmd cpgpu_cmd_rect(struct cpgpu_cmd cmd, uint32_t row_bytes,
                            uint32_t rows, uint32_t pitch)
{
    cmd.flags |= CPGPU_CMD_RECT;
    cmd.row_bytes = row_bytes;
    cmd.rows = rows;
    cmd.pitch = pitch;
    cmd.length = (uint64_t)row_bytes * rows;
    return cmd;
}

struct cpgpu_cmd cpgpu_cmd_pattern(struct cpgpu_cmd cmd, uint32_t first,
                               uint32_t skip, uint32_t encrypt)
{
    cmd.flags |= CPGPU_CMD_PATTERN;
    cmd.pattern_first = first;
    cmd.pattern_skip = skip;
    cmd.pattern_encrypt = encrypt;
    return cmd;
}

struct cpgpu_cmd cpgpu_cmd_map(struct cpgpu_cmd cmd, uint64_t map,
                               uint32_t count)
{
    cmd.flags |= CPGPU_CMD_SUBSAMPLES;
    cmd.map = map;
    cmd.map_count = count;
    return cmd;
}

void cpgpu_seal(QCpgpu *g, unsigned session, uint64_t vram, uint64_t len)
{
    cpgpu_run_ok(g, cpgpu_cmd_seal(session, vram, len));
}

void cpgpu_put_plain(QCpgpu *g, unsigned session, const uint8_t *key,
                     uint64_t vram, const void *plain, size_t len)
{
    g_autofree uint8_t *buf = g_memdup2(plain, len);
    uint64_t data = cpgpu_alloc(g, len);
    uint8_t iv[CPGPU_IV_SIZE];

    cpgpu_next_iv(iv);
    ref_ctr(key, iv, buf, len);
    cpgpu_write(g, data, buf, len);
    cpgpu_run_ok(g, cpgpu_cmd_decrypt(session, data, vram, len, iv));
    guest_free(g->alloc, data);
}

void cpgpu_get_plain(QCpgpu *g, unsigned session, const uint8_t *key,
                     uint64_t vram, void *plain, size_t len)
{
    uint64_t data = cpgpu_alloc(g, len);

    cpgpu_run_ok(g, cpgpu_cmd_encrypt(session, vram, data, len));
    cpgpu_read(g, data, plain, len);
    ref_ctr(key, g->last.data, plain, len);
    guest_free(g->alloc, data);
}
