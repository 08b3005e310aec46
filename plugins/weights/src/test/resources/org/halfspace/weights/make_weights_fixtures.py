"""Writes the files beside it: heads as NumPy writes them, and a safetensors file by its specification. Run in this folder."""

import json
import struct

import numpy as np

W = np.arange(6, dtype="<f4").reshape(2, 3) - 2.5  # 2 classes x 3 features
B = np.array([0.5, -1.0], dtype="<f4")

np.savez("head.npz", W=W, b=B, features=np.eye(3)[:2], labels=np.array([1, 0]))
np.savez("pickled.npz", W=np.array([[1.0, "x"]], dtype=object), b=B)
np.save("fortran.npy", np.asfortranarray(W))

tensors, data = {"__metadata__": {"format": "pt"}}, b""
bf16 = (W.view("<u4") >> 16).astype("<u2")  # exact: these numbers have few bits
for name, dtype, array, shape in [
    ("features.0.weight", "F32", np.zeros((4, 3), "<f4"), [4, 3]),
    ("model.classifier.weight", "F32", W, [2, 3]),
    ("model.classifier.bias", "F32", B, [2]),
    ("half", "F16", W.astype("<f2"), [2, 3]),
    ("brain", "BF16", bf16, [2, 3]),
    ("double", "F64", W.astype("<f8"), [2, 3]),
    ("eight", "F8_E4M3", np.zeros(6, "u1"), [2, 3]),
]:
    tensors[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + array.nbytes]}
    data += array.tobytes()
header = json.dumps(tensors).encode()
header += b" " * (-len(header) % 8)
with open("model.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(header)) + header + data)
