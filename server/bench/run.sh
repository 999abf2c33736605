#!/usr/bin/env bash
# Runs the bench; builds server and bench first when there is nothing to run yet. docs/benchmarks.md shows what it found.
#   server/bench/run.sh side-by-side --model DIR     the image tower through gRPC against the bare loop
#   server/bench/run.sh texts --split DIR --combined DIR
#   server/bench/run.sh bare --model DIR             the bare loop alone
#   server/bench/run.sh preprocess                   JPEG to CLIP's tensor on one thread against Pillow; JAVA_HOME names the Java
#   server/bench/run.sh load --server H:P --model NAME [--kind image|text|tensor]
#   server/bench/run.sh labels --server H:P [--model mini] [--labels 1000]
#   server/bench/run.sh models                       writes the two ViT-B/32 folders and nothing else
#   server/bench/run.sh all                          models, side-by-side, texts and preprocess
#   BENCH_MODELS   where the ViT-B/32 folders are or shall be (default: server/bench/target/models)
#   BENCH_PYTHON   a Python with server/testing/goldens/requirements.txt installed (default: one is made under target/)
# After a change: mvn -B -ntp -DskipTests -pl server/app,server/bench -am package
set -eu

root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
here=$root/server/bench
models=${BENCH_MODELS:-$here/target/models}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ ! -e "$root/server/app/target/triptych/COMPLETE" ] || ! ls "$here"/target/triptych-bench-*.jar > /dev/null 2>&1; then
  (cd "$root" && mvn -B -ntp -q -DskipTests -Dspotless.check.skip=true -pl server/app,server/bench -am package) >&2
fi

# Sets $python.
find_python() {
  python=${BENCH_PYTHON:-$here/target/python/bin/python}
  if [ -n "${BENCH_PYTHON:-}" ]; then return; fi
  if [ ! -e "$here/target/python/COMPLETE" ]; then
    python3 -m venv "$here/target/python"
    "$here/target/python/bin/pip" install -q -r "$root/server/testing/goldens/requirements.txt"
    touch "$here/target/python/COMPLETE"
  fi
}

# Weights are random, from a seed: the times are those of the real size.
make_models() {
  local layout folder
  for layout in split combined; do
    folder=$models/vit-b32; [ "$layout" = split ] || folder=$folder-combined
    if [ -d "$folder" ]; then continue; fi
    rm -rf "$folder.part"
    find_python
    "$python" "$root/server/testing/goldens/make_vit_b32.py" "$layout" "$folder.part" >&2
    mv "$folder.part" "$folder"
  done
}

bench() {
  "$java" -Xmx1g -XX:+UseG1GC -Dtriptych.launcher="$root/bin/triptych" \
    -cp "$(ls "$here"/target/triptych-bench-*.jar | head -n 1):$here/target/lib/*" dev.triptych.bench.cli.BenchMain "$@"
}

preprocess() {
  local pictures=$here/target/pictures peer=$here/src/main/python/preprocess_peer.py
  find_python
  if [ ! -d "$pictures" ]; then
    rm -rf "$pictures.part"
    "$python" "$peer" write "$pictures.part" >&2
    mv "$pictures.part" "$pictures"
  fi
  bench preprocess --pictures "$pictures" --python "$python" --script "$peer" "$@"
}

case ${1:-} in
  preprocess) shift; preprocess "$@" ;;
  models) make_models ;;
  all)
    shift
    make_models
    bench side-by-side --model "$models/vit-b32" "$@"
    bench texts --split "$models/vit-b32" --combined "$models/vit-b32-combined" "$@"
    preprocess ;;
  *) bench "$@" ;;
esac
