# Two commands are enough: `make run` and `make test`. Each first installs what is missing.

.DEFAULT_GOAL := help
.PHONY: run test long dev build bench look check help

run: ## Build and start Countersign on http://localhost:8080 (PORT=8081 and DATA=data-2 choose another port and data folder)
	@scripts/run

test: ## Run the checks and tests that every change must pass, in three browser engines
	@scripts/test

long: ## Play the journeys against the release build: all in Chromium, nearly all in Firefox, and in WebKit those whose result can differ there (hours; PART=chromium, firefox, webkit or api is one part)
	@scripts/long $(PART)

dev: ## Serve the page on http://localhost:8080 and reload it when its sources change, with a server (restart that by hand)
	@scripts/dev

build: ## Build the release binary, target/release/countersign
	@scripts/setup build
	@scripts/build

bench: ## Measure the page and the device API
	@scripts/bench

look: ## Put all screens on a sheet, target/look/screens/index.html (PART=compare shows what this commit changes on the key screens, PART=readme makes the pictures of README, PART=scores asks Lighthouse)
	@scripts/look $(PART)

check: ## Run the quick checks: format, lints, types
	@scripts/setup test
	@scripts/check

help: ## Show this list
	@sed -nE 's/^([a-z]+): ## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
