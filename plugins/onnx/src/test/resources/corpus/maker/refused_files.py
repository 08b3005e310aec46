"""Files that are not models at all, or are damaged."""
import struct
import zlib

from onnx import TensorProto, helper

from .kit import Graph, case

NOT_ONNX = ["not an ONNX", "not ONNX", "damaged", "truncated", "protobuf", "cannot be read"]


def plain(c):
    """A sound classifier, to be damaged."""
    g, (W, b) = c.start(), c.head()
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    return g.build().SerializeToString(deterministic=True)


@case
def bad_empty(c):
    """A file of no bytes."""
    c.refuse(b"", words=["empty"], valid=False)


@case
def bad_truncated(c):
    """A model cut off in the middle of its weights: an interrupted download."""
    whole = plain(c)
    c.refuse(whole[: len(whole) * 3 // 5], any_words=NOT_ONNX, valid=False)


@case
def bad_flipped_bytes(c):
    """A model whose middle is overwritten with 0xFF."""
    whole = plain(c)
    c.refuse(whole[:40] + b"\xff" * 60 + whole[100:], any_words=NOT_ONNX, valid=False)


@case
def bad_png(c):
    """A PNG image named .onnx."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([60 * k] * 4) for k in range(4)))
    c.refuse(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""),
        any_words=["PNG", *NOT_ONNX],
        valid=False,
    )


@case
def bad_text(c):
    """The pointer that Git LFS leaves where the model should be."""
    text = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 102400\n"
    c.refuse(text, any_words=["Git LFS", "text", *NOT_ONNX], valid=False)


@case
def bad_html(c):
    """An error page saved as a model."""
    c.refuse(
        b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n",
        any_words=["HTML", "text", *NOT_ONNX],
        valid=False,
    )


@case
def bad_no_graph(c):
    """Sound protobuf with a producer and no graph."""
    model = helper.make_model(helper.make_graph([], "", [], []))
    model.ClearField("graph")
    c.refuse(model, words=["graph"], valid=False)


@case
def bad_tensor_file(c):
    """A TensorProto (ONNX's own input_0.pb) given for a model."""
    c.refuse(
        helper.make_tensor("input", TensorProto.FLOAT, [4], [1.0, 2.0, 3.0, 4.0]).SerializeToString(),
        any_words=["graph", *NOT_ONNX],
        valid=False,
    )


@case
def bad_length_claim(c):
    """A graph field that claims 2 GB, in a file of a few bytes."""
    c.refuse(b"\x08\x07" + b"\x3a\xff\xff\xff\xff\x07" + b"\x0a\x10\x22\x04Gemm", any_words=NOT_ONNX, valid=False)


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


@case
def bad_nested_graphs(c):
    """A protobuf bomb: graphs inside attributes inside nodes, 1500 deep, 30 KB."""
    graph = field(2, b"g")
    for _ in range(1500):
        attribute = field(1, b"b") + field(6, graph) + b"\xa0\x01\x05"
        graph = field(1, field(4, b"If") + field(5, attribute))
    c.refuse(
        b"\x08\x07" + field(8, b"\x10\x0d") + field(7, graph),
        any_words=["nested", "deep", "recurs", "limit", *NOT_ONNX],
        valid=False,
    )


@case
def bad_nested_types(c):
    """The same with types: a sequence of a sequence of a sequence, 3000 deep, as the type of the input."""
    kind = b""
    for _ in range(3000):
        kind = field(4, field(1, kind))
    value = field(1, b"x") + field(2, kind)
    c.refuse(
        b"\x08\x07" + field(8, b"\x10\x0d") + field(7, field(11, value)),
        any_words=["nested", "deep", "recurs", "limit", *NOT_ONNX],
        valid=False,
    )


@case
def bad_many_nodes_of_nothing(c):
    """Ten thousand nodes without operator, input or output."""
    c.refuse(
        b"\x08\x07" + field(8, b"\x10\x0d") + field(7, b"\x0a\x00" * 10_000),
        any_words=["output", "input", "operator"],
        valid=False,
    )


@case
def bad_empty_graph(c):
    """A graph with an input handed straight to the output: nothing in it is affine."""
    g = Graph()
    g.input("x", ["N", 4])
    g.add("Identity", "x", out="copy")
    g.output("copy", ["N", 4])
    c.refuse(g, words=["copy"], any_words=["affine", "--head"])
