/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: SEAL and UNSEAL
 */
#ifndef HW_CPGPU_SEAL_H
#define HW_CPGPU_SEAL_H

#include "types.h"

/* Prepare the command in job->cmd; both run exclusively in their session. */
uint8_t cpgpu_seal(CpgpuJob *job);
uint8_t cpgpu_unseal(CpgpuJob *job);

#endif
