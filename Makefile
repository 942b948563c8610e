# make        lists the targets
# make check  runs what the gate runs

GO       ?= go
TOOL     := GOWORK=off $(GO) tool -modfile=tools/go.mod
FUZZTIME ?= 10s
BENCH    ?= .
COUNT    ?= 6

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## compile every package
	$(GO) build ./...

.PHONY: test
test: ## run the tests
	$(GO) test ./...

.PHONY: race
race: ## run the short tests under the race detector, with invariants checked
	$(GO) test -race -short -timeout 8m ./...

.PHONY: purego
purego: ## run the tests without assembly
	$(GO) test -tags purego ./...

.PHONY: arm64
arm64: ## vet the code as it is built for arm64
	GOARCH=arm64 $(GO) vet ./...

.PHONY: lint
lint: ## run golangci-lint, gofumpt among it
	$(TOOL) golangci-lint run

.PHONY: fmt
fmt: ## format all Go files in place
	$(TOOL) gofumpt -w .

.PHONY: tidy-check
tidy-check: ## show what go mod tidy would change in any module here
	@bash .ci/run tidy

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (10s)
	@FUZZTIME=$(FUZZTIME) FUZZTOTAL=0 bash .ci/run fuzz

.PHONY: bench
bench: ## run the Go benchmarks matching BENCH (.), COUNT (6) times, for benchstat
	$(GO) test -run '^$$' -bench '$(BENCH)' -count $(COUNT) ./...

.PHONY: results
results: ## measure what results/ lacks, all with FORCE=1 (50 minutes), and write its report
	@bash results/sweep.sh

.PHONY: results-quick
results-quick: ## the first part of results (10 minutes)
	@bash results/sweep.sh quick

.PHONY: peers
peers: ## measure outside engines beside this one (40 minutes), and write the report
	@bash bench/peers/run.sh

.PHONY: peers-quick
peers-quick: ## a small part of peers (5 minutes), results in bin/peers/quick
	@bash bench/peers/run.sh quick

.PHONY: check
check: ## run all of it, as the gate does
	@bash .ci/run
