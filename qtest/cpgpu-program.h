/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random programs of everything that a guest can do with the device
 *
 * A program plays two parts.  The application has keys, makes key exchange
 * data, wraps content keys and signs messages as it should.  The guest does
 * anything in any order, replays all that it has relayed, and fills fields with
 * values that it has seen, in whatever place.  Nothing in it knows an attack.
 */
#ifndef CPGPU_PROGRAM_H
#define CPGPU_PROGRAM_H

#include "cpgpu-chan.h"

typedef struct ProgramStats {
    unsigned programs;
    uint64_t commands;          /* ring commands that the device has done, */
    uint64_t refused;           /*   or not */
    uint64_t requests;          /* commands to sessions and channels */
    uint64_t blocks;            /* AES blocks in the ledger */
} ProgramStats;

/* Run the program number @seed in a QEMU of its own, and add to @stats. */
void program_run(uint32_t seed, ProgramStats *stats);

#endif /* CPGPU_PROGRAM_H */
