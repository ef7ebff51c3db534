// SPDX-License-Identifier: GPL-2.0
/*
 * Bring-up, interrupts, and the session commands that go through registers.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/pci.h>

#include <drm/drm_drv.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"

#define CPGPU_INTR_RINGS	GENMASK(CPGPU_RINGS_MAX - 1, 0)

/* What the driver always wants to hear; VBLANK comes and goes. */
#define CPGPU_INTR_ALWAYS	(CPGPU_INTR_ERROR | CPGPU_INTR_FLIP | \
				 CPGPU_INTR_SESSION | CPGPU_INTR_RNG)

/* What a command of a session or channel may take when all rings are done. */
#define CPGPU_COMMAND_TIMEOUT	(10 * HZ)

/* A reset scrubs all video memory in a second. */
#define SCRUB_POLL_US		1000
#define SCRUB_TIMEOUT_US	(10 * USEC_PER_SEC)

/* What waits for one of them can wait for the other. */
static_assert(CPGPU_CHAN_STATE == CPGPU_SESS_STATE);
static_assert(CPGPU_CHAN_STATE_BUSY == CPGPU_SESS_STATE_BUSY);
static_assert(CPGPU_CHAN_STATUS == CPGPU_SESS_STATUS);

static const struct {
	const char *name;
	int error;
} cpgpu_status[] = {
	[CPGPU_ST_OK]		= { "done", 0 },
	[CPGPU_ST_BAD_OPCODE]	= { "bad opcode", -EIO },
	[CPGPU_ST_BAD_FLAGS]	= { "bad flags", -EIO },
	[CPGPU_ST_BAD_SIZE]	= { "bad size", -EIO },
	[CPGPU_ST_BAD_ALIGN]	= { "bad alignment", -EIO },
	[CPGPU_ST_BAD_RANGE]	= { "bad range", -EIO },
	[CPGPU_ST_BAD_ADDRESS]	= { "bad address", -EIO },
	[CPGPU_ST_BAD_SG]	= { "bad scatter-gather list", -EIO },
	[CPGPU_ST_BAD_INDEX]	= { "bad index", -EIO },
	[CPGPU_ST_BAD_REGISTER]	= { "bad register", -EIO },
	[CPGPU_ST_BAD_MAP]	= { "bad pattern or map", -EIO },
	[CPGPU_ST_BAD_SESSION]	= { "no such session", -ENOENT },
	[CPGPU_ST_BAD_STATE]	= { "wrong state", -EIO },
	[CPGPU_ST_NO_KEY]	= { "no key", -ENOKEY },
	[CPGPU_ST_NOT_PENDING]	= { "no refresh pending", -EINVAL },
	[CPGPU_ST_NOT_AVAILABLE] = { "not available", -EOPNOTSUPP },
	[CPGPU_ST_BAD_KEY_BLOB]	= { "bad key exchange data", -EKEYREJECTED },
	[CPGPU_ST_NOT_OWNER]	= { "not the owner", -EACCES },
	[CPGPU_ST_STALE]	= { "stale", -ESTALE },
	[CPGPU_ST_SEALED]	= { "already sealed", -EIO },
	[CPGPU_ST_RNG_FAILED]	= { "random numbers failed", -EIO },
	[CPGPU_ST_BUSY]		= { "busy", -EBUSY },
	[CPGPU_ST_ABORTED]	= { "aborted", -EIO },
	[CPGPU_ST_BAD_IV]	= { "IV used before", -EEXIST },
	/* What channels say goes to the application as it is. */
	[CPGPU_ST_BAD_MAC]	= { "bad MAC", -EIO },
	[CPGPU_ST_BAD_SEQUENCE]	= { "bad sequence number", -EIO },
	[CPGPU_ST_BAD_HANDLE]	= { "bad handle", -EIO },
	[CPGPU_ST_PROTECTION]	= { "forbidden by protection level", -EPERM },
	[CPGPU_ST_RESERVED_IV]	= { "IV reserved for the device", -ERANGE },
	[CPGPU_ST_USED_BLOB]	= { "key exchange data used before", -EEXIST },
	[CPGPU_ST_KEY_IN_USE]	= { "key has another purpose", -ENOTUNIQ },
	[CPGPU_ST_NO_ROOM]	= { "no room for more keys", -ENOSPC },
};

