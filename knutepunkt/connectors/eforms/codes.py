"""The codes that the Norwegian rules name, from the file beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from knutepunkt.connectors.eforms.tree import Node


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation that a national notice may follow: what it is called in each language, and the rules on that."""

    identifier: str
    rules: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    codes: tuple[str, ...]


def _found() -> dict[str, Any]:
    return tomllib.loads(files("knutepunkt.connectors.eforms").joinpath("codes.toml").read_text(encoding="utf-8"))


def _regulation(row: dict[str, Any]) -> Regulation:
    words = {language: tuple(both) for language, both in row["words"].items()}
    return Regulation(row["identifier"], tuple(row["rules"]), words, tuple(row["codes"]))


_FILE = _found()
NORWEGIAN = frozenset({"NOR", "NOB", "NNO"})
OFFICIAL = frozenset(_FILE["official_languages"])
LEGAL_TYPES = frozenset(_FILE["legal_types"])
HEALTH_AND_SOCIAL = tuple(_FILE["health_and_social"])
GREEN: str = _FILE["environment_criterion"]
IN_REQUIREMENTS: str = _FILE["environment_requirements"]
EXEMPTIONS = frozenset(_FILE["environment_exemptions"])
REGULATIONS = tuple(map(_regulation, _FILE["regulations"]))
EXEMPT: Mapping[str, str] = _FILE["exempt"]
PARTS_1_AND_2 = {language: both[1] for language, both in REGULATIONS[0].words.items()}
CODES = {
    words: code
    for regulation in REGULATIONS
    for both in regulation.words.values()
    for words, code in zip(both, regulation.codes, strict=True)
}


def spoken(root: Node) -> set[str]:
    """Return the languages that a notice is in."""
    return {*root.values("cbc:NoticeLanguageCode"), *root.values("cac:AdditionalNoticeLanguage/cbc:ID")}
