"""Makes photos/ from the sample photographs of scikit-image and scikit-learn, as photos.tsv lists them."""

import csv
from pathlib import Path

import skimage
import sklearn
from PIL import Image

RECIPE = Path(__file__).resolve().parent
PHOTOS = RECIPE.parent / "photos"
SOURCES = {"scikit-image": Path(skimage.__file__).parent / "data", "scikit-learn": Path(sklearn.__file__).parent / "datasets" / "images"}
LONG_SIDE, QUALITY = 400, 88


def rows():
    """One dictionary a photo: file, label, package, source, licence, author."""
    with open(RECIPE / "photos.tsv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def main():
    for row in rows():
        image = Image.open(SOURCES[row["package"]] / row["source"])
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        image.save(PHOTOS / row["file"], quality=QUALITY)


if __name__ == "__main__":
    main()
