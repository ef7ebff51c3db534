/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel as cpgpu_op_check.c needs, for user space.
 */
#ifndef CPGPU_TESTS_KERNEL_H
#define CPGPU_TESTS_KERNEL_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define U32_MAX			UINT32_MAX
#define PAGE_SIZE		4096ul
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define sizeof_field(type, field) sizeof(((type *)0)->field)
#define min(a, b)		((a) < (b) ? (a) : (b))
#define ALIGN(x, a)		(((x) + (a) - 1) / (a) * (a))
#define IS_ALIGNED(x, a)	((x) % (a) == 0)
#define offset_in_page(offset)	((offset) % PAGE_SIZE)
#define array_index_nospec(index, size) (index)

static inline void *memchr_inv(const void *start, int c, size_t bytes)
{
	const u8 *p = start;

	for (; bytes; p++, bytes--)
		if (*p != (u8)c)
			return (void *)p;

	return NULL;
}

#endif /* CPGPU_TESTS_KERNEL_H */
