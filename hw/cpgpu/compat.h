/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpgpu: differences between QEMU versions in what the device uses
 *
 * The device is built and tested with QEMU 7.2.  This header also covers what
 * is known to differ in 10.0 and 10.2, and the names of 11.1, with which it has
 * not been compiled.  It covers hw/cpgpu only, not the qtests or the build.
 *
 * Include it right after "qemu/osdep.h".  Where nothing can be detected, the
 * version decides.
 */
#ifndef HW_CPGPU_COMPAT_H
#define HW_CPGPU_COMPAT_H

#define CPGPU_QEMU_VERSION (QEMU_VERSION_MAJOR * 100 + QEMU_VERSION_MINOR)

#if __has_include("hw/pci/pci_device.h")
#include "hw/pci/pci_device.h"
#else
#include "hw/pci/pci.h"
#endif
#if __has_include("hw/core/qdev-properties.h")
#include "hw/core/qdev-properties.h"
#include "hw/core/resettable.h"
#else
#include "hw/qdev-properties.h"
#include "hw/resettable.h"
#endif
#if __has_include("system/memory.h")
#include "system/memory.h"
#else
#include "exec/memory.h"
#endif
#if __has_include("system/dma.h")
#include "system/dma.h"
#include "system/hostmem.h"
#include "system/rng.h"
#else
#include "sysemu/dma.h"
#include "sysemu/hostmem.h"
#include "sysemu/rng.h"
#endif
#include "qemu/main-loop.h"
#include "ui/console.h"
#if __has_include("ui/surface.h")
#include "ui/surface.h"
#endif

/* Since 9.0 */
#ifndef bql_lock
#define bql_lock()      qemu_mutex_lock_iothread()
#define bql_unlock()    qemu_mutex_unlock_iothread()
#endif

/* The data of class_init is const since 10.1. */
#if CPGPU_QEMU_VERSION >= 1001
typedef const void CpgpuClassData;
#else
typedef void CpgpuClassData;
#endif

/* Property arrays are const and have no terminator since 10.0. */
#ifdef DEFINE_PROP_END_OF_LIST
#define CPGPU_PROPERTY  Property
#define CPGPU_PROP_END  DEFINE_PROP_END_OF_LIST()
#else
#define CPGPU_PROPERTY  const Property
#define CPGPU_PROP_END
#endif

/* The hold phase has a ResetType since 9.1. */
#if CPGPU_QEMU_VERSION >= 901
#define CPGPU_RESET_PHASE(name, obj) name(Object *obj, ResetType type)
#else
#define CPGPU_RESET_PHASE(name, obj) name(Object *obj)
#endif

/*
 * Since 11.1, the functions of consoles have other names, and gfx_update
 * returns whether it is done.
 */
#if CPGPU_QEMU_VERSION >= 1101
typedef bool CpgpuGfxRet;
#define CPGPU_GFX_DONE  true
#define graphic_console_init    qemu_graphic_console_create
#define graphic_console_close   qemu_graphic_console_close
#define dpy_gfx_update          qemu_console_update
#define dpy_gfx_replace_surface qemu_console_set_surface
#else
typedef void CpgpuGfxRet;
#define CPGPU_GFX_DONE
#endif

#endif
