#!/usr/bin/env bash
# Generates from the protos what is committed: the stubs of the Python and the Go client, and docs/reference/api.md.
#   client/generate.sh            writes them; run it after every change of triptych/v1
#   client/generate.sh --check    writes nothing and exits non-zero when what is committed is not what the protos give
# Needs python3 (3.9 to 3.12, for the pinned generator), Go, and, once, their package registries. Needs
# `mvn -pl proto compile` to have run: it unpacks google/rpc. All it makes beside lies in target/clients.
set -euo pipefail
cd "$(dirname "$0")/.."

# protoc 25, as for Java: messages of this generation run on its own runtime and on every later one.
GRPC_TOOLS=1.62.3
GO_MESSAGES=v1.36.10
GO_SERVICES=v1.6.2
TARGET=$PWD/target/clients
PROTOS=proto/src/main/proto
PYTHON=client/python/src/triptych/v1
GO=client/go/triptych/v1
REFERENCE=docs/reference/api.md

fail() { echo "client/generate.sh: $*" >&2; exit 2; }
[ -f proto/target/googleapis/google/rpc/status.proto ] \
  || fail "proto/target/googleapis is missing: run 'mvn -pl proto compile' first"

tools() {
  local python= candidate
  for candidate in python3 python3.12 python3.11 python3.10 python3.9; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 12))' 2> /dev/null; then
      python=$candidate
      break
    fi
  done
  [ -n "$python" ] || fail "no Python of 3.9 to 3.12 found"
  if [ "$(cat "$TARGET/generator/version" 2> /dev/null || true)" != "$GRPC_TOOLS" ]; then
    "$python" -m venv --clear "$TARGET/generator"
    "$TARGET/generator/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
      "grpcio-tools==$GRPC_TOOLS" protobuf==4.25.9 'setuptools<81'
    echo "$GRPC_TOOLS" > "$TARGET/generator/version"
  fi
  if [ "$(cat "$TARGET/bin/version" 2> /dev/null || true)" != "$GO_MESSAGES $GO_SERVICES" ]; then
    GOBIN=$TARGET/bin go install "google.golang.org/protobuf/cmd/protoc-gen-go@$GO_MESSAGES"
    GOBIN=$TARGET/bin go install "google.golang.org/grpc/cmd/protoc-gen-go-grpc@$GO_SERVICES"
    echo "$GO_MESSAGES $GO_SERVICES" > "$TARGET/bin/version"
  fi
}

generate() {
  local out=$TARGET/out
  rm -rf "$out"
  mkdir -p "$out/python" "$out/go"
  "$TARGET/generator/bin/python" -W ignore -m grpc_tools.protoc \
    -I "$PROTOS" -I proto/target/googleapis \
    --python_out="$out/python" --pyi_out="$out/python" --grpc_python_out="$out/python" \
    --plugin=protoc-gen-go="$TARGET/bin/protoc-gen-go" --go_out="$out/go" \
    --plugin=protoc-gen-go-grpc="$TARGET/bin/protoc-gen-go-grpc" --go-grpc_out="$out/go" \
    --go_opt=module=github.com/triptych-dev/triptych/client/go \
    --go-grpc_opt=module=github.com/triptych-dev/triptych/client/go \
    --include_source_info --descriptor_set_out="$out/api.binpb" \
    $(cd "$PROTOS" && ls triptych/v1/*.proto)
  echo '"""Messages and stubs of the wire contract; generated, see client/generate.sh."""' \
    > "$out/python/triptych/v1/__init__.py"
  # Nothing stands in the stubs of a file without a service.
  grep -L "^class " "$out"/python/triptych/v1/*_pb2_grpc.py | xargs rm -f
  "$TARGET/generator/bin/python" proto/reference.py "$out/api.binpb" > "$out/api.md"
}

tools
generate
if [ "${1:-}" = --check ]; then
  status=0
  diff -r -x __pycache__ "$TARGET/out/python/triptych/v1" "$PYTHON" || status=1
  diff -r "$TARGET/out/go/triptych/v1" "$GO" || status=1
  diff "$TARGET/out/api.md" "$REFERENCE" || status=1
  [ "$status" = 0 ] || fail "what is committed is not what the protos give: run client/generate.sh"
  echo "client: generated code and reference are current"
  exit 0
fi
rm -rf "$PYTHON" "$GO"
mkdir -p "$(dirname "$PYTHON")" "$(dirname "$GO")" "$(dirname "$REFERENCE")"
cp -r "$TARGET/out/python/triptych/v1" "$PYTHON"
cp -r "$TARGET/out/go/triptych/v1" "$GO"
cp "$TARGET/out/api.md" "$REFERENCE"
