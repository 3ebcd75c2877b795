# xencfg: configuration for Xen hosts and guests.
#
#   make            builds build/xencfg
#   make demo       shows what examples/gerf becomes (installs what is missing)
#   make check      runs every test that this machine allows (installs what is missing)
#   make check-xen  runs those on an emulated Xen alone; build/xen/ has what its consoles said
#   make bench      measures, against a floor in the same run; make bench-growth: how the cost grows, up to a million guests
#   make fuzz       changed inputs for each reader: TIME=60 seconds each, TARGET=domu_xl for one; make fuzz-smoke: 60 s in all
#   make coverage   which lines, functions and branches of src the tests reach: build/coverage.txt
#   make doc        man pages and completion, in build/doc; install has them, too
#
# The tree builds without .git, as from a tarball.

VERSION = 0.1
DATE = November 22, 2026
PREFIX ?= /usr/local
BUILD ?= build

CC ?= gcc
AWK ?= awk
# tests/security looks for all of this in the program. Not -fcf-protection: Debian 12 starts programs with code that
# has none of it, and then the linker leaves it out.
CFLAGS ?= -O2 -g -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fPIE
LDFLAGS ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code

WARNINGS = -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
FLAGS = -std=c11 -D_GNU_SOURCE -DXENCFG_VERSION='"$(VERSION)"' -Iinclude -Isrc/diag -I$(BUILD) $(WARNINGS) -MMD -MP
LIBS = -ljansson -lconfig -lmnl

TABLES = schema/releases.tsv schema/domu-keys.tsv schema/vif-keys.tsv schema/host-options.tsv schema/values.tsv
GENERATED = $(BUILD)/keys_enum.h
LIBRARY = $(patsubst src/%.c,$(BUILD)/%.o,$(filter-out src/cli/%,$(wildcard src/*/*.c))) $(BUILD)/keys_tables.o
CLI = $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard src/cli/*.c))

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all demo doc check check-xen bench bench-growth fuzz fuzz-smoke coverage update-cases update-doc install clean

all: $(BUILD)/xencfg

$(BUILD)/xencfg: $(CLI) $(BUILD)/libxencfg.a
	@echo "  LINK $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libxencfg.a: $(LIBRARY)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/%.o: src/%.c $(GENERATED) Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(CFLAGS) $(FLAGS) -c -o $@ $<

$(BUILD)/keys_tables.o: $(BUILD)/keys_tables.c $(GENERATED)
	@echo "  CC   $<"
	@$(CC) $(CFLAGS) $(FLAGS) -c -o $@ $<

# The assembler takes these in; the compiler does not see that it does.
$(BUILD)/base/embedded.o: $(wildcard templates/*) schema/host.schema.json

$(BUILD)/keys_enum.h: schema/read.awk schema/tables.awk $(TABLES)
	@mkdir -p $(@D)
	@LC_ALL=C $(AWK) -v out=enum -f schema/read.awk -f schema/tables.awk $(TABLES) > $@

$(BUILD)/keys_tables.c: schema/read.awk schema/tables.awk $(TABLES)
	@mkdir -p $(@D)
	@LC_ALL=C $(AWK) -v out=tables -f schema/read.awk -f schema/tables.awk $(TABLES) > $@

# Committed, since editors fetch it; rebuilt when its sources change.
schema/host.schema.json: schema/read.awk schema/schema.awk schema/host.schema.in.json $(TABLES)
	LC_ALL=C $(AWK) -f schema/read.awk -f schema/schema.awk $(TABLES) schema/host.schema.in.json > $@

# The founding document's example, end to end.
demo:
	@tests/setup build
	@$(MAKE) -s all
	@tests/demo $(BUILD)/xencfg

check:
	@tests/check

check-xen:
	@tests/check xen

update-cases: all
	XENCFG=$(CURDIR)/$(BUILD)/xencfg tests/cases/run --update
	XENCFG=$(CURDIR)/$(BUILD)/xencfg tests/messages/run --update
	tests/doc/tutorial $(BUILD)/xencfg --update

bench: all
	@CC="$(CC)" GROWTH=$(GROWTH) XENCFG=$(CURDIR)/$(BUILD)/xencfg BUILD=$(BUILD) tests/bench/run

bench-growth: all
	@CC="$(CC)" GROWTH=1 XENCFG=$(CURDIR)/$(BUILD)/xencfg BUILD=$(BUILD) tests/bench/run growth

fuzz:
	@BUILD=$(BUILD) TIME="$(TIME)" TARGET="$(TARGET)" tests/fuzz/run long

fuzz-smoke:
	@BUILD=$(BUILD) tests/fuzz/run smoke

coverage:
	@BUILD=$(BUILD) tests/coverage/run

# Man pages, completion and the pages of the rules come from the program's own tables: this has them linked in.
$(BUILD)/doc/generate: $(wildcard doc/*.c) doc/generate.h $(filter-out $(BUILD)/cli/main.o,$(CLI)) $(BUILD)/libxencfg.a
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(CFLAGS) $(filter-out -MMD -MP,$(FLAGS)) -Isrc/cli $(LDFLAGS) -o $@ $(filter-out %.h,$^) $(LIBS)

$(BUILD)/doc/made: $(BUILD)/doc/generate $(wildcard doc/*.in)
	@rm -rf $(BUILD)/doc/man1 $(BUILD)/doc/man5 $(BUILD)/doc/completion
	@mkdir -p $(BUILD)/doc/man1 $(BUILD)/doc/man5 $(BUILD)/doc/completion
	@$< man $(BUILD)/doc doc "$(DATE)"
	@$< completion $(BUILD)/doc/completion
	@touch $@

doc: $(BUILD)/doc/made

# Committed, since people read them where they are.
update-doc: all $(BUILD)/doc/generate
	$(BUILD)/doc/generate rules doc/rules
	tests/doc/pictures $(BUILD)/xencfg --update

clean:
	rm -rf $(BUILD)

install: all doc
	install -D -m 755 $(BUILD)/xencfg $(DESTDIR)$(PREFIX)/bin/xencfg
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/share/doc/xencfg
	sed 's|@PREFIX@|$(PREFIX)|' dist/xencfg-bridges.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/xencfg-bridges.service
	sed 's|@PREFIX@|$(PREFIX)|' dist/xencfg-bridges.init > $(DESTDIR)$(PREFIX)/share/doc/xencfg/xencfg-bridges.init
	sed 's|@PREFIX@|$(PREFIX)|' dist/interfaces.example > $(DESTDIR)$(PREFIX)/share/doc/xencfg/interfaces.example
	install -m 644 dist/README.md $(DESTDIR)$(PREFIX)/share/doc/xencfg/
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 $(BUILD)/doc/man1/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(BUILD)/doc/man5/*.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -D -m 644 $(BUILD)/doc/completion/xencfg.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/xencfg
	install -D -m 644 $(BUILD)/doc/completion/_xencfg $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_xencfg
	install -D -m 644 $(BUILD)/doc/completion/xencfg.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/xencfg.fish

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*.d)
