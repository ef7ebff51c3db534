/* SPDX-License-Identifier: MIT */
#pragma pack(push, 4)
