#!/bin/sh
# Makes models/tiny-random again, bit for bit: a Llama of random weights for the tests.
# Usage: models/rebuild-tiny.sh [FOLDER]   (default models/tiny-random, which is replaced)
set -eu
cd "$(dirname "$0")/.."
out=${1:-models/tiny-random}
rm -rf "$out"
mvn -B -q test-compile exec:exec -Dexec.classpathScope=test -Dmain.class=org.d3explorer.importing.TinyBundleRecipe \
    -Dexec.args="--enable-native-access=ALL-UNNAMED -classpath %classpath org.d3explorer.importing.TinyBundleRecipe $out"
