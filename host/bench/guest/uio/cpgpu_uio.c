// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bare device for a benchmark in user space
 *
 * Offers the register BAR and the interrupt of ring 0 as a UIO device.  Binds
 * to a device whose driver_override names it, and to nothing else.  For the
 * benchmark's own machine only: whoever opens the device can let it read and
 * write all memory.
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/uio_driver.h>

#include "cpgpu_hw.h"

static irqreturn_t cpgpu_uio_irq(int irq, struct uio_info *info)
{
	/* a message, nothing to silence; UIO wakes the reader */
	return IRQ_HANDLED;
}

static void cpgpu_uio_free_vectors(void *pdev)
{
	pci_free_irq_vectors(pdev);
}

static int cpgpu_uio_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	unsigned int vectors = CPGPU_VECTOR_RING(0) + 1;
	struct uio_info *info;
	int ret;

	info = devm_kzalloc(&pdev->dev, sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;
	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	pci_set_master(pdev);
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;
	ret = pci_alloc_irq_vectors(pdev, vectors, vectors, PCI_IRQ_MSIX);
	if (ret < 0)
		return ret;
	ret = devm_add_action_or_reset(&pdev->dev, cpgpu_uio_free_vectors,
				       pdev);
	if (ret)
		return ret;

	info->name = "cpgpu";
	info->version = "1";
	info->mem[0].name = "registers";
	info->mem[0].memtype = UIO_MEM_PHYS;
	info->mem[0].addr = pci_resource_start(pdev, CPGPU_BAR_MMIO);
	info->mem[0].size = pci_resource_len(pdev, CPGPU_BAR_MMIO);
	info->irq = pci_irq_vector(pdev, CPGPU_VECTOR_RING(0));
	info->handler = cpgpu_uio_irq;
	return devm_uio_register_device(&pdev->dev, info);
}

static struct pci_driver cpgpu_uio_driver = {
	.name = "cpgpu-uio",
	.probe = cpgpu_uio_probe,
};

module_pci_driver(cpgpu_uio_driver);

MODULE_DESCRIPTION("bare cpgpu device for benchmarks");
MODULE_LICENSE("GPL");
