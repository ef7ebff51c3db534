/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: crypto sessions and their keys
 *
 * Only this file, keyx.c and keys.c handle session keys; others use references
 * to expanded keys.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "caps.h"
#include "cpgpu.h"
#include "keys.h"
#include "keyx.h"
#include "session.h"
#include "sweep.h"
#include "trace.h"

CpgpuSession *cpgpu_session_get(CpgpuState *s, uint32_t n)
{
    if (n >= s->session_count || s->sessions[n].state == CPGPU_SESS_FREE) {
        return NULL;
    }
    return &s->sessions[n];
}

static bool is_keyed(const CpgpuSession *ss)
{
    return ss->state == CPGPU_SESS_KEYED || ss->state == CPGPU_SESS_REFRESH;
}

uint8_t cpgpu_session_check_keyed(CpgpuState *s, uint32_t n)
{
    const CpgpuSession *ss = cpgpu_session_get(s, n);

    if (!ss) {
        return CPGPU_ST_BAD_SESSION;
    }
    return is_keyed(ss) ? CPGPU_ST_OK : CPGPU_ST_NO_KEY;
}

bool cpgpu_session_has_handle(CpgpuState *s, uint32_t context, uint64_t handle)
{
    for (unsigned n = 0; n < s->session_count; n++) {
        if (s->sessions[n].handle == handle) {
            return handle && s->mem.owners[n].context == context;
        }
    }
    return false;
}

/* The session of a job, if cmd.session is known to be valid */
static CpgpuSession *session_of(const CpgpuJob *job)
{
    return &job->s->sessions[job->cmd.session];
}

static CpgpuOwner *owner_of(CpgpuState *s, const CpgpuSession *ss)
{
    return &s->mem.owners[ss - s->sessions];
}

static void set_state(CpgpuState *s, CpgpuSession *ss, uint8_t state)
{
    trace_cpgpu_session_state(ss - s->sessions, ss->state, state,
                              owner_of(s, ss)->keys.key_instance);
    ss->state = state;
}

static void drop_keys(CpgpuState *s, CpgpuSession *ss)
{
    cpgpu_wipe(ss->key, sizeof(ss->key));
    cpgpu_wipe(ss->random, sizeof(ss->random));
    cpgpu_key_unref(ss->data_key);
    ss->data_key = NULL;
    cpgpu_page_keys_unref(&owner_of(s, ss)->keys);
    cpgpu_iv_forget(&ss->marks);
}

static void drop_read_back_key(CpgpuSession *ss)
{
    cpgpu_key_unref(ss->read_back_key);
    ss->read_back_key = NULL;
}

/*
 * Make job->key the session's.  Returns the first IV for reading back under it.
 * Salt, handle and key instance make sure that this and the surface key differ
 * even if the session gets the same key again.
 */
static uint64_t take_key(CpgpuSession *ss, CpgpuJob *job)
{
    CpgpuPageKeys *keys = &owner_of(job->s, ss)->keys;
    struct QEMU_PACKED {
        uint8_t salt[16];
        uint64_t handle;
        uint32_t key_instance;
    } context = {
        .handle = cpu_to_be64(ss->handle),
        .key_instance = cpu_to_be32(keys->key_instance),
    };
    uint8_t derived[CPGPU_KDF_SIZE];
    uint64_t iv;

    drop_keys(job->s, ss);
    memcpy(ss->key, job->key, sizeof(ss->key));
    ss->data_key = cpgpu_key_new(job->key);
    memcpy(context.salt, job->s->mem.salt, sizeof(context.salt));
    cpgpu_kdf(job->key, "cpgpu session", &context, sizeof(context), derived);
    keys->current = cpgpu_key_new(derived);
    iv = ldq_be_p(derived + CPGPU_KEY_SIZE) & (UINT64_MAX >> 2);
    cpgpu_wipe(derived, sizeof(derived));
    cpgpu_wipe(job->key, sizeof(job->key));
    return iv;
}

void cpgpu_session_take_keys(CpgpuJob *job)
{
    job->keys = cpgpu_page_keys_ref(
                    &job->s->mem.owners[job->cmd.session].keys);
    cpgpu_job_enter(job);
}

uint8_t cpgpu_session_take_data_key(CpgpuJob *job)
{
    CpgpuSession *ss = session_of(job);
    uint8_t key[CPGPU_KEY_SIZE];

    if (!(job->cmd.flags & CPGPU_CMD_CONTENT_KEY)) {
        job->data_key = cpgpu_key_ref(ss->data_key);
        return CPGPU_ST_OK;
    }
    if (!cpgpu_keys_unwrap_content(job->s, ss, job->cmd.key, key)) {
        return CPGPU_ST_KEY_IN_USE;
    }
    cpgpu_key_set(job->content_key, key);
    cpgpu_wipe(key, sizeof(key));
    job->data_key = cpgpu_key_ref(job->content_key);
    return CPGPU_ST_OK;
}

