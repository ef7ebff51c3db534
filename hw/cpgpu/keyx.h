/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: key exchange, for sessions and channels alike
 */
#ifndef HW_CPGPU_KEYX_H
#define HW_CPGPU_KEYX_H

#include "identity.h"
#include "types.h"

/* What a handle stands for: its low byte */
#define CPGPU_HANDLE_SESSION    2
#define CPGPU_HANDLE_CHANNEL    3

/* A handle that was never given before, not even before a reset. */
uint64_t cpgpu_keyx_new_handle(CpgpuState *s, unsigned kind);
/*
 * Prepare a key exchange: the job decrypts @size bytes of @blob into job->key,
 * with the private key that is for sessions, or for channels.
 */
uint8_t cpgpu_keyx_prepare(CpgpuJob *job, CpgpuIdentityPurpose purpose,
                           const uint8_t *blob, uint64_t size);
/*
 * The blob was decrypted: record it, and what job->key is used for.  If that
 * key must not be used so, this wipes it, sets job->status and returns false.
 * For the job's task.done.
 */
bool cpgpu_keyx_finish(CpgpuJob *job);

#endif
