"""ONNX's node tests in older operator sets: older.py FROM TO, folders as -Dhalfspace.onnx.backend takes them.

FROM is what `python3 -m onnx.backend.test.cmd_tools generate-data -o FROM` fills. A model is converted by onnx.version_converter to each
of the operator sets below its own for which that works and gives other nodes; its data stay as they are.
"""

import os
import shutil
import sys

import onnx
from onnx import version_converter

OLDER = (8, 9, 10, 11, 12, 13, 15)


def main():
    source, target = sys.argv[1:]
    count = 0
    for name in sorted(os.listdir(os.path.join(source, "node"))):
        folder = os.path.join(source, "node", name)
        model = onnx.load(os.path.join(folder, "model.onnx"))
        own = max([o.version for o in model.opset_import if o.domain in ("", "ai.onnx")], default=0)
        for opset in OLDER:
            if opset >= own:
                continue
            try:
                older = version_converter.convert_version(model, opset)
                onnx.checker.check_model(older)
            except Exception:  # The converter raises whatever comes; there is no such model then.
                continue
            place = os.path.join(target, "node", "%s_opset_%d" % (name, opset))
            os.makedirs(place, exist_ok=True)
            onnx.save(older, os.path.join(place, "model.onnx"))
            shutil.copytree(os.path.join(folder, "test_data_set_0"), os.path.join(place, "test_data_set_0"), dirs_exist_ok=True)
            count += 1
    print("%d models" % count)


main()
