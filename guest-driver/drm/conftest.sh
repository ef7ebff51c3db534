#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Probe the interfaces of the kernel at KDIR.
#
# Each probe is a small source file: if it compiles, the interface exists.  One
# run of the kernel's make compiles them all.  The result is
# OUT/cpgpu_conftest.h.
set -eu

if [ $# -ne 2 ]; then
	echo "usage: $0 KDIR OUT" >&2
	exit 2
fi

kdir=$1
out=$2
work=$out/conftest
names=

rm -rf "$work"
mkdir -p "$work"

# probe NAME HEADER STATEMENT
probe() {
	names="$names $1"
	{
		echo "#include <linux/list.h>"
		echo "#include <drm/drm_drv.h>"
		echo "#include <$2>"
		echo "void conftest(void);"
		echo "void conftest(void) { $3; }"
	} > "$work/$1.c"
	echo "obj-m += $1.o" >> "$work/Kbuild"
}

# This one must always compile; otherwise the results mean nothing.
probe KERNEL drm/drm_file.h '(void)0'

probe DRM_ATOMIC_COMMIT drm/drm_atomic.h \
	'(void)sizeof(struct drm_atomic_commit)'
probe DRM_DRIVER_DATE drm/drm_drv.h \
	'(void)offsetof(struct drm_driver, date)'
probe DRM_CLIENT_SETUP drm/clients/drm_client_setup.h \
	'drm_client_setup(NULL, NULL)'
probe DRM_FBDEV_SHMEM_SETUP drm/drm_fbdev_shmem.h \
	'drm_fbdev_shmem_setup(NULL, 0)'
probe DRM_EDID_CONNECTOR_ADD_MODES drm/drm_edid.h \
	'(void)drm_edid_connector_add_modes(NULL)'
probe EVENTFD_SIGNAL_BY_ONE linux/eventfd.h \
	'eventfd_signal(NULL)'
probe LIST_COUNT_NODES drm/drm_file.h \
	'(void)list_count_nodes(NULL)'
probe DRM_SCHED_INIT_ARGS drm/gpu_scheduler.h \
	'struct drm_sched_init_args a = { 0 }; (void)drm_sched_init(NULL, &a)'
probe DRM_SCHED_NUM_RQS drm/gpu_scheduler.h \
	'(void)offsetof(struct drm_sched_init_args, num_rqs)'
probe DRM_SCHED_INIT_CREDITS drm/gpu_scheduler.h \
	'(void)drm_sched_init(NULL, NULL, NULL, 1, 1, 0, 1, NULL, NULL, "", NULL)'
probe DRM_SCHED_JOB_CLIENT_ID drm/gpu_scheduler.h \
	'(void)drm_sched_job_init(NULL, NULL, 1, NULL, 0ULL)'
probe DRM_SCHED_JOB_CREDITS drm/gpu_scheduler.h \
	'(void)drm_sched_job_init(NULL, NULL, 1, NULL)'

probe DRM_SCHED_IGNORES_ERRORS drm/gpu_scheduler.h \
	'drm_sched_fence_finished(NULL)'

objects=
for name in $names; do
	objects="$objects $name.o"
done
# shellcheck disable=SC2086 # a list of words is meant
"${MAKE:-make}" -k -C "$kdir" M="$work" $objects > "$work/log" 2>&1 || true

if [ ! -e "$work/KERNEL.o" ]; then
	echo "$0: cannot compile for the kernel in $kdir;" \
	     "see $work/log" >&2
	exit 1
fi

{
	echo "/* Made by conftest.sh */"
	for name in $names; do
		have=0
		[ ! -e "$work/$name.o" ] || have=1
		echo "#define CPGPU_HAVE_$name $have"
	done
} > "$out/cpgpu_conftest.h.new"
mv "$out/cpgpu_conftest.h.new" "$out/cpgpu_conftest.h"
