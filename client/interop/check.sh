#!/usr/bin/env bash
# Drives the packaged server with the official tritonclient and plain grpcio. Exits non-zero on any fault.
# Needs python3 and, once, PyPI. Needs the release layout: `mvn -pl server/app -am package`.
set -euo pipefail
cd "$(dirname "$0")"

TARGET=../../target/interop
VENV=$TARGET/venv

mkdir -p "$TARGET"
if ! cmp -s requirements.txt "$VENV/requirements.txt"; then
  python3 -m venv --clear "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: -r requirements.txt
  cp requirements.txt "$VENV/requirements.txt"
fi
PYTHONDONTWRITEBYTECODE=1 exec "$VENV/bin/python" run.py
