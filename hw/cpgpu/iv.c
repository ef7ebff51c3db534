/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: which IVs are used up
 *
 * A counter block must not be used twice under one key, and the Direct3D
 * documents allow a device to refuse an IV that does not increase.  So it is
 * enough to remember, for each key, the lowest block above all that were used.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "caps.h"
#include "cpgpu.h"
#include "iv.h"
#include "ledger.h"
#include "trace.h"

/* The mark of the command's key; NULL: too many keys are in use. */
static CpgpuIvMark *find_mark(CpgpuIvMarks *m, const struct cpgpu_cmd *cmd)
{
    if (!(cmd->flags & CPGPU_CMD_CONTENT_KEY)) {
        return &m->session;
    }
    if (!m->content) {
        m->content = g_new(CpgpuContentMark, CPGPU_CONTENT_KEYS);
    }
    for (unsigned i = 0; i < m->content_count; i++) {
        if (!memcmp(m->content[i].wrapped, cmd->key, CPGPU_KEY_SIZE)) {
            return &m->content[i].mark;
        }
    }
    if (m->content_count == CPGPU_CONTENT_KEYS) {
        return NULL;
    }
    memset(&m->content[m->content_count], 0, sizeof(m->content[0]));
    memcpy(m->content[m->content_count].wrapped, cmd->key, CPGPU_KEY_SIZE);
    return &m->content[m->content_count++].mark;
}

static void next_prefix(CpgpuIvMark *m, uint64_t prefix)
{
    m->prefix = prefix + 1;
    m->count = 0;
    m->used_up = prefix == UINT64_MAX;
}

/* Whether these counter blocks are kept for what the device encrypts. */
static bool is_reserved(const struct cpgpu_cmd *cmd, uint64_t count,
                        uint64_t blocks)
{
    return cpgpu_rule(CPGPU_RULE_IV_RANGE) &&
           !(cmd->flags & CPGPU_CMD_CONTENT_KEY) &&
           (count >= CPGPU_IV_COUNT_DEVICE ||
            blocks > CPGPU_IV_COUNT_DEVICE - count);
}

uint8_t cpgpu_iv_use(CpgpuState *s, CpgpuIvMarks *marks,
                     const struct cpgpu_cmd *cmd, uint64_t encrypted)
{
    uint64_t blocks = DIV_ROUND_UP(encrypted, CPGPU_AES_BLOCK);
    uint64_t prefix = ldq_be_p(cmd->iv);
    uint64_t count = ldq_be_p(cmd->iv + 8);
    uint64_t end = count + blocks;
    bool exhausts = end < count;        /* the prefix */
    bool wraps = exhausts && end;
    CpgpuIvMark *m;

    if (is_reserved(cmd, count, blocks)) {
        trace_cpgpu_iv_reserved(cmd->session, count, blocks);
        return CPGPU_ST_RESERVED_IV;
    }
    if (!cpgpu_caps_has(s, CPGPU_CAP_IV_CHECK)) {
        return CPGPU_ST_OK;
    }
    m = find_mark(marks, cmd);
    if (!m || m->used_up || prefix < m->prefix ||
        (prefix == m->prefix && (count < m->count || (wraps && m->count)))) {
        return CPGPU_ST_BAD_IV;
    }
    if (!exhausts && cpgpu_caps_has(s, CPGPU_CAP_SEQUENTIAL_CTR_IV)) {
        m->prefix = prefix;
        m->count = end;
    } else {
        next_prefix(m, prefix);
    }
    return CPGPU_ST_OK;
}

void cpgpu_iv_forget(CpgpuIvMarks *m)
{
    memset(&m->session, 0, sizeof(m->session));
    m->content_count = 0;
}

void cpgpu_iv_free(CpgpuIvMarks *m)
{
    cpgpu_iv_forget(m);
    g_free(m->content);
    m->content = NULL;
}