/* --------------------------------------------------------------- refresh -- */

/* What START, FINISH and READ_BACK_KEY need: a capability and a key */
static uint8_t check_keyed(CpgpuJob *job, uint32_t cap)
{
    if (!cpgpu_caps_has(job->s, cap)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    return cpgpu_session_check_keyed(job->s, job->cmd.session);
}

uint8_t cpgpu_session_start_refresh(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t status = check_keyed(job, CPGPU_CAP_FRESHEN_SESSION_KEY);

    if (status) {
        return status;
    }
    if (job->cmd.length != CPGPU_KEY_SIZE) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!cpgpu_rng_get(s, job->data, CPGPU_KEY_SIZE)) {
        return CPGPU_ST_RNG_FAILED;
    }
    memcpy(session_of(job)->random, job->data, CPGPU_KEY_SIZE);
    set_state(s, session_of(job), CPGPU_SESS_REFRESH);
    return CPGPU_ST_OK;
}

static void finish_done(CpgpuJob *job)
{
    CpgpuPageKeys *keys = &job->s->mem.owners[job->cmd.session].keys;

    cpgpu_key_unref(keys->former);
    keys->former = NULL;
    job->s->stats.refreshes++;
    job->s->stats.bytes_reencrypted += job->task.bytes;
}

/* Make K xor R the session key, and begin a new epoch of its pages. */
static void switch_key(CpgpuSession *ss, CpgpuJob *job)
{
    CpgpuPageKeys *keys = &owner_of(job->s, ss)->keys;
    CpgpuKey *former = cpgpu_key_ref(keys->current);

    for (int i = 0; i < CPGPU_KEY_SIZE; i++) {
        job->key[i] = ss->key[i] ^ ss->random[i];
    }
    /* The IVs for reading back continue. */
    take_key(ss, job);
    cpgpu_keys_refreshed(job->s);
    keys->former = former;
    keys->epoch++;
    ss->refreshes++;
    set_state(job->s, ss, CPGPU_SESS_KEYED);
}

/*
 * Runs exclusively, so the old key is idle.  The pages are re-encrypted beside
 * the session's next jobs.
 */
uint8_t cpgpu_session_finish_refresh(CpgpuJob *job)
{
    uint8_t status = check_keyed(job, CPGPU_CAP_FRESHEN_SESSION_KEY);

    if (status) {
        return status;
    }
    if (session_of(job)->state != CPGPU_SESS_REFRESH) {
        return CPGPU_ST_NOT_PENDING;
    }
    switch_key(session_of(job), job);
    cpgpu_session_take_keys(job);
    cpgpu_job_share(job);
    cpgpu_sweep_rekey(job);
    job->task.done = finish_done;
    return CPGPU_ST_OK;
}

/* The new key outlives a refresh, although it was wrapped under the old key. */
uint8_t cpgpu_session_make_read_back_key(CpgpuJob *job)
{
    uint8_t status = check_keyed(job, CPGPU_CAP_READ_BACK_KEY);
    uint8_t key[CPGPU_KEY_SIZE];
    CpgpuSession *ss;

    if (status) {
        return status;
    }
    if (job->cmd.length != CPGPU_KEY_SIZE) {
        return CPGPU_ST_BAD_SIZE;
    }
    ss = session_of(job);
    if (!cpgpu_keys_make_read_back(job->s, ss->key, key, job->data)) {
        return CPGPU_ST_RNG_FAILED;
    }
    drop_read_back_key(ss);
    ss->read_back_key = cpgpu_key_new(key);
    cpgpu_wipe(key, sizeof(key));
    return CPGPU_ST_OK;
}

/* ------------------------------------------------------ session commands -- */

static void exchange_done(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuSession *ss = session_of(job);
    CpgpuOwner *o = owner_of(s, ss);

    if (!cpgpu_keyx_finish(job)) {
        return;
    }
    o->keys.key_instance++;
    ss->next_iv = take_key(ss, job);
    drop_read_back_key(ss);
    o->valid_pages = 0;
    ss->refreshes = 0;
    set_state(s, ss, CPGPU_SESS_KEYED);
    s->mem.stale = true;
}

