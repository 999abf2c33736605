#!/usr/bin/env bash
# Builds the example against the published SDK and runs its policy over the sample photos by the server at TRIPTYCH_SERVER.
set -euo pipefail
cd "$(dirname "$0")"

: "${TRIPTYCH_SERVER:?the address of a server with the model mini}"
export TRIPTYCH_MODEL=mini
TARGET=$(cd ../.. && pwd)/target/interop
. ../../client/interop/maven.sh
work=$TARGET/moderation
rm -rf "$work" "$TARGET/m2/dev/triptych"
cp -r . "$work"
maven -f "$work/pom.xml" compile

# moderate STATUS FILE...: the status with which a folder of these files ends.
moderate() {
  local wanted=$1 status=0
  shift
  rm -rf "$work/photos"
  mkdir "$work/photos"
  cp "$@" "$work/photos"
  java -cp "$work/target/classes:$work/target/lib/*" com.example.moderation.Moderation policy.txt "$work/photos" \
    > "$work/said" || status=$?
  cat "$work/said"
  [ "$status" = "$wanted" ] || { echo "examples/moderation: ended with $status, not $wanted" >&2; exit 1; }
}
photos=../../models/mini/photos
moderate 3 $photos/{rocket,coffee,chelsea,flower}.jpg
grep -q "^FLAGGED.*/rocket.jpg	rocket 0" "$work/said"
grep -q "^FLAGGED.*/coffee.jpg	coffee 0" "$work/said"
grep -qx "4 files, 2 flagged, 0 failed" "$work/said"
moderate 0 $photos/{chelsea,flower}.jpg
# Photos as large as those of phones: 20 of 4.3 MB are more than one message may have.
rm -rf "$work/large"
mkdir "$work/large"
for i in $(seq 20); do
  cp $photos/flower.jpg "$work/large/$i.jpg"
  truncate -s 4300000 "$work/large/$i.jpg"
done
moderate 0 "$work"/large/*.jpg
truncate -s 65M "$work/large/1.jpg"
moderate 1 "$work/large/1.jpg" $photos/chelsea.jpg
grep -q "^FAILED.*/1.jpg	FILE_TOO_LARGE" "$work/said"
moderate 1 $photos/chelsea.jpg pom.xml
grep -q "^FAILED.*pom.xml	MEDIA_TYPE_UNSUPPORTED" "$work/said"
