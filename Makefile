# The checks and measurements of huitoukan; `make` alone lists them.
GO ?= go
export CGO_ENABLED = 0

.PHONY: help build check race cross bench bench-tika bench-elastic elasticsearch fuzz

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

build: ## the program for this machine
	$(GO) build -trimpath -o huitoukan ./cmd/huitoukan

check: ## format, vet, staticcheck, and the race detector where there are goroutines
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	GOOS=windows GOARCH=amd64 $(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(MAKE) race

race: ## the packages with goroutines under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./ingest ./ingest/read/sandbox ./index/local ./index/elastic ./web

cross: ## the program for every system it ships to
	GOOS=linux GOARCH=amd64 $(GO) build -trimpath -o dist/huitoukan-linux-amd64 ./cmd/huitoukan
	GOOS=linux GOARCH=arm64 $(GO) build -trimpath -o dist/huitoukan-linux-arm64 ./cmd/huitoukan
	GOOS=windows GOARCH=amd64 $(GO) build -trimpath -o dist/huitoukan-windows-amd64.exe ./cmd/huitoukan

bench: ## documents a second, ms and memory a format beside other programs, search latency, start-up time
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./cmd/huitoukan ./index/local ./report/...

bench-tika: ## ms and memory a format, beside Apache Tika too (needs Java 17, Maven and Maven Central)
	mvn -q -B -f bench/tika compile dependency:copy-dependencies -DoutputDirectory=target/lib
	HUITOUKAN_TEST_TIKA=$(CURDIR)/bench/tika/target $(GO) test -run '^$$' -bench Formats -benchtime 1x -timeout 60m ./cmd/huitoukan

elasticsearch: ## the tests that need Elasticsearch, against nodes made from its jars (needs a JDK 17 and Maven)
	scripts/elasticsearch/node run $(GO) test -count=1 -timeout 20m ./index/elastic ./cmd/huitoukan

bench-elastic: ## both engines side by side at 100,000 problems
	scripts/elasticsearch/node run $(GO) test -run '^$$' -bench Engines -benchtime 1x -timeout 60m ./cmd/huitoukan

fuzz: ## 30 s for each reader and for what is understood of texts
	$(GO) test -run '^$$' -fuzz '^FuzzExtract$$' -fuzztime 30s -fuzzminimizetime 1s ./extract
	@for target in $$(grep -rl --include='*_test.go' 'func FuzzRead' ingest/read); do \
		$(GO) test -run '^$$' -fuzz '^FuzzRead$$' -fuzztime 30s ./$$(dirname $$target) || exit 1; \
	done
