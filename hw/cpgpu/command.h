/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the table of ring commands
 *
 * WAIT is in the table, but what it waits for is up to ring.c.  All functions
 * are called under the BQL.
 */
#ifndef HW_CPGPU_COMMAND_H
#define HW_CPGPU_COMMAND_H

#include "types.h"

/*
 * Bring job->cmd into host byte order, and check its form.  The other functions
 * are for commands for which this has returned CPGPU_ST_OK.
 */
uint8_t cpgpu_command_decode(CpgpuJob *job);
/* Whether the session and the video memory that it uses are free for it. */
bool cpgpu_command_admit(CpgpuJob *job);
/* Check what it refers to, and fill in job->task. */
uint8_t cpgpu_command_prepare(CpgpuJob *job);

#endif
