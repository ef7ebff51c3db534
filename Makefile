# SPDX-License-Identifier: MIT
# The targets of the project; 'make help' lists them.  Everything generated goes
# to build/.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += -j$(shell nproc) --no-print-directory

# V=1 shows the commands and all output
Q := $(if $(V),,@)
ifneq ($(V),)
export V
else
SILENT := -s
endif
say = @printf '  %-9s %s\n' '$(1)' '$(2)'

ifneq ($(filter-out help clean distclean,$(or $(MAKECMDGOALS),all)),)
ifeq ($(wildcard build/config.mk),)
$(error run ./configure first (or './configure --install-deps'))
endif
include build/config.mk

# Repeat configure, with the same options, when it or its scripts have changed.
build/config.mk: configure $(wildcard scripts/get-* scripts/configure-qemu scripts/qemu/*)
	$(call say,CONFIGURE,again: $?)
	$(Q)./configure $(CONFIGURE_OPTIONS)
endif

VM_DIR := host/vm
OUT := $(BUILD)/guest
SUITES := build style qtest ledger guest host demo docs leak
# what uses the library
PARTS := guest-driver/lib/d3d guest-driver/tools guest-driver/examples \
	guest-driver/tests/callers host/licence host/leak

.PHONY: all qemu qtests module lib $(PARTS) tests vm
all: qemu module lib $(PARTS) tests vm

# ninja cannot use make's job server, so pass on its -jN
NINJA_JOBS = $(filter-out -j,$(filter -j%,$(MAKEFLAGS)))

qemu:
	$(Q)scripts/build-qemu $(BUILD) $(NINJA_JOBS) qemu-system-x86_64

# after qemu, since two ninjas must not build in one folder
qtests: qemu
	$(Q)scripts/build-qemu $(BUILD) $(NINJA_JOBS) cpgpu-qtests

module:
	$(Q)$(MAKE) $(SILENT) -C guest-driver/drm KDIR=$(KDIR) O=$(OUT)/drm

lib:
	$(Q)$(MAKE) $(SILENT) -C guest-driver/lib O=$(OUT)

$(PARTS): lib
	$(Q)$(MAKE) $(SILENT) -C $@ O=$(OUT)

guest-driver/examples guest-driver/tests/callers tests: guest-driver/lib/d3d

tests: lib
	$(Q)$(MAKE) $(SILENT) -C guest-driver/tests O=$(OUT)

vm: $(BUILD)/vm/initramfs

$(BUILD)/vm/root.img: $(VM_DIR)/build-root $(VM_DIR)/packages.sh
	$(Q)$(VM_DIR)/build-root $(BUILD)

# Wine for the VM, and what Windows programs need there; only for those who want it
.PHONY: wine demo-wine
wine: all $(BUILD)/vm/wine.img
	$(Q)$(MAKE) $(SILENT) -C guest-driver/wine O=$(OUT)

demo-wine: wine
	$(Q)host/wine/demo $(DEMO_ARGS)

$(BUILD)/vm/wine.img: $(VM_DIR)/build-wine $(BUILD)/vm/root.img
	$(Q)$(VM_DIR)/build-wine $(BUILD)

$(BUILD)/vm/initramfs: $(VM_DIR)/build-initramfs $(VM_DIR)/guest-boot \
		$(BUILD)/kernel/version $(BUILD)/vm/root.img
	$(call say,PACK,vm/initramfs)
	$(Q)$(VM_DIR)/build-initramfs $(BUILD)

.PHONY: demo run
demo: all
	$(Q)host/demo/run $(DEMO_ARGS)

# DISPLAY_MODE: none, window, or vnc, which is display :0, or vnc:N
DISPLAY_MODE ?= none
run: all
	$(Q)$(VM_DIR)/run $(if $(filter window,$(DISPLAY_MODE)),--window) \
		$(if $(filter vnc%,$(DISPLAY_MODE)),--vnc :$(or $(patsubst vnc:%,%,$(filter vnc:%,$(DISPLAY_MODE))),0)) \
		$(RUN_ARGS)

# Each suite leaves a TAP file in build/check; the last line is the total.
# TESTS='WORD...' selects tests, VM_ARGS='...' are options of host/vm/run, and
# LEDGER_SECONDS=N is how long the ledger's programs run.
export TESTS VM_ARGS LEDGER_SECONDS
.PHONY: check $(SUITES:%=check-%)
check: all qtests
	$(Q)scripts/check $(BUILD) $(SUITES)

check-qtest: qtests

# a QEMU whose device records all cipher blocks in a ledger
.PHONY: ledger
ledger: qtests
	$(Q)scripts/build-ledger $(BUILD) $(NINJA_JOBS)
check check-ledger: ledger

check-build check-style check-guest check-host check-demo check-leak: all
# the suite demo covers the benchmark's code, which must at least compile
check check-demo: bench-programs
# the manual names tests, which it compares with the lists of the programs
check-docs: all qtests
$(SUITES:%=check-%):
	$(Q)scripts/check $(BUILD) $(@:check-%=%)

# the qtests, and the guest's tests of channels and Direct3D, with sanitizers
SAN ?= address clang thread guest
.PHONY: check-san
check-san: $(if $(filter guest,$(SAN)),all)
	$(Q)for kind in $(SAN); do \
		scripts/build-san $(BUILD) $$kind $(NINJA_JOBS) || exit; \
	done
	$(Q)scripts/check $(BUILD) $(SAN:guest=guest-san)

# Windows programs in the VM
.PHONY: check-wine
check-wine: wine
	$(Q)scripts/check $(BUILD) wine

# BENCH_ARGS='...' are options of host/bench/run
.PHONY: bench bench-programs
bench: bench-programs
	$(Q)host/bench/run $(BENCH_ARGS)

bench-programs: all
	$(Q)$(MAKE) $(SILENT) -C host/bench/cipher O=$(BUILD)/bench \
		QEMU_BUILD=$(QEMU_BUILD) CIPHER=$(CIPHER)
	$(Q)$(MAKE) $(SILENT) -C host/bench/guest O=$(OUT) KDIR=$(KDIR)

.PHONY: docs
docs:
	$(Q)command -v sphinx-build >/dev/null || \
		{ echo "make docs needs sphinx-build: install python3-sphinx" >&2; exit 1; }
	$(call say,SPHINX,build/docs/index.html)
	$(Q)sphinx-build -q -W -b html docs $(BUILD)/docs

.PHONY: clean distclean help
clean:
	$(call say,CLEAN,build/ without what configure fetched)
	$(Q)[ ! -e build/qemu/build.ninja ] || ninja -C build/qemu -t clean >/dev/null
	$(Q)rm -rf build/qemu/ledger.p build/qemu/ledger.ninja build/qemu/qemu-ledger-*
	$(Q)rm -rf build/qemu-asan build/qemu-clang build/qemu-tsan \
		build/guest-san
	$(Q)rm -rf build/guest build/vm build/check build/demo build/leak build/docs \
		build/bench

distclean:
	$(call say,CLEAN,all of build/)
	$(Q)rm -rf build/* build/.[!.]*
	$(Q)rm -rf build

help:
	@echo "Targets of cpgpu (first: ./configure --install-deps)"
	@echo
	@echo "  make              build QEMU with the device, the module, libraries, tools,"
	@echo "                    examples, the licence server, the VM"
	@echo "  make demo         play a protected video in the VM with keys from the licence"
	@echo "                    server; results in build/demo;"
	@echo "                    DEMO_ARGS='...' are options of host/demo/run"
	@echo "  make wine         Wine for the VM, Direct3D for Windows programs, and the examples as"
	@echo "                    such programs; 'make run RUN_ARGS=--wine' has them"
	@echo "  make demo-wine    the same video, while Windows programs refresh keys of their own"
	@echo "  make run          a shell in the VM, with the driver loaded;"
	@echo "                    DISPLAY_MODE=window, vnc or vnc:N shows the monitor,"
	@echo "                    RUN_ARGS='...' are options of host/vm/run"
	@echo "  make check        run all tests; a TAP file for each suite in build/check"
	@echo "  make check-qtest  the device's tests, without a guest"
	@echo "  make check-ledger random programs on a device that records its cipher blocks;"
	@echo "                    LEDGER_SECONDS=N is how long they run"
	@echo "  make check-guest  the tests that run in the VM"
	@echo "  make check-host   the tests of libraries, player, licence server and"
	@echo "                    cpgpu-identity outside the VM"
	@echo "  make check-build  the tests of configure, the VM's runner and the scripts"
	@echo "  make check-demo   the tests of the demo's and the benchmark's own code"
	@echo "  make check-leak   play a video, and search everything that the guest can read"
	@echo "                    for keys and plaintext"
	@echo "  make check-docs   compare the manual with the code"
	@echo "  make check-style  checkpatch, sparse, shellcheck, spelling, licences and layers"
	@echo "  make check-san    check-qtest with AddressSanitizer of gcc and of clang and with"
	@echo "                    ThreadSanitizer, and the guest's tests of channels and"
	@echo "                    Direct3D with AddressSanitizer, in builds of their own;"
	@echo "                    SAN='word...' selects from address, clang, thread and guest"
	@echo "  make check-wine   run the examples as Windows programs, and compare their output with"
	@echo "                    that of the native ones"
	@echo "  TESTS='word...'   for check-qtest, check-guest, check-host and check-san: only"
	@echo "                    tests with a word in their names"
	@echo "  make bench        compare the device with this machine's limits and with other"
	@echo "                    devices, for some minutes; results in build/bench;"
	@echo "                    BENCH_ARGS='...' are options of host/bench/run"
	@echo "  make docs         the manual as HTML in build/docs"
	@echo "  make clean        remove what make built; distclean: also what configure fetched"
	@echo
	@echo "  V=1 shows all commands; -jN sets the number of jobs (default: one per processor)"
