#!/usr/bin/env bash
# Builds a project of somebody else's against the published SDK, on both lines of protobuf, and runs it against the server
# at TRIPTYCH_SERVER. Needs the repository that `mvn -Pinterop -DskipTests verify` leaves in target/interop/repository.
set -euo pipefail
cd "$(dirname "$0")"

: "${TRIPTYCH_SERVER:?the address of a server with the model mini}"
TARGET=$(cd ../.. && pwd)/target/interop
PHOTO=../../models/mini/photos/coffee.jpg

published=$TARGET/repository/dev/triptych
[ -d "$published/triptych-bom" ] || { echo "client/java: run 'mvn -Pinterop -DskipTests verify' first" >&2; exit 2; }
if grep -rlE "<parent>|triptych-parent" "$published" --include='*.pom'; then
  echo "client/java: a published POM asks for our parent, which nobody else has" >&2
  exit 1
fi

# A copy: Maven writes beside the POM, and the published artifacts must not reach the user's own repository.
rm -rf "$TARGET/consumer" "$TARGET/m2/dev/triptych"
cp -r consumer "$TARGET/consumer"
. ../../client/interop/maven.sh
run() {
  maven -f "$TARGET/consumer/pom.xml" "$@" clean compile
  java -cp "$TARGET/consumer/target/classes:$TARGET/consumer/target/lib/*" com.example.Consumer "$PHOTO" | tee "$TARGET/said"
  for line in "streamed 2" "label coffee" "error MODEL_UNKNOWN"; do
    grep -qxF "$line" "$TARGET/said" || { echo "client/java: no line '$line'" >&2; exit 1; }
  done
}
run
grep -q "^protobuf-java-3" "$TARGET/said" || { echo "client/java: not on protobuf 3" >&2; exit 1; }
run -Pprotobuf4
grep -q "^protobuf-java-4" "$TARGET/said" || { echo "client/java: not on protobuf 4" >&2; exit 1; }
