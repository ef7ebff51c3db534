/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: fault injection
 */
#ifndef HW_CPGPU_FAULT_H
#define HW_CPGPU_FAULT_H

#include "types.h"

extern const PropertyInfo cpgpu_prop_rng_fault;
extern const PropertyInfo cpgpu_prop_lose_key;
extern const PropertyInfo cpgpu_prop_lose_content;
extern const PropertyInfo cpgpu_prop_teardown;
extern const PropertyInfo cpgpu_prop_hold_workers;
extern const PropertyInfo cpgpu_prop_link_protected;
extern const PropertyInfo cpgpu_prop_require_protected_link;

/* An event: it has no field in the device's state and is write-only. */
#define DEFINE_PROP_FAULT_EVENT(_name, _info) \
    { .name = (_name), .info = &(_info) }

/* A state of the link to the monitor, which the host can change at any time */
#define DEFINE_PROP_FAULT_LINK(_name, _state, _field, _info, _default) \
    DEFINE_PROP(_name, _state, _field, _info, bool, \
                .set_default = true, .defval.u = (_default))

#endif
