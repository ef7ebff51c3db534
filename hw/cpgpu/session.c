/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: crypto sessions and their keys
 *
 * The only code that holds a session key.  What others need are expanded keys,
 * by reference.
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "caps.h"
#include "cpgpu.h"
#include "seal.h"
#include "ledger.h"
#include "trace.h"

unsigned cpgpu_session_index(CpgpuState *s, const CpgpuSession *ss)
{
    return ss - s->sessions;
}

CpgpuSession *cpgpu_session_get(CpgpuState *s, uint32_t n)
{
    if (n >= s->session_count || s->sessions[n].state == CPGPU_SESS_FREE) {
        return NULL;
    }
    return &s->sessions[n];
}

uint8_t cpgpu_session_get_keyed(CpgpuState *s, uint32_t n,
                                CpgpuSession **out)
{
    *out = cpgpu_session_get(s, n);
    if (!*out) {
        return CPGPU_ST_BAD_SESSION;
    }
    return cpgpu_session_keyed(*out) ? CPGPU_ST_OK : CPGPU_ST_NO_KEY;
}

static void set_state(CpgpuState *s, CpgpuSession *ss, uint8_t state)
{
    trace_cpgpu_session_state(cpgpu_session_index(s, ss), ss->state, state,
                              ss->key_instance);
    ss->state = state;
}

static void drop_random(CpgpuSession *ss)
{
    cpgpu_wipe(ss->random, sizeof(ss->random));
}

static void drop_former_key(CpgpuSession *ss)
{
    cpgpu_key_unref(ss->former_key);
    ss->former_key = NULL;
}

static void drop_keys(CpgpuSession *ss)
{
    cpgpu_wipe(ss->key, sizeof(ss->key));
    drop_random(ss);
    cpgpu_key_unref(ss->data_key);
    cpgpu_key_unref(ss->surface_key);
    ss->data_key = NULL;
    ss->surface_key = NULL;
    drop_former_key(ss);
    cpgpu_iv_forget(&ss->marks);
}

static void drop_read_back_key(CpgpuSession *ss)
{
    cpgpu_key_unref(ss->read_back_key);
    ss->read_back_key = NULL;
}

/*
 * Make job->key the session's.  Returns the first IV for reading back under it:
 * salt, handle and key instance make it another one, and the surface key, too,
 * should the same key come again.
 */
static uint64_t take_key(CpgpuSession *ss, CpgpuJob *job)
{
    struct QEMU_PACKED {
        uint8_t salt[16];
        uint64_t handle;
        uint32_t key_instance;
    } context = {
        .handle = cpu_to_be64(ss->handle),
        .key_instance = cpu_to_be32(ss->key_instance),
    };
    uint8_t derived[CPGPU_KDF_SIZE];
    uint64_t iv;

    drop_keys(ss);
    memcpy(ss->key, job->key, sizeof(ss->key));
    ss->data_key = cpgpu_key_new(job->key);
    memcpy(context.salt, job->s->mem.salt, sizeof(context.salt));
    cpgpu_kdf(job->key, "cpgpu session", &context, sizeof(context), derived);
    ss->surface_key = cpgpu_key_new(derived);
    iv = ldq_be_p(derived + CPGPU_KEY_SIZE) & (UINT64_MAX >> 2);
    cpgpu_wipe(derived, sizeof(derived));
    cpgpu_wipe(job->key, sizeof(job->key));
    return iv;
}

/* ----------------------------------------------------------- who may start */

bool cpgpu_session_admit(CpgpuJob *job, bool exclusive)
{
    CpgpuSession *ss;

    if (job->cmd.session >= job->s->session_count) {
        return true;            /* and be refused */
    }
    ss = &job->s->sessions[job->cmd.session];
    if (ss->exclusive && ss->exclusive != job) {
        return false;
    }
    if (exclusive) {
        ss->exclusive = job;
    }
    return !exclusive || !ss->running;
}

void cpgpu_session_leave(CpgpuJob *job)
{
    CpgpuSession *ss;

    if (job->cmd.session >= job->s->session_count) {
        return;
    }
    ss = &job->s->sessions[job->cmd.session];
    if (ss->exclusive == job) {
        ss->exclusive = NULL;
    }
    if (job->in_session) {
        job->in_session = false;
        ss->running--;
    }
}

void cpgpu_session_take_keys(CpgpuSession *ss, CpgpuJob *job)
{
    job->epoch = ss->epoch;
    job->key_instance = ss->key_instance;
    job->surface_key = cpgpu_key_ref(ss->surface_key);
    job->former_key = ss->former_key ? cpgpu_key_ref(ss->former_key) : NULL;
    job->in_session = true;
    ss->running++;
}

