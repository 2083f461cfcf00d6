# pairscope. `make help` lists the targets; HACKING.md says more.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
CFLAGS ?= -O3 -g
# CI builds with WERROR=-Werror; a newer compiler's new warning stops no user.
WERROR ?=
# Another configuration beside the first: make BUILD=build/other CFLAGS=...
BUILD ?= build/release
# What decodes is optimised as a whole, which saves a tenth of its time. Objects
# hold ordinary code too, which the tests link with -fno-lto: that saves ours.
ifndef LTO
LTO := $(shell echo | $(CC) -Werror -flto=auto -ffat-lto-objects -xc -c - \
	-o /dev/null 2>/dev/null && echo -flto=auto -ffat-lto-objects)
endif
# How many compilers, and tests, run at a time in `demo` and `check`.
JOBS ?= $(shell nproc)
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

# What is built; a subset builds alone, with its tests: make DIRS="base smp" unit
DIRS ?= base decoders pcap smp gatt hci sim cli

LIBS := libserialport libpcap zlib libcrypto jansson readline libudev
PACKAGES := gcc pkg-config libserialport-dev libpcap-dev zlib1g-dev libssl-dev \
	libjansson-dev libreadline-dev libudev-dev libusb-1.0-0-dev
# What the program does without where it is not there.
OPTIONAL := $(shell pkg-config --exists libusb-1.0 2>/dev/null && echo libusb-1.0)
TEST_PACKAGES := openssl libcmocka-dev bluez bluez-test-tools tshark mandoc \
	clang-format python3

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wconversion -Wno-sign-conversion -Wwrite-strings -Wundef
override CPPFLAGS += -I. -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	$(if $(OPTIONAL),-DHAVE_LIBUSB)
override CFLAGS += -std=gnu11 $(WARN) $(WERROR) \
	$(shell pkg-config --cflags $(LIBS) $(OPTIONAL) 2>/dev/null)
LDLIBS += $(shell pkg-config --libs $(LIBS) $(OPTIONAL) 2>/dev/null)

