#!/usr/bin/env bash
# Builds the wheel, then tests what is installed of it: against a server in the test's process on every protobuf runtime
# that pyproject.toml allows, and against the server at TRIPTYCH_SERVER with tritonclient in the same process.
set -euo pipefail
cd "$(dirname "$0")"

. ../interop/venv.sh
# protobuf beside the one of the environment, each with the google.rpc that pip chooses for it.
RUNTIMES=("4.25.9 1.70.0" "5.29.6 1.70.0" "7.36.2 1.76.0")

rm -rf "$TARGET/wheel"
"$PYTHON" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w "$TARGET/wheel" .
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$TARGET"/wheel/triptych-*.whl
for runtime in "${RUNTIMES[@]}"; do
  read -r version common <<< "$runtime"
  if [ ! -d "$TARGET/protobuf-$version" ]; then
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
      --target "$TARGET/protobuf-$version" "protobuf==$version" "googleapis-common-protos==$common"
  fi
  PYTHONPATH=$TARGET/protobuf-$version "$PYTHON" -c \
    "import google.protobuf as p; assert p.__version__ == '$version', p.__version__; print('protobuf', p.__version__)"
  PYTHONPATH=$TARGET/protobuf-$version "$PYTHON" tests/test_client.py
done
"$PYTHON" tests/test_client.py
: "${TRIPTYCH_SERVER:?the address of a server with the model mini}"
"$PYTHON" tests/test_server.py
