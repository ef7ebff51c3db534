/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: guest memory
 *
 * Mapping and releasing is done under the BQL; what is mapped may be used in
 * any thread.
 */
#ifndef HW_CPGPU_DMA_H
#define HW_CPGPU_DMA_H

#include "stream.h"
#include "types.h"

/* Pieces of host memory that the data of one command may consist of */
#define CPGPU_DMA_PIECES (CPGPU_SG_MAX + 64)

/* A mapped piece of guest memory, up to where the next one begins */
typedef struct CpgpuPiece {
    uint8_t *base;
    uint64_t pos;               /* offset of its first byte in the data */
} CpgpuPiece;

/* The mapped data of one command, and buffers for it */
typedef struct CpgpuDma {
    CpgpuPiece *pieces;         /* up to CPGPU_DMA_PIECES, and the end */
    unsigned count;             /* 0: nothing is mapped */
    bool to_guest;
    bool written;               /* some of it may have been written */
    struct cpgpu_sg *list;      /* private copy of the guest's list */
    struct cpgpu_sg *sorted;
    CpgpuRun *map;              /* private copy of a sub-sample map */
} CpgpuDma;

void cpgpu_dma_init(CpgpuDma *d);
void cpgpu_dma_free(CpgpuDma *d);
/* Small transfers, to or from guest RAM only; CPGPU_ST_OK or BAD_ADDRESS. */
uint8_t cpgpu_dma_read(CpgpuState *s, uint64_t addr, void *buf, size_t len);
uint8_t cpgpu_dma_write(CpgpuState *s, uint64_t addr, const void *buf,
                        size_t len);
/* Map the data of a command: as one piece, or by its list. */
uint8_t cpgpu_dma_map(CpgpuState *s, CpgpuDma *d, const struct cpgpu_cmd *cmd,
                      bool to_guest);
/*
 * Make a private copy of a command's sub-sample map, d->map, and check it.
 * Sets *@encrypted to how many bytes of the data it says are encrypted.
 */
uint8_t cpgpu_dma_fetch_map(CpgpuState *s, CpgpuDma *d,
                            const struct cpgpu_cmd *cmd, uint64_t *encrypted);
/* Release what is mapped, if anything. */
void cpgpu_dma_unmap(CpgpuState *s, CpgpuDma *d);

/* A position in mapped data */
typedef struct CpgpuCursor {
    const CpgpuDma *dma;
    unsigned piece;
    uint64_t pos;
} CpgpuCursor;

CpgpuCursor cpgpu_dma_cursor(const CpgpuDma *d, uint64_t pos);
/*
 * The next bytes at the cursor, which advances.  *@len is the number wanted,
 * and is reduced to what is contiguous.  The data must have so many bytes left.
 */
uint8_t *cpgpu_dma_take(CpgpuCursor *c, size_t *len);

#endif
