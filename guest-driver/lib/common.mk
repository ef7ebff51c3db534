# SPDX-License-Identifier: MIT
# What the user-space makefiles of guest-driver/ share.  O is the output folder
# (build/guest of the project): libraries go to $(O)/lib, programs to $(O)/bin.

ifeq ($(O),)
$(error say where the output goes: make O=DIR)
endif

override O := $(abspath $(O))

# V=1 shows the commands
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)	$(2:$(O)/%=%)")

GUEST := $(realpath $(dir $(lastword $(MAKEFILE_LIST)))/..)
LIB_SRC := $(GUEST)/lib
PKG_CONFIG ?= pkg-config

CFLAGS ?= -O2 -g
CFLAGS += -std=gnu11 -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes \
	  -fstack-protector-strong -D_FORTIFY_SOURCE=2 -D_GNU_SOURCE
CPPFLAGS += -I$(LIB_SRC) -I$(GUEST)/drm/include/uapi/drm \
	    $(shell $(PKG_CONFIG) --cflags libdrm)
DEPFLAGS = -MMD -MP
CPGPU_LIBS := -L$(O)/lib -lcpgpu

# the version is the first word of lib/VERSION
VERSION := $(shell cat $(LIB_SRC)/VERSION)
CPPFLAGS += -DCPGPU_LIB_VERSION='"$(VERSION)"'

COMPILE = $(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<

# Direct3D's headers: ours, and links to those of mingw-w64 (made by lib/d3d)
MINGW_INCLUDE ?= /usr/share/mingw-w64/include
MINGW_DIR := $(O)/include/mingw-w64
D3D_CPPFLAGS := -I$(LIB_SRC)/d3d/include -I$(LIB_SRC)/d3d/include/win32 \
		-isystem $(MINGW_DIR)
