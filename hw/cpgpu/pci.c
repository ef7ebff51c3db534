/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: a virtual content-protection GPU, its PCI function
 *
 * The manual is in docs/hardware of the cpgpu project.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "device.h"
#include "fault.h"
#include "ledger.h"
#include "mmio.h"
#include "hw/pci/msix.h"
#include "hw/pci/pcie.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/units.h"

#define PCIE_CAP_OFFSET 0x80

static void CPGPU_RESET_PHASE(cpgpu_reset_hold, obj)
{
    cpgpu_reset(CPGPU(obj));
}

/*
 * INTx is disabled by a bit in the upper byte of the command register.  Up to
 * QEMU 7.2 the default function evaluates that bit only when the lower byte is
 * written, too.  Otherwise the bus keeps counting an interrupt that the device
 * has lowered, and QEMU aborts at the next reset.
 */
static void write_command(PCIDevice *dev, uint32_t addr, uint32_t val, int len)
{
    pci_default_write_config(dev, PCI_COMMAND,
                             dev->config[PCI_COMMAND] | (val & 0xff) << 8, 2);
    if (len > 1) {
        pci_default_write_config(dev, addr + 1, val >> 8, len - 1);
    }
}

static void cpgpu_config_write(PCIDevice *dev, uint32_t addr, uint32_t val,
                               int len)
{
    if (addr == PCI_COMMAND + 1) {
        write_command(dev, addr, val, len);
    } else {
        pci_default_write_config(dev, addr, val, len);
    }
    if (dev->exp.exp_cap) {
        pcie_cap_flr_write_config(dev, addr, val, len);
    }
    cpgpu_irq_config_written(CPGPU(dev));
}

static bool cpgpu_init_pci(CpgpuState *s, Error **errp)
{
    PCIDevice *dev = PCI_DEVICE(s);
    unsigned vectors = CPGPU_VECTOR_RING(s->ring_count);

    pci_config_set_interrupt_pin(dev->config, 1);
    if (msix_init_exclusive_bar(dev, vectors, CPGPU_BAR_MSIX, errp)) {
        return false;
    }
    for (unsigned i = 0; i < vectors; i++) {
        msix_vector_use(dev, i);
    }
    if (pci_bus_is_express(pci_get_bus(dev))) {
        if (pcie_endpoint_cap_init(dev, PCIE_CAP_OFFSET) < 0) {
            error_setg(errp, "cpgpu: no space for the PCI Express capability");
            msix_uninit_exclusive_bar(dev);
            return false;
        }
        pcie_cap_flr_init(dev);
    }
    memory_region_init_io(&s->mmio, OBJECT(s), &cpgpu_mmio_ops, s,
                          "cpgpu-mmio",
                          pow2ceil(CPGPU_MMIO_CHANNEL(s->channel_count)));
    pci_register_bar(dev, CPGPU_BAR_MMIO, PCI_BASE_ADDRESS_SPACE_MEMORY,
                     &s->mmio);
    pci_register_bar(dev, CPGPU_BAR_VRAM,
                     PCI_BASE_ADDRESS_SPACE_MEMORY |
                     PCI_BASE_ADDRESS_MEM_TYPE_64 |
                     PCI_BASE_ADDRESS_MEM_PREFETCH, &s->mem.mr);
    return true;
}

static void cpgpu_realize(PCIDevice *dev, Error **errp)
{
    CpgpuState *s = CPGPU(dev);

    if (!cpgpu_device_realize(s, errp)) {
        return;
    }
    if (!cpgpu_init_pci(s, errp)) {
        cpgpu_device_exit(s);
    }
}

static void cpgpu_exit(PCIDevice *dev)
{
    cpgpu_device_exit(CPGPU(dev));
    msix_uninit_exclusive_bar(dev);
    if (dev->exp.exp_cap) {
        pcie_cap_exit(dev);
    }
}

static void add_stat(Object *obj, const char *name, const uint64_t *value)
{
    object_property_add_uint64_ptr(obj, name, value, OBJ_PROP_FLAG_READ);
}

static void cpgpu_init(Object *obj)
{
    CpgpuState *s = CPGPU(obj);
    const CpgpuStats *st = &s->stats;

    PCI_DEVICE(obj)->cap_present |= QEMU_PCI_CAP_EXPRESS;

    add_stat(obj, "stat-commands", &st->commands);
    add_stat(obj, "stat-command-errors", &st->command_errors);
    add_stat(obj, "stat-guest-errors", &st->guest_errors);
    add_stat(obj, "stat-bytes-decrypted", &st->bytes_decrypted);
    add_stat(obj, "stat-bytes-encrypted", &st->bytes_encrypted);
    add_stat(obj, "stat-bytes-reencrypted", &st->bytes_reencrypted);
    add_stat(obj, "stat-refreshes", &st->refreshes);
    add_stat(obj, "stat-key-exchanges", &st->key_exchanges);
    add_stat(obj, "stat-rng-bytes", &st->rng_bytes);
    add_stat(obj, "stat-frames", &st->frames);
    add_stat(obj, "stat-pages-scanned", &st->pages_scanned);
    add_stat(obj, "stat-flips", &st->flips);
    if (cpgpu_ledger_operations()) {
        add_stat(obj, "ledger-operations", cpgpu_ledger_operations());
    }
}

