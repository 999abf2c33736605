#!/usr/bin/env bash
# Builds the example against the published SDK, indexes the sample photos by the server at TRIPTYCH_SERVER, and finds them.
set -euo pipefail
cd "$(dirname "$0")"

: "${TRIPTYCH_SERVER:?the address of a server with the model mini}"
export TRIPTYCH_MODEL=mini
TARGET=$(cd ../.. && pwd)/target/interop
. ../../client/interop/maven.sh
work=$TARGET/image-search
rm -rf "$work" "$TARGET/m2/dev/triptych"
cp -r . "$work"
maven -f "$work/pom.xml" compile

search() { java -cp "$work/target/classes:$work/target/lib/*" com.example.search.ImageSearch "$@" 2>> "$work/log"; }
first() { head -1 <<< "$2" | grep -q "/$1.jpg$" || { echo "examples/image-search: not $1 first: $2" >&2; exit 1; }; }
mkdir "$work/photos"
cp ../../models/mini/photos/*.jpg pom.xml "$work/photos"
search index "$work/index" "$work/photos" | tee "$work/said"
grep -qx "indexed 18 of 19" "$work/said"
first coffee "$(search text "$work/index" 'a cup of coffee')"
first rocket "$(search text "$work/index" 'a rocket')"
first chelsea "$(search image "$work/index" ../../models/mini/photos/chelsea.jpg)"
# A command that is not one is explained.
status=0
search find "$work/index" rocket || status=$?
[ "$status" = 2 ] || { echo "examples/image-search: an unknown command ended with $status, not 2" >&2; exit 1; }
# A file above the server's limit is left out alone.
truncate -s 65M "$work/photos/film.jpg"
search index "$work/index" "$work/photos" | tee "$work/said"
grep -qx "indexed 18 of 20" "$work/said"
rm "$work/photos/film.jpg"
# Another model's vectors do not join an index.
status=0
TRIPTYCH_MODEL=clip-combined search index "$work/index" "$work/photos" > "$work/said" || status=$?
[ "$status" = 1 ] && grep -q SPACE_MISMATCH "$work/log" \
  || { echo "examples/image-search: vectors of two spaces in one index; ended with $status" >&2; exit 1; }
# Vectors wider than Lucene's own limit are indexed and found.
javac -d "$work/check/classes" -cp "$work/target/classes:$work/target/lib/*" "$work/check/WideVectorsCheck.java"
java -cp "$work/check/classes:$work/target/classes:$work/target/lib/*" com.example.search.WideVectorsCheck "$work/wide" \
  2>> "$work/log" | grep -qx wide.jpg
# Indexing again replaces.
search index "$work/index" "$work/photos"
hits=$(search text "$work/index" 'a cup of coffee')
first coffee "$hits"
[ "$(sort -u <<< "$hits" | wc -l)" = 5 ] || { echo "examples/image-search: doubles in $hits" >&2; exit 1; }