static uint8_t create(CpgpuState *s, uint32_t n)
{
    CpgpuSession *ss = &s->sessions[n];

    if (ss->state != CPGPU_SESS_FREE) {
        return CPGPU_ST_BAD_STATE;
    }
    ss->refreshes = 0;
    ss->handle = cpgpu_keyx_new_handle(s, CPGPU_HANDLE_SESSION);
    set_state(s, ss, CPGPU_SESS_CREATED);
    return CPGPU_ST_OK;
}

static void destroy_done(CpgpuJob *job)
{
    CpgpuSession *ss = session_of(job);

    cpgpu_sweep_released(job);
    drop_keys(job->s, ss);
    drop_read_back_key(ss);
    memset(ss->blob, 0, sizeof(ss->blob));
    ss->refreshes = 0;
    owner_of(job->s, ss)->context = 0;
    ss->handle = 0;
    set_state(job->s, ss, CPGPU_SESS_FREE);
}

static uint8_t prepare(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuSession *ss = cpgpu_session_get(s, job->cmd.session);

    switch (job->cmd.opcode) {
    case CPGPU_SESS_CMD_CREATE:
        return create(s, job->cmd.session);
    case CPGPU_SESS_CMD_REFRESH_START:
        return cpgpu_session_start_refresh(job);
    case CPGPU_SESS_CMD_REFRESH_FINISH:
        return cpgpu_session_finish_refresh(job);
    }
    if (!ss) {
        return CPGPU_ST_BAD_SESSION;
    }
    if (job->cmd.opcode == CPGPU_SESS_CMD_KEY_EXCHANGE) {
        job->task.done = exchange_done;
        return cpgpu_keyx_prepare(job, CPGPU_IDENTITY_SESSION, ss->blob,
                                  job->cmd.length);
    }
    job->task.done = destroy_done;
    cpgpu_sweep_release(job);
    return CPGPU_ST_OK;
}

/* Take a command that waits for nothing more. */
static bool take(CpgpuQueue *q)
{
    CpgpuJob *job = q->job;
    CpgpuState *s = job->s;
    CpgpuSession *ss;

    QTAILQ_FOREACH(ss, &s->session_queue.waiting, next) {
        bool exclusive = ss->command != CPGPU_SESS_CMD_REFRESH_START;

        job->cmd.session = ss - s->sessions;
        if (cpgpu_engine_passed(s, ss->barrier) &&
            cpgpu_job_admit(job, exclusive)) {
            QTAILQ_REMOVE(&s->session_queue.waiting, ss, next);
            job->cmd.opcode = ss->command;
            job->cmd.length = ss->size;
            return true;
        }
    }
    return false;
}

static void report(CpgpuJob *job)
{
    CpgpuSession *ss = session_of(job);

    job->queue->head++;
    ss->command = 0;
    ss->status = job->status;
    if (job->status) {
        cpgpu_error(job->s, CPGPU_SRC_SESSION, job->cmd.session, job->status,
                    job->cmd.opcode);
    }
    cpgpu_irq_raise(job->s, CPGPU_INTR_SESSION);
}

static const CpgpuQueueOps session_ops = {
    .take = take,
    .prepare = prepare,
    .report = report,
};

void cpgpu_session_restart_waiting(CpgpuState *s, unsigned n)
{
    CpgpuSession *ss;

    QTAILQ_FOREACH(ss, &s->session_queue.waiting, next) {
        ss->barrier[n] = 0;
    }
}

void cpgpu_session_lose_key(CpgpuState *s, unsigned n, bool content)
{
    CpgpuSession *ss = &s->sessions[n];
    CpgpuOwner *o = owner_of(s, ss);

    cpgpu_engine_lose_key(s, n);
    if (is_keyed(ss) || (content && ss->state == CPGPU_SESS_KEY_LOST)) {
        if (is_keyed(ss)) {
            o->keys.key_instance++;
        }
        drop_keys(s, ss);
        drop_read_back_key(ss);
        o->valid_pages = 0;
        if (content) {
            cpgpu_sweep_lost(s, n);
        }
        set_state(s, ss, content ? CPGPU_SESS_CONTENT_LOST
                                 : CPGPU_SESS_KEY_LOST);
        s->mem.stale = true;
        cpgpu_irq_raise(s, CPGPU_INTR_SESSION);
    }
    cpgpu_engine_kick(s);
}

/* ------------------------------------------------------------- registers -- */

static uint32_t read_state(CpgpuState *s, unsigned n)
{
    const CpgpuSession *ss = &s->sessions[n];

    return ss->state | (ss->command ? CPGPU_SESS_STATE_BUSY : 0);
}

static uint32_t read_key_instance(CpgpuState *s, unsigned n)
{
    return s->mem.owners[n].keys.key_instance;
}

static uint32_t read_pages(CpgpuState *s, unsigned n)
{
    return s->mem.owners[n].pages;
}

