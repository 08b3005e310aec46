#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes examples/data and examples/models from nothing, in about two minutes.
# Needs Debian 12 and
#   apt-get install python3-torch python3-onnx python3-numpy python3-pil \
#       fonts-dejavu fonts-liberation openjdk-17-jdk-headless maven
# and, for Tribuo, a way to Maven Central.
set -eu

make=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
data=$make/../data
models=$make/../models
python=/usr/bin/python3

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1

mkdir -p "$models"
echo "Test images"
$python "$make/render_glyphs.py" test "$data"

echo "glyphs-mlp.onnx"
$python "$make/train_mlp.py" "$models/glyphs-mlp.onnx"

echo "glyphs-cnn.onnx"
$python "$make/train_cnn.py" "$models/glyphs-cnn.onnx"

echo "glyphs-tribuo-lr.onnx"
$python "$make/render_glyphs.py" train "$scratch"
mkdir "$scratch/tribuo"
cp -R "$make/tribuo/pom.xml" "$make/tribuo/src" "$scratch/tribuo"
mvn -q -B -f "$scratch/tribuo/pom.xml" process-classes
java -cp "$scratch/tribuo/target/classes:$scratch/tribuo/target/lib/*" \
    glyphs.TrainTribuo "$scratch" "$data" "$models/glyphs-tribuo-lr.onnx"

echo "Check with numpy alone"
$python "$make/check.py"
