#!/usr/bin/env bash
# Tests the export tool: pytest, then checkpoints of each kind exported, served and compared with torch.
# Exits non-zero on any fault. Needs Python 3.11 or later, once PyPI (2.3 GB: torch comes with its GPU libraries), and the
# release layout: `mvn -pl server/app -am package`.
#   EXPORT_PYTHON=FILE   a Python that has requirements.txt installed; without it one is made under target/
set -euo pipefail
cd "$(dirname "$0")"

TARGET=../../target/export
VENV=$TARGET/venv

python=${EXPORT_PYTHON:-}
if [ -z "$python" ]; then
  for candidate in python3.11 python3.12 python3.13 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then base=$candidate; break; fi
  done
  [ -n "${base:-}" ] || { echo "tools/export/check.sh: Python 3.11 or later is needed" >&2; exit 2; }
  mkdir -p "$TARGET"
  if ! cmp -s requirements.txt "$VENV/requirements.txt"; then
    "$base" -m venv --clear "$VENV"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-compile --only-binary :all: -r requirements.txt
    cp requirements.txt "$VENV/requirements.txt"
  fi
  python=$VENV/bin/python
fi
export PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1 OMP_WAIT_POLICY=passive
"$python" -m pytest -p no:cacheprovider
"$python" e2e/run.py
