// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lowest layer: bring-up, status codes, the interrupt mask, and commands of
 * sessions and channels, which go through registers.
 */
#include <linux/dma-mapping.h>
#include <linux/iopoll.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>

#include <drm/drm_drv.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include "cpgpu_device.h"

/**
 * DOC: Removal
 *
 * A process must not be able to delay the removal of the device.  So
 * drm_dev_enter() sections contain accesses to registers and DMA mappings only:
 * no copy from or to user memory, which may be as slow as the process likes, and
 * no wait.
 *
 * &cpgpu_device.gone ends all waits.  It is set before drm_dev_unplug(), because
 * the hardware may have been pulled out, and then no command completes any more.
 * The waits return -ENODEV, and rings refuse new batches.
 */

/* Time limit for a session or channel command once all rings are idle */
#define COMMAND_TIMEOUT		(10 * HZ)

/* After a reset the device clears video memory, which takes about a second. */
#define SCRUB_POLL_US		1000
#define SCRUB_TIMEOUT_US	(10 * USEC_PER_SEC)

/* cpgpu_command_wait() serves sessions and channels. */
static_assert(CPGPU_CHAN_STATE == CPGPU_SESS_STATE);
static_assert(CPGPU_CHAN_STATE_BUSY == CPGPU_SESS_STATE_BUSY);
static_assert(CPGPU_CHAN_STATUS == CPGPU_SESS_STATUS);

static unsigned int timeout_ms = 10000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms,
		 "Reset a ring after this many ms without progress (default 10000)");

static unsigned int rings = CPGPU_RINGS_MAX;
module_param(rings, uint, 0444);
MODULE_PARM_DESC(rings, "Use at most this many rings (default: all)");

static const struct {
	const char *name;
	int error;
} statuses[] = {
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
	/* The application gets these of a channel as codes, not as errnos. */
	[CPGPU_ST_BAD_MAC]	= { "bad MAC", -EIO },
	[CPGPU_ST_BAD_SEQUENCE]	= { "bad sequence number", -EIO },
	[CPGPU_ST_BAD_HANDLE]	= { "bad handle", -EIO },
	[CPGPU_ST_PROTECTION]	= { "forbidden by protection level", -EPERM },
	[CPGPU_ST_RESERVED_IV]	= { "IV reserved for the device", -ERANGE },
	[CPGPU_ST_USED_BLOB]	= { "key exchange data used before", -EEXIST },
	[CPGPU_ST_KEY_IN_USE]	= { "key has another purpose", -ENOTUNIQ },
	[CPGPU_ST_NO_ROOM]	= { "no space for more keys", -ENOSPC },
};

static bool status_known(u32 status)
{
	return status < ARRAY_SIZE(statuses) && statuses[status].name;
}

/**
 * cpgpu_status_to_errno() - translate the outcome of a command
 * @status: CPGPU_ST_*, or a negative errno when the command was not executed
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_status_to_errno(int status)
{
	if (status < 0)
		return status;

	return status_known(status) ? statuses[status].error : -EIO;
}

const char *cpgpu_status_name(u32 status)
{
	return status_known(status) ? statuses[status].name : "unknown status";
}

/**
 * cpgpu_timeout() - how long a ring may make no progress
 *
 * Return: jiffies.
 */
unsigned long cpgpu_timeout(void)
{
	return msecs_to_jiffies(max(READ_ONCE(timeout_ms), 100u));
}

/**
 * cpgpu_device_set_gone() - end all waits for the device
 * @cpgpu: the device
 */
void cpgpu_device_set_gone(struct cpgpu_device *cpgpu)
{
	WRITE_ONCE(cpgpu->gone, true);
	wake_up_all(&cpgpu->session_wq);
}

static bool command_finished(struct cpgpu_device *cpgpu, u32 regs)
{
	bool busy;
	int idx;

	if (READ_ONCE(cpgpu->gone) || !drm_dev_enter(&cpgpu->drm, &idx))
		return true;

	busy = cpgpu_read(cpgpu, regs + CPGPU_SESS_STATE) & CPGPU_SESS_STATE_BUSY;
	drm_dev_exit(idx);

	return !busy;
}

/**
 * cpgpu_command_wait() - wait for the command of a session or a channel
 * @cpgpu: the device, outside of drm_dev_enter()
 * @regs: offset of the session's or the channel's registers
 *
 * The command runs after everything that is on the rings, so the limit allows
 * for each ring to hang and be reset.
 *
 * Return: CPGPU_ST_*, -ETIMEDOUT, or -ENODEV when the device is gone.
 */
