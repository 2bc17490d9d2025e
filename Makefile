# The targets people and CI use. `make check` is the one gate.

GO   ?= go
TOOL  = $(GO) tool -modfile=tools/go.mod

.PHONY: build test check fmt lint cross docs pictures bench soak fuzz deps scale clean

build: ## the binary, ./rtwatch
	$(GO) build -trimpath -ldflags='-s -w' -o rtwatch ./cmd/rtwatch

test: deps ## every test, with the race detector
	$(GO) test -race -shuffle=on -count=1 -timeout=15m ./...

check: fmt lint cross test ## all that CI checks

fmt: ## formatting: must change nothing
	@out=$$($(TOOL) gofumpt -l cmd internal); test -z "$$out" || { echo "gofumpt would change:"; echo "$$out"; exit 1; }

lint: ## vet, staticcheck and their kin
	$(GO) vet ./...
	$(TOOL) golangci-lint run ./...

cross: ## it compiles where it is meant to run
	@for os in linux darwin freebsd windows; do \
		echo "build $$os"; GOOS=$$os $(GO) build -o /dev/null ./cmd/rtwatch || exit 1; \
	done

docs: ## README's tables, from the program itself
	$(GO) test ./cmd/rtwatch -run TestReadme -update

pictures: ## README's pictures, from the real program
	$(GO) test ./internal/e2e -run TestPictures -pictures -count=1
	$(GO) test ./internal/web/static -run TestPictures -pictures -count=1

bench: deps ## ratios beside tail, wc, cat, less, lnav and redis-cli, in one run, and what clients over HTTP get
	$(GO) test ./internal/e2e -run '^$$' -bench . -benchtime=1x -timeout=30m
	$(GO) test ./internal/web/static -run '^$$' -bench . -benchtime=1x
	$(GO) test ./internal/store -run '^$$' -bench Engine -benchtime=1x -timeout=10m
	$(GO) test ./internal/source/tail -run TestBesidePeer -count=1 -v
	$(GO) test ./internal/source/tail -run '^$$' -bench . -timeout=10m

soak: ## half an hour each of slow clients, a flood, and clients that come and go (SOAK=5m for less)
	SOAK=$${SOAK:-30m} $(GO) test ./internal/e2e -run '^$$' -bench 'Web(Stalled|Flood)' -benchtime=1x -timeout=3h
	SOAK=$${SOAK:-30m} $(GO) test -race ./internal/web -run TestChurn -count=1 -v -timeout=1h

scale: deps ## a made-up fleet into a Cluster of three: what each part costs
	$(GO) test -tags scale ./internal/relay -run TestScale -count=1 -v -timeout=10m
	$(GO) test ./internal/relay -run '^$$' -bench Push -benchtime=2000x -timeout=10m

fuzz: ## each fuzz target for a minute (FUZZTIME=1h for longer)
	tools/fuzz.sh $${FUZZTIME:-1m}

deps:
	@tools/deps.sh

clean:
	rm -f rtwatch
