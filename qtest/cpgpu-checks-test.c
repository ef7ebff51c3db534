/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of checks, as docs/hardware/commands.rst numbers it: of any two
 * mistakes in one command, the one with the lower number is reported
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-chan.h"

#define PAGE    CPGPU_PAGE_SIZE
#define HOLE    0xc0000000ull   /* nothing is there in this machine */
#define BEYOND  (1ull << 40)    /* not in any video memory */

/* Where the pages are, and whose */
#define OWN             0               /* session 0's, like the stale ones */
#define STALE           (16 * PAGE)
#define FOREIGN         (20 * PAGE)     /* session 4's */
#define STALE_TOO       (24 * PAGE)
#define PROTECTED       (28 * PAGE)     /* session 3's */
#define UNSEALED        (32 * PAGE)
#define FRESH           (40 * PAGE)     /* session 1's */
#define CONTEXT         7       /* of sessions 1 and 3: no reading back */

enum { NO_SESSION = 64, FREE_SESSION = 9, KEYLESS = 2 };

typedef struct Place {
    QCpgpu *g;
    uint64_t list, map;
    uint64_t short_list, holey_list, doubled_list;      /* bad ones */
    uint64_t short_map;
} Place;

#define OP(name)        (1ull << CPGPU_OP_##name)
#define ALL             UINT64_MAX
#define PAIR            (OP(COPY) | OP(CONVERT))
#define DATA            (OP(DECRYPT_BLT) | OP(ENCRYPT_BLT) | OP(RNG_FILL))
#define BLTS            (OP(DECRYPT_BLT) | OP(ENCRYPT_BLT) | OP(COPY) | \
                         OP(FILL) | OP(CONVERT))
#define PAGES           (OP(SEAL) | OP(UNSEAL))
#define REFRESH         (OP(REFRESH_START) | OP(REFRESH_FINISH))
#define SESSION         (PAGES | BLTS | OP(READ_BACK_KEY) | REFRESH)
#define RANDOM          (OP(RNG_FILL) | OP(READ_BACK_KEY) | OP(REFRESH_START))

/*
 * Sorted by rule; rule 1 is in fetch, rule 6 in test_capability().  Each row:
 * rule, commands that can have the mistake, status, name, and how to make it
 */
