"""The form of any register's row: its columns as people write them, in the reader's words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.forms.models import fields_for_model, model_to_dict
from django.utils.functional import Promise
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.rules.level import PRIORITIES, PriorityMatrix
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.editing import Record
from knutepunkt.base.errors import Refusal
from knutepunkt.performance.rules.measures import USUAL, Key, written
from knutepunkt.web.choices import GRADES
from knutepunkt.web.performance.words import MEASURES
from knutepunkt.web.setup.fields import OpeningsField, field_of
from knutepunkt.web.setup.words import HELP, LABELS, WEEKDAYS

_PARTS = {"weight": _("weight"), "worst": _("scores 0 at"), "best": _("scores 100 at")}
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


class RecordForm(forms.Form):
    """What is typed about one row, new or stored; `values` is what the record's path takes."""

    def __init__(self, record: Record, row: Model, *, data: Any = None, given: Mapping[str, Any] | None = None) -> None:
        stored = row.pk is not None
        names = [name for name in record.fields if not (stored and name in record.fixed)]
        super().__init__(data, initial=_initial(row, names) | dict(given or {}))
        self.record, self.stored = record, stored
        self.fields.update(_fields(record, names))
        self.parts: dict[str, tuple[str, ...]] = {}
        if "weekly" in names:
            self._split("weekly", _week())
        if "priorities" in names:
            self._split("priorities", _grades())
        if "measures" in names:
            self._split("measures", _measures())

    def _split(self, name: str, parts: dict[str, forms.Field]) -> None:
        """Put several fields where one column stands."""
        ordered = {}
        for other, field in self.fields.items():
            ordered.update(parts if other == name else {other: field})
        self.fields = ordered
        self.parts[name] = tuple(parts)

    def sections(self) -> Iterator[tuple[Promise | None, list[BoundField]]]:
        """Yield the fields in order; those of one column together, under its name."""
        whole = {part: name for name, parts in self.parts.items() for part in parts}
        for name in self.fields:
            if name not in whole:
                yield None, [self[name]]
            elif name == self.parts[whole[name]][0]:
                yield LABELS[whole[name]], [self[part] for part in self.parts[whole[name]]]

    def values(self) -> dict[str, Any]:
        """Return the columns as the record takes them."""
        single = {name: value for name, value in self.cleaned_data.items() if name in self.record.fields}
        if "weekly" in self.parts:
            days = enumerate(self.parts["weekly"])
            single["weekly"] = [[day, *span] for day, part in days for span in self.cleaned_data[part]]
        if "priorities" in self.parts:
            single["priorities"] = {
                i.value: {u.value: int(self.cleaned_data[f"priorities_{i}_{u}"]) for u in Urgency} for i in Impact
            }
        if "measures" in self.parts:
            single["measures"] = {
                key.value: {part: f"{self.cleaned_data[f'measures_{key}_{part}']}" for part in _PARTS} for key in Key
            }
        if "key" in single and not single["key"]:
            single["key"] = slugify((single.get("name") or single.get("title") or "").translate(_NORWEGIAN))[:60]
        return single

    def placed(self, refusal: Refusal) -> Refusal:
        """Return the refusal with what is said of a split column at its first part."""
        at = {self.parts[name][0] if name in self.parts else name: said for name, said in refusal.fields.items()}
        return Refusal(refusal.message, fields=at)


def _fields(record: Record, names: list[str]) -> dict[str, forms.Field]:
    table = str(record.model._meta.model_name)
    helps = {name: HELP[key] for name in names for key in (f"{table}.{name}", name) if key in HELP}
    found = fields_for_model(
        record.model,
        fields=names,
        labels=LABELS,
        help_texts=helps,
        formfield_callback=field_of,
        apply_limit_choices_to=False,
    )
    for name, field in found.items():
        field.help_text = helps.get(name, "")
    return found


def _initial(row: Model, names: list[str]) -> dict[str, Any]:
    initial: dict[str, Any] = model_to_dict(row, fields=names)
    if "weekly" in names:
        weekly = initial.pop("weekly") or []
        initial |= {f"weekly_{day}": [span[1:] for span in weekly if span[0] == day] for day in range(7)}
    if "priorities" in names:
        matrix = PriorityMatrix.of(initial.pop("priorities") or {})
        initial |= {f"priorities_{i}_{u}": priority for i, u, priority in matrix.cells}
    if "measures" in names:
        kept = written(USUAL) | (initial.pop("measures") or {})
        initial |= {f"measures_{key}_{part}": kept[key][part] for key in Key for part in _PARTS}
    return initial


def _measures() -> dict[str, forms.Field]:
    return {
        f"measures_{key}_{part}": forms.DecimalField(label=format_lazy("{}: {}", MEASURES[key], word), max_digits=9)
        for key in Key
        for part, word in _PARTS.items()
    }


def _week() -> dict[str, forms.Field]:
    return {f"weekly_{day}": OpeningsField(label=name, required=False) for day, name in enumerate(WEEKDAYS)}


def _grades() -> dict[str, forms.Field]:
    choices = [(priority, f"P{priority}") for priority in PRIORITIES]
    return {
        f"priorities_{i}_{u}": forms.ChoiceField(
            label=format_lazy(_("Impact {impact}, urgency {urgency}"), impact=GRADES[i], urgency=GRADES[u]),
            choices=choices,
        )
        for i in Impact
        for u in Urgency
    }
