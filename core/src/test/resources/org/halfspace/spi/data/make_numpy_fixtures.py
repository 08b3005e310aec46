"""Writes the .npy and .npz files beside it, as NumPy itself writes them. Run in this folder."""

import io

import numpy as np

# 2 x 3 x 2, all different, exact in every type that has the range.
VALUES = np.arange(12).reshape(2, 3, 2)
TYPES = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"]


def save(name, array, version=None):
    with open(name, "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=True)


for name, order in [("little", "<"), ("big", ">")]:
    arrays = {code: VALUES.astype(order + code) for code in TYPES}
    arrays["b1"] = VALUES % 2 == 1
    np.savez_compressed(f"{name}.npz", **arrays)

save("fortran.npy", np.asfortranarray(VALUES.astype("<f4")))
save("scalar.npy", np.float64(2.5))
save("empty.npy", np.zeros((0, 3)))
save("version2.npy", VALUES.astype("<i4"), (2, 0))
save("version3.npy", VALUES.astype("<i4"), (3, 0))
save("extremes_u8.npy", np.array([0, 2**53 + 1, 2**63, 2**64 - 1], dtype="<u8"))
save("halves.npy", np.array([0.0, -0.0, 1.0, -2.5, 65504.0, 2.0**-24, 2.0**-14, np.inf, -np.inf], dtype="<f2"))
save("objects.npy", np.array([{"a": 1}, None], dtype=object))
save("structured.npy", np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
save("complex.npy", np.zeros(2, dtype="<c16"))
save("strings.npy", np.array(["ab", "c"]))