int cpgpu_command_wait(struct cpgpu_device *cpgpu, u32 regs)
{
	unsigned long max_wait = COMMAND_TIMEOUT +
				 2 * cpgpu->num_rings * cpgpu_timeout();
	int ret, idx;

	if (!wait_event_timeout(cpgpu->session_wq,
				command_finished(cpgpu, regs), max_wait))
		return -ETIMEDOUT;

	if (READ_ONCE(cpgpu->gone) || !drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;

	ret = cpgpu_read(cpgpu, regs + CPGPU_SESS_STATUS);
	drm_dev_exit(idx);

	return ret;
}

/**
 * cpgpu_session_command() - run a session command through the registers
 * @cpgpu: the device
 * @slot: the session's slot, which the caller owns
 * @command: CPGPU_SESS_CMD_*
 * @size: argument, 0 if the command has none
 * @blob: CPGPU_BLOB_SIZE bytes for a key exchange, else NULL
 *
 * Takes effect after all commands that are on the rings.  The caller serialises
 * the commands of a session.
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
 * cpgpu_intr_set() - enable or disable interrupt sources
 * @cpgpu: the device
 * @bits: CPGPU_INTR_*
 * @on: enable them
 *
 * Disabled sources still latch; what they have latched is dropped when they are
 * enabled.
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

static int read_certificate(struct cpgpu_device *cpgpu, u32 window, u32 size,
			    struct cpgpu_certificate *cert)
{
	u32 i;

	if (!size || size > CPGPU_CERT_WINDOW)
		return dev_err_probe(cpgpu->drm.dev, -ENODEV,
				     "certificate of %u bytes\n", size);

	/* Open files may read it after the device is gone. */
	cert->chain = drmm_kzalloc(&cpgpu->drm, round_up(size, 4), GFP_KERNEL);
	if (!cert->chain)
		return -ENOMEM;

	for (i = 0; i < DIV_ROUND_UP(size, 4); i++)
		cert->chain[i] = cpu_to_le32(cpgpu_read(cpgpu, window + i * 4));
	cert->size = size;

	return 0;
}

static int identify(struct cpgpu_device *cpgpu)
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
				     "hardware version %u.%u is not supported\n",
				     cpgpu->hw_version >> 16,
				     cpgpu->hw_version & 0xffff);

	cpgpu->caps = cpgpu_read(cpgpu, CPGPU_CAPS);
	limits = cpgpu_read(cpgpu, CPGPU_LIMITS);
	cpgpu->num_sessions = min_t(u32, CPGPU_LIMITS_SESSIONS(limits),
				    CPGPU_SESSIONS_MAX);
	cpgpu->num_channels = min_t(u32, CPGPU_LIMITS_CHANNELS(limits),
				    CPGPU_CHANNELS_MAX);
	cpgpu->num_rings = min3(CPGPU_LIMITS_RINGS(limits), max(rings, 1u),
				(u32)CPGPU_RINGS_MAX);
	cpgpu->vram.size = cpgpu_read64(cpgpu, CPGPU_VRAM_SIZE_LO);
	if (!cpgpu->num_rings || !cpgpu->vram.size ||
	    cpgpu->vram.size > pci_resource_len(pdev, CPGPU_BAR_VRAM))
		return dev_err_probe(dev, -ENODEV,
				     "%u rings, %llu bytes of video memory\n",
				     cpgpu->num_rings, cpgpu->vram.size);
	if (cpgpu->num_channels && CPGPU_MMIO_CHANNEL(cpgpu->num_channels) >
				   pci_resource_len(pdev, CPGPU_BAR_MMIO))
		return dev_err_probe(dev, -ENODEV,
				     "register BAR too small for %u channels\n",
				     cpgpu->num_channels);

	ret = read_certificate(cpgpu, CPGPU_MMIO_CERT,
			       cpgpu_read(cpgpu, CPGPU_CERT_SIZE),
			       &cpgpu->certificate);
	if (ret)
		return ret;

	return read_certificate(cpgpu, CPGPU_MMIO_CHANNEL_CERT,
				cpgpu_read(cpgpu, CPGPU_CHANNEL_CERT_SIZE),
				&cpgpu->channel_certificate);
}

static int map_bars(struct cpgpu_device *cpgpu)
{
	struct device *dev = cpgpu->drm.dev;
	struct pci_dev *pdev = to_pci_dev(dev);
	resource_size_t start, size;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return dev_err_probe(dev, ret, "cannot enable the device\n");

	ret = pcim_iomap_regions(pdev, BIT(CPGPU_BAR_MMIO), "cpgpu");
	if (ret)
		return dev_err_probe(dev, ret, "cannot map the registers\n");
	cpgpu->mmio = pcim_iomap_table(pdev)[CPGPU_BAR_MMIO];

	start = pci_resource_start(pdev, CPGPU_BAR_VRAM);
	size = pci_resource_len(pdev, CPGPU_BAR_VRAM);
	if (!devm_request_mem_region(dev, start, size, "cpgpu-vram"))
		return dev_err_probe(dev, -EBUSY, "video memory is in use\n");
	cpgpu->vram_io = devm_ioremap_wc(dev, start, size);

	return cpgpu->vram_io ? 0 : -ENOMEM;
}

int cpgpu_device_init(struct cpgpu_device *cpgpu)
{
	struct device *dev = cpgpu->drm.dev;
	u32 status;
	int ret;

	spin_lock_init(&cpgpu->intr_lock);
	init_waitqueue_head(&cpgpu->session_wq);

	ret = map_bars(cpgpu);
	if (ret)
		return ret;

	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		return dev_err_probe(dev, ret, "64-bit DMA is not possible\n");
	dma_set_max_seg_size(dev, UINT_MAX);

	/* Drop the sessions, rings and errors of a previous driver. */
	cpgpu_write(cpgpu, CPGPU_CTRL, CPGPU_CTRL_RESET);

	ret = identify(cpgpu);
	if (ret)
		return ret;

	/* Until then the device may still clear what was sealed. */
	ret = read_poll_timeout(cpgpu_read, status,
				!(status & CPGPU_STATUS_BUSY), SCRUB_POLL_US,
				SCRUB_TIMEOUT_US, false, cpgpu, CPGPU_STATUS);
	if (ret)
		return dev_err_probe(dev, ret, "still busy after the reset\n");

	return 0;
}
