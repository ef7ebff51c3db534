/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a random program knows, and its ring commands */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"
#include "cpgpu-world.h"

#define PAGE            CPGPU_PAGE_SIZE
#define DATA_BYTES      (256 * KiB)
#define LIST_BYTES      64      /* of each command's map and list */
#define MAX_WAIT_US     50000   /* then a ring that waits is reset */

World *world_new(uint32_t seed, ProgramStats *stats)
{
    World *w = g_new0(World, 1);
    g_autofree char *opts = NULL;

    w->rand = g_rand_new_with_seed(seed);
    w->stats = stats;
    opts = g_strdup_printf("vram=4M,sessions=%u,channels=%u,rings=%u,seed=%u,"
                           "workers=%u,iv-check=%s,sequential-ctr-iv=%s",
                           SESSIONS, CHANNELS, RINGS, seed,
                           world_below(w, 3), world_below(w, 2) ? "on" : "off",
                           world_below(w, 4) ? "on" : "off");
    w->g = cpgpu_start_with("q35", opts, NULL);
    w->data = cpgpu_alloc(w->g, DATA_BYTES + MiB);
    w->records = cpgpu_alloc(w->g, BATCH * CPGPU_RESULT_SIZE);
    w->lists = cpgpu_alloc(w->g, BATCH * LIST_BYTES);
    qtest_memset(w->g->qts, w->data, 0, DATA_BYTES);
    return w;
}

void world_free(World *w)
{
    w->stats->blocks += cpgpu_stat(w->g, "ledger-operations");
    cpgpu_stop(w->g);
    g_rand_free(w->rand);
    g_free(w);
}

uint32_t world_below(World *w, uint32_t limit)
{
    return g_rand_int_range(w->rand, 0, limit);
}

void world_random(World *w, uint8_t value[16])
{
    for (int i = 0; i < 4; i++) {
        stl_le_p(value + 4 * i, g_rand_int(w->rand));
    }
}

static void remember(Values *v, const uint8_t value[16])
{
    memcpy(v->list[v->count++ % VALUES], value, 16);
}

void world_saw(World *w, unsigned n, const uint8_t value[16])
{
    remember(&w->seen[EVERYBODY], value);
    if (n < EVERYBODY) {
        remember(&w->seen[n], value);
    }
}

/* One of the newest @range values; zero if there are none */
static void recall(World *w, const Values *v, unsigned range,
                   uint8_t value[16])
{
    unsigned back = world_below(w, MIN(range, MAX(v->count, 1))) + 1;

    memcpy(value, v->list[(v->count - back) % VALUES], 16);
}

/* A neighbour of a value, taken as two big-endian numbers */
static void change(World *w, uint8_t value[16])
{
    static const uint64_t edges[] = { 0, INT32_MAX, UINT32_MAX, INT64_MAX,
                                      UINT64_MAX };
    uint64_t high = ldq_be_p(value), low = ldq_be_p(value + 8);
    uint64_t step = world_below(w, 9) - 4ull;
    uint8_t other[16];

    switch (world_below(w, 6)) {
    case 0 ... 1:
        high += step;
        break;
    case 2 ... 3:
        low += step;
        break;
    case 4:
        low = edges[world_below(w, ARRAY_SIZE(edges))] + step;
        break;
    default:
        recall(w, &w->seen[EVERYBODY], VALUES, other);
        high ^= ldq_be_p(other);
        low ^= ldq_be_p(other + 8);
        break;
    }
    stq_be_p(value, high);
    stq_be_p(value + 8, low);
}

void world_value(World *w, unsigned n, uint8_t value[16])
{
    unsigned choice = world_below(w, 10);

    if (choice == 0) {
        memset(value, 0, 16);
    } else if (choice == 1) {
        world_random(w, value);
    } else {
        recall(w, &w->seen[choice == 2 ? EVERYBODY : MIN(n, EVERYBODY)],
               choice < 5 ? VALUES : 16, value);
    }
    if (!world_below(w, 3)) {
        change(w, value);
    }
}

static uint64_t some_length(World *w)
{
    static const uint32_t lengths[] = { 16, 16, 32, 64, 256, 1024, 4096,
                                        8192 };

    if (!world_below(w, 64)) {
        return HOME;            /* so much that workers do it */
    }
    return lengths[world_below(w, ARRAY_SIZE(lengths))];
}

