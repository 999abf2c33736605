#!/usr/bin/env bash
# Lints the wire contract and compares it with the committed baseline. Exits non-zero on any fault.
#   proto/check.sh            lint, format and breaking changes against baseline.binpb
#   proto/check.sh --accept   writes a new baseline: at a release, or for a break decided on before 1.0
# Needs python3 and, once, PyPI. Needs `mvn -pl proto compile` to have run: it unpacks google/rpc.
set -euo pipefail
cd "$(dirname "$0")"

BUF_VERSION=1.75.0
VENV=target/buf-venv
BUF=$VENV/bin/buf

if [ ! -f target/googleapis/google/rpc/status.proto ]; then
  echo "proto/check.sh: target/googleapis is missing: run 'mvn -pl proto compile' first" >&2
  exit 2
fi
if [ "$("$BUF" --version 2>/dev/null || true)" != "$BUF_VERSION" ]; then
  python3 -m venv --clear "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check "buf-bin==$BUF_VERSION"
fi
export BUF_CACHE_DIR="$PWD/target/buf-cache"

if [ "${1:-}" = --accept ]; then
  "$BUF" build src/main/proto --exclude-source-info --output baseline.binpb
  echo "proto: baseline written"
  exit 0
fi
"$BUF" lint src/main/proto
"$BUF" format --diff --exit-code src/main/proto
"$BUF" breaking src/main/proto --against baseline.binpb
echo "proto: lint, format and breaking changes checked"
