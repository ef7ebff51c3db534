/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 9: the capabilities of content protection
 *
 * Names, values and layouts are those of the public ABI for x64.
 */
#ifndef D3D9CAPS_H
#define D3D9CAPS_H

#include "d3dcommon_types.h"

#define D3DCPCAPS_SOFTWARE		0x00000001
#define D3DCPCAPS_HARDWARE		0x00000002
#define D3DCPCAPS_PROTECTIONALWAYSON	0x00000004
#define D3DCPCAPS_PARTIALDECRYPTION	0x00000008
#define D3DCPCAPS_CONTENTKEY		0x00000010
#define D3DCPCAPS_FRESHENSESSIONKEY	0x00000020
#define D3DCPCAPS_ENCRYPTEDREADBACK	0x00000040
#define D3DCPCAPS_ENCRYPTEDREADBACKKEY	0x00000080
#define D3DCPCAPS_SEQUENTIAL_CTR_IV	0x00000100
#define D3DCPCAPS_ENCRYPTSLICEDATAONLY	0x00000200

typedef struct _D3DCONTENTPROTECTIONCAPS {
	DWORD Caps;			/* D3DCPCAPS_* */
	GUID KeyExchangeType;
	UINT BufferAlignmentStart;	/* of a blt's system memory, bytes */
	UINT BlockAlignmentSize;	/* a blt's size is a multiple of it */
	ULONGLONG ProtectedMemorySize;	/* bytes free for protected surfaces */
} D3DCONTENTPROTECTIONCAPS;

DEFINE_GUID(D3DCRYPTOTYPE_AES128_CTR, 0x9b6bd711, 0x4f74, 0x41c9,
	    0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f);
DEFINE_GUID(D3DCRYPTOTYPE_PROPRIETARY, 0xab4e9afd, 0x1d1c, 0x46e6,
	    0xa7, 0x2f, 0x08, 0x69, 0x91, 0x7b, 0x0d, 0xe8);
DEFINE_GUID(D3DKEYEXCHANGE_RSAES_OAEP, 0xc1949895, 0xd72a, 0x4a1d,
	    0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20);
DEFINE_GUID(D3DKEYEXCHANGE_DXVA, 0x43d3775c, 0x38e5, 0x4924,
	    0x8d, 0x86, 0xd3, 0xfc, 0xcf, 0x15, 0x3e, 0x9b);

#endif /* D3D9CAPS_H */
