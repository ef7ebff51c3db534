/* SPDX-License-Identifier: MIT */
/* All partitions: headers are to declare everything. */
#ifndef WINAPI_FAMILY_PARTITION
#define WINAPI_FAMILY_PARTITION(partitions) 1
#endif