#define MISTAKES(X) \
    X(2, ALL, BAD_OPCODE, bad_opcode, c->opcode = 0x3f) \
    X(3, ALL, BAD_FLAGS, bad_flag, c->flags |= CPGPU_BIT(31)) \
    X(3, ALL, BAD_FLAGS, unused_field, c->fence = 1) \
    X(4, ALL, BAD_ALIGN, result_unaligned, c->result += 4) \
    X(5, OP(WAIT), BAD_RANGE, own_ring, c->ring = 0) \
    X(5, OP(WAIT), BAD_RANGE, no_ring, c->ring = 99) \
    X(7, OP(CONVERT), BAD_FLAGS, bad_format, c->format = 9) \
    X(8, OP(RNG_FILL) | PAGES | BLTS, BAD_SIZE, no_length, \
      c->length = 0; c->rows = 0) \
    X(9, OP(RNG_FILL), BAD_SIZE, fill_too_long, \
      c->length = CPGPU_RNG_FILL_MAX + 16) \
    X(10, BLTS, BAD_SIZE, narrow_pitch, c->pitch = 16) \
    X(10, BLTS, BAD_SIZE, other_length, c->length += 16) \
    X(11, PAGES | BLTS, BAD_ALIGN, vram_unaligned, c->vram |= 8) \
    X(11, OP(RNG_FILL) | PAGES, BAD_ALIGN, length_unaligned, c->length |= 8) \
    X(12, PAGES | BLTS, BAD_RANGE, vram_beyond, c->vram = BEYOND) \
    X(13, OP(CONVERT), BAD_SIZE, odd_height, \
      c->rows = 3; c->length = 3 * c->row_bytes) \
    X(14, PAIR, BAD_SIZE, narrow_source, c->src_pitch = 16) \
    X(15, PAIR, BAD_ALIGN, src_unaligned, c->src |= 8) \
    X(16, PAIR, BAD_RANGE, src_beyond, c->src = BEYOND) \
    X(16, PAIR, BAD_RANGE, src_overlaps, c->src = c->vram) \
    X(17, OP(CONVERT), BAD_ALIGN, chroma_unaligned, c->src_chroma |= 8) \
    X(17, OP(CONVERT), BAD_RANGE, chroma_beyond, c->src_chroma = BEYOND) \
    X(17, OP(CONVERT), BAD_RANGE, chroma_overlaps, c->src_chroma = c->vram) \
    X(18, OP(DECRYPT_BLT), BAD_FLAGS, both_flags, \
      c->flags |= CPGPU_CMD_PATTERN | CPGPU_CMD_SUBSAMPLES) \
    X(19, OP(DECRYPT_BLT), BAD_MAP, nothing_encrypted, \
      *c = without_encryption(*c)) \
    X(20, OP(DECRYPT_BLT), BAD_MAP, no_map, c->map_count = 0) \
    X(20, OP(DECRYPT_BLT), BAD_MAP, long_map, \
      c->map_count = CPGPU_MAP_MAX + 1) \
    X(21, OP(DECRYPT_BLT), BAD_ALIGN, map_unaligned, c->map += 4) \
    X(22, OP(DECRYPT_BLT), BAD_ADDRESS, map_in_hole, c->map = HOLE) \
    X(23, OP(DECRYPT_BLT), BAD_MAP, map_sum, c->map = p->short_map) \
    X(24, SESSION, BAD_SESSION, no_session, c->session = NO_SESSION) \
    X(24, SESSION, BAD_SESSION, free_session, c->session = FREE_SESSION) \
    X(25, SESSION & ~OP(UNSEAL), NO_KEY, keyless_session, \
      c->session = KEYLESS) \
    X(26, OP(READ_BACK_KEY) | OP(REFRESH_START), BAD_SIZE, other_size, \
      c->length = 8) \
    X(27, OP(REFRESH_FINISH), NOT_PENDING, not_pending, c->session = 1) \
    X(28, OP(SEAL), SEALED, vram_sealed, c->vram = OWN) \
    X(28, OP(UNSEAL) | BLTS, NOT_OWNER, vram_unsealed, c->vram = UNSEALED) \
    X(28, OP(UNSEAL) | BLTS, NOT_OWNER, vram_foreign, c->vram = FOREIGN) \
    X(28, BLTS, STALE, vram_stale, c->session = 0; c->vram = STALE) \
    X(29, PAIR, NOT_OWNER, src_foreign, c->src = FOREIGN + PAGE) \
    X(29, PAIR, STALE, src_stale, c->src = STALE + PAGE) \
    X(29, OP(CONVERT), NOT_OWNER, chroma_foreign, \
      c->src_chroma = FOREIGN + 2 * PAGE) \
    X(29, OP(CONVERT), STALE, chroma_stale, c->src_chroma = STALE + 2 * PAGE) \
    X(30, OP(ENCRYPT_BLT), NO_KEY, no_read_back_key, \
      c->session = 1; c->vram = FRESH) \
    X(31, OP(ENCRYPT_BLT), PROTECTION, no_reading_back, \
      c->session = 3; c->vram = PROTECTED) \
    X(32, RANDOM, RNG_FAILED, rng_failed, \
      cpgpu_qom_set(p->g, "rng-fault", "stuck")) \
    X(33, DATA, BAD_SG, long_list, c->sg_count = CPGPU_SG_MAX + 1) \
    X(34, DATA, BAD_ALIGN, list_unaligned, c->data += 8) \
    X(35, DATA, BAD_ADDRESS, list_in_hole, c->data = HOLE) \
    X(35, DATA, BAD_SG, list_sum, c->data = p->short_list) \
    X(35, DATA & ~OP(DECRYPT_BLT), BAD_SG, list_doubled, \
      c->data = p->doubled_list) \
    X(36, DATA, BAD_ADDRESS, data_in_hole, c->data = p->holey_list) \
    X(37, OP(DECRYPT_BLT), KEY_IN_USE, key_with_tag, \
      c->flags |= CPGPU_CMD_CONTENT_KEY; \
      stl_le_p(c->key, CPGPU_READ_BACK_TAG)) \
    X(38, OP(DECRYPT_BLT), RESERVED_IV, iv_reserved, c->iv[12] = 0x80) \
    X(39, OP(DECRYPT_BLT), BAD_IV, iv_used, memset(c->iv, 0, sizeof(c->iv)))

typedef struct Mistake {
    unsigned rule;
    const char *what;
    uint64_t ops;
    uint32_t status;
    void (*make)(const Place *p, struct cpgpu_cmd *c);
} Mistake;

