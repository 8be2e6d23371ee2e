"""From a document's values to PDF: Typst reads the template of the document, and the values as JSON beside it."""

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from knutepunkt.connectors.paper.axis import marks, written
from knutepunkt.connectors.paper.documents import Chart, Document
from knutepunkt.connectors.paper.letters import FONTS, shown

_TEMPLATES = Path(__file__).parent / "templates"


def pdf(template: str, document: Document, *, at: datetime) -> bytes:
    """Return the document as PDF/UA-1, set as its template says."""
    values = json.dumps(_plain(document, document.frame.language), ensure_ascii=False)
    compiler = typst.Compiler(root=_TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        _TEMPLATES / f"{template}.typ",
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"values": values},
        timestamp=at.replace(microsecond=0).astimezone(UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def _plain(value: object, language: str) -> Any:
    """Return what JSON can hold; each record names its kind, and each text holds only letters that can be drawn."""
    if isinstance(value, str):
        return shown(value)
    if value is None or isinstance(value, int | float):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: _plain(getattr(value, field.name), language) for field in fields(value)}
        if isinstance(value, Chart):
            plain["marks"] = [{"value": at, "label": shown(label)} for at, label in marks(value, language)]
            plain["written"] = _plain(written(value, language), language)
        return {"kind_of": type(value).__name__.lower(), **plain}
    assert isinstance(value, Sequence)
    return [_plain(one, language) for one in value]