/* A place for so many bytes: mostly in the session's pages */
static uint64_t some_place(World *w, unsigned n, uint64_t length)
{
    if (n >= SESSIONS || !world_below(w, 16)) {
        return world_below(w, 4 * MiB / 16) * 16;
    }
    return n * HOME + world_below(w, (HOME - length) / 16 + 1) * 16;
}

static uint64_t some_data(World *w)
{
    return w->data + world_below(w, DATA_BYTES / 16) * 16;
}

/* Where the command's own list or map is */
static uint64_t list_of(World *w)
{
    return w->lists + w->batch_count * LIST_BYTES;
}

static struct cpgpu_cmd with_subsamples(World *w, struct cpgpu_cmd cmd)
{
    uint32_t clear = world_below(w, cmd.length);
    struct cpgpu_subsample map[] = {
        { cpu_to_le32(clear / 2), cpu_to_le32(clear - clear / 2) },
        { 0, cpu_to_le32(cmd.length - clear) },
    };
    bool two = clear;

    cpgpu_write(w->g, list_of(w), map + !two, (1 + two) * sizeof(map[0]));
    return cpgpu_cmd_map(cmd, list_of(w), 1 + two);
}

static struct cpgpu_cmd with_list(World *w, struct cpgpu_cmd cmd)
{
    uint32_t first = world_below(w, cmd.length / 16) * 16;
    uint64_t at = list_of(w) + LIST_BYTES / 2;
    struct cpgpu_sg list[] = {
        { cpu_to_le64(cmd.data), cpu_to_le32(first), 0 },
        { cpu_to_le64(cmd.data + first + 64), cpu_to_le32(cmd.length - first),
          0 },
    };

    if (first) {
        cpgpu_write(w->g, at, list, sizeof(list));
        cmd.data = at;
        cmd.sg_count = 2;
    }
    return cmd;
}

static struct cpgpu_cmd with_rows(World *w, struct cpgpu_cmd cmd)
{
    uint32_t row = 16 * (1 + world_below(w, 16));

    return cpgpu_cmd_rect(cmd, row, 1 + world_below(w, 8),
                          row + 16 * world_below(w, 16));
}

/* A content key from the application, or whatever the guest has */
static void content_key(World *w, struct cpgpu_cmd *cmd, unsigned n)
{
    uint8_t key[CPGPU_KEY_SIZE];

    cmd->flags |= CPGPU_CMD_CONTENT_KEY;
    if (world_below(w, 4) || n >= SESSIONS) {
        world_value(w, n, cmd->key);
    } else {
        world_random(w, key);
        ref_ecb_encrypt(w->keys[n], key, cmd->key);
    }
    world_saw(w, n, cmd->key);
}

/* An IV as an application makes it, or whatever the guest has */
static void some_iv(World *w, unsigned n, uint8_t iv[CPGPU_IV_SIZE])
{
    if (world_below(w, 3)) {
        world_value(w, n, iv);
    } else {
        world_random(w, iv);
        stq_be_p(iv + 8, world_below(w, 2) * world_below(w, 1000));
        world_saw(w, n, iv);
    }
}

/* Decrypt what was read back */
static struct cpgpu_cmd decrypt_read_back(World *w, unsigned n)
{
    unsigned count = MIN(w->read_back_count[n], READ_BACKS);
    const ReadBack *r = &w->read_backs[n][world_below(w, count)];

    return cpgpu_cmd_decrypt(n, r->data, some_place(w, n, r->length),
                             r->length, r->iv);
}

static struct cpgpu_cmd decrypt_any(World *w, unsigned n)
{
    uint64_t length = some_length(w);
    uint8_t iv[CPGPU_IV_SIZE];

    some_iv(w, n, iv);
    return cpgpu_cmd_decrypt(n, some_data(w), some_place(w, n, length), length,
                             iv);
}

static struct cpgpu_cmd decrypt(World *w, unsigned n)
{
    bool back = n < SESSIONS && w->read_back_count[n] && !world_below(w, 4);
    struct cpgpu_cmd cmd = back ? decrypt_read_back(w, n) : decrypt_any(w, n);

