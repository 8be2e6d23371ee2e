"""The styles hold what pages use, and nothing else: no part of the design system is missing, no rule of ours is left."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
OURS = HOUSE / "frontend" / "css"
PAGES = (*(HOUSE / "knutepunkt").rglob("*.html"), *(HOUSE / "knutepunkt" / "web").rglob("*.py"))
SCRIPTS = tuple((HOUSE / "frontend" / "src").glob("*.js"))
NAME = re.compile(r"[A-Za-z_][\w-]*")
SELECTOR = re.compile(r"\.([A-Za-z_][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What stands in pages by a number or a word that is filled in.
FILLED_IN = re.compile(r"party-\d|map__end(-missing)?")


def said() -> set[str]:
    """Return every name that a page or a script says."""
    return {name for path in (*PAGES, *SCRIPTS) for name in NAME.findall(path.read_text())}


def ruled(styles: str) -> set[str]:
    """Return the classes that have a rule."""
    heads = re.findall(r"([^{}]+)\{", COMMENT.sub("", styles))
    return {name for head in heads if not head.strip().startswith("@") for name in SELECTOR.findall(head)}


def test_each_rule_of_ours_is_for_something_that_a_page_says() -> None:
    rules = {name for path in OURS.glob("*.css") for name in ruled(path.read_text())}
    assert {name for name in rules - said() if not FILLED_IN.fullmatch(name)} == set()


def test_each_part_of_the_design_system_that_a_page_uses_is_built_in() -> None:
    built = ruled((HOUSE / "knutepunkt" / "web" / "static" / "built" / "styles.css").read_text())
    templates = [path.read_text() for path in PAGES if path.suffix == ".html"]
    used = {name for page in templates for said in re.findall(r'class="([^"]*)', page) for name in NAME.findall(said)}
    parts = {name for name in used if name.startswith("ds-")}
    assert {"ds-button", "ds-table", "ds-tag"} <= parts
    assert parts - built == set()
