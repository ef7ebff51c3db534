// SPDX-License-Identifier: MIT
#include "harness.h"
#include "hresult.h"

void check_hresult(const char *file, int line, const char *what,
		   HRESULT actual, HRESULT expected)
{
	if (actual != expected)
		test_fail(file, line, "%s: 0x%08x, not 0x%08x", what,
			  (unsigned int)actual, (unsigned int)expected);
}