SRC := $(sort $(wildcard $(addsuffix /*.c,$(DIRS))))
OBJ := $(SRC:%.c=$(BUILD)/%.o)
MAIN := $(filter $(BUILD)/cli/main.o,$(OBJ))
CORE := $(filter-out $(MAIN),$(OBJ))
UNIT := $(sort $(wildcard $(patsubst %,tests/unit/test_%*.c,$(DIRS))))
UNIT_BIN := $(UNIT:%.c=$(BUILD)/%)
UNIT_HELP := $(BUILD)/tests/unit/helpers.o
FUZZ := smp_initiator smp_responder smp_pump decoder capture views filter sniff
FUZZ_SECONDS ?= 600
FUZZ_HELP := $(patsubst %,$(BUILD)/tests/fuzz/%.o, \
	smp_side smp_world p256_memo few_passkeys outputs)
FUZZ_LINK := -Wl,--wrap=p256_generate,--wrap=p256_dhkey \
	-Wl,--wrap=crack_passkey,--wrap=crack_stk
REPLAY := $(FUZZ:%=$(BUILD)/tests/fuzz/replay_%)
PRELOAD := $(patsubst %,$(BUILD)/preload/%.so,afalg tty gpio monitor)
DEVICES := $(wildcard sim/devices/*.json)
PAIRSCOPE := $(BUILD)/pairscope

SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

all: $(PAIRSCOPE)

help:
	@echo 'make            build $(PAIRSCOPE)'
	@echo 'make deps       install what is missing, with apt'
	@echo 'make demo       install what is missing, build, and run the main'
	@echo '                job on the simulator'
	@echo 'make check      every test, in a release and in a sanitizer build'
	@echo 'make unit e2e   some of them'
	@echo 'make check-bluez    pair with a Linux kernel and bluetoothd, in qemu'
	@echo 'make check-faults   a run with the wire cut, stalled, garbled at'
	@echo '                every place; ten minutes'
	@echo 'make fuzz       libFuzzer on the SMP machine, the decoder, filters and'
	@echo '                readers of captures, with clang, for'
	@echo '                FUZZ_SECONDS=$(FUZZ_SECONDS) each'
	@echo 'make asan       build with AddressSanitizer and UBSan'
	@echo 'make golden     rewrite the golden files from what is built'
	@echo 'make parity     our lines and fields against those of btmon and'
	@echo '                tshark, for every shared capture'
	@echo 'make bench      speed, as ratios to btmon and tshark'
	@echo 'make lint fmt   check, or mend, layers, format and manual'
	@echo 'make install uninstall    PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)'
	@echo 'make clean'

$(PAIRSCOPE): $(OBJ)
	@echo '  LD    $@'
	$(Q)$(CC) $(CFLAGS) $(LTO) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC    $<'
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(if $(filter base/% decoders/% pcap/%,$<),$(LTO)) \
		-MMD -MP -c -o $@ $<

$(BUILD)/cli/builtin.o: $(DEVICES)

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(UNIT_HELP) $(CORE)
	@echo '  LD    $@'
	$(Q)$(CC) $(CFLAGS) -fno-lto $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(CORE)
	@echo '  LD    $@'
	$(Q)$(CC) $(CFLAGS) -fno-lto $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/interop/%: $(BUILD)/tests/interop/%.o $(CORE)
	@echo '  LD    $@'
	$(Q)$(CC) $(CFLAGS) -fno-lto $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o \
		$(BUILD)/tests/fuzz/replay.o $(FUZZ_HELP) $(CORE)
	@echo '  LD    $@'
	$(Q)$(CC) $(CFLAGS) -fno-lto $(LDFLAGS) $(FUZZ_LINK) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_HELP) $(CORE)
	@echo '  LD    $@'
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(FUZZ_LINK) -o $@ $^ $(LDLIBS)

$(BUILD)/%.so: tests/%.c
	@mkdir -p $(@D)
	@echo '  LD    $@'
	$(Q)$(CC) -O2 -g -Wall -D_GNU_SOURCE -shared -fPIC -o $@ $< -ldl -lcrypto

# Tests. One line each; the output of one that fails follows it.

unit: $(UNIT_BIN)
	@tests/run.sh $(UNIT_BIN)

e2e: $(PAIRSCOPE) $(PRELOAD)
	@PAIRSCOPE=$(PAIRSCOPE) BUILD=$(BUILD) tests/run.sh \
		$(sort $(wildcard tests/e2e/*.sh))

golden-check: $(PAIRSCOPE)
	@tests/run.sh 'tests/golden/run.sh $(PAIRSCOPE)'

# What fuzzing kept, without libFuzzer.
replay: $(REPLAY)
	@tests/run.sh $(foreach f,$(FUZZ), \
		'$(BUILD)/tests/fuzz/replay_$f tests/fuzz/corpus/$f')

built: $(PAIRSCOPE) $(UNIT_BIN) $(REPLAY) $(PRELOAD)

# `checks` is one build's tests; `check` runs them for two builds.
checks:
	@$(MAKE) --no-print-directory -j$(JOBS) built
	@$(MAKE) --no-print-directory unit replay golden-check e2e

check: deps-test
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) --no-print-directory lint
	@echo '  release build'
	@$(MAKE) --no-print-directory checks
	@echo '  sanitizer build'
	@$(MAKE) --no-print-directory checks BUILD=build/asan \
		CFLAGS='$(SANITIZE)' LDFLAGS='$(SANITIZE)' LTO=
	@echo 'check: all passed'

asan:
	@$(MAKE) --no-print-directory all BUILD=build/asan \
		CFLAGS='$(SANITIZE)' LDFLAGS='$(SANITIZE)' LTO=

fuzz:
	@if command -v clang >/dev/null; then \
		$(MAKE) --no-print-directory fuzz-run BUILD=build/fuzz \
			CC=clang \
			CFLAGS='$(SANITIZE) -fsanitize=fuzzer-no-link' LTO=; \
	else \
		echo 'fuzz: SKIPPED, there is no clang: make deps-fuzz'; \
	fi

fuzz-run: $(FUZZ:%=$(BUILD)/tests/fuzz/fuzz_%)
	@tests/fuzz/run.sh $(BUILD) $(FUZZ_SECONDS) $(FUZZ)

golden: $(PAIRSCOPE)
	@tests/golden/run.sh $(PAIRSCOPE) --update

parity: $(PAIRSCOPE)
	@tests/golden/parity.py $(PAIRSCOPE)

# Every place of a run where the wire can fail: ten minutes.
check-faults: $(PAIRSCOPE)
	@PAIRSCOPE=$(PAIRSCOPE) FAULTS_EVERY=1 tests/e2e/faults.sh

# Minutes, and an emulated machine: not part of `check`.
check-bluez: $(PAIRSCOPE) $(BUILD)/tests/interop/h5_bridge \
		$(BUILD)/tests/interop/flood
	@tests/interop/run.sh $(PAIRSCOPE)

bench: $(PAIRSCOPE) $(BUILD)/tests/bench/pairing $(BUILD)/tests/bench/crack
	@tests/bench/run.sh $(PAIRSCOPE) $(BUILD)/tests/bench/pairing

lint: $(PAIRSCOPE)
	@tests/run.sh 'tests/lint.sh $(PAIRSCOPE)'

fmt:
	$(Q)clang-format -i $(wildcard */*.[ch] tests/*/*.[ch])

# What a fresh machine lacks.

deps:
	@tests/deps.sh $(PACKAGES) $(TEST_PACKAGES)

deps-build:
	@pkg-config --exists $(LIBS) 2>/dev/null && command -v $(CC) >/dev/null \
		|| tests/deps.sh $(PACKAGES)

deps-test:
	@tests/deps.sh $(PACKAGES) $(TEST_PACKAGES)

deps-fuzz:
	@tests/deps.sh clang

demo: deps-build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tests/demo.sh $(PAIRSCOPE)

install: all
	install -D -m 755 $(PAIRSCOPE) $(DESTDIR)$(PREFIX)/bin/pairscope
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/pairscope/devices
	install -m 644 man/pairscope.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/pairscope-device.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 $(DEVICES) $(DESTDIR)$(PREFIX)/share/pairscope/devices/
	install -D -m 644 hci/70-pairscope.rules \
		$(DESTDIR)$(PREFIX)/lib/udev/rules.d/70-pairscope.rules

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/pairscope \
		$(DESTDIR)$(PREFIX)/share/man/man1/pairscope.1 \
		$(DESTDIR)$(PREFIX)/share/man/man5/pairscope-device.5 \
		$(DESTDIR)$(PREFIX)/lib/udev/rules.d/70-pairscope.rules
	rm -rf $(DESTDIR)$(PREFIX)/share/pairscope

clean:
	rm -rf build demo.pcapng

.SECONDARY:
.PHONY: all help unit e2e golden-check built checks check check-bluez \
	check-faults asan golden replay fuzz fuzz-run parity bench lint fmt \
	deps deps-build deps-test deps-fuzz demo install uninstall clean
-include $(wildcard $(BUILD)/*/*.d $(BUILD)/tests/*/*.d)
