#!/usr/bin/env bash
# Makes classes-<Java>.jsa in a release: its classes as one Java wants them in memory, for a faster start.
#   server/app/archive.sh RELEASE SCRATCH     run by the build; JAVA_HOME names the Java
# A release is whole without it, and Java ignores one made by another Java or from other jars.
set -eu
release=$1 scratch=$2
rm -rf "$release"/*.jsa "$scratch"
mkdir -p "$scratch"
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JAVA_HOME/release")
[ -n "$version" ] || exit 0

# Java writes the archive when the demo ends. Elsewhere first: Java would crash on half an archive.
export XDG_STATE_HOME=$scratch/state
export TRIPTYCH_JAVA_OPTIONS="-XX:ArchiveClassesAtExit=$scratch/classes.jsa -Xlog:cds=off -Xlog:cds+dynamic=off"
limit=()
if command -v timeout > /dev/null; then limit=(timeout -k 5 100); fi
if ${limit[@]+"${limit[@]}"} "$release/bin/triptych" demo --once > "$scratch/log" 2>&1; then
  mv "$scratch/classes.jsa" "$release/classes-$version.jsa"
fi
