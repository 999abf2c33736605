"""Named drawings: icon sets by npm (iconify's JSON), clip art and stamps by Debian; sources.tsv lists which, at which version.

They are expected unpacked, one folder a source, in a folder DATA: an npm package's content; of a Debian package usr/share/openclipart/svg
and usr/share/tuxpaint/stamps.
"""

import csv
import io
import json
import re
from pathlib import Path
from typing import Callable, NamedTuple

import resvg_py
from PIL import Image

RECIPE = Path(__file__).resolve().parent
SIZE = 256
SUBJECTS = ("animals", "buildings", "containers", "decorations", "education", "electronics", "food", "office", "people", "plants",
            "recreation", "science", "tools", "transportation")  # of the clip art; the others are shapes, flags, logos, patterns
LETTERS = r"alphabets|symbols/math|medical/asl"  # stamps named by a letter
DRAWN = r"cartoon|symbols|roadsigns|flags|armor|planets|dinosaur|toys|plastic|seasonal"  # stamps that are drawings, for the most part
FLAG = re.compile(r"^(for )?(flag )?(for )?flag (for )?(flag )?")


class Drawing(NamedTuple):
    """A named drawing: drawings of one code point are never each other's wrong answer; draw() gives RGBA of SIZE pixels a side."""

    source: str
    name: str
    code: str | None
    draw: Callable[[], Image.Image]
    photo: bool = False  # a stamp that is a photograph, for the most part


def rows():
    with open(RECIPE / "sources.tsv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def render(svg):
    def raster(**side):
        return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, **side))).convert("RGBA")

    image = raster(width=SIZE)
    return squared(raster(height=SIZE) if image.height > SIZE else image)


def squared(image):
    """The image in the middle of a transparent square of SIZE pixels."""
    scale = SIZE / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
    page = Image.new("RGBA", (SIZE, SIZE))
    page.paste(image, ((SIZE - image.width) // 2, (SIZE - image.height) // 2))
    return page


def _svg(data, name):
    """An icon as SVG; an alias is its parent, turned as it says."""
    alias = data.get("aliases", {}).get(name, {})
    icon = data["icons"][alias.get("parent", name)]
    width, height = (icon.get(side, data.get(side, 16)) for side in ("width", "height"))
    left, top = icon.get("left", 0), icon.get("top", 0)
    turn = f"rotate({90 * alias.get('rotate', 0)} {left + width / 2} {top + height / 2})"
    if alias.get("hFlip"):
        turn += f" translate({2 * left + width} 0) scale(-1 1)"
    if alias.get("vFlip"):
        turn += f" translate(0 {2 * top + height}) scale(1 -1)"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}" '
            f'color="black" viewBox="{left} {top} {width} {height}"><g transform="{turn}">{icon["body"]}</g></svg>')


def _toned(name, names):
    """Whether it is another icon in one of the five skin tones."""
    base = re.sub(r"-(medium-light|medium-dark|light|medium|dark)$", "", name)
    return (base != name and base in names) or bool(re.search(r"skin-tone|-tone\d|fitzpatrick", name))


def icon_name(name):
    name = name.replace("-", " ")
    return FLAG.sub("flag of ", name) if FLAG.match(name) and name.count(" ") and "in hole" not in name else name


def icons(folder, source):
    data = json.loads((folder / "icons.json").read_text(encoding="utf-8"))
    codes = {}
    for code, name in json.loads((folder / "chars.json").read_text(encoding="utf-8")).items():
        codes.setdefault(name, code)
    aliases = {name: alias for name, alias in data.get("aliases", {}).items() if alias["parent"] in data["icons"]}
    names = {*data["icons"], *aliases}
    for name in sorted(names):
        alias = aliases.get(name, {})
        parent = alias.get("parent", name)
        copy = name != parent and not alias.keys() - {"parent"}
        if not copy and not data["icons"][parent].get("hidden") and not _toned(name, names):
            plain = re.sub(r"-\d$", "", name) if source == "streamline-emojis" and not name.startswith("keycap") else name
            yield Drawing(source, icon_name(plain), codes.get(name), lambda name=name: render(_svg(data, name)))


def _plain(name):
    name = re.sub(r"\(.*?\)|[“”\"!.]", " ", name)
    name = re.sub(r"^(an?|two|some|the|pair of) ", "", " ".join(name.split()).lower())
    return name.removeprefix("pair of ") if re.fullmatch(r"[a-z][a-z' -]{2,}", name) and len(name.split()) <= 4 else None


def clipart(folder, source):
    for file in sorted(path for subject in SUBJECTS for path in (folder / subject).rglob("*.svg")):
        text = file.read_text(encoding="utf-8", errors="replace")
        title = re.search(r"<cc:Work[^>]*>.*?<dc:title>([^<]+)</dc:title>", text, re.DOTALL)
        name = _plain(title[1].replace("_", " ")) if title else None
        if name and "clip art" not in name:
            yield Drawing(source, name, None, lambda text=text: render(text))


def stamps(folder, source):
    for file in sorted([*folder.rglob("*.png"), *folder.rglob("*.svg")]):
        text = file.with_suffix(".txt")
        if text.exists() and not re.search(LETTERS, str(file)) and "_mirror" not in file.name:
            name = _plain(text.read_text(encoding="utf-8", errors="replace").splitlines()[0])
            if name:
                yield Drawing(source, name, None, lambda file=file: render(file.read_text(encoding="utf-8")) if file.suffix == ".svg"
                              else squared(Image.open(file).convert("RGBA")),
                              file.suffix == ".png" and not re.search(DRAWN, str(file.relative_to(folder))))


def drawings(data, sources):
    readers = {"icons": icons, "clipart": clipart, "stamps": stamps}
    kinds = {row["source"]: readers[row["kind"]] for row in rows()}
    for source in sources:
        yield from kinds[source](data / source, source)
