/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the IV rule need, see cpgpu-iv.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-iv.h"

void iv_stop(IvDut *d)
{
    cpgpu_stop(d->g);
    g_free(d);
}

IvDut *iv_start(const char *opts)
{
    IvDut *d = g_new0(IvDut, 1);

    d->g = util_start_sealed(opts, AREA);
    d->data = cpgpu_alloc(d->g, AREA);
    memcpy(d->key, key_a, 16);
    return d;
}

IvDut *iv_start_content(const char *opts)
{
    IvDut *d = iv_start(opts);

    d->content = 999;
    return d;
}

struct cpgpu_cmd iv_content_key(IvDut *d, struct cpgpu_cmd cmd, uint32_t which)
{
    uint8_t content[16] = "content key";

    stl_be_p(content + 12, which);
    cmd.flags |= CPGPU_CMD_CONTENT_KEY;
    ref_ecb_encrypt(d->key, content, cmd.key);
    return cmd;
}

struct cpgpu_cmd iv_cmd(IvDut *d, uint64_t upper, uint64_t count,
                         uint64_t blocks)
{
    struct cpgpu_cmd cmd;
    uint8_t iv[CPGPU_IV_SIZE];

    stq_be_p(iv, upper);
    stq_be_p(iv + 8, count);
    cmd = cpgpu_cmd_decrypt(0, d->data, 0, blocks * 16, iv);
    return d->content ? iv_content_key(d, cmd, d->content) : cmd;
}

struct cpgpu_cmd iv_map(IvDut *d, struct cpgpu_cmd cmd, uint32_t clear,
                          uint32_t encrypted)
{
    const struct cpgpu_subsample map = { clear, encrypted };

    return cpgpu_cmd_map(cmd, cpgpu_subsamples(d->g, &map, 1), 1);
}

void iv_run(IvDut *d, struct cpgpu_cmd cmd)
{
    cpgpu_run_ok(d->g, cmd);
}

void iv_refuse(IvDut *d, struct cpgpu_cmd cmd)
{
    util_assert_fails(d->g, cmd, CPGPU_ST_BAD_IV);
}

void iv_run_at(IvDut *d, uint64_t upper, uint64_t count, uint64_t blocks)
{
    iv_run(d, iv_cmd(d, upper, count, blocks));
}

void iv_refuse_at(IvDut *d, uint64_t upper, uint64_t count, uint64_t blocks)
{
    iv_refuse(d, iv_cmd(d, upper, count, blocks));
}

void iv_run_content(IvDut *d, uint32_t which, uint64_t upper, uint64_t count)
{
    iv_run(d, iv_content_key(d, iv_cmd(d, upper, count, 1), which));
}

void iv_refuse_content(IvDut *d, uint32_t which, uint64_t upper,
                    uint64_t count)
{
    iv_refuse(d, iv_content_key(d, iv_cmd(d, upper, count, 1), which));
}

void iv_assert_mark(IvDut *d, uint64_t upper, uint64_t count)
{
    iv_refuse_at(d, count ? upper : upper - 1, count - 1, 1);
    iv_run_at(d, upper, count, 1);
}
