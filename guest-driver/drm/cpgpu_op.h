/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From an op of user space to a ring command.
 */
#ifndef CPGPU_OP_H
#define CPGPU_OP_H

struct cpgpu_cmd;
struct cpgpu_device;
struct cpgpu_job_op;
struct drm_cpgpu_op;
struct drm_file;

int cpgpu_op_take(struct cpgpu_device *cpgpu, struct drm_file *file,
		  const struct drm_cpgpu_op *op, struct cpgpu_job_op *job_op);
int cpgpu_op_build(struct cpgpu_device *cpgpu, const struct drm_cpgpu_op *op,
		   struct cpgpu_job_op *job_op, struct cpgpu_cmd *cmd);

#endif /* CPGPU_OP_H */
