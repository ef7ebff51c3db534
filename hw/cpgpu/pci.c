/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: a virtual content-protection GPU, its PCI function
 *
 * See docs/hardware in the cpgpu project for the manual.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "device.h"
#include "mmio.h"
#include "ledger.h"
#include "hw/pci/msix.h"
#include "hw/pci/pcie.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "trace.h"

#define PCIE_CAP_OFFSET 0x80

static void CPGPU_RESET_PHASE(cpgpu_reset_hold, obj)
{
    cpgpu_reset(CPGPU(obj));
}

/*
 * INTx is switched off by a bit in the upper byte of the command register.  Up
 * to QEMU 7.2 the default function looks at that bit only when the lower byte
 * is written too.  Else the bus goes on counting an interrupt that the device
 * no longer knows of, and QEMU aborts at the next reset.
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
            error_setg(errp, "cpgpu: no room for the PCI Express capability");
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

/* ------------------------------------------------------ faults on purpose */

static const char *const rng_faults[] = {
    [CPGPU_RNG_FAULT_NONE] = "none",
    [CPGPU_RNG_FAULT_STUCK] = "stuck",
    [CPGPU_RNG_FAULT_BIASED] = "biased",
    [CPGPU_RNG_FAULT_SILENT] = "silent",
};

static char *get_rng_fault(Object *obj, Error **errp)
{
    return g_strdup(rng_faults[CPGPU(obj)->rng.fault]);
}

static void set_rng_fault(Object *obj, const char *value, Error **errp)
{
    for (unsigned i = 0; i < ARRAY_SIZE(rng_faults); i++) {
        if (g_str_equal(value, rng_faults[i])) {
            if (DEVICE(obj)->realized) {
                cpgpu_rng_set_fault(CPGPU(obj), i);
                cpgpu_irq_deliver(CPGPU(obj));
            } else {
                CPGPU(obj)->rng.fault = i;
            }
            return;
        }
    }
    error_setg(errp, "rng-fault must be none, stuck, biased or silent");
}

/* @opaque is not NULL: the content, too */
static void set_lose_key(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    CpgpuState *s = CPGPU(obj);
    uint32_t n;

    if (!visit_type_uint32(v, name, &n, errp)) {
        return;
    }
    if (!DEVICE(obj)->realized || n >= s->session_count) {
        error_setg(errp, "%s: there is no session %u", name, n);
        return;
    }
    cpgpu_session_lose_key(s, n, opaque);
    cpgpu_irq_deliver(s);
}

static void set_teardown(Object *obj, const char *value, Error **errp)
{
    CpgpuState *s = CPGPU(obj);
    bool content = g_str_equal(value, "content");

    if (!content && !g_str_equal(value, "keys")) {
        error_setg(errp, "teardown must be keys or content");
        return;
    }
    if (!DEVICE(obj)->realized) {
        error_setg(errp, "teardown: the device is not there yet");
        return;
    }
    for (unsigned n = 0; n < s->session_count; n++) {
        cpgpu_session_lose_key(s, n, content);
    }
    cpgpu_channel_lose_keys(s);
    cpgpu_irq_deliver(s);
}

static bool get_link_protected(Object *obj, Error **errp)
{
    return CPGPU(obj)->protection.link_protected;
}

static void set_link_protected(Object *obj, bool value, Error **errp)
{
    CPGPU(obj)->protection.link_protected = value;
    CPGPU(obj)->mem.stale = true;
}

static bool get_require_protected_link(Object *obj, Error **errp)
{
    return CPGPU(obj)->protection.require_protected_link;
}

static void set_require_protected_link(Object *obj, bool value, Error **errp)
{
    CPGPU(obj)->protection.require_protected_link = value;
    CPGPU(obj)->mem.stale = true;
}

/* ----------------------------------------------------------------- class -- */

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

    object_property_add_str(obj, "rng-fault", get_rng_fault, set_rng_fault);
    object_property_set_description(obj, "rng-fault",
                                    "noise fault: none, stuck, biased, silent");
    object_property_add(obj, "lose-key", "uint32", NULL, set_lose_key, NULL,
                        NULL);
    object_property_set_description(obj, "lose-key",
                                    "make this session lose its key");
    object_property_add(obj, "lose-content", "uint32", NULL, set_lose_key,
                        NULL, s);
    object_property_set_description(obj, "lose-content",
                                    "make it lose what is in its pages, too");
    object_property_add_str(obj, "teardown", NULL, set_teardown);
    object_property_set_description(obj, "teardown",
                                    "make all lose their keys, or content");
    s->protection.link_protected = true;
    object_property_add_bool(obj, "link-protected", get_link_protected,
                             set_link_protected);
    object_property_set_description(obj, "link-protected",
                                    "the link to the monitor is protected");
    object_property_add_bool(obj, "require-protected-link",
                             get_require_protected_link,
                             set_require_protected_link);
    object_property_set_description(obj, "require-protected-link",
                                    "show sealed content on a protected "
                                    "link only");
}

/* Keys, nonces and queued work would have to move too; they do not yet. */
static const VMStateDescription vmstate_cpgpu = {
    .name = TYPE_CPGPU,
    .unmigratable = 1,
};

static CPGPU_PROPERTY cpgpu_props[] = {
    DEFINE_PROP_SIZE("vram", CpgpuState, mem.size, 64 * MiB),
    DEFINE_PROP_UINT32("sessions", CpgpuState, session_count, 64),
    DEFINE_PROP_UINT32("channels", CpgpuState, channel_count, 16),
    DEFINE_PROP_UINT32("rings", CpgpuState, ring_count, 4),
    DEFINE_PROP_UINT32("workers", CpgpuState, worker_count,
                       CPGPU_WORKERS_AUTO),
    DEFINE_PROP_LINK("rng", CpgpuState, rng.backend, TYPE_RNG_BACKEND,
                     RngBackend *),
    DEFINE_PROP_STRING("seed", CpgpuState, rng.seed),
    DEFINE_PROP_STRING("identity", CpgpuState, identity_path),
    DEFINE_PROP_BOOL("software-protection", CpgpuState, software_protection,
                     false),
    DEFINE_PROP_BIT("protection-always-on", CpgpuState, caps, 2, true),
    DEFINE_PROP_BIT("partial-decryption", CpgpuState, caps, 3, true),
    DEFINE_PROP_BIT("content-key", CpgpuState, caps, 4, true),
    DEFINE_PROP_BIT("freshen-session-key", CpgpuState, caps, 5, true),
    DEFINE_PROP_BIT("encrypted-read-back", CpgpuState, caps, 6, true),
    DEFINE_PROP_BIT("read-back-key", CpgpuState, caps, 7, true),
    DEFINE_PROP_BIT("sequential-ctr-iv", CpgpuState, caps, 8, true),
    DEFINE_PROP_BIT("decryption-blt", CpgpuState, caps, 10, true),
    DEFINE_PROP_BIT("copy-blt", CpgpuState, caps, 19, true),
    DEFINE_PROP_BIT("convert-blt", CpgpuState, caps, 20, true),
    DEFINE_PROP_BOOL("iv-check", CpgpuState, iv_check, true),
    DEFINE_PROP_BOOL("edid", CpgpuState, display.edid_on, true),
    DEFINE_EDID_PROPERTIES(CpgpuState, display.edid_info),
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
