"""Reads pages as a person would: which fields are marked as wrong, which words stand there."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Protocol


class Page(Protocol):
    """What a client gets."""

    content: bytes


class _Fields(HTMLParser):
    """Collects the names of fields that have a message beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.invalid: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("id") or ""
        if name.endswith("_error"):
            self.invalid.add(name.removeprefix("id_").removesuffix("_error"))


def faults(answer: Page) -> set[str]:
    """Return the names of the fields that the page marks as wrong."""
    fields = _Fields()
    fields.feed(answer.content.decode())
    return fields.invalid


def words(answer: Page) -> str:
    """Return the page's text, without tags and with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
