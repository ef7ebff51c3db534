/* SPDX-License-Identifier: (GPL-2.0-or-later OR MIT) */
/*
 * cpgpu authenticated channels: messages
 *
 * The messages that an application and the device exchange through the
 * registers CPGPU_CHAN_IN and CPGPU_CHAN_OUT.  They are the structures of
 * Direct3D's authenticated channels as a 64-bit program has them in memory:
 * little-endian, with 64-bit handles, and GUIDs as 16 bytes.  The device writes
 * padding as zero, and ignores it in what it reads except for the MAC.
 *
 * A MAC is AES-CMAC under the channel's key, over all of the structure after
 * the member omac, padding included.  A query carries no MAC.
 */
#ifndef CPGPU_CHANNEL_H
#define CPGPU_CHANNEL_H

#include "cpgpu_hw.h"

#define CPGPU_MAC_SIZE  16
#define CPGPU_GUID_SIZE 16

/* The bytes of a GUID in memory, from the numbers in its usual notation */
#define CPGPU_GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7) \
    { (a) & 0xff, (a) >> 8 & 0xff, (a) >> 16 & 0xff, (uint32_t)(a) >> 24, \
      (b) & 0xff, (b) >> 8, (c) & 0xff, (c) >> 8, \
      d0, d1, d2, d3, d4, d5, d6, d7 }

/* ------------------------------------------------------------- commands -- */

#define CPGPU_CONFIGURE_INITIALIZE \
    CPGPU_GUID(0x06114bdb, 0x3523, 0x470a, \
               0x8d, 0xca, 0xfb, 0xc2, 0x84, 0x51, 0x54, 0xf0)
#define CPGPU_CONFIGURE_PROTECTION \
    CPGPU_GUID(0x50455658, 0x3f47, 0x4362, \
               0xbf, 0x99, 0xbf, 0xdf, 0xcd, 0xe9, 0xed, 0x29)
#define CPGPU_CONFIGURE_CRYPTO_SESSION \
    CPGPU_GUID(0x6346cc54, 0x2cfc, 0x4ad4, \
               0x82, 0x24, 0xd1, 0x58, 0x37, 0xde, 0x77, 0x00)
#define CPGPU_CONFIGURE_SHARED_RESOURCE \
    CPGPU_GUID(0x0772d047, 0x1b40, 0x48e8, \
               0x9c, 0xa6, 0xb5, 0xf5, 0x10, 0xde, 0x9f, 0x01)
#define CPGPU_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE \
    CPGPU_GUID(0x41fff286, 0x6ae0, 0x4d43, \
               0x9d, 0x55, 0xa4, 0x6e, 0x9e, 0xfd, 0x15, 0x8a)

struct cpgpu_configure {
    uint8_t omac[CPGPU_MAC_SIZE];
    uint8_t type[CPGPU_GUID_SIZE];
    CPGPU_LE64 channel;
    CPGPU_LE32 sequence;
    CPGPU_LE32 pad;
};

/*
 * Accepted once, after the key exchange.  The sequence number in its head is
 * ignored; the other two are the first ones that queries and configure commands
 * may use.
 */
struct cpgpu_configure_initialize {
    struct cpgpu_configure head;
    CPGPU_LE32 start_query;
    CPGPU_LE32 start_configure;
};

#define CPGPU_PROTECTION_ENABLED                CPGPU_BIT(0)
#define CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN  CPGPU_BIT(1)

struct cpgpu_configure_protection {
    struct cpgpu_configure head;
    CPGPU_LE32 flags;           /* CPGPU_PROTECTION_* */
    CPGPU_LE32 pad;
};

struct cpgpu_configure_crypto_session {
    struct cpgpu_configure head;
    CPGPU_LE64 decoder;         /* 0: there are no decoders */
    CPGPU_LE64 session;
    CPGPU_LE64 device;
};

#define CPGPU_PROCESS_UNKNOWN   0
#define CPGPU_PROCESS_DWM       1
#define CPGPU_PROCESS_HANDLE    2

