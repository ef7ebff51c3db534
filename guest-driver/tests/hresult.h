/* SPDX-License-Identifier: MIT */
/* For tests of Direct3D. */
#ifndef HRESULT_H
#define HRESULT_H

#include <d3d9.h>

#include "harness.h"

/* Fail this test unless a call gave this HRESULT. */
#define CHECK_HR(call, expected) \
	check_hresult(__FILE__, __LINE__, #call, call, expected)

#define OK(call) CHECK_HR(call, S_OK)

static inline void check_hresult(const char *file, int line, const char *what,
				 HRESULT actual, HRESULT expected)
{
	if (actual != expected)
		test_fail(file, line, "%s: 0x%08x, not 0x%08x", what,
			  (unsigned int)actual, (unsigned int)expected);
}

#endif /* HRESULT_H */