static struct cpgpu_cmd without_encryption(struct cpgpu_cmd cmd)
{
    cmd = cpgpu_cmd_pattern(cmd, 0, 16, 0);
    cmd.flags &= ~CPGPU_CMD_SUBSAMPLES;
    cmd.map = 0;
    cmd.map_count = 0;
    return cmd;
}

#define FUNCTION(rule, ops, status, name, body) \
    static void name(const Place *p, struct cpgpu_cmd *c) { body; }
#define ROW(rule, ops, status, name, body) \
    { rule, #name, ops, CPGPU_ST_##status, name },

MISTAKES(FUNCTION)
static const Mistake mistakes[] = { MISTAKES(ROW) };

/* ------------------------------------------------------------- commands -- */

/* A command of each kind in which nothing is wrong */
static struct cpgpu_cmd good(const Place *p, uint32_t opcode)
{
    struct cpgpu_cmd c = { .opcode = opcode };

    if (DATA & 1ull << opcode) {
        c.data = p->list;
        c.sg_count = 2;
        c.length = 256;
    }
    if (BLTS & 1ull << opcode) {
        c = cpgpu_cmd_rect(c, 128, 2, 256);
    }
    switch (opcode) {
    case CPGPU_OP_WAIT:
        c.ring = 1;
        break;
    case CPGPU_OP_SEAL:
    case CPGPU_OP_UNSEAL:
        c.vram = opcode == CPGPU_OP_SEAL ? UNSEALED : OWN + 8 * PAGE;
        c.length = PAGE;
        break;
    case CPGPU_OP_DECRYPT_BLT:
        c = cpgpu_cmd_map(c, p->map, 1);
        cpgpu_next_iv(c.iv);
        break;
    case CPGPU_OP_ENCRYPT_BLT:
        c.flags |= CPGPU_CMD_READ_BACK_KEY;
        break;
    case CPGPU_OP_CONVERT:
        c.format = CPGPU_FORMAT_NV12;
        c.src_chroma = OWN + 3 * PAGE;
        /* fall through */
    case CPGPU_OP_COPY:
        c.src = OWN + 2 * PAGE;
        c.src_pitch = 128;
        break;
    case CPGPU_OP_READ_BACK_KEY:
    case CPGPU_OP_REFRESH_START:
        c.length = CPGPU_KEY_SIZE;
        break;
    }
    return c;
}

static const uint32_t opcodes[] = {
    CPGPU_OP_NOP, CPGPU_OP_RNG_FILL, CPGPU_OP_UNSEAL, CPGPU_OP_SEAL,
    CPGPU_OP_WAIT, CPGPU_OP_READ_BACK_KEY, CPGPU_OP_ENCRYPT_BLT, CPGPU_OP_COPY,
    CPGPU_OP_FILL, CPGPU_OP_CONVERT, CPGPU_OP_REFRESH_START,
    CPGPU_OP_REFRESH_FINISH, CPGPU_OP_DECRYPT_BLT,
};

/* Like cpgpu_run(), with whatever is in @c.result */
static uint32_t outcome(QCpgpu *g, struct cpgpu_cmd c)
{
    struct cpgpu_result record = { .status = 0xdead };
    uint32_t status;

    cpgpu_write(g, g->rings[0].result, &record, sizeof(record));
    cpgpu_put(g, &c);
    cpgpu_drain(g);
    if (cpgpu_ring_stopped(g)) {
        status = cpgpu_ring_reg(g, 0, CPGPU_RING_ERROR);
        cpgpu_ring_recover(g);
    } else {
        cpgpu_read(g, g->rings[0].result, &record, sizeof(record));
        status = le32_to_cpu(record.status);
    }
    cpgpu_clear_error(g);
    return status;
}

static uint64_t make_list(QCpgpu *g, uint64_t first, uint32_t first_length,
                          uint64_t second)
{
    const struct cpgpu_sg sg[] = { { first, first_length }, { second, 128 } };

    return cpgpu_sg(g, sg, 2);
}

static uint64_t make_map(QCpgpu *g, uint32_t clear, uint32_t encrypted)
{
    const struct cpgpu_subsample map = { clear, encrypted };

    return cpgpu_subsamples(g, &map, 1);
}

static void stop(Place *p)
{
    cpgpu_stop(p->g);
    g_free(p);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Place, stop)

static Place *start(const char *opts)
{
    Place *p = g_new(Place, 1);
    QCpgpu *g = cpgpu_start(opts);
    uint64_t data = cpgpu_alloc(g, PAGE);

    *p = (Place) {
        .g = g,
        .list = make_list(g, data, 128, data + 256),
        .short_list = make_list(g, data, 64, data + 256),
        .doubled_list = make_list(g, data, 128, data + 64),
        .holey_list = make_list(g, data, 128, HOLE),
        .map = make_map(g, 16, 240),
        .short_map = make_map(g, 16, 224),
    };
    return p;
}

static void session_with_key(QCpgpu *g, unsigned n, uint32_t context)
{
    uint8_t key[CPGPU_KEY_SIZE] = "key of session .";

    key[15] = n;
    chan_sess_create(g, n, context);
    cpgpu_sess_key(g, n, key);
}

/* Sessions 0 to 4 and their pages; a channel that forbids reading back */
static void fill(Place *p)
{
    QCpgpu *g = p->g;
    struct cpgpu_cmd make = good(p, CPGPU_OP_READ_BACK_KEY);
    Chan c;

    cpgpu_sess_key(g, 0, key_a);
    cpgpu_seal(g, 0, STALE, 4 * PAGE);
    cpgpu_seal(g, 0, STALE_TOO, 4 * PAGE);
    cpgpu_sess_key(g, 0, key_b);
    cpgpu_seal(g, 0, OWN, 16 * PAGE);
    session_with_key(g, 1, CONTEXT);
    cpgpu_seal(g, 1, FRESH, 4 * PAGE);
    session_with_key(g, 4, 0);
    cpgpu_seal(g, 4, FOREIGN, 4 * PAGE);
    chan_sess_create(g, KEYLESS, 0);
    session_with_key(g, 3, CONTEXT);
    cpgpu_seal(g, 3, PROTECTED, 4 * PAGE);
    make.session = 3;
    cpgpu_run_ok(g, make);
    cpgpu_ring_on_n(g, 1, 4);
    chan_open(&c, g, 0, CONTEXT);
    cpgpu_assert_ok(chan_set_protection(
                        &c, CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN));
}

/* ---------------------------------------------------------------- tests -- */

/* With the mistakes @a and @b, which comes first; @b may be the same one */
static void check_pair(const Place *p, uint32_t opcode, const Mistake *a,
                       const Mistake *b)
{
    struct cpgpu_cmd c = good(p, opcode);

    g_test_message("command %02x: %s, %s", opcode, a->what, b->what);
    c.result = p->g->rings[0].result;
    if (b != a) {
        b->make(p, &c);
    }
    a->make(p, &c);
    g_assert_cmpuint(outcome(p->g, c), ==, a->status);
    if (a->make == rng_failed || b->make == rng_failed) {
        cpgpu_qom_set(p->g, "rng-fault", "none");
        cpgpu_writel(p->g, CPGPU_RNG_CTRL, CPGPU_RNG_CTRL_RESTART);
    }
}

static void check_command(const Place *p, uint32_t opcode)
{
    for (int i = 0; i < ARRAY_SIZE(mistakes); i++) {
        for (int j = i; j < ARRAY_SIZE(mistakes); j++) {
            const Mistake *a = &mistakes[i], *b = &mistakes[j];

            if (a->ops & b->ops & 1ull << opcode &&
                (i == j || a->rule < b->rule)) {
                check_pair(p, opcode, a, b);
            }
        }
    }
}

static void test_pairs(void)
{
    uint64_t nonce;
    g_autoptr(Place) p = start(NULL);

    fill(p);
    for (int i = 0; i < ARRAY_SIZE(opcodes); i++) {
        g_test_message("command %02x", opcodes[i]);
        cpgpu_run_ok(p->g, good(p, opcodes[i]));
    }
    cpgpu_seal(p->g, 0, OWN + 8 * PAGE, PAGE);
    cpgpu_run_ok(p->g, cpgpu_cmd_unseal(0, UNSEALED, PAGE));
    nonce = util_nonce(p->g);
    for (int i = 0; i < ARRAY_SIZE(opcodes); i++) {
        check_command(p, opcodes[i]);
    }
    /* and none of them did anything */
    g_assert_cmphex(util_nonce(p->g), ==, nonce);
    g_assert_cmpuint(cpgpu_sess_reg(p->g, 0, CPGPU_SESS_PAGES), ==, 24);
}

/* Rule 6: after the form of the command, before all that it names */
static void test_capability(void)
{
    static const uint64_t have = BLTS | OP(READ_BACK_KEY) | REFRESH;
    g_autoptr(Place) p =
        start("decryption-blt=off,encrypted-read-back=off,copy-blt=off,"
              "convert-blt=off,freshen-session-key=off");

    for (int i = 0; i < ARRAY_SIZE(opcodes); i++) {
        for (int j = 0; j < ARRAY_SIZE(mistakes); j++) {
            Mistake m = mistakes[j];

            if (!(have & m.ops & 1ull << opcodes[i])) {
                continue;
            }
            m.status = m.rule < 6 ? m.status : CPGPU_ST_NOT_AVAILABLE;
            check_pair(p, opcodes[i], &m, &m);
        }
    }
}

/* Of several bad pages in one span the first decides */
static void test_first_page(void)
{
    static const struct {
        uint64_t first;
        uint32_t status;
    } spans[] = {
        { OWN + 15 * PAGE, CPGPU_ST_STALE },            /* then FOREIGN */
        { STALE + 3 * PAGE, CPGPU_ST_STALE },
        { FOREIGN + 3 * PAGE, CPGPU_ST_NOT_OWNER },     /* then STALE_TOO */
        { STALE_TOO + 3 * PAGE, CPGPU_ST_STALE },       /* then PROTECTED */
        { UNSEALED - PAGE, CPGPU_ST_NOT_OWNER },
    };
    g_autoptr(Place) p = start(NULL);

    fill(p);
    for (int i = 0; i < ARRAY_SIZE(spans); i++) {
        struct cpgpu_cmd c = cpgpu_cmd_fill(0, 0, spans[i].first, 6 * PAGE);

        g_test_message("span %d", i);
        util_assert_fails(p->g, c, spans[i].status);
        /* those between the rows count, too */
        c = cpgpu_cmd_rect(c, 16, 2, 5 * PAGE);
        util_assert_fails(p->g, c, spans[i].status);
        c = cpgpu_cmd_copy(0, spans[i].first, OWN, 6 * PAGE);
        util_assert_fails(p->g, c, spans[i].status);
    }
}

/* A record that cannot be written stops the ring, unless the command did */
static void test_result_in_hole(void)
{
    static const struct {
        uint32_t opcode, session, status;
    } rows[] = {
        { CPGPU_OP_NOP, 0, CPGPU_ST_BAD_ADDRESS },
        { CPGPU_OP_FILL, FREE_SESSION, CPGPU_ST_BAD_ADDRESS },
        { 0x3f, 0, CPGPU_ST_BAD_OPCODE },
    };
    g_autoptr(Place) p = start(NULL);

    for (int i = 0; i < ARRAY_SIZE(rows); i++) {
        struct cpgpu_cmd c = good(p, rows[i].opcode);

        c.session = rows[i].session;
        c.result = HOLE;
        cpgpu_put(p->g, &c);
        cpgpu_drain(p->g);
        cpgpu_assert_stopped(p->g, rows[i].status, 0);
        cpgpu_ring_recover(p->g);
    }
}

/*
 * What has an encrypted part is a pattern, even if the data is too short for
 * it; and a map may be all clear.
 */
static void test_nothing_encrypted(void)
{
    g_autoptr(Place) p = start(NULL);
    uint8_t plain[256];

    fill(p);
    for (int i = 0; i < 3; i++) {
        struct cpgpu_cmd c = good(p, CPGPU_OP_DECRYPT_BLT);
        uint64_t data = cpgpu_alloc(p->g, sizeof(plain));

        util_pattern(plain, sizeof(plain), i);
        cpgpu_write(p->g, data, plain, sizeof(plain));
        if (i == 2) {
            c.map = make_map(p->g, sizeof(plain), 0);
        } else {
            c = without_encryption(c);
            c.pattern_skip = i ? UINT32_MAX : sizeof(plain);
            c.pattern_encrypt = 1;
        }
        c.data = data;
        c.sg_count = 0;
        cpgpu_run_ok(p->g, c);
        util_assert_plain(p->g, 0, key_b, OWN, plain, 128);
        util_assert_plain(p->g, 0, key_b, OWN + 256, plain + 128, 128);
        /* no counter block is used, and yet it must not be a reserved one */
        c.iv[12] = 0x80;
        util_assert_fails(p->g, c, CPGPU_ST_RESERVED_IV);
    }
}

UTIL_MAIN("checks",
          { "pairs", test_pairs }, { "capability", test_capability },
          { "first-page", test_first_page },
          { "result-in-hole", test_result_in_hole },
          { "nothing-encrypted", test_nothing_encrypted })
