# tokenward: every command of the project. `make help` lists them.
#
# Needed beforehand: Rust by rustup, Node.js 20 or newer with npm, Python 3 with venv, a C
# compiler. The rest is installed by the rules that need it; on Debian and Ubuntu also the
# browsers and Redis, if you are root.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The command-line tool and the crate must be of one version.
WASM_BINDGEN := $(shell sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)
CARGO_DENY := 0.20.2
GECKODRIVER := 0.37.1

export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

.PHONY: demo
demo: package ## the main job on real input: an edge worker under attack, and the life of a token
	node tools/demo.mjs

.PHONY: serve
serve: package ## keep the worker, the API and both pages up
	node tools/serve.mjs

.PHONY: test
test: tools test-tools ## everything: format, lints, native, wasm, browsers, all runtimes, types
	node tools/test.mjs

.PHONY: bench
bench: package benches/node_modules ## speed, side by side with others, as ratios; charts in benches/results/
	node tools/bench.mjs
	node tools/bench.mjs --readme

.PHONY: size
size: package ## what the package weighs, by module; fails over budget
	node tools/size.mjs

# A short run of each target from its saved corpus; longer ones with SECONDS_EACH=3600. What it
# finds goes to target/fuzz-corpus/; fuzz/README.md says how to save it. Needs a nightly toolchain.
SECONDS_EACH ?= 30
FUZZ_TARGETS ?= json redact verifier ecdsa ecdsa_exceptional ed25519 ed25519_torsion rsa
.PHONY: fuzz
fuzz: ## fuzz the parsers and the arithmetic against other implementations
	@cargo fuzz --version >/dev/null 2>&1 || { $(call cargo_install,cargo-fuzz); }
	@for target in $(FUZZ_TARGETS); do \
	  mkdir -p target/fuzz-corpus/$$target fuzz/corpus/$$target; \
	  echo "$$ cargo +nightly fuzz run $$target"; \
	  cargo +nightly fuzz run $$target target/fuzz-corpus/$$target fuzz/corpus/$$target \
	    -- -max_total_time=$(SECONDS_EACH) -max_len=2048; \
	done

.PHONY: package
package: tools ## build the npm package into pkg/
	node tools/package.mjs

# Not part of `make test`: the databases are elsewhere, and one that cannot be reached fails.
.PHONY: audit
audit: test-tools node_modules/.installed ## look for known vulnerabilities in crates and npm packages; needs the network
	@failed=0; \
	for command in 'cargo deny --locked --workspace check advisories' 'npm audit'; do \
	  echo "$$ $$command"; $$command || failed=1; \
	done; exit $$failed

# Not part of `make test`: they are many packages, and the first run fetches them.
.PHONY: test-bundlers
test-bundlers: package system-tools ## try the package in Rollup, webpack, Vite, Next.js and Jest; needs the network
	node tests/packaging/bundlers/run.mjs

.PHONY: fmt
fmt: node_modules/.installed ## format everything: Rust, TypeScript and JavaScript
	cargo fmt
	node_modules/.bin/biome format --write .

.PHONY: clean
clean: ## remove everything that was built
	rm -rf target pkg node_modules

# --- what the rules above need -------------------------------------------------------------

.PHONY: tools
tools: node_modules/.installed
	@rustup target list --installed | grep -qx wasm32-unknown-unknown \
	  || rustup target add wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
	@wasm-bindgen --version 2>/dev/null | grep -qF ' $(WASM_BINDGEN)' \
	  || { $(call cargo_install,wasm-bindgen-cli@$(WASM_BINDGEN)); }

.PHONY: test-tools
test-tools: system-tools
	@cargo deny --version 2>/dev/null | grep -qF ' $(CARGO_DENY)' \
	  || { $(call cargo_install,cargo-deny@$(CARGO_DENY)); }
	@geckodriver --version 2>/dev/null | grep -qF ' $(GECKODRIVER)' \
	  || { $(call cargo_install,geckodriver@$(GECKODRIVER)); }

# With the lock file the tool was released with, unless that names a crate version that has
# been withdrawn since.
define cargo_install
echo '$$ cargo install $(1)'; cargo install $(1) --locked --quiet || cargo install $(1) --quiet
endef

.PHONY: system-tools
system-tools:
	@missing=; \
	for pair in chromium:chromium chromedriver:chromium-driver firefox-esr:firefox-esr redis-server:redis-server; do \
	  command -v "$${pair%%:*}" >/dev/null || missing="$$missing $${pair#*:}"; \
	done; \
	if [ -n "$$missing" ]; then \
	  command -v apt-get >/dev/null || { echo "please install:$$missing"; exit 1; }; \
	  echo "$$ apt-get install$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

# Without a lock file: one of the peers has packages for other platforms that cannot be locked.
benches/node_modules: benches/package.json
	cd benches && npm install --no-audit --no-fund --no-package-lock
	@touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@