    if (!world_below(w, 6)) {
        cmd = with_rows(w, cmd);
    }
    if (!world_below(w, 6)) {
        cmd = cpgpu_cmd_pattern(cmd, world_below(w, 100), world_below(w, 300),
                                world_below(w, 300));
    } else if (!world_below(w, 6)) {
        cmd = with_subsamples(w, cmd);
    }
    if (!world_below(w, 6)) {
        cmd = with_list(w, cmd);
    }
    if (world_below(w, 5) < 2) {
        content_key(w, &cmd, n);
    }
    return cmd;
}

static struct cpgpu_cmd encrypt(World *w, unsigned n)
{
    uint64_t length = some_length(w);
    struct cpgpu_cmd cmd = cpgpu_cmd_encrypt(n, some_place(w, n, length),
                                             some_data(w), length);

    if (!world_below(w, 6)) {
        cmd = with_rows(w, cmd);
    }
    if (!world_below(w, 6)) {
        cmd = with_list(w, cmd);
    }
    if (world_below(w, 2)) {
        cmd.flags |= CPGPU_CMD_READ_BACK_KEY;
    }
    return cmd;
}

static struct cpgpu_cmd convert(World *w, unsigned n)
{
    bool nv12 = world_below(w, 2);
    struct cpgpu_cmd cmd = {
        .opcode = CPGPU_OP_CONVERT, .session = n,
        .format = (nv12 ? CPGPU_FORMAT_NV12 : CPGPU_FORMAT_YUYV) |
                  (world_below(w, 4) << 8),
    };
    uint32_t row = 16 * (1 + world_below(w, 16));

    cmd = cpgpu_cmd_rect(cmd, row, 2 * (1 + world_below(w, 8)), row);
    cmd.vram = some_place(w, n, cmd.length);
    cmd.src = some_place(w, n, cmd.length);
    cmd.src_pitch = ROUND_UP(row / 2, 16);
    if (nv12) {
        cmd.src_chroma = some_place(w, n, cmd.length);
    }
    return cmd;
}

static struct cpgpu_cmd copy_or_fill(World *w, unsigned n)
{
    uint64_t length = some_length(w), at = some_place(w, n, length);
    bool copy = world_below(w, 2);
    struct cpgpu_cmd cmd;

    if (copy) {
        cmd = cpgpu_cmd_copy(n, some_place(w, n, length), at, length);
    } else {
        cmd = cpgpu_cmd_fill(n, world_below(w, 2) ? 0 : g_rand_int(w->rand),
                             at, length);
    }
    if (!world_below(w, 6)) {
        cmd = with_rows(w, cmd);
        cmd.src_pitch = copy ? cmd.pitch : 0;
    }
    return cmd;
}

static struct cpgpu_cmd seal_or_unseal(World *w, unsigned n)
{
    uint64_t length = PAGE * (1 + world_below(w, 3));
    uint64_t at = some_place(w, n, length) / PAGE * PAGE;

    if (at + length > (n + 1) * HOME) {
        at |= 2 * MiB;          /* not in the pages of another session */
    }

    return world_below(w, 2) ? cpgpu_cmd_seal(n, at, length)
                             : cpgpu_cmd_unseal(n, at, length);
}

static struct cpgpu_cmd some_command(World *w)
{
    unsigned n = world_below(w, 32) ? world_below(w, SESSIONS) : SESSIONS;

    switch (world_below(w, 64)) {
    case 0 ... 21:
        return decrypt(w, n);
    case 22 ... 37:
        return encrypt(w, n);
    case 38 ... 45:
        return copy_or_fill(w, n);
    case 46 ... 48:
        return convert(w, n);
    case 49 ... 50:
        return seal_or_unseal(w, n);
    case 51 ... 52:
        return cpgpu_cmd_refresh_start(n);
    case 53:
        return cpgpu_cmd_refresh_finish(n);
    case 54 ... 59:
        return cpgpu_cmd_read_back_key(n);
    case 60 ... 61:
        return cpgpu_cmd_wait(world_below(w, RINGS), !world_below(w, 8));
    default:
        return cpgpu_cmd_rng_fill(some_data(w), 64);
    }
}

static void put(World *w, unsigned ring, struct cpgpu_cmd cmd)
{
    cmd = cpgpu_cmd_record(cmd, w->records, w->batch_count);
    cpgpu_put_n(w->g, ring, &cmd);
    w->batch[w->batch_count++] = cmd;
}

