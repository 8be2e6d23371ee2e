"""The form fields of set-up that are not as the column is: lengths, hours, days and lists as people write them."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knutepunkt.agreement.models import ServiceCalendar, TypeAppendix, TypeVersion
from knutepunkt.agreement.rules.written import NotWritten, as_duration, as_openings, duration, openings
from knutepunkt.catalogue.models import ProcessRole, ProcessStep
from knutepunkt.party.models import Person, Team
from knutepunkt.web.choices import CHOICES, DATA, Words
from knutepunkt.web.forms import NumberField
from knutepunkt.web.setup.scheme import SchemeField
from knutepunkt.web.setup.words import PAUSES

Spans = list[list[int]]

if TYPE_CHECKING:  # Django's own class takes no type at run time
    _RowField = forms.ModelChoiceField[Any]
else:
    _RowField = forms.ModelChoiceField


class LengthField(forms.CharField):
    """A length of service time: "28 h 30 min". No days are written, for a day of service is no 24 hours."""

    def prepare_value(self, value: Any) -> Any:
        """Show it as it can be written."""
        if not isinstance(value, timedelta):
            return value
        return as_duration(value, in_days=False).replace("h", pgettext("short for hours", "h"))

    def clean(self, value: Any) -> Any:
        """Read it; nothing written is None."""
        text = super().clean(value)
        try:
            return duration(text) if text else None
        except (NotWritten, OverflowError) as error:
            raise forms.ValidationError(_("Write a length of time, as 4 h or 30 min.")) from error


class OpeningsField(forms.CharField):
    """When one day is open: "08:00–12:00, 13–16"; empty is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Show it as it can be written."""
        return as_openings(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Read it."""
        return _openings(super().clean(value))


class LinesField(forms.CharField):
    """A list with one thing a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """Show one a line."""
        return "\n".join(self.line(one) for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Read each line, and say which is wrong."""
        lines = super().clean(value).splitlines()
        return [self.read(line.strip()) for line in lines if line.strip()]

    def line(self, one: Any) -> str:
        """Return one thing as its line."""
        return str(one)

    def read(self, line: str) -> Any:
        """Return what a line says."""
        return line


class DaysField(LinesField):
    """Days, one a line."""

    def line(self, one: Any) -> str:
        """Return the day as it can be written."""
        return one.isoformat() if isinstance(one, date) else str(one)

    def read(self, line: str) -> Any:
        """Return the day."""
        return _day(line)


class ExtraDaysField(LinesField):
    """Days with hours of their own, one a line: "2026-12-23 08:00–12:00"; no hours is closed."""

    def prepare_value(self, value: Any) -> Any:
        """Show {day: openings} one day a line."""
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{day} {as_openings(spans)}".strip() for day, spans in sorted(value.items()))

    def clean(self, value: Any) -> Any:
        """Return {day: openings}; a day stands once."""
        found: dict[str, Spans] = {}
        for day, spans in super().clean(value):
            if day.isoformat() in found:
                raise forms.ValidationError(_("%(day)s stands twice.") % {"day": day.isoformat()})
            found[day.isoformat()] = spans
        return found

    def read(self, line: str) -> Any:
        """Return the day and its openings."""
        day, _space, hours = line.partition(" ")
        return _day(day), _openings(hours)


class StepsField(LinesField):
    """Steps of a price reduction, one a line: "99,5 5" is five per cent below 99.5."""

    def line(self, one: Any) -> str:
        """Return the step as it can be written."""
        return " ".join(f"{part}" for part in one) if isinstance(one, list) else str(one)

    def read(self, line: str) -> Any:
        """Return [below, per cent of the base]."""
        try:
            below, part = (float(number.replace(",", ".")) for number in line.split())
        except ValueError as error:
            shown = {"text": line[:40]}
            raise forms.ValidationError(_("“%(text)s” is no step; write 99,5 5.") % shown) from error
        return [below, part]


