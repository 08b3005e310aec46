"""The cases of the ONNX corpus; see ../README.md."""
