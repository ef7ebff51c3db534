/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: video memory, its page table, and the owners of pages
 *
 * A sealed page belongs to a session, its owner, and holds ciphertext.  Only
 * sweep.c, seal.c and rows.c write one.  Whenever a page is written, it gets
 * the next nonce of a counter that never goes back, so no keystream is ever
 * used for two contents.
 *
 * The contents of a page and its entry in the table belong to the page's lock,
 * which any thread may take, and no more than one at a time.  The owner of a
 * page is also read without the lock, atomically: it changes only in jobs that
 * run exclusively in their session (job.h).  Everything else belongs to the
 * BQL.
 */
#ifndef HW_CPGPU_PAGES_H
#define HW_CPGPU_PAGES_H

#include "stream.h"
#include "types.h"

typedef struct CpgpuPage {
    uint64_t nonce;
    uint32_t key_instance;      /* of the owner when it was sealed */
    uint16_t owner;             /* index of the session + 1; 0: nobody */
    uint8_t epoch;              /* of the owner when it was last written */
    uint8_t lock;               /* atomic */
} CpgpuPage;

/*
 * The keys of an owner's pages.  A refresh begins a new epoch: pages that were
 * written in the epoch before it are still under the former key.
 */
typedef struct CpgpuPageKeys {
    uint32_t key_instance;      /* counts keys got and keys lost */
    uint8_t epoch;
    CpgpuKey *current;          /* NULL without a key */
    CpgpuKey *former;           /* NULL when no page is under it any more */
} CpgpuPageKeys;

/* What the page table knows of a session; one for each session slot */
typedef struct CpgpuOwner {
    uint32_t context;
    CpgpuPageKeys keys;
    /* sealed pages, how many of them are valid, and where they are */
    uint32_t pages, valid_pages;
    uint64_t first_page, end_page;
    bool content_lost;          /* its pages have yet to be scrubbed */
} CpgpuOwner;

typedef struct CpgpuMemory {
    MemoryRegion mr;
    uint64_t size;              /* bytes */
    uint8_t *ram;
    CpgpuPage *pages;
    CpgpuOwner *owners;
    uint64_t next_nonce;        /* device-wide, never goes back */
    uint8_t salt[16];           /* of this power-on, for the KDF */
    /*
     * The picture on the monitor has to be drawn anew although the video memory
     * was not written.  The display clears it; whoever changes what pages show
     * sets it.
     */
    bool stale;
} CpgpuMemory;

/* Whether @length bytes at @offset are in the video memory. */
bool cpgpu_in_vram(const CpgpuState *s, uint64_t offset, uint64_t length);
/* How many pages @length bytes at @offset touch; @length is not 0. */
static inline uint64_t cpgpu_page_count(uint64_t offset, uint64_t length)
{
    return (offset + length - 1) / CPGPU_PAGE_SIZE - offset / CPGPU_PAGE_SIZE +
           1;
}

void cpgpu_page_lock(CpgpuPage *p);
void cpgpu_page_unlock(CpgpuPage *p);
uint8_t *cpgpu_page_data(CpgpuState *s, uint64_t page);
/*
 * The keystream of a locked page from @offset (bytes in the video memory, a
 * multiple of CPGPU_AES_BLOCK) on.
 */
CpgpuStream cpgpu_page_stream(const CpgpuPageKeys *keys, const CpgpuPage *p,
                              uint64_t offset);
/* The keystream that it gets together with @nonce. */
CpgpuStream cpgpu_page_new_stream(const CpgpuPageKeys *keys, uint64_t nonce,
                                  uint64_t offset);
/* Copy an owner's keys, with references; drop such a copy. */
CpgpuPageKeys cpgpu_page_keys_ref(const CpgpuPageKeys *keys);
void cpgpu_page_keys_unref(CpgpuPageKeys *keys);

/* Reserve nonces for @pages pages; returns the first of them. */
uint64_t cpgpu_pages_take_nonces(CpgpuState *s, uint64_t pages);
/* Have the display draw pages again.  In any thread. */
void cpgpu_pages_changed(CpgpuState *s, uint64_t first, uint64_t pages);
/* Whether all of these pages belong to @owner (index + 1, or 0). */
bool cpgpu_pages_owned_by(const CpgpuState *s, uint64_t first, uint64_t pages,
                          uint16_t owner);
/*
 * Whether session @n, which has a key, may use these bytes: CPGPU_ST_OK,
 * NOT_OWNER or STALE.  @unsealed: pages that nobody owns as well.
 */
uint8_t cpgpu_pages_check(const CpgpuState *s, uint32_t n, uint64_t offset,
                          uint64_t length, bool unsealed);
/*
 * Plaintext for the monitor, of @length bytes within one page, or zero if they
 * must not be shown.  Returns whether it had to be decrypted.
 */
bool cpgpu_pages_scan(CpgpuState *s, uint64_t offset, size_t length,
                      uint8_t *out);

bool cpgpu_pages_realize(CpgpuState *s, Error **errp);
void cpgpu_pages_exit(CpgpuState *s);

#endif
