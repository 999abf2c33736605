#!/usr/bin/env bash
# Drives the packaged server with the official tritonclient, plain grpcio, our own clients and the examples. Exits
# non-zero on any fault. Needs python3, Go, Node and Maven and, once, their package registries. Needs the release
# layout: `mvn -pl server/app -am package`.
set -euo pipefail
cd "$(dirname "$0")"

. ./venv.sh
../generate.sh --check
exec "$PYTHON" run.py
