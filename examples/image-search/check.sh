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
# Indexing again replaces.
search index "$work/index" "$work/photos"
hits=$(search text "$work/index" 'a cup of coffee')
first coffee "$hits"
[ "$(sort -u <<< "$hits" | wc -l)" = 5 ] || { echo "examples/image-search: doubles in $hits" >&2; exit 1; }
