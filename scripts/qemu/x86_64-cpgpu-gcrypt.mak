# SPDX-License-Identifier: GPL-2.0-or-later
# The same with libgcrypt for keystreams: configure --cipher=gcrypt

include cpgpu.mak
CONFIG_CPGPU_GCRYPT=y
