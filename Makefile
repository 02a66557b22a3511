# SPDX-License-Identifier: Apache-2.0
# The front door; CMake does the work. `make help` lists what there is.

PRESET ?= release
JOBS ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# Warnings are errors in CI. A compiler newer than ours may warn of more, and should still build it.
WERROR ?= OFF
# Given to the application by `make run`, to quorate-sim by `make soak`, to quorate-bench by `make bench`.
ARGS ?=
# Of `make soak`; empty: until it is stopped or finds something.
HOURS ?=

build_dir = build/$(PRESET)
sources = find $(wildcard engine storage network gui resources tests) -name '*.cpp' -o -name '*.h'
# Without Ninja, make will do.
generator = $(shell command -v ninja >/dev/null 2>&1 || echo '-G "Unix Makefiles"')
# For lint: all findings, not those of the first file alone.
keep_going = $(if $(generator),-k,-k 0)

.DEFAULT_GOAL := build
.PHONY: build test test-xvfb soak mutations run bench bench-parts bench-observe lint format format-check tidy clazy fuzz clean help
.PHONY: dependencies lint-dependencies format-dependencies

build: dependencies ## Build everything (the default)
	@cmake --preset $(PRESET) $(generator) -DQUORATE_WERROR=$(WERROR) -Wno-dev >/dev/null
	@cmake --build $(build_dir) --parallel $(JOBS)

test: build ## Build and run all tests
	@ctest --preset $(PRESET) --parallel $(JOBS)

test-xvfb: build ## Run the tests of the window once more, on an X server without a screen
	@.ci/install-dependencies xvfb
	@tests/gui/run-on-xvfb $(build_dir)/bin

soak: build ## Simulate clusters from ever new seeds, for HOURS or until stopped; ends at the first failure
	@seed=$$(date +%s)000; exec $(build_dir)/bin/quorate-sim --forever $(if $(HOURS),--hours $(HOURS)) \
	    --seeds $$seed..$$seed $(ARGS)

mutations: dependencies ## Take rules away from a copy, one at a time, and see that the simulator finds out
	@tests/simulation/mutations/run

run: build ## Build and start the application; without a display, a tour that writes pictures
	@exec $(build_dir)/bin/quorate $(ARGS)

bench: PRESET = release
bench: build ## Quorate next to etcd on this machine, with ratios (some minutes; ARGS='--rounds 1')
	@.ci/install-dependencies etcd
	@$(build_dir)/bin/quorate-bench compare --quorated $(build_dir)/bin/quorated --directory build \
	    --etcd "$$(command -v etcd || echo build/etcd/usr/bin/etcd)" $(ARGS)

bench-parts: PRESET = release
bench-parts: build ## Build with optimisation and run the benchmarks of the parts
	@cmake --build $(build_dir) --target bench

bench-observe: PRESET = release
bench-observe: build ## What reading all that nodes tell costs them (ARGS='--rounds 5 --json')
	@$(build_dir)/bin/bench_observe $(ARGS)

lint: format-check tidy clazy ## Check the format, then run clang-tidy and clazy on all sources

format-check: format-dependencies ## Check the format only
	@$(sources) | sort | xargs clang-format --dry-run -Werror

tidy: dependencies lint-dependencies ## Run clang-tidy only
	@cmake --preset tidy $(generator) -Wno-dev >/dev/null
	@cmake --build --preset tidy --parallel $(JOBS) -- $(keep_going)

clazy: dependencies lint-dependencies ## Run clazy only
	@cmake --preset clazy $(generator) -Wno-dev >/dev/null
	@cmake --build --preset clazy --parallel $(JOBS) -- $(keep_going)

format: format-dependencies ## Format all sources
	@$(sources) | sort | xargs clang-format -i

clean: ## Remove everything that was built
	@rm -rf build

help: ## Show this list
	@echo "make [target] [PRESET=release] [JOBS=$(JOBS)] [WERROR=OFF] [SKIP_DEPS=0]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16
	@echo "Presets: dev release asan tsan clang tidy clazy fuzz (CMakePresets.json)"

dependencies:
	@.ci/install-dependencies build

lint-dependencies:
	@.ci/install-dependencies lint

format-dependencies:
	@.ci/install-dependencies format

# --- a cluster on this machine: node N has the peer port 2380 + 10000 (N - 1), and the client port
# one below; process ids, logs and data are in run/
cluster = QUORATED=$(build_dir)/bin/quorated FAULTS=$(FAULTS) network/host/quorated/cluster
# 1: nodes that are started let their clients break things on purpose.
FAULTS ?=
PORT ?= 2379
DATA ?=
ID ?=
ADDRESS ?=

.PHONY: run-all run-single stop-all status put-node get-node add-node remove-node clean-data

run-all: build ## Start three nodes; returns when they have a leader (FAULTS=1: with --allow-faults)
	@$(cluster) start-all

run-single: build ## Start one node alone
	@$(cluster) single

start-node%: build
	@$(cluster) start $*

stop-node%:
	@$(cluster) stop $*

restart-node%: build
	@$(cluster) restart $*

kill-node%:
	@$(cluster) kill $*

stop-all: ## End all nodes that run-all and start-nodeN started (also stop-, restart- and kill-nodeN)
	@$(cluster) stop-all

status: ## A table of the nodes
	@$(cluster) status

put-node: ## make put-node PORT=2379 DATA="key1=val1"
	@$(cluster) put "$(PORT)" "$(DATA)"

get-node: ## make get-node PORT=2379 DATA="key1"
	@$(cluster) get "$(PORT)" "$(DATA)"

add-node: ## make add-node ID=4 ADDRESS=http://localhost:32380
	@$(cluster) add "$(ID)" "$(ADDRESS)"

remove-node: ## make remove-node ID=4
	@$(cluster) remove "$(ID)"

clean-data: ## Remove the data of the nodes of run-all; they must be down
	@$(cluster) clean
