# The only door. `make check` is what CI runs.
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
VERSION := $(shell sed -n 's/.*version: "\(.*\)".*/\1/p' Sources/harness-executor/Version.swift)
COMMIT := $(shell git describe --always --dirty --abbrev=8 2>/dev/null)
export PREFIX DESTDIR

# Linux builds carry everything; elsewhere the system's libraries are used.
ifeq ($(shell uname -s),Linux)
KIND := static
STATIC := -Xswiftc -static-executable
else
KIND := dynamic
endif
RELEASE := .build/release-$(KIND)
PROGRAM := $(RELEASE)/release/harness-executor
STAMP := -Xcc -DHARNESS_COMMIT='"$(COMMIT)"' -Xcc -DHARNESS_BUILD_KIND='"$(KIND)"'
TARBALL := harness-executor-$(VERSION)-$(shell uname -s | tr A-Z a-z)-$(shell uname -m)

# Every target is a name for something to do; none is a file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

build:  ## the five programs, for working on them: .build/debug
	$(SWIFT) build

test:  ## every test; what failed stands at the end
	@SWIFT=$(SWIFT) scripts/test

format:  ## rewrites the sources in the house's format
	$(SWIFT) format -i -r Package.swift Sources Tests Examples

lint:
	$(SWIFT) format lint --strict -r Package.swift Sources Tests Examples

check: lint test  ## what CI runs, and `make corpus` after it

release:  ## one static executable
	@mkdir -p .build
	@$(SWIFT) build -c release --scratch-path $(RELEASE) --product harness-executor $(STATIC) $(STAMP) > $(RELEASE).log 2>&1 \
	    || { cat $(RELEASE).log; exit 1; }
	@echo "built $(PROGRAM) ($(KIND), $(COMMIT))"

install: release  ## the executable and its names into PREFIX/bin, manual pages and completions into PREFIX/share
	@scripts/place install $(PROGRAM)

uninstall:  ## takes away what install put there, and nothing else
	@scripts/place uninstall

dist: release  ## a tarball with its SHA-256
	@rm -rf "dist/$(TARBALL)" && mkdir -p "dist/$(TARBALL)"
	@DESTDIR= PREFIX="dist/$(TARBALL)" scripts/place install $(PROGRAM) > /dev/null
	@cp README.md LICENSE CHANGELOG.md "dist/$(TARBALL)/"
	@tar -C dist --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$$(git log -1 --format=%ct 2>/dev/null || echo 0)" \
	    -c "$(TARBALL)" | gzip -n > "dist/$(TARBALL).tar.gz"
	@cd dist && sha256sum "$(TARBALL).tar.gz" > "$(TARBALL).tar.gz.sha256" && cat "$(TARBALL).tar.gz.sha256"

plugin:  ## the skill as a plugin of Claude Code and Codex, in dist/plugin
	@scripts/plugin dist/plugin

bench: release  ## start-up and JSON, side by side with what they are measured against
	@PROGRAM=$(PROGRAM) bench/run

bench-state: release  ## task-state beside a C floor and, with ORIGINAL=task_state.py, the script it replaces
	@PROGRAM=$(PROGRAM) ORIGINAL="$(ORIGINAL)" bench/state

bench-verify: release  ## verify beside a Python script, pytest and tavern doing the same
	@PROGRAM=$(PROGRAM) bench/verify

bench-gate: release  ## task-state complete beside a plain run of the same scenarios, first and with its controls recorded
	@bench/gate --program $(PROGRAM)

bench-critic: release  ## harness-critic on 1,000 to 100,000 failures and, with ORIGINAL=harness_critic.py, the script it replaces
	@PROGRAM=$(PROGRAM) ORIGINAL="$(ORIGINAL)" bench/critic

bench-memory: release  ## recall of memory-query on the data sets of DATA, and its time; ORIGINAL=memory_query.py beside it
	@PROGRAM=$(PROGRAM) DATA="$(if $(DATA),$(DATA),../shared/bench/memory)" ORIGINAL="$(ORIGINAL)" bench/memory

