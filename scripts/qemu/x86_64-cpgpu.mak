# SPDX-License-Identifier: GPL-2.0-or-later
# Two machines, the device, and what a small guest and its developer need.

CONFIG_PCI_DEVICES=n
CONFIG_Q35=y
CONFIG_I440FX=y
CONFIG_CPGPU=y

CONFIG_PCIE_PORT=y
CONFIG_SERIAL_ISA=y
CONFIG_VIRTIO_PCI=y
CONFIG_VIRTIO_9P=y
CONFIG_VIRTIO_BLK=y
CONFIG_VIRTIO_NET=y
CONFIG_VIRTIO_RNG=y
CONFIG_VIRTIO_SERIAL=y

# an IOMMU between the device and memory
CONFIG_VTD=y

# other engines and queues, for the benchmark
CONFIG_NVME_PCI=y
CONFIG_VIRTIO_CRYPTO=y

# other displays, for comparison
CONFIG_BOCHS_DISPLAY=y
CONFIG_VGA_PCI=y

# from QEMU 10.2 on, ACPI on x86 links against CXL code
CONFIG_CXL=y
CONFIG_CXL_MEM_DEVICE=y
CONFIG_PXB=y
