/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A search for secrets in all memory that QEMU can write to: heap, stacks,
 * variables, the guest's memory.  Needs to read /proc/PID/mem.
 */
#ifndef CPGPU_SEARCH_H
#define CPGPU_SEARCH_H

#define SEARCH_MAX      32      /* secrets; each has a number */

typedef struct Search Search;

Search *search_new(void);
void search_free(Search *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Search, search_free)

/*
 * Look for these bytes, too, 16 by 16: any such piece is enough.  @len is at
 * least 16, and @name a constant.
 */
void search_bytes(Search *s, unsigned secret, const char *name,
                  const void *bytes, size_t len);
/* An AES key: itself, which is a round key, and all others of both ways */
void search_key(Search *s, unsigned secret, const char *name,
                const uint8_t key[16]);

/* The secrets of the bit mask @there are in memory, those of @gone are not */
void search_assert(Search *s, uint32_t there, uint32_t gone);

#endif /* CPGPU_SEARCH_H */
