/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts, and starting and stopping what they reach.
 */
#ifndef CPGPU_IRQ_H
#define CPGPU_IRQ_H

#include <linux/types.h>

struct cpgpu_device;

/**
 * struct cpgpu_vector - one interrupt vector
 * @cpgpu: the device
 * @mask: CPGPU_INTR_* that this vector signals; all of them with INTx
 */
struct cpgpu_vector {
	struct cpgpu_device *cpgpu;
	u32 mask;
};

int cpgpu_start(struct cpgpu_device *cpgpu);
void cpgpu_stop(struct cpgpu_device *cpgpu);

#endif /* CPGPU_IRQ_H */
