"""The portal's forms: questions as an employee would put them, answered in the desk's terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import Refusal
from knutepunkt.base.text import refuse_identity_number
from knutepunkt.catalogue.models import Service
from knutepunkt.performance.actions.surveying import COMMENT_LENGTH

# Checked again, with the same answer, by the action; here so that the browser can count along.
TITLE_LENGTH = 200
TEXT_LENGTH = 20_000

IMPACTS = (
    (Impact.LOW.value, _("Only me")),
    (Impact.MEDIUM.value, _("Several of us at work")),
    (Impact.HIGH.value, _("The whole organisation")),
)
URGENCIES = (
    (Urgency.LOW.value, _("It can wait")),
    (Urgency.MEDIUM.value, _("I can go on working, but it is a nuisance")),
    (Urgency.HIGH.value, _("I cannot do my work")),
)


def _without_identity_number(text: str, *, field: str) -> str:
    try:
        refuse_identity_number(text, field=field)
    except Refusal as refusal:
        raise forms.ValidationError(refusal.message) from refusal
    return text


class SurveyForm(forms.Form):
    """How it went, in one choice and a few words."""

    score = forms.TypedChoiceField(
        label=_("How did it go?"),
        choices=[
            (5, _("Very well")),
            (4, _("Well")),
            (3, _("Neither well nor badly")),
            (2, _("Badly")),
            (1, _("Very badly")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("What could be better?"),
        help_text=_("Read by the service desk without your name, and not by suppliers."),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OrderForm(forms.Form):
    """Ask for something: what, more about it, and the service that gives it."""

    title = forms.CharField(
        label=_("What do you need?"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Tell more"),
        help_text=_("For whom, by when, where. Leave out national identity numbers and patients' names."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    service = forms.ModelChoiceField(
        label=_("Which service is it about?"),
        queryset=Service.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("Choose a service"),
        error_messages={"invalid_choice": _("This service is not offered to you. Choose another one.")},
    )
    suggested = forms.CharField(required=False, max_length=60)
    restricted = forms.BooleanField(
        label=_("It is sensitive: only for those who must see it"),
        help_text=_("Then neither your service owner nor colleagues see it: only you and those who help you."),
        required=False,
    )

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """Refuse what the action would, already before the question of which service it is."""
        return _without_identity_number(self.cleaned_data["title"], field="title")

    def clean_description(self) -> str:
        """As the title."""
        return _without_identity_number(self.cleaned_data["description"], field="description")

    def clean_suggested(self) -> Service | None:
        """The service ticked among the suggestions; one that is gone since counts as none."""
        services = self.fields["service"].queryset  # type: ignore[attr-defined]
        found: Service | None = services.filter(key=self.cleaned_data["suggested"]).first()
        return found

    def chosen(self) -> Service | None:
        """The service chosen from the list, else the one ticked."""
        service: Service | None = self.cleaned_data["service"] or self.cleaned_data["suggested"]
        return service


class ReportForm(OrderForm):
    """Report something in three fields: what is it about, more about it, how bad it is."""

    title = forms.CharField(
        label=_("What is it about?"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Tell more"),
        help_text=_("What did you do, what happened? Leave out national identity numbers and patients' names."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    impact = forms.ChoiceField(
        label=_("Whom does it hit?"), choices=IMPACTS, initial=Impact.LOW.value, widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=_("How bad is it?"), choices=URGENCIES, initial=Urgency.MEDIUM.value, widget=forms.RadioSelect
    )
    field_order = ("title", "description", "impact", "urgency", "service")


class Files(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; none is fine."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class AnswerForm(forms.Form):
    """Write in the conversation, with files."""

    body = forms.CharField(label=_("Write to us"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    files = FilesField(label=_("Attach files"), required=False)  # type: ignore[assignment]  # fields leave the class


class ReopenForm(forms.Form):
    """Say what is still wrong."""

    why = forms.CharField(
        label=_("What is still wrong?"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
