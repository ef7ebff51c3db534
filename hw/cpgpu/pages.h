/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: video memory and its page table
 */
#ifndef HW_CPGPU_PAGES_H
#define HW_CPGPU_PAGES_H

#include "stream.h"
#include "types.h"

struct CpgpuSession;

typedef struct CpgpuPage {
    uint64_t nonce;
    uint32_t key_instance;      /* of the owner when it was sealed */
    uint16_t owner;             /* session + 1; 0: nobody */
    uint8_t epoch;              /* of the owner when it was last written */
    uint8_t lock;               /* atomic */
} CpgpuPage;

typedef struct CpgpuMemory {
    MemoryRegion mr;
    uint64_t size;
    uint8_t *ram;
    CpgpuPage *pages;
    uint64_t next_nonce;        /* device-wide, never goes back */
    uint8_t salt[16];           /* of this power-on, for the KDF */
} CpgpuMemory;

bool cpgpu_memory_realize(CpgpuState *s, Error **errp);
void cpgpu_memory_exit(CpgpuState *s);
/* Whether a blt of session ss may use these bytes; @unsealed ones, too? */
uint8_t cpgpu_memory_check(CpgpuJob *job, struct CpgpuSession *ss,
                           uint64_t offset, uint64_t length, bool unsealed);
/* Whether the job works on this page, if it is within its range. */
bool cpgpu_job_owns(const CpgpuJob *job, const CpgpuPage *p);
/* The pages were written: tell the display. */
void cpgpu_memory_written(CpgpuJob *job);
/* Nonces for so many pages. */
uint64_t cpgpu_memory_take_nonces(CpgpuState *s, uint64_t pages);
/*
 * Plaintext for the monitor, of @length bytes within one page; returns whether
 * it had to be deciphered.
 */
bool cpgpu_memory_scan(CpgpuState *s, uint64_t offset, size_t length,
                       uint8_t *out);
static inline uint64_t cpgpu_pages(uint64_t offset, uint64_t length)
{
    return (offset + length - 1) / CPGPU_PAGE_SIZE - offset / CPGPU_PAGE_SIZE +
           1;
}
/* Whether @length bytes at @offset are in the video memory. */
bool cpgpu_in_vram(const CpgpuState *s, uint64_t offset, uint64_t length);

void cpgpu_page_lock(CpgpuPage *p);
void cpgpu_page_unlock(CpgpuPage *p);
/* The keystream that lies over the page, which is locked, from @offset on. */
CpgpuStream cpgpu_page_stream(const CpgpuJob *job, const CpgpuPage *p,
                              uint64_t offset);
/* And the one that it gets with @nonce. */
CpgpuStream cpgpu_page_new_stream(const CpgpuJob *job, uint64_t nonce,
                                  uint64_t offset);
/* The job works on @span bytes from @offset on. */
void cpgpu_job_set_range(CpgpuJob *job, uint64_t offset, uint64_t span);
/* The pages of one slice of the job: [*first, *end). */
void cpgpu_job_slice(const CpgpuJob *job, unsigned slice, uint64_t *first,
                     uint64_t *end);

#endif
