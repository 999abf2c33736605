#!/usr/bin/env bash
# Runs the bench; builds server and bench first when there is nothing to run yet. docs/benchmarks.md shows what it found.
#   server/bench/run.sh vit [--model DIR]      the image tower through gRPC against the bare loop, saturated and one at a time
#   server/bench/run.sh text [--model DIR]     the text tower, drawn lengths, against bare loops by length and padded
#   server/bench/run.sh tiny [--triton H:P]    perf_analyzer on a graph of one addition, against a bare grpc-java server
#   server/bench/run.sh jpeg [--model DIR]     JPEGs to vectors: share of cores, and one Python process beside it
#   server/bench/run.sh overload [--model DIR] three times the peak, retries off and on; without a model on a 2 ms stub
#   server/bench/run.sh fair [--model DIR]     a light tenant beside a flood of large images
#   server/bench/run.sh weights                two models, one 20 times costlier, under weights of 1:1 and 3:1
#   server/bench/run.sh soak [--minutes N]     allocation per request, and the heap over minutes
#   server/bench/run.sh texts --split DIR --combined DIR
#   server/bench/run.sh bare --model DIR       the bare loop alone
#   server/bench/run.sh preprocess             JPEG to CLIP's tensor on one thread against Pillow; JAVA_HOME names the Java
#   server/bench/run.sh labels --server H:P [--model mini] [--labels 1000]
#   server/bench/run.sh models                 writes the two ViT-B/32 folders and nothing else
#   server/bench/run.sh show                   vit, text, tiny, jpeg, overload on both, fair, weights and soak
#   server/bench/run.sh all                    models, side-by-side, texts and preprocess
#   BENCH_MODELS   where the ViT-B/32 folders are or shall be (default: server/bench/target/models)
#   BENCH_PYTHON   a Python with server/testing/goldens/requirements.txt installed (default: one is made under target/)
#   PERF_ANALYZER  Triton's perf_analyzer (default: taken from the tritonclient wheel, under target/)
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
  "$java" -Xmx1g -Xss4m -XX:+UseG1GC -Dtriptych.launcher="$root/bin/triptych" \
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

# Sets $perf_analyzer. Wheels up to 2.51 carry it; it links CUDA's runtime library, of which nothing is used on a CPU.
find_perf_analyzer() {
  local folder=$here/target/perf-analyzer
  perf_analyzer=${PERF_ANALYZER:-$folder/run}
  if [ -n "${PERF_ANALYZER:-}" ] || [ -e "$folder/COMPLETE" ]; then return; fi
  rm -rf "$folder"
  mkdir -p "$folder"
  find_python
  "$python" -m pip download -q --no-deps -d "$folder" tritonclient==2.51.0 nvidia-cuda-runtime-cu12==12.9.79
  for wheel in "$folder"/*.whl; do python3 -m zipfile -e "$wheel" "$folder/wheels"; done
  if ! ldconfig -p | grep -q 'libb64\.so\.0d'; then
    (cd "$folder" && apt-get download -qq libb64-0d && dpkg-deb -x libb64-0d_*.deb .) >&2
  fi
  chmod +x "$folder/wheels/tritonclient-2.51.0.data/data/bin/perf_analyzer"
  cat > "$folder/run" <<EOF
#!/usr/bin/env bash
LD_LIBRARY_PATH=$folder/wheels/nvidia/cuda_runtime/lib:$folder/usr/lib/x86_64-linux-gnu \\
  exec "$folder/wheels/tritonclient-2.51.0.data/data/bin/perf_analyzer" "\$@"
EOF
  chmod +x "$folder/run"
  touch "$folder/COMPLETE"
}

# Sets $graphs, where small graphs are written.
graph_folder() { graphs=$here/target/graphs; mkdir -p "$graphs"; }

# Whether an option is among the arguments.
given() { local option=$1; shift; for argument in "$@"; do [ "$argument" != "$option" ] || return 0; done; return 1; }

# Runs a command on ViT-B/32, unless the caller names a model.
on_vit() {
  local command=$1; shift
  if given --model "$@"; then bench "$command" "$@"; return; fi
  make_models
  bench "$command" --model "$models/vit-b32" "$@"
}

tiny() { find_perf_analyzer; graph_folder; bench tiny --perf-analyzer "$perf_analyzer" --folder "$graphs" "$@"; }

jpeg() {
  local pictures=$here/target/pictures
  find_python
  if [ ! -d "$pictures" ]; then
    rm -rf "$pictures.part"
    "$python" "$here/src/main/python/preprocess_peer.py" write "$pictures.part" >&2
    mv "$pictures.part" "$pictures"
  fi
  on_vit jpeg --pictures "$pictures" --python "$python" --script "$here/src/main/python/jpeg_peer.py" "$@"
}

# A command that writes graphs of its own.
on_graphs() { local command=$1; shift; graph_folder; bench "$command" --folder "$graphs" "$@"; }

case ${1:-} in
  vit) shift; on_vit side-by-side "$@" ;;
  text) shift; on_vit text "$@" ;;
  fair) shift; on_vit fair "$@" ;;
  tiny) shift; tiny "$@" ;;
  jpeg) shift; jpeg "$@" ;;
  overload|weights|soak) on_graphs "$@" ;;
  preprocess) shift; preprocess "$@" ;;
  models) make_models ;;
  show)
    shift
    on_vit side-by-side "$@"
    on_vit text "$@"
    tiny "$@"
    jpeg "$@"
    on_graphs overload "$@"
    make_models
    on_graphs overload --model "$models/vit-b32" "$@"
    on_vit fair "$@"
    on_graphs weights "$@"
    on_graphs soak ;;
  all)
    shift
    make_models
    bench side-by-side --model "$models/vit-b32" "$@"
    bench texts --split "$models/vit-b32" --combined "$models/vit-b32-combined" "$@"
    preprocess ;;
  *) bench "$@" ;;
esac