static bool busy(World *w)
{
    for (unsigned i = 0; i < RINGS; i++) {
        if (util_ring_status(w->g, i) & CPGPU_RING_STATUS_BUSY) {
            return true;
        }
    }
    return false;
}

/* Wait for all rings.  Those that stopped, or still wait then, are reset. */
static void finish(World *w)
{
    int64_t end = g_get_monotonic_time() + MAX_WAIT_US;
    bool all = false;

    cpgpu_kick_rings(w->g, 0, RINGS);
    while (!all && busy(w)) {
        all = g_get_monotonic_time() > end;
    }
    for (unsigned i = 0; i < RINGS; i++) {
        uint32_t status = util_ring_status(w->g, i);

        if (all || (status & CPGPU_RING_STATUS_STOPPED) ||
            !(status & CPGPU_RING_STATUS_ON)) {
            cpgpu_ring_recover_n(w->g, i);
        }
    }
}

static void remember_read_back(World *w, const struct cpgpu_cmd *cmd,
                               const uint8_t *iv)
{
    unsigned n = cmd->session;
    ReadBack *r = &w->read_backs[n][w->read_back_count[n]++ % READ_BACKS];

    r->data = cmd->data;
    r->length = MIN(cmd->length, HOME);
    memcpy(r->iv, iv, sizeof(r->iv));
}

static void take_result(World *w, const struct cpgpu_cmd *cmd,
                        const struct cpgpu_result *res)
{
    unsigned n = cmd->session;
    uint8_t block[16];

    if (res->status) {
        w->stats->refused++;
        return;
    }
    w->stats->commands++;
    if (!util_is_zero(res->data, sizeof(res->data))) {
        world_saw(w, n, res->data);
    }
    if (cmd->opcode == CPGPU_OP_ENCRYPT_BLT && !cmd->sg_count) {
        cpgpu_read(w->g, cmd->data, block, sizeof(block));
        world_saw(w, n, block);
        if (n < SESSIONS) {
            remember_read_back(w, cmd, res->data);
        }
    } else if (cmd->opcode == CPGPU_OP_REFRESH_START && n < SESSIONS) {
        memcpy(w->random[n], res->data, CPGPU_KEY_SIZE);
    } else if (cmd->opcode == CPGPU_OP_REFRESH_FINISH && n < SESSIONS) {
        ref_xor(w->keys[n], w->keys[n], w->random[n], CPGPU_KEY_SIZE);
    }
}

static void take_results(World *w)
{
    struct cpgpu_result results[BATCH];

    cpgpu_read(w->g, w->records, results, w->batch_count * CPGPU_RESULT_SIZE);
    for (unsigned i = 0; i < w->batch_count; i++) {
        take_result(w, &w->batch[i], &results[i]);
    }
    w->batch_count = 0;
}

void world_seal_home(World *w, unsigned n)
{
    enum { PIECE = HOME / (BATCH / 2) / PAGE * PAGE };

    for (uint64_t at = 0; at < HOME; at += PIECE) {
        uint64_t length = MIN(PIECE, HOME - at);

        put(w, 0, cpgpu_cmd_unseal(n, n * HOME + at, length));
        put(w, 0, cpgpu_cmd_seal(n, n * HOME + at, length));
        if (w->batch_count + 2 > BATCH) {
            finish(w);
            w->batch_count = 0;
        }
    }
    finish(w);
    w->batch_count = 0;
}

void world_commands(World *w)
{
    unsigned count = 1 + world_below(w, BATCH);

    qtest_memset(w->g->qts, w->records, 0xff, BATCH * CPGPU_RESULT_SIZE);
    for (unsigned i = 0; i < count; i++) {
        struct cpgpu_cmd cmd = some_command(w);
        unsigned ring = world_below(w, RINGS);

        if (cmd.opcode == CPGPU_OP_REFRESH_START ||
            cmd.opcode == CPGPU_OP_REFRESH_FINISH) {
            ring = 0;           /* so that the application knows the order */
        }
        if (!world_below(w, 24)) {
            ((uint8_t *)&cmd)[world_below(w, sizeof(cmd))] ^=
                1 << world_below(w, 8);
        }
        put(w, ring, cmd);
    }
    finish(w);
    take_results(w);
}
