"""Reads processes from BPMN 2.0: all that is modelled here, and by kind and count what is not."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from knutepunkt.base.text import printable
from knutepunkt.catalogue.rules.process import Flow, Process, Role, Step
from knutepunkt.connectors.bpmn.tree import Element, tree
from knutepunkt.connectors.bpmn.words import DIAGRAM, KINDS, MODEL, OURS

_STEPS, _NAME, _TEXT, _KEY = 400, 200, 20_000, 80
_SPACES = re.compile(r"\s+")
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})
_SAID_ELSEWHERE = {"incoming", "outgoing"}  # flows say the same


@dataclass(frozen=True, slots=True)
class Read:
    """The processes of a file, and how many of each kind of element were left out, by BPMN's names."""

    processes: tuple[Process, ...]
    left_out: Mapping[str, int]


def read(content: bytes) -> Read:
    """Return what a BPMN 2.0 file holds. Raises `Fault` with the line and column of the first thing that cannot be."""
    root = tree(content)
    if (root.namespace, root.name) != (MODEL, "definitions"):
        raise root.fault(
            _("This is not BPMN 2.0: its root is “%(name)s”, not “definitions”.") % {"name": root.name[:60]}
        )
    reader = _Reader(root)
    processes = tuple(reader.process(one) for one in root.all("process", MODEL))
    if not processes:
        raise root.fault(_("The file holds no process."))
    keys = Counter(one.key for one in processes)
    if twice := [key for key, n in keys.items() if n > 1]:
        raise root.fault(_("Two processes would be called “%(key)s”.") % {"key": twice[0]})
    return Read(processes, dict(sorted(reader.left_out.items())))


class _Reader:
    """Reads one file."""

    def __init__(self, root: Element) -> None:
        self.left_out: Counter[str] = Counter()
        self.pools: dict[str, str] = {}
        self.ids: set[str] = set()
        for child in root.children:
            if (child.namespace, child.name) == (MODEL, "collaboration"):
                self._collaboration(child)
            elif child.namespace != DIAGRAM and child.name not in ("process", "extensionElements", "documentation"):
                self.left_out[child.name] += 1

    def process(self, element: Element) -> Process:
        """Return one process."""
        ours = next(_ours(element, "process"), None)
        name = _line(element, "name") or self.pools.get(element.get("id"), "")
        said = ours.get("key") if ours else element.get("id") or name
        key = slugify(said.translate(_NORWEGIAN))[:60]
        if not key:
            raise element.fault(_("The process has neither a name nor an id."))
        roles, role_of = self._lanes(element)
        steps = tuple(self._step(one, role_of) for one in element.children if _is_step(one))
        if len(steps) > _STEPS:
            raise element.fault(
                _("The process has %(n)d steps; at most %(most)d are read.") % {"n": len(steps), "most": _STEPS}
            )
        known = {step.key for step in steps}
        if lost := [one for one in role_of if one not in known and one not in self.ids | _ids(element)]:
            raise element.fault(_("A lane names “%(id)s”, which is not there.") % {"id": lost[0][:60]})
        return Process(
            key,
            name or key,
            _text(ours, "purpose") if ours else "",
            _documentation(element),
            ours.get("owner") if ours else "",
            ours.get("ownerFunction")[:120] if ours else "",
            roles,
            steps,
            tuple(dict.fromkeys(self._flows(element, known))),
        )

    def _collaboration(self, element: Element) -> None:
        for child in element.children:
            if child.name == "participant":
                self.pools[child.get("processRef")] = _line(child, "name")
                if not child.get("processRef"):
                    self.left_out["participant"] += 1
            else:
                self.left_out[child.name] += 1

    def _lanes(self, element: Element) -> tuple[tuple[Role, ...], dict[str, str]]:
        roles: list[Role] = []
        role_of: dict[str, str] = {}
        for lane in (lane for one in element.all("laneSet", MODEL) for lane in one.all("lane", MODEL)):
            key = self._id(lane)
            ours = next(_ours(lane, "role"), None)
            roles.append(Role(key, _line(lane, "name") or key, ours.get("organisation") if ours else ""))
            for child in lane.children:
                if child.name == "flowNodeRef":
                    role_of[child.text] = key
                elif child.name == "childLaneSet":
                    self.left_out["childLaneSet"] += 1
                    role_of |= {one.text: key for one in _within(child) if one.name == "flowNodeRef"}
                elif child.name not in ("extensionElements", "documentation"):
                    self.left_out[child.name] += 1
        return tuple(roles), role_of

    def _step(self, element: Element, role_of: Mapping[str, str]) -> Step:
        for child in element.children:
            if child.namespace == MODEL and child.name not in {*_SAID_ELSEWHERE, "documentation", "extensionElements"}:
                self.left_out[child.name] += 1
        key = self._id(element)
        uses = list(_ours(element, "uses"))
        return Step(
            key,
            KINDS[element.name],
            _line(element, "name"),
            _documentation(element),
            role_of.get(key, ""),
            tuple(dict.fromkeys(one.get("service") for one in uses if one.get("service"))),
            tuple(dict.fromkeys(one.get("application") for one in uses if one.get("application"))),
        )

    def _flows(self, element: Element, known: set[str]) -> Iterator[Flow]:
        there = _ids(element)
        for child in element.children:
            if (
                child.namespace != MODEL
                or child.name in {"laneSet", "documentation", "extensionElements"}
                or _is_step(child)
            ):
                continue
            if child.name != "sequenceFlow":
                self.left_out[child.name] += 1
                continue
            ends = child.get("sourceRef"), child.get("targetRef")
            if lost := [end for end in ends if end not in there]:
                raise child.fault(_("The flow joins “%(id)s”, which is not there.") % {"id": lost[0][:60]})
            for part in child.children:
                if part.name not in ("documentation", "extensionElements"):
                    self.left_out[part.name] += 1
            if known.issuperset(ends):
                yield Flow(*ends, _line(child, "name", most=120))
            else:
                self.left_out["sequenceFlow"] += 1

    def _id(self, element: Element) -> str:
        found = element.get("id")
        if not found:
            raise element.fault(_("A “%(name)s” has no id.") % {"name": element.name})
        if len(found) > _KEY:
            raise element.fault(_("The id is longer than %(most)d characters.") % {"most": _KEY})
        if found in self.ids:
            raise element.fault(_("“%(id)s” stands twice.") % {"id": found})
        self.ids.add(found)
        return found


def _is_step(element: Element) -> bool:
    return element.namespace == MODEL and element.name in KINDS


def _ids(element: Element) -> set[str]:
    """Return what a flow or a lane may refer to, modelled here or not."""
    return {one.get("id") for one in element.children}


def _within(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from _within(child)


def _ours(element: Element, name: str) -> Iterator[Element]:
    for extension in element.all("extensionElements", MODEL):
        yield from extension.all(name, OURS)


def _line(element: Element, name: str, *, most: int = _NAME) -> str:
    """Return an attribute as one line; raises `Fault` for what is too long."""
    text = _SPACES.sub(" ", printable(element.get(name))).strip()
    if len(text) > most:
        raise element.fault(_("The name is longer than %(most)d characters.") % {"most": most})
    return text


def _text(element: Element, name: str) -> str:
    return "\n".join(one.text for one in element.all(name, OURS))


def _documentation(element: Element) -> str:
    text = printable("\n\n".join(one.text for one in element.all("documentation", MODEL) if one.text)).strip()
    if len(text) > _TEXT:
        raise element.fault(_("The description is longer than %(most)d characters.") % {"most": _TEXT})
    return text
