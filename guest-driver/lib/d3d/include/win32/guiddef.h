/* SPDX-License-Identifier: MIT */
/*
 * GUIDs
 *
 * DEFINE_GUID declares a GUID that libcpgpu-d3d exports.  A program that is to
 * contain the GUIDs itself includes <initguid.h>, or #defines INITGUID, before
 * the headers that have them; any number of its files may do so.
 */

/* included first, or from these below it */
#if !defined(CPGPU_WINDOWS_H) && !defined(CPGPU_WINDOWS_TYPES_H)
#include "windows.h"
#endif

#ifndef CPGPU_GUIDDEF_H
#define CPGPU_GUIDDEF_H

#ifndef CPGPU_WINADAPTER

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID;

typedef GUID IID, CLSID, UUID, *LPGUID, *LPIID, *LPCLSID;
typedef const GUID *LPCGUID;

#ifdef __cplusplus
#define REFGUID		const GUID &
#define REFIID		const IID &
#define REFCLSID	const CLSID &

static inline int InlineIsEqualGUID(REFGUID a, REFGUID b)
{
	return !memcmp(&a, &b, sizeof(a));
}

static inline bool operator==(REFGUID a, REFGUID b)
{
	return InlineIsEqualGUID(a, b);
}

static inline bool operator!=(REFGUID a, REFGUID b)
{
	return !(a == b);
}
#else
#define REFGUID		const GUID *
#define REFIID		const IID *
#define REFCLSID	const CLSID *
#endif

#endif /* !CPGPU_WINADAPTER */

#ifndef IsEqualGUID
#ifdef __cplusplus
static inline BOOL IsEqualGUID(REFGUID a, REFGUID b)
{
	return !memcmp(&a, &b, sizeof(a));
}
#else
static inline BOOL IsEqualGUID(REFGUID a, REFGUID b)
{
	return !memcmp(a, b, sizeof(*a));
}
#endif
#define IsEqualIID(a, b)	IsEqualGUID(a, b)
#define IsEqualCLSID(a, b)	IsEqualGUID(a, b)
#endif

#endif /* CPGPU_GUIDDEF_H */

/* Outside of the guard: INITGUID may have been defined since. */
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	EXTERN_C const GUID name __attribute__((weak)); \
	const GUID name = { l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	EXTERN_C const GUID name
#endif
