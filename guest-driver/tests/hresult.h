/* SPDX-License-Identifier: MIT */
/* For tests of Direct3D. */
#ifndef HRESULT_H
#define HRESULT_H

#include <d3dcommon_types.h>

/* Fail this test unless a call gave this HRESULT. */
#define CHECK_HR(call, expected) \
	check_hresult(__FILE__, __LINE__, #call, call, expected)

void check_hresult(const char *file, int line, const char *what,
		   HRESULT actual, HRESULT expected);

#endif /* HRESULT_H */
