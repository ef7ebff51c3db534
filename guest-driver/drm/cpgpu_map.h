/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest memory of a command.
 */
#ifndef CPGPU_MAP_H
#define CPGPU_MAP_H

#include <linux/types.h>

struct cpgpu_cmd;
struct cpgpu_device;
struct cpgpu_job_op;
struct drm_cpgpu_op;

int cpgpu_map_data(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op,
		   struct cpgpu_cmd *cmd, u64 offset, u64 length);
int cpgpu_take_subsamples(struct cpgpu_job_op *job_op,
			  const struct drm_cpgpu_op *op);
int cpgpu_map_subsamples(struct cpgpu_device *cpgpu,
			 struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd,
			 u32 count);
int cpgpu_map_result(struct cpgpu_job_op *job_op, u64 offset);
void cpgpu_unmap(struct cpgpu_device *cpgpu, struct cpgpu_job_op *job_op);

#endif /* CPGPU_MAP_H */