bench-tokens: build  ## what the skill and a one-file task cost in tokens; ORIGINAL=DIR is the skill that it replaces
	@PROGRAM=.build/debug/harness-executor ORIGINAL="$(ORIGINAL)" bench/tokens

bench-dashboard: release  ## status and report of harness-executor on 50, 2,000 and 10,000 tasks
	@PROGRAM=$(PROGRAM) bench/dashboard

test-applications: build  ## verify on servers, programs and a library that nobody here wrote, from their packages
	@Tests/applications/run

test-builds: build  ## a whole task, from bootstrap to proved, in nine small projects with the real tools of each ecosystem
	@Tests/builds/run

corpus:  ## every known cheat of the gate, each kind of honest twin, and each check switched off; LONG=1 for every twin
	@SWIFT=$(SWIFT) HARNESS_CORPUS=$(if $(LONG),long,cheats) scripts/test --filter '(CorpusTests|SwitchedOffTests)'

test-clients: build  ## the real Claude Code and Codex, from PyPI, against a scripted model on 127.0.0.1; ONLY=claude, ONLY=hooks
	@Tests/clients/run.py --program .build/debug/harness-executor $(addprefix --only ,$(ONLY))

torture-state: build release  ## task-state under kill -9, many writers, failing writes, power cuts; LONG=1 for a quarter of an hour of it
	@Tests/torture/state.py --program $(PROGRAM) $(if $(SEED),--seed $(SEED)) \
	    $(if $(LONG),--kills 10000 --operations 200 --stride 1 --cuts 2000)

torture-verify: release  ## verify against programs that hide, hang, flood and lie; LONG=1 for the full figures, SEED=
	@Tests/torture/verify.py --program $(PROGRAM) $(if $(SEED),--seed $(SEED)) $(if $(LONG),--long)
	@MUTATIONS=$(if $(LONG),1000000,20000) SEED=$(or $(SEED),7) $(SWIFT) test -c release -Xswiftc -enable-testing \
	    --scratch-path .build/release-tests --filter 'Mutated files' 2>&1 | tail -1

torture-gate: release  ## honest completions on a busy machine, and complete killed at any moment; LONG=1 for a thousand, SEED=
	@Tests/torture/gate.py --program $(PROGRAM) $(if $(SEED),--seed $(SEED)) $(if $(LONG),--honest 1000 --killed 100)

torture-memory: release  ## memory-query under 16 processes, kill -9 and a harmed index, for a minute; SECONDS=, SEED= repeats
	@Tests/torture/memory.py --program $(PROGRAM) $(if $(SEED),--seed $(SEED)) $(if $(SECONDS),--seconds $(SECONDS))

conformance:  ## the JSON parser on a copy of github.com/nst/JSONTestSuite (SUITE=its folder), JSONPath on its suite's cts.json
	@test -n "$(SUITE)$(JSONPATH)" || { echo "name a suite: make conformance SUITE=DIR, JSONPATH=FILE, or both"; exit 1; }
	@test -z "$(SUITE)" -o -d "$(SUITE)/test_parsing" || { echo "'$(SUITE)' holds no test_parsing"; exit 1; }
	@test -z "$(JSONPATH)" -o -f "$(JSONPATH)" || { echo "'$(JSONPATH)' is no file"; exit 1; }
	JSON_TEST_SUITE="$(SUITE)" JSONPATH_SUITE="$(JSONPATH)" $(SWIFT) test --filter 'JSONTestSuiteTests|JSONPathSuiteTests'

test-skill:  ## the skill before the format's own validator and Claude Code's, in a virtual environment outside the tree
	@scripts/test-skill

agents:  ## agents/*.toml, which Codex reads, made from agents/*.md
	@scripts/codex-agents

reference: build  ## references/commands.md, made from the program
	@.build/debug/harness-executor reference > references/commands.md
	@mkdir -p references/schemas
	@for file in environment scenarios report validation policy result task installed; do \
	    .build/debug/harness-executor schema $$file > references/schemas/$$file.schema.json; done

picture: build  ## docs/run.svg, made from a real run of the example
	@scripts/picture

demo: build  ## a task through all seven steps, refused twice before it is proved; no key, no network
	@scripts/demo

clean:
	rm -rf .build dist
