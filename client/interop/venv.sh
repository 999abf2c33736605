# Sourced by the checks: gives PYTHON, that of an environment with requirements.txt installed; needs PyPI once.
# TARGET is the folder that all of them work in.
INTEROP=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TARGET=$(cd "$INTEROP/../.." && pwd)/target/interop
PYTHON=$TARGET/venv/bin/python
mkdir -p "$TARGET"
if ! cmp -s "$INTEROP/requirements.txt" "$TARGET/venv/requirements.txt"; then
  python3 -m venv --clear "$TARGET/venv"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --only-binary :all: -r "$INTEROP/requirements.txt"
  cp "$INTEROP/requirements.txt" "$TARGET/venv/requirements.txt"
fi
export PYTHONDONTWRITEBYTECODE=1
