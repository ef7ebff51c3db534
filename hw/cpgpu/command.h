/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: the table of ring commands
 */
#ifndef HW_CPGPU_COMMAND_H
#define HW_CPGPU_COMMAND_H

#include "types.h"

/* Bring job->cmd into host byte order, and check its form. */
uint8_t cpgpu_command_decode(CpgpuJob *job);
/* Whether it may start. */
bool cpgpu_command_admit(CpgpuJob *job);
/* Check the rest of it, and say what is to be done. */
uint8_t cpgpu_command_prepare(CpgpuJob *job);

#endif