/**
 * cpgpu_status_to_errno - what a failed command means to user space
 *
 * @status: CPGPU_ST_*
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_status_to_errno(u32 status)
{
	return status < ARRAY_SIZE(cpgpu_status) && cpgpu_status[status].name ?
	       cpgpu_status[status].error : -EIO;
}

/**
 * cpgpu_status_name - a status in words, for the log
 *
 * @status: CPGPU_ST_*
 *
 * Return: a constant string.
 */
const char *cpgpu_status_name(u32 status)
{
	return status < ARRAY_SIZE(cpgpu_status) && cpgpu_status[status].name ?
	       cpgpu_status[status].name : "unknown status";
}

/* Has the command come to its end, or will it never? */
static bool command_over(struct cpgpu_device *cpgpu, u32 regs)
{
	bool over = true;
	int idx;

	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		over = !READ_ONCE(cpgpu->rings[0].running) ||
		       !(cpgpu_read(cpgpu, regs + CPGPU_SESS_STATE) &
			 CPGPU_SESS_STATE_BUSY);
		drm_dev_exit(idx);
	}

	return over;
}

/**
 * cpgpu_command_wait - wait for the command of a session or a channel
 *
 * @cpgpu: the device, not entered: drm_dev_unplug() must not wait for this
 * @regs: offset of the session's or the channel's registers
 *
 * Return: CPGPU_ST_*, -ETIMEDOUT, or -ENODEV when the device is gone.
 */
int cpgpu_command_wait(struct cpgpu_device *cpgpu, u32 regs)
{
	int ret = -ENODEV, idx;

	if (!wait_event_timeout(cpgpu->session_wq, command_over(cpgpu, regs),
				CPGPU_COMMAND_TIMEOUT +
				cpgpu_rings_patience(cpgpu)))
		return -ETIMEDOUT;

	if (drm_dev_enter(&cpgpu->drm, &idx)) {
		if (READ_ONCE(cpgpu->rings[0].running))
			ret = cpgpu_read(cpgpu, regs + CPGPU_SESS_STATUS);
		drm_dev_exit(idx);
	}

	return ret;
}

/**
 * cpgpu_session_command - run a session command through the registers
 *
 * @cpgpu: the device
 * @slot: the session's slot, which the caller owns
 * @command: CPGPU_SESS_CMD_*
 * @size: argument, 0 if the command has none
 * @blob: CPGPU_BLOB_SIZE bytes for a key exchange, else NULL
 *
 * Takes effect after all commands already on the rings.  The caller makes sure
 * that there is one command at a time for a session.
 *
 * Return: CPGPU_ST_*, or a negative errno when the device did not answer.
 */
int cpgpu_session_command(struct cpgpu_device *cpgpu, u32 slot, u32 command,
			  u32 size, const __le32 *blob)
{
	u32 regs = CPGPU_MMIO_SESSION(slot);
	int ret, idx, i;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;

	cpgpu_write(cpgpu, regs + CPGPU_SESS_SIZE, size);
	for (i = 0; blob && i < CPGPU_BLOB_SIZE / 4; i++)
		cpgpu_write(cpgpu, regs + CPGPU_SESS_BLOB(i),
			    le32_to_cpu(blob[i]));
	cpgpu_write(cpgpu, regs + CPGPU_SESS_CMD, command);
	drm_dev_exit(idx);

	ret = cpgpu_command_wait(cpgpu, regs);
	if (ret == -ETIMEDOUT)
		drm_err(&cpgpu->drm, "session %u: command %u timed out\n",
			slot, command);

	return ret;
}

/**
 * cpgpu_intr_set - enable or disable interrupt sources
 *
 * @cpgpu: the device
 * @bits: CPGPU_INTR_*
 * @on: enable
 *
 * Sources latch while disabled; what they latched is old news and is dropped.
 */