/* Keys, nonces and queued work would have to be migrated, too. */
static const VMStateDescription vmstate_cpgpu = {
    .name = TYPE_CPGPU,
    .unmigratable = 1,
};

/* A capability that the device has unless the property is off */
#define DEFINE_PROP_CAP(_name, _cap)                    \
    DEFINE_PROP_BIT(_name, CpgpuState, caps,            \
                    __builtin_ctz(CPGPU_CAP_ ## _cap), true)

static CPGPU_PROPERTY cpgpu_props[] = {
    DEFINE_PROP_SIZE("vram", CpgpuState, mem.size, 64 * MiB),
    DEFINE_PROP_UINT32("sessions", CpgpuState, session_count, 64),
    DEFINE_PROP_UINT32("channels", CpgpuState, channel_count, 16),
    DEFINE_PROP_UINT32("rings", CpgpuState, ring_count, 4),
    DEFINE_PROP_UINT32("workers", CpgpuState, worker_count, CPGPU_WORKERS_AUTO),
    DEFINE_PROP_LINK("rng", CpgpuState, rng.backend, TYPE_RNG_BACKEND,
                     RngBackend *),
    DEFINE_PROP_STRING("seed", CpgpuState, rng.seed),
    DEFINE_PROP_STRING("identity", CpgpuState, identity_path),
    DEFINE_PROP_BOOL("software-protection", CpgpuState, software_protection,
                     false),
    DEFINE_PROP_CAP("protection-always-on", PROTECTION_ALWAYS_ON),
    DEFINE_PROP_CAP("partial-decryption", PARTIAL_DECRYPTION),
    DEFINE_PROP_CAP("content-key", CONTENT_KEY),
    DEFINE_PROP_CAP("freshen-session-key", FRESHEN_SESSION_KEY),
    DEFINE_PROP_CAP("encrypted-read-back", ENCRYPTED_READ_BACK),
    DEFINE_PROP_CAP("read-back-key", READ_BACK_KEY),
    DEFINE_PROP_CAP("sequential-ctr-iv", SEQUENTIAL_CTR_IV),
    DEFINE_PROP_CAP("decryption-blt", DECRYPTION_BLT),
    DEFINE_PROP_CAP("copy-blt", COPY),
    DEFINE_PROP_CAP("convert-blt", CONVERT),
    DEFINE_PROP_CAP("iv-check", IV_CHECK),
    DEFINE_PROP_BOOL("edid", CpgpuState, display.edid_on, true),
    DEFINE_EDID_PROPERTIES(CpgpuState, display.edid_info),
    DEFINE_PROP("rng-fault", CpgpuState, rng.fault, cpgpu_prop_rng_fault,
                uint32_t),
    DEFINE_PROP_FAULT_EVENT("lose-key", cpgpu_prop_lose_key),
    DEFINE_PROP_FAULT_EVENT("lose-content", cpgpu_prop_lose_content),
    DEFINE_PROP_FAULT_EVENT("teardown", cpgpu_prop_teardown),
    DEFINE_PROP_FAULT_EVENT("hold-workers", cpgpu_prop_hold_workers),
    DEFINE_PROP_FAULT_LINK("link-protected", CpgpuState,
                           protection.link_protected,
                           cpgpu_prop_link_protected, true),
    DEFINE_PROP_FAULT_LINK("require-protected-link", CpgpuState,
                           protection.require_protected_link,
                           cpgpu_prop_require_protected_link, false),
    CPGPU_PROP_END
};

static void cpgpu_class_init(ObjectClass *klass, CpgpuClassData *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    pc->realize = cpgpu_realize;
    pc->exit = cpgpu_exit;
    pc->config_write = cpgpu_config_write;
    pc->vendor_id = CPGPU_PCI_VENDOR_ID;
    pc->device_id = CPGPU_PCI_DEVICE_ID;
    pc->revision = CPGPU_PCI_REVISION;
    pc->class_id = PCI_CLASS_DISPLAY_OTHER;
    dc->desc = "virtual content-protection GPU";
    dc->vmsd = &vmstate_cpgpu;
    rc->phases.hold = cpgpu_reset_hold;
    device_class_set_props(dc, cpgpu_props);
    set_bit(DEVICE_CATEGORY_DISPLAY, dc->categories);
}

static const TypeInfo cpgpu_types[] = {
    {
        .name = TYPE_CPGPU,
        .parent = TYPE_PCI_DEVICE,
        .instance_size = sizeof(CpgpuState),
        .instance_init = cpgpu_init,
        .class_init = cpgpu_class_init,
        .interfaces = (InterfaceInfo[]) {
            { INTERFACE_PCIE_DEVICE },
            { INTERFACE_CONVENTIONAL_PCI_DEVICE },
            { },
        },
    },
};

DEFINE_TYPES(cpgpu_types)
