"""Renders Django's forms in the design system's markup, with the fields that many forms have."""

from typing import Any

from django import forms
from django.forms.renderers import Jinja2
from django.template import TemplateDoesNotExist, engines


class Renderer(Jinja2):
    """Fields and error lists from our own templates, in the pages' environment."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Find our own first, else Django's."""
        try:
            return engines["jinja2"].get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


class NumberField(forms.DecimalField):
    """A number as people write it: spaces between thousands, and the comma or point of their language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read it; a space that does not break counts as one too."""
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


def text_field(label: Any, rows: int = 3, **given: Any) -> forms.CharField:
    """Return a field of some lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **given)


def day_field(label: Any, **given: Any) -> forms.DateField:
    """Return a field of one day, chosen in the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)