void cpgpu_intr_set(struct cpgpu_device *cpgpu, u32 bits, bool on)
{
	unsigned long flags;

	spin_lock_irqsave(&cpgpu->intr_lock, flags);
	if (on) {
		cpgpu_write(cpgpu, CPGPU_INTR_STATUS, bits);
		cpgpu->intr_enable |= bits;
	} else {
		cpgpu->intr_enable &= ~bits;
	}
	cpgpu_write(cpgpu, CPGPU_INTR_ENABLE, cpgpu->intr_enable);
	spin_unlock_irqrestore(&cpgpu->intr_lock, flags);
}

static void cpgpu_error_irq(struct cpgpu_device *cpgpu)
{
	u32 error = cpgpu_read(cpgpu, CPGPU_ERROR);
	u32 info = cpgpu_read(cpgpu, CPGPU_ERROR_INFO);
	const char *name = cpgpu_status_name(CPGPU_ERROR_CODE(error));

	cpgpu_write(cpgpu, CPGPU_ERROR, 0);

	/* User space sees what it caused; it must not fill the log. */
	switch (CPGPU_ERROR_SOURCE(error)) {
	case CPGPU_SRC_SESSION:
		drm_dbg(&cpgpu->drm, "session %u, command %u: %s\n",
			CPGPU_ERROR_UNIT(error), info, name);
		break;
	case CPGPU_SRC_CHANNEL:
		drm_dbg(&cpgpu->drm, "channel %u, command %u: %s\n",
			CPGPU_ERROR_UNIT(error), info, name);
		break;
	case CPGPU_SRC_MMIO:
		drm_err_ratelimited(&cpgpu->drm, "register %#x: %s\n", info,
				    name);
		break;
	default:
		/* The ring tells more when it is reset. */
		break;
	}

	cpgpu_rings_error_irq(cpgpu);
}

static irqreturn_t cpgpu_irq(int irq, void *arg)
{
	struct cpgpu_vector *vector = arg;
	struct cpgpu_device *cpgpu = vector->cpgpu;
	u32 status = cpgpu_read(cpgpu, CPGPU_INTR_STATUS);
	unsigned long rings;
	u32 i;

	/* All ones: the device has been pulled out. */
	if (status == U32_MAX)
		return IRQ_NONE;

	status &= vector->mask & READ_ONCE(cpgpu->intr_enable);
	if (!status)
		return IRQ_NONE;

	/*
	 * First acknowledge, then look: what happens in between raises the
	 * interrupt again.
	 */
	cpgpu_write(cpgpu, CPGPU_INTR_STATUS, status);

	rings = status & CPGPU_INTR_RINGS;
	for_each_set_bit(i, &rings, cpgpu->num_rings)
		cpgpu_ring_irq(&cpgpu->rings[i]);
	if (status & (CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP))
		cpgpu_kms_irq(cpgpu, status);
	if (status & CPGPU_INTR_SESSION) {
		wake_up_all(&cpgpu->session_wq);
		cpgpu_teardown_irq(cpgpu);
	}
	if (status & CPGPU_INTR_RNG)
		cpgpu_rng_irq(cpgpu);
	if (status & CPGPU_INTR_ERROR)
		cpgpu_error_irq(cpgpu);

	return IRQ_HANDLED;
}

static u32 cpgpu_vector_mask(int vector)
{
	switch (vector) {
	case CPGPU_VECTOR_MISC:
		return CPGPU_INTR_ERROR | CPGPU_INTR_SESSION | CPGPU_INTR_RNG;
	case CPGPU_VECTOR_DISPLAY:
		return CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP;
	default:
		return CPGPU_INTR_RING(vector - CPGPU_VECTOR_RING(0));
	}
}

