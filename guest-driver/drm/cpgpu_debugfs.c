// SPDX-License-Identifier: GPL-2.0-only
/*
 * debugfs: video memory, rings, sessions, authenticated channels.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include <drm/drm_debugfs.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_print.h>

#include "cpgpu_debugfs.h"
#include "cpgpu_device.h"

static struct cpgpu_device *m_to_cpgpu(struct seq_file *m)
{
	struct drm_info_node *node = m->private;

	return to_cpgpu(node->minor->dev);
}

static u64 largest_hole(struct drm_mm *mm)
{
	struct drm_mm_node *node;
	u64 start, end, largest = 0;

	drm_mm_for_each_hole(node, mm, start, end)
		largest = max(largest, end - start);

	return largest;
}

static size_t count_stale(struct cpgpu_device *cpgpu)
{
	struct cpgpu_vram_object *vobj;
	size_t count = 0;

	list_for_each_entry(vobj, &cpgpu->vram.objects, link)
		count += cpgpu_vram_object_stale(cpgpu, vobj);

	return count;
}

static int vram_show(struct seq_file *m, void *data)
{
	struct cpgpu_device *cpgpu = m_to_cpgpu(m);
	struct drm_printer p = drm_seq_file_printer(m);
	struct cpgpu_vram *vram = &cpgpu->vram;
	int idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;

	mutex_lock(&vram->lock);
	seq_printf(m, "size          %llu\n", vram->size);
	seq_printf(m, "used          %llu\n", vram->used);
	seq_printf(m, "free          %llu\n", vram->size - vram->used);
	seq_printf(m, "largest hole  %llu\n", largest_hole(&vram->mm));
	seq_printf(m, "objects       %zu\n", list_count_nodes(&vram->objects));
	seq_printf(m, "stale         %zu\n", count_stale(cpgpu));
	drm_mm_print(&vram->mm, &p);
	mutex_unlock(&vram->lock);

	drm_dev_exit(idx);

	return 0;
}

static void ring_print(struct seq_file *m, struct cpgpu_ring *ring)
{
	spin_lock_irq(&ring->lock);
	seq_printf(m, "%4u %#6x %6u %6u %9zu %9llu %9llu %9llu %6u\n",
		   ring->index, cpgpu_ring_reg(ring, CPGPU_RING_STATUS),
		   cpgpu_ring_reg(ring, CPGPU_RING_HEAD), ring->tail,
		   list_count_nodes(&ring->inflight), ring->seqno,
		   ring->completed, ring->commands, ring->resets);
	spin_unlock_irq(&ring->lock);
}

static int rings_show(struct seq_file *m, void *data)
{
	struct cpgpu_device *cpgpu = m_to_cpgpu(m);
	int idx;
	u32 i;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;

	seq_puts(m, "ring status   head   tail in-flight   batches completed  commands resets\n");
	for (i = 0; i < cpgpu->num_rings; i++)
		ring_print(m, &cpgpu->rings[i]);

	drm_dev_exit(idx);

	return 0;
}

static int sessions_show(struct seq_file *m, void *data)
{
	static const char * const states[] = {
		[CPGPU_SESS_FREE] = "free",
		[CPGPU_SESS_CREATED] = "created",
		[CPGPU_SESS_KEYED] = "keyed",
		[CPGPU_SESS_REFRESH] = "refresh pending",
		[CPGPU_SESS_KEY_LOST] = "key lost",
		[CPGPU_SESS_CONTENT_LOST] = "key and content lost",
	};
	struct cpgpu_device *cpgpu = m_to_cpgpu(m);
	u32 slot, regs, state;
	int idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;

	for (slot = 0; slot < cpgpu->num_sessions; slot++) {
		if (!test_bit(slot, cpgpu->slots.taken))
			continue;
		regs = CPGPU_MMIO_SESSION(slot);
		state = cpgpu_read(cpgpu, regs + CPGPU_SESS_STATE) &
			CPGPU_SESS_STATE_MASK;
		seq_printf(m, "session %u: %s, key instance %u, refreshes %u, pages %u, context %u, handle %#llx\n",
			   slot,
			   state < ARRAY_SIZE(states) ? states[state] : "?",
			   cpgpu_read(cpgpu, regs + CPGPU_SESS_KEY_INSTANCE),
			   cpgpu_read(cpgpu, regs + CPGPU_SESS_REFRESHES),
			   cpgpu_read(cpgpu, regs + CPGPU_SESS_PAGES),
			   cpgpu_read(cpgpu, regs + CPGPU_SESS_CONTEXT),
			   cpgpu_read64(cpgpu, regs + CPGPU_SESS_HANDLE_LO));
	}

	drm_dev_exit(idx);

	return 0;
}

static void channel_print(struct seq_file *m, struct cpgpu_device *cpgpu,
			  u32 index)
{
	static const char * const states[] = {
		[CPGPU_CHAN_CREATED] = "created",
		[CPGPU_CHAN_KEYED] = "keyed",
		[CPGPU_CHAN_READY] = "ready",
		[CPGPU_CHAN_KEY_LOST] = "key lost",
	};
	u32 regs = CPGPU_MMIO_CHANNEL(index);
	u32 state = cpgpu_read(cpgpu, regs + CPGPU_CHAN_STATE) &
		    CPGPU_CHAN_STATE_MASK;

	if (state == CPGPU_CHAN_FREE)
		return;
	seq_printf(m, "channel %u: %s, type %u, context %u, protection %#x, handle %#llx\n",
		   index, state < ARRAY_SIZE(states) ? states[state] : "?",
		   cpgpu_read(cpgpu, regs + CPGPU_CHAN_TYPE),
		   cpgpu_read(cpgpu, regs + CPGPU_CHAN_CONTEXT),
		   cpgpu_read(cpgpu, regs + CPGPU_CHAN_PROTECTION),
		   cpgpu_read64(cpgpu, regs + CPGPU_CHAN_HANDLE_LO));
}

static int channels_show(struct seq_file *m, void *data)
{
	struct cpgpu_device *cpgpu = m_to_cpgpu(m);
	int idx;
	u32 i;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;

	seq_printf(m, "messages      %llu\n",
		   atomic64_read(&cpgpu->channels.messages));
	seq_printf(m, "refused       %llu\n",
		   atomic64_read(&cpgpu->channels.refused));
	for (i = 0; i < cpgpu->num_channels; i++)
		channel_print(m, cpgpu, i);

	drm_dev_exit(idx);

	return 0;
}

static const struct drm_info_list cpgpu_debugfs_list[] = {
	{ "vram", vram_show },
	{ "rings", rings_show },
	{ "sessions", sessions_show },
	{ "channels", channels_show },
};

void cpgpu_debugfs_init(struct drm_minor *minor)
{
	drm_debugfs_create_files(cpgpu_debugfs_list,
				 ARRAY_SIZE(cpgpu_debugfs_list),
				 minor->debugfs_root, minor);
}
