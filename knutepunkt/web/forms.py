"""Renders Django's forms in the design system's markup."""

from typing import Any

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
