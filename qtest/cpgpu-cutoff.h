/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of work that is cut off share */
#ifndef CPGPU_CUTOFF_H
#define CPGPU_CUTOFF_H

#include "qemu/units.h"
#include "cpgpu-util.h"

#define PAGE    CPGPU_PAGE_SIZE
#define VRAM    (32 * CPGPU_MIB)

/* Rings 0 and 1 are on, sessions 0 and 1 have keys */
QCpgpu *cutoff_start_with(const char *opts);
/* With one worker, so that there is time to look before it has finished */
#define cutoff_start()  cutoff_start_with("vram=32M,workers=1")

uint32_t cutoff_pages(QCpgpu *g, unsigned session);

void cutoff_add_reset_tests(void);

#endif /* CPGPU_CUTOFF_H */
