/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places that are not guest RAM, among them registers and memory of others */
#ifndef CPGPU_PLACE_H
#define CPGPU_PLACE_H

#include "cpgpu-util.h"

/* What to start QEMU with: another cpgpu, a display, memory behind a BAR */
#define OTHERS_ARGS \
    "-device cpgpu,id=gpu1,addr=5,vram=4M -device bochs-display,addr=6 " \
    "-object memory-backend-ram,id=pmr,size=2M " \
    "-device nvme,serial=cpgpu,pmrdev=pmr,addr=7"

#define OTHERS_BARS     4

typedef struct Others {
    QCpgpu *g;
    QPCIDevice dev[3];
    uint64_t bars[OTHERS_BARS]; /* the first one has registers */
    uint8_t *before[OTHERS_BARS];
} Others;

/* Give them their addresses; the memory gets a pattern */
void others_start(Others *o, QCpgpu *g);
/* None of their registers was read or written, and no memory was written */
void others_assert_untouched(Others *o);
void others_stop(Others *o);

/*
 * With a session 0 that has the first 4 MiB of video memory: one good command
 * of each kind with one address at @place, where no RAM is.  Each is refused
 * with BAD_ADDRESS, and does nothing.
 */
void place_check(QCpgpu *g, uint64_t place);

#endif /* CPGPU_PLACE_H */
