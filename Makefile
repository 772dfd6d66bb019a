# What people do with this repository, by name. The work itself is in scripts/, one file per chore.

.DEFAULT_GOAL := help
.PHONY: help run release test bench setup fmt lint check pictures

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: ## Build quickly and start a demonstration at http://127.0.0.1:3000
	@scripts/run

release: ## Build the program as it is to be installed
	@scripts/release

test: ## Run every test: Rust on SQLite and PostgreSQL, then the browser
	@scripts/test

bench: ## Measure speed and memory
	@scripts/bench

pictures: ## Make the pictures in docs/images anew
	@scripts/pictures

setup: ## Install everything that building and testing need
	@scripts/setup build test smallest deny

fmt: ## Format the Rust code
	@cargo fmt --all

lint: ## Ask clippy about both halves (warnings are errors), and cargo-deny about dependencies
	@scripts/lint

check: ## What continuous integration runs: formatting, lint and every test
	@.ci/run