struct cpgpu_configure_shared_resource {
    struct cpgpu_configure head;
    CPGPU_LE32 process_type;    /* CPGPU_PROCESS_* */
    CPGPU_LE32 pad0;
    CPGPU_LE64 process;         /* a handle; 0 unless CPGPU_PROCESS_HANDLE */
    CPGPU_LE32 allow;           /* 0 or 1 */
    CPGPU_LE32 pad1;
};

struct cpgpu_configure_encryption {
    struct cpgpu_configure head;
    uint8_t encryption[CPGPU_GUID_SIZE];
};

/* --------------------------------------------------------------- queries -- */

#define CPGPU_QUERY_PROTECTION \
    CPGPU_GUID(0xa84eb584, 0xc495, 0x48aa, \
               0xb9, 0x4d, 0x8b, 0xd2, 0xd6, 0xfb, 0xce, 0x05)
#define CPGPU_QUERY_CHANNEL_TYPE \
    CPGPU_GUID(0xbc1b18a5, 0xb1fb, 0x42ab, \
               0xbd, 0x94, 0xb5, 0x82, 0x8b, 0x4b, 0xf7, 0xbe)
#define CPGPU_QUERY_DEVICE_HANDLE \
    CPGPU_GUID(0xec1c539d, 0x8cff, 0x4e2a, \
               0xbc, 0xc4, 0xf5, 0x69, 0x2f, 0x99, 0xf4, 0x80)
#define CPGPU_QUERY_CRYPTO_SESSION \
    CPGPU_GUID(0x2634499e, 0xd018, 0x4d74, \
               0xac, 0x17, 0x7f, 0x72, 0x40, 0x59, 0x52, 0x8d)
#define CPGPU_QUERY_PROCESS_COUNT \
    CPGPU_GUID(0x0db207b3, 0x9450, 0x46a6, \
               0x82, 0xde, 0x1b, 0x96, 0xd4, 0x4f, 0x9c, 0xf2)
#define CPGPU_QUERY_PROCESS \
    CPGPU_GUID(0x649bbadb, 0xf0f4, 0x4639, \
               0xa1, 0x5b, 0x24, 0x39, 0x3f, 0xc3, 0xab, 0xac)
#define CPGPU_QUERY_UNRESTRICTED_COUNT \
    CPGPU_GUID(0x012f0bd6, 0xe662, 0x4474, \
               0xbe, 0xfd, 0xaa, 0x53, 0xe5, 0x14, 0x3c, 0x6d)
#define CPGPU_QUERY_OUTPUT_ID_COUNT \
    CPGPU_GUID(0x2c042b5e, 0x8c07, 0x46d5, \
               0xaa, 0xbe, 0x8f, 0x75, 0xcb, 0xad, 0x4c, 0x31)
#define CPGPU_QUERY_OUTPUT_ID \
    CPGPU_GUID(0x839ddca3, 0x9b4e, 0x41e4, \
               0xb0, 0x53, 0x89, 0x2b, 0xd2, 0xa1, 0x1e, 0xe7)
#define CPGPU_QUERY_ACCESSIBILITY \
    CPGPU_GUID(0x6214d9d2, 0x432c, 0x4abb, \
               0x9f, 0xce, 0x21, 0x6e, 0xea, 0x26, 0x9e, 0x3b)
#define CPGPU_QUERY_ENCRYPTION_COUNT \
    CPGPU_GUID(0xb30f7066, 0x203c, 0x4b07, \
               0x93, 0xfc, 0xce, 0xaa, 0xfd, 0x61, 0x24, 0x1e)
#define CPGPU_QUERY_ENCRYPTION \
    CPGPU_GUID(0xf83a5958, 0xe986, 0x4bda, \
               0xbe, 0xb0, 0x41, 0x1f, 0x6a, 0x7a, 0x01, 0xb7)
#define CPGPU_QUERY_CURRENT_ENCRYPTION \
    CPGPU_GUID(0xec1791c7, 0xdad3, 0x4f15, \
               0x9e, 0xc3, 0xfa, 0xa9, 0x3d, 0x60, 0xd4, 0xf0)

struct cpgpu_query {
    uint8_t type[CPGPU_GUID_SIZE];
    CPGPU_LE64 channel;
    CPGPU_LE32 sequence;
    CPGPU_LE32 pad;
};

