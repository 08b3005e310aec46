#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Renders the digits 0-9 with system fonts into small distorted grey images.

Every image is 28 x 28 pixels, 8 bits, light strokes on a dark ground. An image
set is a pure function of its seed, its size and the installed fonts. Sets are
stored in the IDX format (big-endian header, row-major pixels, gzip).

Usage:
  render_glyphs.py test DIR           writes glyphs-test-{images,labels}-*.gz
  render_glyphs.py train DIR          writes glyphs-train-{images,labels}-*.gz
  render_glyphs.py sheet {test,train} FILE.png   draws a labelled contact sheet
"""

import argparse
import functools
import gzip
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 28
"""Side of a finished image, in pixels."""

SUPERSAMPLE = 4
"""Drawing and distortion happen on a canvas this many times larger."""

DIGIT_HEIGHT = 19
"""Height of an undistorted digit, in pixels of the finished image."""

CLASSES = 10

SETS = {"train": (20_000, 20240501), "test": (1_000, 20240502)}
"""Image count and seed of each set."""

FONT_ROOT = Path("/usr/share/fonts/truetype")

FONT_FILES = (
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSans-Bold.ttf",
    "dejavu/DejaVuSans-Oblique.ttf",
    "dejavu/DejaVuSansCondensed.ttf",
    "dejavu/DejaVuSansMono.ttf",
    "dejavu/DejaVuSerif.ttf",
    "dejavu/DejaVuSerif-Bold.ttf",
    "dejavu/DejaVuSerif-Italic.ttf",
    "liberation/LiberationMono-Regular.ttf",
    "liberation/LiberationSans-Regular.ttf",
    "liberation/LiberationSans-Bold.ttf",
    "liberation/LiberationSans-Italic.ttf",
    "liberation/LiberationSansNarrow-Regular.ttf",
    "liberation/LiberationSerif-Regular.ttf",
    "liberation/LiberationSerif-Bold.ttf",
    "liberation/LiberationSerif-Italic.ttf",
)
"""Faces to draw with, relative to FONT_ROOT."""


@functools.lru_cache(maxsize=None)
def load_font(name):
    """Opens a face at the size that makes its digit 0 DIGIT_HEIGHT tall."""
    path = str(FONT_ROOT / name)
    probe_size = 200
    _, top, _, bottom = ImageFont.truetype(path, probe_size).getbbox("0")
    height = DIGIT_HEIGHT * SUPERSAMPLE
    return ImageFont.truetype(path, round(probe_size * height / (bottom - top)))


def draw_centred(text, font, stroke_width):
    """Draws text in white, its bounding box centred on the enlarged canvas.

    stroke_width thickens the outline and is in canvas pixels.
    """
    canvas = SIDE * SUPERSAMPLE
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (canvas, canvas), 0)
    origin = ((canvas - left - right) / 2, (canvas - top - bottom) / 2)
    ImageDraw.Draw(image).text(
        origin, text, fill=255, font=font,
        stroke_width=stroke_width, stroke_fill=255)
    return image


def random_affine(rng):
    """Draws a 2 x 3 map from output to input canvas pixels, as PIL wants it.

    It undoes a random rotation (15 degrees at most, so that 6 and 9 stay
    apart), shear, scale along each axis and shift, about the canvas centre.
    """
    angle = np.deg2rad(rng.uniform(-15, 15))
    shear = rng.uniform(-0.2, 0.2)
    scale_x, scale_y = rng.uniform(0.82, 1.12, size=2)
    shift = rng.uniform(-1.7, 1.7, size=2) * SUPERSAMPLE
    rotation = np.array([[np.cos(angle), -np.sin(angle)],
                         [np.sin(angle), np.cos(angle)]])
    forward = rotation @ np.array([[scale_x, shear], [0, scale_y]])
    inverse = np.linalg.inv(forward)
    centre = np.full(2, SIDE * SUPERSAMPLE / 2)
    offset = centre - inverse @ (centre + shift)
    return np.column_stack([inverse, offset])


def render_digit(digit, rng):
    """Renders one distorted digit as a uint8 array of shape (28, 28)."""
    font = load_font(FONT_FILES[rng.integers(len(FONT_FILES))])
    image = draw_centred(str(digit), font, int(rng.integers(0, 4)))
    image = image.transform(image.size, Image.Transform.AFFINE,
                            tuple(random_affine(rng).ravel()),
                            resample=Image.Resampling.BILINEAR)
    image = image.filter(
        ImageFilter.GaussianBlur(rng.uniform(0.2, 1.0) * SUPERSAMPLE))
    ink = np.asarray(image.reduce(SUPERSAMPLE), dtype=np.float64) / 255
    noise = rng.normal(0, rng.uniform(0.01, 0.03), size=ink.shape)
    grey = np.clip(ink * rng.uniform(0.6, 1) + noise, 0, 1)
    return np.round(grey * 255).astype(np.uint8)


def render_set(name):
    """Renders the set called name ("train" or "test"), balanced and shuffled.

    Returns images, uint8 (count, 28, 28), and labels, uint8 (count,).
    """
    count, seed = SETS[name]
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % CLASSES).astype(np.uint8)
    images = np.stack([render_digit(digit, rng) for digit in labels])
    return images, labels


def write_idx(path, array):
    """Writes a uint8 array to a gzipped IDX file without a time stamp."""
    header = struct.pack(f">HBB{array.ndim}I", 0, 0x08, array.ndim,
                         *array.shape)
    with open(path, "wb") as raw, gzip.GzipFile(
            filename="", mode="wb", compresslevel=9, fileobj=raw,
            mtime=0) as out:
        out.write(header + array.tobytes())


def read_idx(path):
    """Reads a uint8 array of any shape from a gzipped IDX file."""
    with gzip.open(path, "rb") as stream:
        data = stream.read()
    zero, kind, rank = struct.unpack_from(">HBB", data)
    if zero != 0 or kind != 0x08:
        raise ValueError(f"{path} is not an IDX file of unsigned bytes")
    shape = struct.unpack_from(f">{rank}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def read_set(name, folder):
    """Reads the images and labels of a set that write_set has written."""
    return (read_idx(Path(folder) / f"glyphs-{name}-images-idx3-ubyte.gz"),
            read_idx(Path(folder) / f"glyphs-{name}-labels-idx1-ubyte.gz"))


def write_set(name, folder):
    """Renders a set and writes its two IDX files into folder."""
    images, labels = render_set(name)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_idx(folder / f"glyphs-{name}-images-idx3-ubyte.gz", images)
    write_idx(folder / f"glyphs-{name}-labels-idx1-ubyte.gz", labels)


def write_sheet(name, path, columns=30, rows=14, zoom=2):
    """Draws the first columns x rows images of a set, labels above them."""
    images, labels = render_set(name)
    cell_w, cell_h, margin = SIDE * zoom + 4, SIDE * zoom + 14, 12
    sheet = Image.new("L", (columns * cell_w, rows * cell_h), 90)
    pen = ImageDraw.Draw(sheet)
    for i in range(columns * rows):
        x, y = i % columns * cell_w, i // columns * cell_h
        tile = Image.fromarray(images[i]).resize(
            (SIDE * zoom, SIDE * zoom), Image.Resampling.NEAREST)
        sheet.paste(tile, (x + 2, y + margin))
        pen.text((x + 2, y), str(labels[i]), fill=255)
    sheet.save(path)


def main():
    parser = argparse.ArgumentParser(
        description="Render digit images with system fonts.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in SETS:
        commands.add_parser(name).add_argument("folder")
    sheet = commands.add_parser("sheet")
    sheet.add_argument("set", choices=SETS)
    sheet.add_argument("file")
    args = parser.parse_args()
    if args.command == "sheet":
        write_sheet(args.set, args.file)
    else:
        write_set(args.command, args.folder)


if __name__ == "__main__":
    main()
