/* SPDX-License-Identifier: MIT */
/* _com_error: an HRESULT as a C++ exception */
#ifndef CPGPU_COMDEF_H
#define CPGPU_COMDEF_H

#include "windows.h"

#ifdef __cplusplus
#include <cstdio>

class _com_error {
public:
	explicit _com_error(HRESULT error) : error_(error)
	{
		snprintf(message_, sizeof(message_), "error 0x%08x",
			 static_cast<unsigned int>(error));
	}

	HRESULT Error() const { return error_; }
	const TCHAR *ErrorMessage() const { return message_; }

private:
	HRESULT error_;
	TCHAR message_[32];
};

inline void _com_raise_error(HRESULT error)
{
	throw _com_error(error);
}
#endif

#endif /* CPGPU_COMDEF_H */
