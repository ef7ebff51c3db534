/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a random program knows, and its ring commands, for cpgpu-program.c */
#ifndef CPGPU_WORLD_H
#define CPGPU_WORLD_H

#include "cpgpu-program.h"

#define RINGS           4
#define SESSIONS        4
#define CHANNELS        4
#define BLOBS           64
#define MESSAGES        64
/* The pages of session n begin at n * HOME. */
#define HOME            (32u * CPGPU_PAGE_SIZE)
#define BATCH           24      /* most commands at once */

/* Values of 16 bytes that came by: the newest of them */
#define VALUES          512

typedef struct Values {
    uint8_t list[VALUES][16];
    unsigned count;             /* of all that ever came */
} Values;

/* What was read back of a session into guest memory */
#define READ_BACKS      8

typedef struct ReadBack {
    uint64_t data, length;
    uint8_t iv[CPGPU_IV_SIZE];
} ReadBack;

typedef struct Bytes {
    unsigned size;
    uint8_t bytes[CPGPU_CHAN_MESSAGE_MAX];
} Bytes;

typedef struct World {
    QCpgpu *g;
    GRand *rand;
    ProgramStats *stats;

    /* what the application knows */
    uint8_t keys[SESSIONS][CPGPU_KEY_SIZE];
    uint8_t random[SESSIONS][CPGPU_KEY_SIZE];   /* R of a refresh */
    Chan channels[CHANNELS];

    /* what the guest has seen: by session, and all together */
    Values seen[SESSIONS + 1];
    ReadBack read_backs[SESSIONS][READ_BACKS];
    unsigned read_back_count[SESSIONS];
    uint8_t blobs[BLOBS][CPGPU_BLOB_SIZE];
    unsigned blob_count;
    Bytes messages[MESSAGES];
    unsigned message_count;

    /* guest memory */
    uint64_t data, records, lists;
    /* commands that are being put into rings */
    struct cpgpu_cmd batch[BATCH];
    unsigned batch_count;
} World;

#define EVERYBODY       SESSIONS

World *world_new(uint32_t seed, ProgramStats *stats);
void world_free(World *w);

uint32_t world_below(World *w, uint32_t limit);
void world_random(World *w, uint8_t value[16]);

/* The guest sees a value that has to do with session @n, or EVERYBODY. */
void world_saw(World *w, unsigned n, const uint8_t value[16]);
/* And uses some value: mostly one that it has seen, or a neighbour of it. */
void world_value(World *w, unsigned n, uint8_t value[16]);

/* Give its pages to session @n, whichever session has them. */
void world_seal_home(World *w, unsigned n);
/* Run a batch of random commands on all rings, and look at what comes out. */
void world_commands(World *w);

#endif /* CPGPU_WORLD_H */
