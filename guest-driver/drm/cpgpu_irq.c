// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts, and starting and stopping what they reach.
 */
#include <linux/interrupt.h>
#include <linux/pci.h>

#include <drm/drm_print.h>

#include "cpgpu_compat.h"
#include "cpgpu_device.h"

#define INTR_RINGS	GENMASK(CPGPU_RINGS_MAX - 1, 0)

/* Always enabled; VBLANK is enabled on demand. */
#define INTR_ALWAYS	(CPGPU_INTR_ERROR | CPGPU_INTR_FLIP | \
			 CPGPU_INTR_SESSION | CPGPU_INTR_RNG)

static void error_irq(struct cpgpu_device *cpgpu)
{
	u32 error = cpgpu_read(cpgpu, CPGPU_ERROR);
	u32 info = cpgpu_read(cpgpu, CPGPU_ERROR_INFO);
	const char *name = cpgpu_status_name(CPGPU_ERROR_CODE(error));

	cpgpu_write(cpgpu, CPGPU_ERROR, 0);

	/*
	 * User space can cause errors of sessions and channels, and must not be
	 * able to fill the log.  Errors of rings are logged by their recovery.
	 */
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
	}

	schedule_work(&cpgpu->recover);
}

static irqreturn_t cpgpu_irq(int irq, void *arg)
{
	struct cpgpu_vector *vector = arg;
	struct cpgpu_device *cpgpu = vector->cpgpu;
	u32 status = cpgpu_read(cpgpu, CPGPU_INTR_STATUS);
	unsigned long rings;
	u32 i;

	/* Reads return all ones once the device has been pulled out. */
	if (status == U32_MAX)
		return IRQ_NONE;

	status &= vector->mask & READ_ONCE(cpgpu->intr_enable);
	if (!status)
		return IRQ_NONE;

	/*
	 * Acknowledge before looking, so that an event in between raises the
	 * interrupt again.
	 */
	cpgpu_write(cpgpu, CPGPU_INTR_STATUS, status);

	rings = status & INTR_RINGS;
	for_each_set_bit(i, &rings, cpgpu->num_rings)
		cpgpu_ring_irq(&cpgpu->rings[i]);
	if (status & (CPGPU_INTR_VBLANK | CPGPU_INTR_FLIP))
		cpgpu_kms_irq(cpgpu, status);
	if (status & CPGPU_INTR_SESSION) {
		wake_up_all(&cpgpu->session_wq);
		schedule_work(&cpgpu->teardown.work);
	}
	if (status & CPGPU_INTR_RNG)
		cpgpu_rng_irq(cpgpu);
	if (status & CPGPU_INTR_ERROR)
		error_irq(cpgpu);

	return IRQ_HANDLED;
}

static u32 vector_mask(int vector)
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

static int request_irqs(struct cpgpu_device *cpgpu)
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
		vector->mask = count > 1 ? vector_mask(i) : U32_MAX;
		ret = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, i),
				       cpgpu_irq, count > 1 ? 0 : IRQF_SHARED,
				       "cpgpu", vector);
		if (ret)
			return dev_err_probe(&pdev->dev, ret,
					     "cannot request interrupt %d\n",
					     i);
	}

	return 0;
}

/* The device must keep nothing of ours, and must not touch our memory again. */
static void shut_down(void *arg)
{
	struct cpgpu_device *cpgpu = arg;
	struct pci_dev *pdev = to_pci_dev(cpgpu->drm.dev);
	int i;

	cpgpu_intr_set(cpgpu, U32_MAX, false);
	/* Running handlers may still schedule work, which is cancelled below. */
	for (i = 0; i < cpgpu->num_vectors; i++)
		synchronize_irq(pci_irq_vector(pdev, i));
	cancel_work_sync(&cpgpu->teardown.work);
	cpgpu_stop(cpgpu);
	cpgpu_write(cpgpu, CPGPU_CTRL, CPGPU_CTRL_RESET);
	pci_clear_master(pdev);
}

/**
 * cpgpu_start() - enable interrupts and rings
 * @cpgpu: the device, with everything set up that interrupts reach
 *
 * Return: 0 or a negative errno.
 */
int cpgpu_start(struct cpgpu_device *cpgpu)
{
	int ret;

	pci_set_master(to_pci_dev(cpgpu->drm.dev));

	ret = request_irqs(cpgpu);
	if (ret)
		return ret;

	cpgpu_intr_set(cpgpu, INTR_ALWAYS | GENMASK(cpgpu->num_rings - 1, 0),
		       true);
	cpgpu_rings_start(cpgpu);

	return devm_add_action_or_reset(cpgpu->drm.dev, shut_down, cpgpu);
}

/**
 * cpgpu_stop() - give up everything in flight and end all waits
 * @cpgpu: the device, which may have been pulled out
 */
void cpgpu_stop(struct cpgpu_device *cpgpu)
{
	cpgpu_device_set_gone(cpgpu);
	cpgpu_rings_stop(cpgpu);
}
