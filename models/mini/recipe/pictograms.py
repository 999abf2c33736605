"""Makes pictograms/, a sample of the held-out vendor for the build's tests: python pictograms.py DATA.

Every 44th drawing of fluent-emoji-flat in the order of names, on white, 96 pixels a side; names.tsv lists them.
"""

import sys
from pathlib import Path

import sources
from augment import on
from PIL import Image

STEP, SIDE, COLOURS = 44, 96, 64


def main(data):
    folder = sources.RECIPE / "pictograms"
    folder.mkdir(exist_ok=True)
    lines = ["file\tlabel"]
    for drawing in list(sources.drawings(data, ["fluent-emoji-flat"]))[::STEP]:
        file = drawing.name.replace(" ", "-") + ".png"
        image = on(drawing.draw()).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        image.quantize(COLOURS).save(folder / file, optimize=True)
        lines.append(f"{file}\t{drawing.name}")
    (folder / "names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