static int cpgpu_irq_init(struct cpgpu_device *cpgpu)
{
	struct pci_dev *pdev = to_pci_dev(cpgpu->drm.dev);
	int wanted = CPGPU_VECTOR_RING(cpgpu->num_rings);
	int count, ret, i;

	count = pci_alloc_irq_vectors(pdev, wanted, wanted, PCI_IRQ_MSIX);
	if (count < 0)
		count = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_INTX);
	if (count < 0)
		return dev_err_probe(&pdev->dev, count, "no interrupt\n");
	cpgpu->num_vectors = count;

	for (i = 0; i < count; i++) {
		struct cpgpu_vector *vector = &cpgpu->vectors[i];

		vector->cpgpu = cpgpu;
		vector->mask = count > 1 ? cpgpu_vector_mask(i) : U32_MAX;
		ret = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, i),
				       cpgpu_irq, count > 1 ? 0 : IRQF_SHARED,
				       "cpgpu", vector);
		if (ret)
			return dev_err_probe(&pdev->dev, ret,
					     "interrupt %d refused\n", i);
	}

	return 0;
}

static int cpgpu_read_certificate(struct cpgpu_device *cpgpu, u32 window,
				  u32 size, struct cpgpu_certificate *cert)
{
	u32 i;

	if (!size || size > CPGPU_CERT_WINDOW)
		return dev_err_probe(cpgpu->drm.dev, -ENODEV,
				     "certificate of %u bytes\n", size);

	/* Open files may still read it when the device is gone. */
	cert->chain = drmm_kzalloc(&cpgpu->drm, round_up(size, 4), GFP_KERNEL);
	if (!cert->chain)
		return -ENOMEM;

	for (i = 0; i < DIV_ROUND_UP(size, 4); i++)
		cert->chain[i] = cpu_to_le32(cpgpu_read(cpgpu, window + i * 4));
	cert->size = size;

	return 0;
}

static int cpgpu_identify(struct cpgpu_device *cpgpu)
{
	struct device *dev = cpgpu->drm.dev;
	struct pci_dev *pdev = to_pci_dev(dev);
	u32 limits;
	int ret;

	if (cpgpu_read(cpgpu, CPGPU_ID) != CPGPU_ID_VALUE)
		return dev_err_probe(dev, -ENODEV, "not a cpgpu\n");

	cpgpu->hw_version = cpgpu_read(cpgpu, CPGPU_VERSION);
	if (cpgpu->hw_version >> 16 != CPGPU_VERSION_VALUE >> 16)
		return dev_err_probe(dev, -ENODEV,
				     "hardware version %u.%u is not known\n",
				     cpgpu->hw_version >> 16,
				     cpgpu->hw_version & 0xffff);

	cpgpu->caps = cpgpu_read(cpgpu, CPGPU_CAPS);
	limits = cpgpu_read(cpgpu, CPGPU_LIMITS);
	cpgpu->num_sessions = min_t(u32, CPGPU_LIMITS_SESSIONS(limits),
				    CPGPU_SESSIONS_MAX);
	cpgpu->num_channels = min_t(u32, CPGPU_LIMITS_CHANNELS(limits),
				    CPGPU_CHANNELS_MAX);
	cpgpu->num_rings = cpgpu_rings_wanted(CPGPU_LIMITS_RINGS(limits));
	cpgpu->vram.size = cpgpu_read64(cpgpu, CPGPU_VRAM_SIZE_LO);
	if (!cpgpu->num_rings || !cpgpu->vram.size ||
	    cpgpu->vram.size > pci_resource_len(pdev, CPGPU_BAR_VRAM))
		return dev_err_probe(dev, -ENODEV,
				     "%u rings, %llu bytes of video memory\n",
				     cpgpu->num_rings, cpgpu->vram.size);
	if (cpgpu->num_channels && CPGPU_MMIO_CHANNEL(cpgpu->num_channels) >
				   pci_resource_len(pdev, CPGPU_BAR_MMIO))
		return dev_err_probe(dev, -ENODEV,
				     "no room for %u channels\n",
				     cpgpu->num_channels);

	ret = cpgpu_read_certificate(cpgpu, CPGPU_MMIO_CERT,
				     cpgpu_read(cpgpu, CPGPU_CERT_SIZE),
				     &cpgpu->certificate);
	if (ret)
		return ret;

	return cpgpu_read_certificate(cpgpu, CPGPU_MMIO_CHANNEL_CERT,
				      cpgpu_read(cpgpu, CPGPU_CHANNEL_CERT_SIZE),
				      &cpgpu->channel_certificate);
}