class PersonField(_RowField):
    """A person by e-mail address: a list of all would be too long to choose from."""

    widget = forms.EmailInput(attrs={"autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"queryset": Person.objects.all(), "to_field_name": "email"}))
        self.error_messages["invalid_choice"] = _("Nobody here has that address.")

    def prepare_value(self, value: Any) -> Any:
        """Show the address."""
        found = Person.objects.filter(pk=value).first() if isinstance(value, int) else None
        return found.email if found else value

    def to_python(self, value: Any) -> Any:
        """Find the person whatever the case of the letters."""
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)


class TeamField(_RowField):
    """A team, with whose it is."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the organisation first."""
        return f"{obj.organisation} – {obj}"


def field_of(column: Any, **kwargs: Any) -> forms.Field | None:
    """Return the form field of a model's column: what Django would choose, or what people find easier."""
    name = f"{column.model._meta.model_name}.{column.name}"
    shown: dict[str, Any] = {said: kwargs[said] for said in ("label", "help_text") if said in kwargs}
    if name in _NAMED:
        return _NAMED[name](required=not column.blank, **shown)
    if name in CHOICES:
        return _worded(column, CHOICES[name], shown)
    if isinstance(column, models.DateTimeField):  # a kind of DateField to Django, but a day is too little
        kwargs["widget"] = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")
    elif isinstance(column, models.DateField):
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(column, models.TextField):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
    if isinstance(column, models.ManyToManyField):
        kwargs["widget"] = forms.CheckboxSelectMultiple()
    if isinstance(column, models.ForeignKey):
        return _choice(column, kwargs)
    if isinstance(column, models.DecimalField):
        kwargs["form_class"] = NumberField
    found: forms.Field | None = column.formfield(**kwargs)
    return found


def _choice(column: Any, kwargs: dict[str, Any]) -> forms.Field:
    related = column.related_model
    if related is Person:
        return PersonField(required=not column.blank, label=kwargs.get("label"), help_text=kwargs.get("help_text", ""))
    if related is Team:
        teams = Team.objects.select_related("organisation").order_by("organisation__sort_key", "order", "name")
        kwargs |= {"form_class": TeamField, "queryset": teams}
    elif related is ServiceCalendar:
        kwargs["queryset"] = ServiceCalendar.objects.filter(is_current=True)
    elif related in _NAMED_WITH:
        kwargs["queryset"] = related._default_manager.select_related(_NAMED_WITH[related])
    found: forms.Field = column.formfield(**kwargs)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise forms.ValidationError(_("“%(text)s” is no day; write it as 2026-12-24.") % {"text": text[:40]}) from error


def _openings(text: str) -> Spans:
    try:
        return openings(text)
    except NotWritten as error:
        shown = {"text": str(error)[:40]}
        raise forms.ValidationError(_("“%(text)s” are no hours; write 08:00–16:00.") % shown) from error


def _pauses(**kwargs: Any) -> forms.Field:
    choices = list(PAUSES.items())
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(), **kwargs)


def _worded(column: Any, words: Words, kwargs: Mapping[str, Any]) -> forms.Field:
    """A choice by its words; none is made beforehand where the column has no default."""
    empty = [] if column.has_default() else [("", "---------")]
    choices = [*empty, *words.items()]
    return forms.TypedChoiceField(choices=choices, coerce=column.to_python, required=not column.blank, **kwargs)


def _categories(**kwargs: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=list(DATA.items()), widget=forms.CheckboxSelectMultiple(), **kwargs)


def _languages(**kwargs: Any) -> forms.Field:
    from django.conf import settings

    return forms.ChoiceField(choices=settings.LANGUAGES, **kwargs)


def _key(**kwargs: Any) -> forms.Field:
    return forms.SlugField(**(kwargs | {"required": False}))


# What is named together with what it belongs to.
_NAMED_WITH: dict[Any, str] = {
    TypeVersion: "type",
    TypeAppendix: "version__type",
    ProcessRole: "process",
    ProcessStep: "process",
}
_NAMED: dict[str, Callable[..., forms.Field]] = {
    "servicelevel.target": LengthField,
    "servicelevel.escalates_after": LengthField,
    "servicelevel.pauses": _pauses,
    "servicecalendar.closed_on": DaysField,
    "servicecalendar.extra": ExtraDaysField,
    "application.integrations": LinesField,
    "application.data_categories": _categories,
    "person.language": _languages,
    **{f"{table}.key": _key for table in ("organisation", "team", "servicegroup", "service", "application")},
    **{f"{table}.key": _key for table in ("servicecalendar", "contract", "servicelevel")},
    **{f"{table}.key": _key for table in ("framework", "priceline", "licence", "compensationrule")},
    **{f"{table}.key": _key for table in ("assessmentmodel", "capability", "function", "conflict", "businessfunction")},
    "assessmentmodel.content": SchemeField,
    **{f"{table}.key": _key for table in ("process", "improvement", "continuityplan")},
    **{f"continuityplan.{name}": LengthField for name in ("recovery_time", "recovery_point")},
    **{f"exercise.{name}": LengthField for name in ("recovered_in", "lost")},
    "continuitystep.within": LengthField,
    "compensationrule.levels": LinesField,
    "compensationrule.steps": StepsField,
}
