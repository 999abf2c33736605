#!/usr/bin/env bash
# Vets, formats and tests the Go client, its fake and the server at TRIPTYCH_SERVER. Needs Go and, once, its modules.
set -euo pipefail
cd "$(dirname "$0")"

: "${TRIPTYCH_SERVER:?the address of a server with the model mini}"
export GOFLAGS=-mod=readonly
unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || { echo "client/go: run gofmt on $unformatted" >&2; exit 1; }
go vet ./...
go test -count=1 ./...