static uint32_t read_context(CpgpuState *s, unsigned n)
{
    return s->mem.owners[n].context;
}

static uint8_t write_context(CpgpuState *s, unsigned n, uint32_t val)
{
    s->mem.owners[n].context = val;
    return CPGPU_ST_OK;
}

static uint8_t write_cmd(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuSession *ss = &s->sessions[n];

    if (val < CPGPU_SESS_CMD_CREATE || val > CPGPU_SESS_CMD_REFRESH_FINISH) {
        ss->status = CPGPU_ST_BAD_OPCODE;
        cpgpu_error(s, CPGPU_SRC_SESSION, n, ss->status, val);
        return CPGPU_ST_OK;
    }
    trace_cpgpu_session_command(n, val);
    ss->command = val;
    cpgpu_engine_set_barrier(s, ss->barrier);
    QTAILQ_INSERT_TAIL(&s->session_queue.waiting, ss, next);
    s->session_queue.queue.tail++;
    cpgpu_engine_kick(s);
    return CPGPU_ST_OK;
}

static bool refuse_while_busy(CpgpuState *s, unsigned n, hwaddr reg,
                              uint32_t val)
{
    if (!s->sessions[n].command ||
        !cpgpu_reg_writable(&cpgpu_session_block, reg)) {
        return false;
    }
    cpgpu_error(s, CPGPU_SRC_SESSION, n, CPGPU_ST_BUSY,
                reg == CPGPU_SESS_CMD ? val : 0);
    return true;
}

#define REG(_reg) [CPGPU_REG_INDEX(CPGPU_SESS_ ## _reg)]
#define REGS(_reg, _last) [CPGPU_REG_INDEX(CPGPU_SESS_ ## _reg(0)) ... \
                           CPGPU_REG_INDEX(CPGPU_SESS_ ## _reg(_last))]
#define U8(_field) CPGPU_REG_U8(CpgpuSession, _field)
#define U32(_field) CPGPU_REG_U32(CpgpuSession, _field)
#define ARRAY(_field, _offset) CPGPU_REG_ARRAY(CpgpuSession, _field, _offset)

static const CpgpuReg session_regs[] = {
    REG(STATE) = { CPGPU_RO, .read = read_state },
    REG(CMD) = { CPGPU_WO, .write = write_cmd },
    REG(STATUS) = { CPGPU_RO, U8(status) },
    REG(KEY_INSTANCE) = { CPGPU_RO, .read = read_key_instance },
    REG(SIZE) = { CPGPU_RW, U32(size) },
    REG(REFRESHES) = { CPGPU_RO, U32(refreshes) },
    REG(PAGES) = { CPGPU_RO, .read = read_pages },
    REG(CONTEXT) = { CPGPU_RW, .setup = true, .read = read_context,
                     .write = write_context },
    REGS(RANDOM, 3) = { CPGPU_RO, ARRAY(random, CPGPU_SESS_RANDOM(0)) },
    REG(HANDLE_LO) = { CPGPU_RO, CPGPU_REG_LO(CpgpuSession, handle) },
    REG(HANDLE_HI) = { CPGPU_RO, CPGPU_REG_HI(CpgpuSession, handle) },
    REGS(BLOB, 63) = { CPGPU_WO, ARRAY(blob, CPGPU_SESS_BLOB(0)) },
};

const CpgpuRegBlock cpgpu_session_block = {
    .regs = session_regs,
    .count = ARRAY_SIZE(session_regs),
    .in_use = offsetof(CpgpuSession, state),
    .refuse = refuse_while_busy,
};

/* ------------------------------------------------------------------ life -- */

void cpgpu_session_reset(CpgpuState *s)
{
    for (unsigned n = 0; n < s->session_count; n++) {
        CpgpuSession *ss = &s->sessions[n];

        drop_keys(s, ss);
        drop_read_back_key(ss);
        cpgpu_iv_free(&ss->marks);
        *ss = (CpgpuSession) { };
        s->mem.owners[n] = (CpgpuOwner) { };
    }
    QTAILQ_INIT(&s->session_queue.waiting);
}

void cpgpu_session_init(CpgpuState *s)
{
    CpgpuSessionQueue *sq = &s->session_queue;

    s->sessions = g_new0(CpgpuSession, s->session_count);
    QTAILQ_INIT(&sq->waiting);
    sq->queue.ops = &session_ops;
    sq->queue.job = &s->engine.shared_job;
    cpgpu_engine_add_priority(s, &sq->queue);
}

void cpgpu_session_exit(CpgpuState *s)
{
    cpgpu_session_reset(s);
    g_free(s->sessions);
}
