"""A refusal from an action, shown on the form it came from: each message at its field, and nothing typed lost."""

from django import forms

from knutepunkt.base.errors import Refusal


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put the refusal's messages at the form's fields; what belongs to none of them stands above the form."""
    form.is_valid()  # a form that was never validated has no list of errors to add to
    at_fields = {name: message for name, message in refusal.fields.items() if name in form.fields}
    for name, message in at_fields.items():
        form.add_error(name, message or refusal.message)
    if not at_fields:
        form.add_error(None, refusal.message)
