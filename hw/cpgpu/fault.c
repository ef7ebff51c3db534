/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: fault injection
 *
 * docs/guide/faults.rst describes the properties.  The first member of
 * PropertyInfo is the type: it was called "name" before QEMU 10.0.
 */
#include "qemu/osdep.h"
#include "cpgpu.h"
#include "fault.h"
#include "qapi/error.h"
#include "qapi/util.h"
#include "qapi/visitor.h"

static const char *const rng_faults[] = {
    [CPGPU_RNG_FAULT_NONE] = "none",
    [CPGPU_RNG_FAULT_STUCK] = "stuck",
    [CPGPU_RNG_FAULT_BIASED] = "biased",
    [CPGPU_RNG_FAULT_SILENT] = "silent",
};

static const QEnumLookup rng_fault_lookup = {
    .array = rng_faults,
    .size = ARRAY_SIZE(rng_faults),
};

static void get_rng_fault(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    int fault = CPGPU(obj)->rng.fault;

    visit_type_enum(v, name, &fault, &rng_fault_lookup, errp);
}

static void set_rng_fault(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    CpgpuState *s = CPGPU(obj);
    int fault;

    if (!visit_type_enum(v, name, &fault, &rng_fault_lookup, errp)) {
        return;
    }
    if (DEVICE(s)->realized) {
        cpgpu_rng_set_fault(s, fault);
        cpgpu_irq_deliver(s);
    } else {
        s->rng.fault = fault;
    }
}

const PropertyInfo cpgpu_prop_rng_fault = {
    "CpgpuRngFault",
    .description = "fault of the noise source: none, stuck, biased or silent",
    .enum_table = &rng_fault_lookup,
    .realized_set_allowed = true,
    .get = get_rng_fault,
    .set = set_rng_fault,
};

static void lose_session(Object *obj, Visitor *v, const char *name,
                         bool content, Error **errp)
{
    CpgpuState *s = CPGPU(obj);
    uint32_t n;

    if (!visit_type_uint32(v, name, &n, errp)) {
        return;
    }
    if (!DEVICE(s)->realized || n >= s->session_count) {
        error_setg(errp, "%s: there is no session %u", name, n);
        return;
    }
    cpgpu_session_lose_key(s, n, content);
    cpgpu_irq_deliver(s);
}

static void lose_key(Object *obj, Visitor *v, const char *name, void *opaque,
                     Error **errp)
{
    lose_session(obj, v, name, false, errp);
}

static void lose_content(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    lose_session(obj, v, name, true, errp);
}

const PropertyInfo cpgpu_prop_lose_key = {
    "uint32",
    .description = "number of a session that loses its key",
    .realized_set_allowed = true,
    .set = lose_key,
};

const PropertyInfo cpgpu_prop_lose_content = {
    "uint32",
    .description = "number of a session that loses its key and its content",
    .realized_set_allowed = true,
    .set = lose_content,
};

static void teardown(Object *obj, Visitor *v, const char *name, void *opaque,
                     Error **errp)
{
    CpgpuState *s = CPGPU(obj);
    g_autofree char *what = NULL;
    bool content;

    if (!visit_type_str(v, name, &what, errp)) {
        return;
    }
    content = g_str_equal(what, "content");
    if (!content && !g_str_equal(what, "keys")) {
        error_setg(errp, "%s must be keys or content", name);
        return;
    }
    if (!DEVICE(s)->realized) {
        error_setg(errp, "%s: the device is not realized yet", name);
        return;
    }
    for (unsigned n = 0; n < s->session_count; n++) {
        cpgpu_session_lose_key(s, n, content);
    }
    cpgpu_channel_lose_keys(s);
    cpgpu_irq_deliver(s);
}

const PropertyInfo cpgpu_prop_teardown = {
    "str",
    .description = "all sessions and channels lose their keys, or keys and "
                   "content",
    .realized_set_allowed = true,
    .set = teardown,
};

static void hold_workers(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    CpgpuState *s = CPGPU(obj);
    bool hold;

    if (!visit_type_bool(v, name, &hold, errp)) {
        return;
    }
    if (!s->engine.pool) {
        error_setg(errp, "%s: there are no workers", name);
        return;
    }
    cpgpu_pool_hold(s->engine.pool, hold);
}

const PropertyInfo cpgpu_prop_hold_workers = {
    "bool",
    .description = "on/off: the workers begin nothing",
    .realized_set_allowed = true,
    .set = hold_workers,
};

static void get_link(Object *obj, Visitor *v, const char *name, void *opaque,
                     Error **errp)
{
    qdev_prop_bool.get(obj, v, name, opaque, errp);
}

/* What may be shown depends on the link. */
static void set_link(Object *obj, Visitor *v, const char *name, void *opaque,
                     Error **errp)
{
    qdev_prop_bool.set(obj, v, name, opaque, errp);
    CPGPU(obj)->mem.stale = true;
}

static void set_link_default(ObjectProperty *op, const Property *prop)
{
    object_property_set_default_bool(op, prop->defval.u);
}

const PropertyInfo cpgpu_prop_link_protected = {
    "bool",
    .description = "on/off: the link to the monitor is protected",
    .realized_set_allowed = true,
    .set_default_value = set_link_default,
    .get = get_link,
    .set = set_link,
};

const PropertyInfo cpgpu_prop_require_protected_link = {
    "bool",
    .description = "on/off: show sealed content on a protected link only",
    .realized_set_allowed = true,
    .set_default_value = set_link_default,
    .get = get_link,
    .set = set_link,
};
