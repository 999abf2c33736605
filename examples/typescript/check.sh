#!/usr/bin/env bash
# Builds the example and runs it against the server at TRIPTYCH_SERVER. Needs Node and, once, npm's registry.
set -euo pipefail
cd "$(dirname "$0")"

: "${TRIPTYCH_SERVER:?the address of a server with the model mini}"
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --silent
  cp package-lock.json node_modules/.installed
fi
npm run --silent types
npm run --silent build
photos=../../models/mini/photos
said=$(npm start --silent -- "a cup of coffee" $photos/coffee.jpg $photos/chelsea.jpg package.json)
echo "$said"
for line in "package.json	failed: MEDIA_TYPE_UNSUPPORTED" "coffee.jpg	coffee 0." "chelsea.jpg	cat 0." \
  "no-such-model	NOT_FOUND MODEL_UNKNOWN"; do
  grep -qF "$line" <<< "$said" || { echo "examples/typescript: no line '$line'" >&2; exit 1; }
done