/* --------------------------------------------------------------- refresh -- */

/* What START and FINISH ask for alike. */
static uint8_t refresh_check(CpgpuJob *job, CpgpuSession **out)
{
    CpgpuState *s = job->s;

    if (!(cpgpu_caps(s) & CPGPU_CAP_FRESHEN_SESSION_KEY)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    return cpgpu_session_get_keyed(s, job->cmd.session, out);
}

uint8_t cpgpu_session_start_refresh(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuSession *ss;
    uint8_t status = refresh_check(job, &ss);

    if (status) {
        return status;
    }
    if (job->cmd.length != CPGPU_KEY_SIZE) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!cpgpu_rng_get(s, job->data, CPGPU_KEY_SIZE)) {
        return CPGPU_ST_RNG_FAILED;
    }
    memcpy(ss->random, job->data, CPGPU_KEY_SIZE);
    set_state(s, ss, CPGPU_SESS_REFRESH);
    return CPGPU_ST_OK;
}

static void finish_done(CpgpuJob *job)
{
    drop_former_key(&job->s->sessions[job->cmd.session]);
    job->s->stats.refreshes++;
    job->s->stats.bytes_reencrypted += job->bytes;
}

/* From here on the session's key is K xor R, and its pages' epoch a new one. */
static void switch_key(CpgpuSession *ss, CpgpuJob *job)
{
    CpgpuKey *former_key = cpgpu_key_ref(ss->surface_key);

    for (int i = 0; i < CPGPU_KEY_SIZE; i++) {
        job->key[i] = ss->key[i] ^ ss->random[i];
    }
    /* The IVs for reading back just go on. */
    take_key(ss, job);
    cpgpu_keys_refreshed(job->s);
    ss->former_key = former_key;
    ss->epoch++;
    ss->refreshes++;
    set_state(job->s, ss, CPGPU_SESS_KEYED);
}

/*
 * Runs exclusively, so the old key is idle.  The pages are re-encrypted later,
 * beside other work.
 */
uint8_t cpgpu_session_finish_refresh(CpgpuJob *job)
{
    CpgpuSession *ss;
    uint8_t status = refresh_check(job, &ss);

    if (status) {
        return status;
    }
    if (ss->state != CPGPU_SESS_REFRESH) {
        return CPGPU_ST_NOT_PENDING;
    }
    switch_key(ss, job);
    cpgpu_session_take_keys(ss, job);
    ss->exclusive = NULL;
    cpgpu_memory_rekey(job);
    job->done = finish_done;
    return CPGPU_ST_OK;
}

/* --------------------------------------------------------- read-back key -- */

/* It outlives a refresh: what it was wrapped under has done its work. */
uint8_t cpgpu_session_make_read_back_key(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    uint8_t key[CPGPU_KEY_SIZE];
    CpgpuSession *ss;
    uint8_t status;

    if (!(cpgpu_caps(s) & CPGPU_CAP_READ_BACK_KEY)) {
        return CPGPU_ST_NOT_AVAILABLE;
    }
    status = cpgpu_session_get_keyed(s, job->cmd.session, &ss);
    if (status) {
        return status;
    }
    if (job->cmd.length != CPGPU_KEY_SIZE) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!cpgpu_keys_make_read_back(s, ss->key, key, job->data)) {
        return CPGPU_ST_RNG_FAILED;
    }
    drop_read_back_key(ss);
    ss->read_back_key = cpgpu_key_new(key);
    cpgpu_wipe(key, sizeof(key));
    return CPGPU_ST_OK;
}

/* ------------------------------------------------------ keys of the data -- */

