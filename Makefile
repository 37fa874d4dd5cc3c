# One-word verbs, each a line anyone could type. `make help` lists them.
.PHONY: help setup build test check format format-check lint asan tsan fuzz bench golden demo clients pages screenshots
.DEFAULT_GOAL := help

# Seconds for each fuzz target of `make fuzz`; studies and flags of `make bench`; flags and parts of `make demo`,
# `make clients` (tests/npm/README.md) and `make pages` (tests/browser/README.md).
FUZZ_SECONDS ?= 60
BENCH_STUDIES ?= 20000
BENCH_FLAGS ?=
DEMO_FLAGS ?=
CLIENTS_FLAGS ?=
PAGES_FLAGS ?=

help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/:/' | column -t -s:

setup: ## install the Debian packages that are missing (packaging/debian-packages.txt)
	@packaging/setup

build: setup ## the program: build/release/trialkeep
	@cmake --preset release >/dev/null
	cmake --build build/release --target trialkeep make_corpus

test: setup ## build for debugging and pass the tests
	@cmake --preset dev >/dev/null
	cmake --build build/dev
	ctest --test-dir build/dev --output-on-failure -j2

check: setup format-check test asan tsan ## all that CI runs
	$(MAKE) demo DEMO_FLAGS=--check
	$(MAKE) clients
	$(MAKE) pages

format: setup ## lay the code out as .clang-format says
	git ls-files '*.h' '*.cc' | xargs clang-format-14 -i

format-check: setup
	git ls-files '*.h' '*.cc' | xargs clang-format-14 --dry-run -Werror

lint: setup ## clang-tidy over src/, each file by itself, so that it includes what it needs
	@cmake --preset dev -B build/lint -DTRIALKEEP_UNITY=OFF -DTRIALKEEP_PRECOMPILE=OFF >/dev/null
	cmake --build build/lint --target trialkeep_model
	git ls-files 'src/*.cc' | xargs -P $$(nproc) -n 4 clang-tidy-14 -p build/lint --quiet

# Sanitizers see how memory and threads are used, not whether answers are right, so they get a share of the generated
# cases (TRIALKEEP_SEEDS, of 300), one of two tests that run the same code over made-up and over real records, and neither
# kill -9, which leaves them nothing to say, nor the rules of the repository. `make test` runs all of that in full.
asan: setup ## the tests under the address and undefined-behaviour sanitizers
	@cmake --preset asan >/dev/null
	cmake --build build/asan --target sanitized_tests
	TRIALKEEP_SEEDS=12 GTEST_FILTER='-KillTest*:PagingBesideLoads.Real*' \
	  ctest --test-dir build/asan --output-on-failure -j2 -E '^repo$$'

tsan: setup ## the tests that use threads under the thread sanitizer
	@cmake --preset tsan >/dev/null
	cmake --build build/tsan --target os_test ingest_test engine_test http_test api_test
	TRIALKEEP_SEEDS=20 GTEST_FILTER='-PagingBesideLoads.Real*' \
	  ctest --test-dir build/tsan --output-on-failure -j2 -R '^(os|ingest|engine|http|api)$$'

fuzz: setup ## libFuzzer on every target, FUZZ_SECONDS each
	@cmake --preset fuzz >/dev/null
	cmake --build build/fuzz
	tools/fuzz_all build/fuzz $(FUZZ_SECONDS)

bench: build ## figures of BENCH_STUDIES made-up studies beside other search libraries (docs/performance.md)
	@packaging/setup packaging/debian-packages-bench.txt
	@cmake --preset release -DTRIALKEEP_BENCH=ON >/dev/null
	cmake --build build/release --target bench_all
	bench/run build/release --studies $(BENCH_STUDIES) $(BENCH_FLAGS)

golden: setup ## rewrite what tests/golden/*.test expect; review the diff
	@cmake --preset dev >/dev/null
	cmake --build build/dev --target search_test
	TRIALKEEP_REWRITE_GOLDEN=1 build/dev/tests/search_test --gtest_filter='Golden*'

demo: build ## make demo records, load them, check them, serve them (DEMO_FLAGS=--check: fetch from it and end)
	tools/demo build/release $(DEMO_FLAGS)

clients: build ## clients, validators and linters from npm against the program (CLIENTS_FLAGS=--all or parts)
	cmake --build build/release --target format_records
	tests/npm/run build/release $(CLIENTS_FLAGS)

pages: build ## a browser reads every page, axe and html-validate weigh it (PAGES_FLAGS=parts)
	tests/browser/run build/release $(PAGES_FLAGS)

screenshots: build ## pictures of every page at three widths, light and dark: build/release/screenshots
	tests/browser/run build/release screenshots