struct cpgpu_query_crypto_session {
    struct cpgpu_query head;
    CPGPU_LE64 decoder;         /* 0: there are no decoders */
};

/* CPGPU_QUERY_PROCESS, CPGPU_QUERY_ENCRYPTION: of the entry at this index */
struct cpgpu_query_index {
    struct cpgpu_query head;
    CPGPU_LE32 index;
    CPGPU_LE32 pad;
};

struct cpgpu_query_output_id_count {
    struct cpgpu_query head;
    CPGPU_LE64 device;
    CPGPU_LE64 session;
};

struct cpgpu_query_output_id {
    struct cpgpu_query head;
    CPGPU_LE64 device;
    CPGPU_LE64 session;
    CPGPU_LE32 index;
    CPGPU_LE32 pad;
};

/* --------------------------------------------------------------- answers -- */

/*
 * The answer to a configure command, and the head of the answer to a query.  If
 * the query failed, zeros follow the head.
 */
struct cpgpu_answer {
    uint8_t omac[CPGPU_MAC_SIZE];       /* zero while the channel has no key */
    uint8_t type[CPGPU_GUID_SIZE];      /* type, channel and sequence are */
                                        /*   those of the message */
    CPGPU_LE64 channel;
    CPGPU_LE32 sequence;
    CPGPU_LE32 result;          /* CPGPU_RESULT_* */
};

/* Results: HRESULT values */
#define CPGPU_RESULT_OK         0x00000000u
#define CPGPU_RESULT_FAIL       0x80004005u     /* CPGPU_ST_NOT_AVAILABLE */
#define CPGPU_RESULT_INVALIDARG 0x80070057u     /* all other failures */

/* CPGPU_QUERY_PROTECTION, _CHANNEL_TYPE, and _*_COUNT but OUTPUT_ID_COUNT */
struct cpgpu_answer_value {
    struct cpgpu_answer head;
    CPGPU_LE32 value;
    CPGPU_LE32 pad;
};

struct cpgpu_answer_device_handle {
    struct cpgpu_answer head;
    CPGPU_LE64 device;
};

struct cpgpu_answer_crypto_session {
    struct cpgpu_answer head;
    CPGPU_LE64 decoder;
    CPGPU_LE64 session;         /* 0: no session is bound */
    CPGPU_LE64 device;
};

struct cpgpu_answer_process {
    struct cpgpu_answer head;
    CPGPU_LE32 index;
    CPGPU_LE32 process_type;
    CPGPU_LE64 process;
};

struct cpgpu_answer_output_id_count {
    struct cpgpu_answer head;
    CPGPU_LE64 device;
    CPGPU_LE64 session;
    CPGPU_LE32 count;
    CPGPU_LE32 pad;
};

struct cpgpu_answer_output_id {
    struct cpgpu_answer head;
    CPGPU_LE64 device;
    CPGPU_LE64 session;
    CPGPU_LE32 index;
    CPGPU_LE32 pad;
    CPGPU_LE64 output;
};

#define CPGPU_BUS_PCI           1
#define CPGPU_BUS_PCI_EXPRESS   3

struct cpgpu_answer_accessibility {
    struct cpgpu_answer head;
    CPGPU_LE32 bus;             /* CPGPU_BUS_* */
    CPGPU_LE32 contiguous;      /* 0: content is never accessible to a CPU */
    CPGPU_LE32 non_contiguous;  /* 0: likewise */
    CPGPU_LE32 pad;
};

struct cpgpu_answer_encryption {
    struct cpgpu_answer head;
    CPGPU_LE32 index;
    uint8_t encryption[CPGPU_GUID_SIZE];
    CPGPU_LE32 pad;
};

struct cpgpu_answer_current_encryption {
    struct cpgpu_answer head;
    uint8_t encryption[CPGPU_GUID_SIZE];
};

/* The only encryption of content in video memory */
#define CPGPU_ENCRYPTION_AES128_CTR \
    CPGPU_GUID(0x9b6bd711, 0x4f74, 0x41c9, \
               0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f)

#endif /* CPGPU_CHANNEL_H */
