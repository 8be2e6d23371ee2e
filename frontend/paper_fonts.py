"""Cuts the fonts of documents on paper from those of the pages: Typst reads TrueType of one weight, not woff2."""

import json
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WOFF2 = Path("node_modules/@fontsource-variable/inter/files")
# The family in the templates, the letters that it covers, its optical size, its weights.
CUTS = [
    ("Inter", "latin", 14, (400, 600)),
    ("Inter Display", "latin", 32, (600,)),
    ("Inter Extended", "latin-ext", 14, (400, 600)),
    ("Inter Greek", "greek", 14, (400, 600)),
    ("Inter Cyrillic", "cyrillic", 14, (400, 600)),
]


def main(target: Path) -> None:
    """Write one file for each family and weight, and which letters they draw."""
    target.mkdir(parents=True, exist_ok=True)
    drawn: set[int] = set()
    for family, letters, size, weights in CUTS:
        for weight in weights:
            font = TTFont(WOFF2 / f"inter-{letters}-opsz-normal.woff2")
            font.flavor = None
            drawn |= font.getBestCmap().keys()
            cut(font, family, size=size, weight=weight).save(target / f"{family.replace(' ', '')}-{weight}.ttf")
    (target / "letters.json").write_text(json.dumps(spans(drawn)))


def spans(letters: set[int]) -> list[tuple[int, int]]:
    """Return the runs of what is seen: neither marks of direction nor what each font may draw as it likes."""
    seen = sorted(letter for letter in letters if unicodedata.category(chr(letter)) not in {"Cc", "Cf", "Co", "Cn"})
    begins = [seen[0], *(later for earlier, later in pairwise(seen) if later > earlier + 1)]
    ends = [*(earlier for earlier, later in pairwise(seen) if later > earlier + 1), seen[-1]]
    return list(zip(begins, ends, strict=True))


def cut(font: TTFont, family: str, *, size: int, weight: int) -> TTFont:
    """Return the font at one size and weight, named so that the templates find it."""
    cut = instantiateVariableFont(font, {"opsz": size, "wght": weight})
    style = {400: "Regular", 600: "SemiBold"}[weight]
    names = cut["name"]
    names.names = [record for record in names.names if record.nameID in {0, 13, 14}]  # whose it is, and the licence
    for identity, text in {1: f"{family} {style}", 2: "Regular", 4: f"{family} {style}", 16: family, 17: style}.items():
        names.setName(text, identity, 3, 1, 0x409)
    names.setName(f"{family.replace(' ', '')}-{style}", 6, 3, 1, 0x409)
    cut["OS/2"].usWeightClass = weight
    return cut


if __name__ == "__main__":
    main(Path(sys.argv[1]))