uint8_t cpgpu_session_use_data_key(CpgpuSession *ss, CpgpuJob *job)
{
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

/* --------------------------------------------------------------- handles -- */

uint64_t cpgpu_session_new_handle(CpgpuState *s, unsigned kind)
{
    return ++s->next_handle << 8 | kind;
}

bool cpgpu_session_has_handle(CpgpuState *s, uint32_t context, uint64_t handle)
{
    for (unsigned n = 0; n < s->session_count; n++) {
        if (s->sessions[n].handle == handle) {
            return handle && s->sessions[n].context == context;
        }
    }
    return false;
}

/* ---------------------------------------------------------- key exchange -- */

static bool open_blob(CpgpuJob *job, bool channel)
{
    return cpgpu_identity_decrypt(job->s->identity,
                                  channel ? CPGPU_IDENTITY_CHANNEL
                                          : CPGPU_IDENTITY_SESSION,
                                  job->blob, job->key);
}

static void open_blob_run(CpgpuJob *job, unsigned slice)
{
    bool channel = job->channel;

    if (!open_blob(job, channel) &&
        (cpgpu_rule(CPGPU_RULE_BLOB) || !open_blob(job, !channel))) {
        job->status = CPGPU_ST_BAD_KEY_BLOB;
    }
}

uint8_t cpgpu_session_open_blob(CpgpuJob *job, const uint8_t *blob,
                                uint64_t size)
{
    uint8_t status;

    if (size != CPGPU_BLOB_SIZE) {
        return CPGPU_ST_BAD_SIZE;
    }
    if (!cpgpu_rng_ready(job->s)) {
        return CPGPU_ST_RNG_FAILED;
    }
    status = cpgpu_keys_check_blob(job->s, blob);
    if (status) {
        return status;
    }
    memcpy(job->blob, blob, sizeof(job->blob));
    job->bytes = CPGPU_BYTES_WORKER;    /* an RSA operation: milliseconds */
    job->run = open_blob_run;
    return CPGPU_ST_OK;
}

static void exchange_done(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuSession *ss = &s->sessions[job->cmd.session];

    job->status = cpgpu_keys_exchanged(s, CPGPU_KEYS_SESSION, job->blob,
                                       job->key);
    if (job->status) {
        cpgpu_wipe(job->key, sizeof(job->key));
        return;
    }
    ss->key_instance++;
    ss->next_iv = take_key(ss, job);
    drop_read_back_key(ss);
    ss->valid_pages = 0;
    ss->refreshes = 0;
    s->stats.key_exchanges++;
    set_state(s, ss, CPGPU_SESS_KEYED);
    cpgpu_display_redraw(s);
}

/* ------------------------------------------------------- create, destroy -- */

static uint8_t create(CpgpuState *s, uint32_t n)
{
    CpgpuSession *ss = &s->sessions[n];

    if (ss->state != CPGPU_SESS_FREE) {
        return CPGPU_ST_BAD_STATE;
    }
    ss->refreshes = 0;
    ss->handle = cpgpu_session_new_handle(s, CPGPU_HANDLE_SESSION);
    set_state(s, ss, CPGPU_SESS_CREATED);
    return CPGPU_ST_OK;
}

static void destroy_done(CpgpuJob *job)
{
    CpgpuSession *ss = &job->s->sessions[job->cmd.session];

    cpgpu_memory_release_done(job);
    drop_keys(ss);
    drop_read_back_key(ss);
    memset(ss->blob, 0, sizeof(ss->blob));
    ss->refreshes = 0;
    ss->context = 0;
    ss->handle = 0;
    set_state(job->s, ss, CPGPU_SESS_FREE);
}

uint8_t cpgpu_session_prepare(CpgpuJob *job)
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
        job->done = exchange_done;
        return cpgpu_session_open_blob(job, ss->blob, job->cmd.length);
    }
    job->done = destroy_done;
    cpgpu_memory_release(job);
    return CPGPU_ST_OK;
}

void cpgpu_session_report(CpgpuJob *job)
{
    CpgpuState *s = job->s;
    CpgpuSession *ss = &s->sessions[job->cmd.session];

    ss->command = 0;
    ss->status = job->status;
    if (job->status) {
        cpgpu_error(s, CPGPU_SRC_SESSION, job->cmd.session, job->status,
                    job->cmd.opcode);
    }
    cpgpu_irq_raise(s, CPGPU_INTR_SESSION);
}

/* ------------------------------------------------------------- registers -- */

