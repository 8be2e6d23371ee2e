"""Reads pages as a person would: which fields are marked as wrong, which words stand there."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any, Protocol

from django.test import Client


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


class _Forms(HTMLParser):
    """Collects each form's address, its fields with what they would send, and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append(Form(action=found.get("action") or ""))
        elif not self.forms:
            return
        elif tag in {"input", "textarea"} and found.get("name"):
            self._field(found)
            self._text = (found["name"] or "") if tag == "textarea" else ""
        elif tag == "select":
            self._select = found.get("name") or ""
            self.forms[-1].fields.setdefault(self._select, [])
        elif tag == "option" and "selected" in found:
            self.forms[-1].fields[self._select] = [found.get("value") or ""]
        elif tag == "button" and found.get("name"):
            self.forms[-1].buttons.add((found["name"] or "", found.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1].fields[self._text][-1] += data.removeprefix("\n")

    def _field(self, found: dict[str, str | None]) -> None:
        sent = self.forms[-1].fields.setdefault(found["name"] or "", [])
        if found.get("type") not in {"radio", "checkbox", "file"} or "checked" in found:
            sent.append(found.get("value") or ("on" if found.get("type") == "checkbox" else ""))


@dataclass
class Form:
    """A form as the page holds it. `fields`: name to the values that would be sent untouched."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)


def form_with(answer: Page, name: str, value: str) -> Form:
    """Return the page's one form that has this button."""
    (found,) = [form for form in forms_of(answer) if (name, value) in form.buttons]
    return found


def forms_of(answer: Page) -> list[Form]:
    """Return the page's forms."""
    reader = _Forms()
    reader.feed(answer.content.decode())
    return reader.forms


def press(client: Client, address: str, act: str, **typed: object) -> Any:
    """Open the page, fill the form that has the button `act`, and send it; only fields that stand there are filled."""
    form = form_with(client.get(address), "act", act)
    assert not typed.keys() - form.fields.keys(), f"the form has {sorted(form.fields)}"
    return client.post(form.action or address, {**form.fields, "act": act, **typed}, follow=True)
