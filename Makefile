# Two commands are enough: `make run` and `make test`. Each first installs what is missing.

.DEFAULT_GOAL := help
.PHONY: run test dev build bench check help

run: ## Build and start Countersign on http://localhost:8080
	@scripts/run

test: ## Run every check and test, in three browser engines
	@scripts/test

dev: ## Serve the page and the server with hot reload on http://localhost:8080
	@scripts/dev

build: ## Build the release binary, target/release/countersign
	@scripts/setup build
	@scripts/build

bench: ## Measure the page and the device API
	@scripts/bench

check: ## Run the quick checks: format, lints, types
	@scripts/setup test
	@scripts/check

help: ## Show this list
	@sed -nE 's/^([a-z]+): ## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
