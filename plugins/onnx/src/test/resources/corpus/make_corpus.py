"""Makes the corpus: NAME.onnx, NAME.npz, manifest.json, README.md. See README.md for what it is.

Needs Python 3.11 with torch 1.13, onnx 1.12 and numpy 1.24 (Debian 12's packages). Makes the same bytes each time.

    python3 make_corpus.py [NAME ...]

With names it makes only those cases, prints their rows of the table, and leaves manifest.json and README.md alone.
"""
import importlib
import sys

import torch

from maker import kit

MODULES = [
    "heads",
    "tails",
    "convolutions",
    "storage",
    "domains",
    "exporters",
    "scikit_learn",
    "structure",
    "from_torch",
    "torch_networks",
    "refused_graphs",
    "refused_files",
]
GENERATED = (".onnx", ".npz", ".bin")
FRONT = kit.FOLDER / "maker" / "front.md"


def main(names):
    torch.set_num_threads(1)
    sys.dont_write_bytecode = True
    for module in MODULES:
        importlib.import_module("maker." + module)
    unknown = set(names) - {f.__name__ for f in kit.CASES}
    if unknown:
        sys.exit(f"no such case: {', '.join(sorted(unknown))}")
    if not names:
        for path in kit.FOLDER.iterdir():
            if path.suffix in GENERATED:
                path.unlink()
    entries = []
    for function in kit.CASES:
        if names and function.__name__ not in names:
            continue
        case = kit.Case(function)
        torch.manual_seed(case.seed)
        function(case)
        assert case.entries, f"{case.name} expects nothing"
        entries += case.entries
        for entry in case.entries:
            size = (kit.FOLDER / entry["file"]).stat().st_size
            found = (
                f"{entry['m']} x {entry['l']} {entry['hiddenDomain']}" if "m" in entry else ", ".join(entry["words"])
            )
            check = "" if case.checked is None else f"{case.checked:.0e}"
            print(f"{entry['name']:34} {entry['expect']:7} {size:6} {check:6} {found}")
            assert size < 40_000
    if not names:
        kit.write_manifest(entries)
        lines = [f"| {e['name']} | {e['expect']} | {e['what']} |" for e in entries]
        table = "\n".join(["| case | expect | what |", "|---|---|---|", *lines])
        (kit.FOLDER / "README.md").write_text(FRONT.read_text() + "\n" + table + "\n")
    total = sum(p.stat().st_size for p in kit.FOLDER.iterdir() if p.is_file())
    print(f"{len(entries)} expectations, {total} bytes in all")
    assert total < 1_200_000


if __name__ == "__main__":
    main(sys.argv[1:])
