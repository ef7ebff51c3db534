/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: video memory, its page table, and the owners of pages
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "pages.h"
#include "protection.h"
#include "qapi/error.h"
#include "qemu/units.h"

#define VRAM_MIN (1 * MiB)
#define VRAM_MAX (4 * GiB)

/*
 * A page is locked for the microsecond that it takes to encrypt one, so waiting
 * costs less than sleeping would, unless the host has preempted the holder.
 */
#define LOCK_SPINS 1000

bool cpgpu_in_vram(const CpgpuState *s, uint64_t offset, uint64_t length)
{
    return offset <= s->mem.size && length <= s->mem.size - offset;
}

/* -------------------------------------------------------------- one page -- */

void cpgpu_page_lock(CpgpuPage *p)
{
    for (unsigned i = 0; qatomic_xchg(&p->lock, 1); i++) {
        if (i < LOCK_SPINS) {
            cpu_relax();
        } else {
            g_thread_yield();
        }
    }
}

void cpgpu_page_unlock(CpgpuPage *p)
{
    qatomic_store_release(&p->lock, 0);
}

uint8_t *cpgpu_page_data(CpgpuState *s, uint64_t page)
{
    return s->mem.ram + page * CPGPU_PAGE_SIZE;
}

static CpgpuStream page_stream(const CpgpuKey *key, uint64_t nonce,
                               uint64_t offset)
{
    return (CpgpuStream) {
        .key = key,
        .use = CPGPU_USE_PAGE,
        .prefix = nonce,
        .count = offset % CPGPU_PAGE_SIZE / CPGPU_AES_BLOCK,
    };
}

CpgpuStream cpgpu_page_stream(const CpgpuPageKeys *keys, const CpgpuPage *p,
                              uint64_t offset)
{
    return page_stream(p->epoch == keys->epoch ? keys->current : keys->former,
                       p->nonce, offset);
}

CpgpuStream cpgpu_page_new_stream(const CpgpuPageKeys *keys, uint64_t nonce,
                                  uint64_t offset)
{
    CpgpuStream st = page_stream(keys->current, nonce, offset);

    st.covers = true;
    return st;
}

CpgpuPageKeys cpgpu_page_keys_ref(const CpgpuPageKeys *keys)
{
    cpgpu_key_ref(keys->current);
    if (keys->former) {
        cpgpu_key_ref(keys->former);
    }
    return *keys;
}

void cpgpu_page_keys_unref(CpgpuPageKeys *keys)
{
    cpgpu_key_unref(keys->current);
    cpgpu_key_unref(keys->former);
    keys->current = NULL;
    keys->former = NULL;
}

/* ------------------------------------------------------------ many pages -- */

uint64_t cpgpu_pages_take_nonces(CpgpuState *s, uint64_t pages)
{
    uint64_t first = s->mem.next_nonce;

    s->mem.next_nonce += pages;
    return first;
}

void cpgpu_pages_changed(CpgpuState *s, uint64_t first, uint64_t pages)
{
    memory_region_set_dirty(&s->mem.mr, first * CPGPU_PAGE_SIZE,
                            pages * CPGPU_PAGE_SIZE);
}

bool cpgpu_pages_owned_by(const CpgpuState *s, uint64_t first, uint64_t pages,
                          uint16_t owner)
{
    const CpgpuPage *p = &s->mem.pages[first];

    for (uint64_t i = 0; i < pages; i++) {
        if (qatomic_read(&p[i].owner) != owner) {
            return false;
        }
    }
    return true;
}

uint8_t cpgpu_pages_check(const CpgpuState *s, uint32_t n, uint64_t offset,
                          uint64_t length, bool unsealed)
{
    const CpgpuPage *p = &s->mem.pages[offset / CPGPU_PAGE_SIZE];
    uint32_t key_instance = s->mem.owners[n].keys.key_instance;
    uint64_t pages = cpgpu_page_count(offset, length);

    for (uint64_t i = 0; i < pages; i++) {
        uint16_t owner = qatomic_read(&p[i].owner);

        if (owner != n + 1 && (owner || !unsealed)) {
            return CPGPU_ST_NOT_OWNER;
        }
        if (owner && p[i].key_instance != key_instance) {
            return CPGPU_ST_STALE;
        }
    }
    return CPGPU_ST_OK;
}

static bool may_show(CpgpuState *s, const CpgpuPage *p, const CpgpuOwner *o)
{
    return o->keys.current && p->key_instance == o->keys.key_instance &&
           cpgpu_protection_may_show(s, o->context);
}

/* A page that is being re-encrypted shows the same before and after it. */
bool cpgpu_pages_scan(CpgpuState *s, uint64_t offset, size_t length,
                      uint8_t *out)
{
    CpgpuPage *p = &s->mem.pages[offset / CPGPU_PAGE_SIZE];
    const uint8_t *data = s->mem.ram + offset;
    bool decrypts = false;
    const CpgpuOwner *o;

    cpgpu_page_lock(p);
    o = p->owner ? &s->mem.owners[p->owner - 1] : NULL;
    if (!o) {
        memcpy(out, data, length);
    } else if (!may_show(s, p, o)) {
        memset(out, 0, length);
    } else {
        CpgpuStream st = cpgpu_page_stream(&o->keys, p, offset);

        cpgpu_stream_xor(out, data, length, &st, NULL);
        decrypts = true;
    }
    cpgpu_page_unlock(p);
    return decrypts;
}

/* ------------------------------------------------------------------ life -- */

bool cpgpu_pages_realize(CpgpuState *s, Error **errp)
{
    CpgpuMemory *m = &s->mem;
    Error *err = NULL;

    if (!is_power_of_2(m->size) || m->size < VRAM_MIN || m->size > VRAM_MAX) {
        error_setg(errp, "cpgpu: vram must be a power of two from 1M to 4G");
        return false;
    }
    /*
     * Without a name for migration: it would still be taken when a device is
     * plugged in at the place of one that has just gone.
     */
    memory_region_init_ram_nomigrate(&m->mr, OBJECT(s), "cpgpu-vram", m->size,
                                     &err);
    if (err) {
        error_propagate(errp, err);
        return false;
    }
    memory_region_set_log(&m->mr, true, DIRTY_MEMORY_VGA);
    m->ram = memory_region_get_ram_ptr(&m->mr);
    m->pages = g_new0(CpgpuPage, m->size / CPGPU_PAGE_SIZE);
    m->owners = g_new0(CpgpuOwner, s->session_count);
    m->next_nonce = 1;
    return true;
}

void cpgpu_pages_exit(CpgpuState *s)
{
    g_free(s->mem.pages);
    g_free(s->mem.owners);
}
