/* SPDX-License-Identifier: MIT */
/*
 * The part of <windows.h> that Direct3D's headers and programs need, on 64-bit
 * Linux
 *
 * Integers have the sizes that they have on Windows: LONG and DWORD have 32 bits
 * although a Linux long has 64.  WCHAR is wchar_t, so that L"..." and wide string
 * functions of the C library work with it.
 *
 * Where the headers of the package directx-headers come first, their types
 * are used and only what they lack is added.
 *
 * With CPGPU_WINAPI_MS_ABI, for code that Windows programs call, methods have
 * Microsoft's calling convention and WCHAR has 16 bits.
 */
#ifndef CPGPU_WINDOWS_H
#define CPGPU_WINDOWS_H

#if !defined(__LP64__)
#error "cpgpu-d3d needs a 64-bit target"
#endif

#include <stdlib.h>

#include "cpgpu_windows_types.h"
#ifndef CPGPU_WINADAPTER
#include <sal.h>
/* names of libstdc++'s own */
#undef __in
#undef __out
#endif

/* ------------------------------------- not in directx-headers' basetsd.h -- */

#define __MSABI_LONG(x)	x
#define __LONG32	int
#define __C89_NAMELESS		__extension__
#define __C89_NAMELESSSTRUCTNAME
#define __C89_NAMELESSUNIONNAME
#define __C89_NAMELESSUNIONNAME1
#define __C89_NAMELESSUNIONNAME2
#define __C89_NAMELESSUNIONNAME3
#define __C89_NAMELESSUNIONNAME4
#define DUMMYSTRUCTNAME
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME1
#define DUMMYUNIONNAME2
#define DUMMYUNIONNAME3

#define FORCEINLINE		__inline__ __attribute__((always_inline))
#define CALLBACK		WINAPI
#define DECLSPEC_NORETURN	__attribute__((noreturn))
#define DECLSPEC_ALIGN(n)	__attribute__((aligned(n)))
#define DECLSPEC_DEPRECATED	__attribute__((deprecated))
#ifdef __cplusplus
#define DECLSPEC_NOTHROW	noexcept
#endif

typedef uint8_t *PBYTE, *LPBYTE;
typedef uint32_t *PDWORD, *LPDWORD, *PULONG, *PUINT;
typedef int32_t *PLONG, *LPLONG, *PBOOL, *LPBOOL;
typedef int16_t SHORT;
typedef uint64_t DWORD64, DWORD_PTR, DWORDLONG;
typedef uintptr_t WPARAM;
typedef intptr_t LPARAM, LRESULT;
typedef uint32_t COLORREF;

#define DECLARE_HANDLE_ONCE(name) \
	typedef struct name##__ { int unused; } *name
DECLARE_HANDLE_ONCE(HINSTANCE);
DECLARE_HANDLE_ONCE(HMONITOR);
typedef HINSTANCE HMODULE;

#ifdef CPGPU_WINADAPTER
typedef struct cpgpu_palette_entry { BYTE peRed, peGreen, peBlue, peFlags; }
	CPGPU_PALETTEENTRY;
#define PALETTEENTRY CPGPU_PALETTEENTRY
#endif

typedef RECT *PRECT, *LPRECT;
typedef const RECT *LPCRECT;
typedef POINT *PPOINT, *LPPOINT;
typedef LUID *PLUID;

typedef struct tagSIZE {
	LONG cx, cy;
} SIZE, *PSIZE, *LPSIZE;

typedef struct _RGNDATAHEADER {
	DWORD dwSize, iType, nCount, nRgnSize;
	RECT rcBound;
} RGNDATAHEADER;

typedef struct _RGNDATA {
	RGNDATAHEADER rdh;
	char Buffer[1];
} RGNDATA, *PRGNDATA, *LPRGNDATA;

#define ARRAYSIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define ZeroMemory(p, size)	memset(p, 0, size)
#define FillMemory(p, size, c)	memset(p, c, size)
#define CopyMemory(to, from, size)	memcpy(to, from, size)
#define MoveMemory(to, from, size)	memmove(to, from, size)
#define MAKEFOURCC(a, b, c, d) \
	((DWORD)(BYTE)(a) | (DWORD)(BYTE)(b) << 8 | (DWORD)(BYTE)(c) << 16 | \
	 (DWORD)(BYTE)(d) << 24)
#ifndef INFINITE
#define INFINITE		0xffffffffu
#endif
#ifndef GENERIC_READ
#define GENERIC_READ		0x80000000u
#define GENERIC_WRITE		0x40000000u
#endif

/* memory that one side of an interface allocates and the other one frees */
static inline void *CoTaskMemAlloc(SIZE_T size)
{
	return malloc(size);
}

static inline void CoTaskMemFree(void *memory)
{
	free(memory);
}

/* for <wrl/client.h> */
#define EXCEPTION_NONCONTINUABLE	1
static inline void RaiseException(DWORD code, DWORD flags, DWORD count,
				  const ULONG_PTR *arguments)
{
	(void)code;
	(void)flags;
	(void)count;
	(void)arguments;
	abort();
}

#include <winerror.h>

#endif /* CPGPU_WINDOWS_H */
