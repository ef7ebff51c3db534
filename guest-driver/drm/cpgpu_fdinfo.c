// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage statistics of open files, in the format of drm-usage-stats.rst.
 *
 * The DRM core of Linux 6.1 has no helpers for them, so this prints all of it.
 */
#include <linux/fs.h>
#include <linux/seq_file.h>

#include <drm/drm_file.h>
#include <drm/drm_gem_shmem_helper.h>

#include "cpgpu_device.h"
#include "cpgpu_fdinfo.h"

/**
 * struct region - what the handles of a file refer to in one kind of memory
 * @total: bytes of all objects
 * @shared: bytes of those that have more than one handle
 * @resident: bytes that have memory behind them
 */
struct region {
	u64 total;
	u64 shared;
	u64 resident;
};

static void print_region(struct seq_file *m, const char *name,
			 const struct region *region)
{
	seq_printf(m, "drm-total-%s:\t%llu KiB\n", name, region->total / SZ_1K);
	seq_printf(m, "drm-shared-%s:\t%llu KiB\n", name,
		   region->shared / SZ_1K);
	seq_printf(m, "drm-resident-%s:\t%llu KiB\n", name,
		   region->resident / SZ_1K);
	/* The name of drm-resident-* in older versions of the format */
	seq_printf(m, "drm-memory-%s:\t%llu KiB\n", name,
		   region->resident / SZ_1K);
}

static void print_memory(struct seq_file *m, struct drm_file *file)
{
	struct region vram = { }, system = { };
	struct drm_gem_object *obj;
	int id;

	spin_lock(&file->table_lock);
	idr_for_each_entry(&file->object_idr, obj, id) {
		bool is_vram = to_cpgpu_vram_object(obj);
		struct region *region = is_vram ? &vram : &system;

		region->total += obj->size;
		if (obj->handle_count > 1)
			region->shared += obj->size;
		if (is_vram || READ_ONCE(to_drm_gem_shmem_obj(obj)->pages))
			region->resident += obj->size;
	}
	spin_unlock(&file->table_lock);

	print_region(m, "vram", &vram);
	print_region(m, "system", &system);
}

/**
 * cpgpu_show_fdinfo() - print the usage statistics of an open file
 * @m: /proc/PID/fdinfo/FD
 * @f: the file
 */
void cpgpu_show_fdinfo(struct seq_file *m, struct file *f)
{
	struct drm_file *file = f->private_data;
	struct cpgpu_file *cfile = file->driver_priv;
	struct cpgpu_device *cpgpu = cfile->cpgpu;
	u32 i;

	seq_puts(m, "drm-driver:\tcpgpu\n");
	seq_printf(m, "drm-client-id:\t%u\n", cfile->context);
	seq_printf(m, "drm-pdev:\t%s\n", dev_name(cpgpu->drm.dev));
	print_memory(m, file);
	for (i = 0; i < cpgpu->num_rings; i++)
		seq_printf(m, "drm-engine-ring%u:\t%llu ns\n", i,
			   atomic64_read(&cfile->busy_ns[i]));
}