/**
 * cpgpu_device_init - map, reset and identify the device
 *
 * @cpgpu: the device
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_device_init(struct cpgpu_device *cpgpu)
{
	struct device *dev = cpgpu->drm.dev;
	struct pci_dev *pdev = to_pci_dev(dev);
	resource_size_t start, size;
	u32 status;
	int ret;

	spin_lock_init(&cpgpu->intr_lock);
	init_waitqueue_head(&cpgpu->session_wq);

	ret = pcim_enable_device(pdev);
	if (ret)
		return dev_err_probe(dev, ret, "cannot be enabled\n");

	ret = pcim_iomap_regions(pdev, BIT(CPGPU_BAR_MMIO), "cpgpu");
	if (ret)
		return dev_err_probe(dev, ret, "no registers\n");
	cpgpu->mmio = pcim_iomap_table(pdev)[CPGPU_BAR_MMIO];

	start = pci_resource_start(pdev, CPGPU_BAR_VRAM);
	size = pci_resource_len(pdev, CPGPU_BAR_VRAM);
	if (!devm_request_mem_region(dev, start, size, "cpgpu-vram"))
		return dev_err_probe(dev, -EBUSY, "no video memory\n");
	cpgpu->vram_io = devm_ioremap_wc(dev, start, size);
	if (!cpgpu->vram_io)
		return -ENOMEM;

	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		return dev_err_probe(dev, ret, "no DMA\n");
	dma_set_max_seg_size(dev, UINT_MAX);

	/* Whoever drove it before is gone: forget sessions, rings, errors. */
	cpgpu_write(cpgpu, CPGPU_CTRL, CPGPU_CTRL_RESET);

	ret = cpgpu_identify(cpgpu);
	if (ret)
		return ret;

	/* What was sealed may be set to zero at any moment until then. */
	ret = read_poll_timeout(cpgpu_read, status,
				!(status & CPGPU_STATUS_BUSY), SCRUB_POLL_US,
				SCRUB_TIMEOUT_US, false, cpgpu, CPGPU_STATUS);
	if (ret)
		return dev_err_probe(dev, ret, "busy after its reset\n");

	return 0;
}

/* Nothing of ours may be left in the device, and it must leave us alone. */
static void cpgpu_device_stop(void *arg)
{
	struct cpgpu_device *cpgpu = arg;
	struct pci_dev *pdev = to_pci_dev(cpgpu->drm.dev);
	int i;

	cpgpu_intr_set(cpgpu, U32_MAX, false);
	/* Handlers still at it might start works that are ended now. */
	for (i = 0; i < cpgpu->num_vectors; i++)
		synchronize_irq(pci_irq_vector(pdev, i));
	cpgpu_teardown_stop(cpgpu);
	cpgpu_rings_stop(cpgpu);
	cpgpu_write(cpgpu, CPGPU_CTRL, CPGPU_CTRL_RESET);
	pci_clear_master(pdev);
}

/**
 * cpgpu_device_start - interrupts and rings on
 *
 * @cpgpu: the device, with everything set up that interrupts reach
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_device_start(struct cpgpu_device *cpgpu)
{
	int ret;

	pci_set_master(to_pci_dev(cpgpu->drm.dev));

	ret = cpgpu_irq_init(cpgpu);
	if (ret)
		return ret;

	cpgpu_intr_set(cpgpu, CPGPU_INTR_ALWAYS |
		       GENMASK(cpgpu->num_rings - 1, 0), true);
	cpgpu_rings_start(cpgpu);

	return devm_add_action_or_reset(cpgpu->drm.dev, cpgpu_device_stop,
					cpgpu);
}