uint8_t cpgpu_session_read(CpgpuState *s, unsigned n, hwaddr reg,
                           uint32_t *val)
{
    CpgpuSession *ss = &s->sessions[n];

    switch (reg) {
    case CPGPU_SESS_STATE:
        *val = ss->state | (ss->command ? CPGPU_SESS_STATE_BUSY : 0);
        break;
    case CPGPU_SESS_STATUS:
        *val = ss->status;
        break;
    case CPGPU_SESS_KEY_INSTANCE:
        *val = ss->key_instance;
        break;
    case CPGPU_SESS_SIZE:
        *val = ss->size;
        break;
    case CPGPU_SESS_REFRESHES:
        *val = ss->refreshes;
        break;
    case CPGPU_SESS_PAGES:
        *val = ss->pages;
        break;
    case CPGPU_SESS_CONTEXT:
        *val = ss->context;
        break;
    case CPGPU_SESS_HANDLE_LO:
        *val = ss->handle;
        break;
    case CPGPU_SESS_HANDLE_HI:
        *val = ss->handle >> 32;
        break;
    case CPGPU_SESS_RANDOM(0) ... CPGPU_SESS_RANDOM(3):
        *val = ldl_le_p(ss->random + (reg - CPGPU_SESS_RANDOM(0)));
        break;
    case CPGPU_SESS_CMD:
    case CPGPU_SESS_BLOB(0) ... CPGPU_SESS_BLOB(63):
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    return CPGPU_ST_OK;
}

static void write_cmd(CpgpuState *s, unsigned n, uint32_t val)
{
    CpgpuSession *ss = &s->sessions[n];

    if (val < CPGPU_SESS_CMD_CREATE || val > CPGPU_SESS_CMD_REFRESH_FINISH) {
        ss->status = CPGPU_ST_BAD_OPCODE;
        cpgpu_error(s, CPGPU_SRC_SESSION, n, ss->status, val);
        return;
    }
    trace_cpgpu_session_command(n, val);
    ss->command = val;
    for (unsigned i = 0; i < s->ring_count; i++) {
        ss->barrier[i] = s->rings[i].tail;
    }
    QTAILQ_INSERT_TAIL(&s->engine.waiting, ss, next);
    cpgpu_engine_kick(s);
}

void cpgpu_session_restart_waiting(CpgpuState *s, unsigned n)
{
    CpgpuSession *ss;

    QTAILQ_FOREACH(ss, &s->engine.waiting, next) {
        ss->barrier[n] = s->rings[n].head;
    }
}

uint8_t cpgpu_session_write(CpgpuState *s, unsigned n, hwaddr reg,
                            uint32_t val)
{
    CpgpuSession *ss = &s->sessions[n];

    switch (reg) {
    case CPGPU_SESS_CMD:
    case CPGPU_SESS_SIZE:
    case CPGPU_SESS_CONTEXT:
    case CPGPU_SESS_BLOB(0) ... CPGPU_SESS_BLOB(63):
        break;
    default:
        return CPGPU_ST_BAD_REGISTER;
    }
    if (ss->command) {
        cpgpu_error(s, CPGPU_SRC_SESSION, n, CPGPU_ST_BUSY,
                    reg == CPGPU_SESS_CMD ? val : 0);
        return CPGPU_ST_OK;
    }
    if (reg == CPGPU_SESS_CMD) {
        write_cmd(s, n, val);
    } else if (reg == CPGPU_SESS_SIZE) {
        ss->size = val;
    } else if (reg == CPGPU_SESS_CONTEXT) {
        if (ss->state != CPGPU_SESS_FREE) {
            return CPGPU_ST_BAD_STATE;
        }
        ss->context = val;
    } else {
        stl_le_p(ss->blob + (reg - CPGPU_SESS_BLOB(0)), val);
    }
    return CPGPU_ST_OK;
}

/* ------------------------------------------------------------------ life -- */

/* A fault on purpose: hardware that forgets a key, or more than that. */
void cpgpu_session_lose_key(CpgpuState *s, unsigned n, bool content)
{
    CpgpuSession *ss = &s->sessions[n];

    cpgpu_engine_lose_key(s, n);
    if (cpgpu_session_keyed(ss) ||
        (content && ss->state == CPGPU_SESS_KEY_LOST)) {
        if (cpgpu_session_keyed(ss)) {
            ss->key_instance++;
        }
        drop_keys(ss);
        drop_read_back_key(ss);
        ss->valid_pages = 0;
        if (content) {
            cpgpu_engine_lose_content(s, n);
        }
        set_state(s, ss, content ? CPGPU_SESS_CONTENT_LOST
                                 : CPGPU_SESS_KEY_LOST);
        cpgpu_display_redraw(s);
        cpgpu_irq_raise(s, CPGPU_INTR_SESSION);
    }
    cpgpu_engine_kick(s);
}

void cpgpu_session_reset(CpgpuState *s)
{
    for (unsigned n = 0; n < s->session_count; n++) {
        drop_keys(&s->sessions[n]);
        drop_read_back_key(&s->sessions[n]);
        cpgpu_iv_free(&s->sessions[n].marks);
        memset(&s->sessions[n], 0, sizeof(s->sessions[n]));
    }
}

void cpgpu_session_init(CpgpuState *s)
{
    s->sessions = g_new0(CpgpuSession, s->session_count);
}

void cpgpu_session_exit(CpgpuState *s)
{
    cpgpu_session_reset(s);
    g_free(s->sessions);
}
