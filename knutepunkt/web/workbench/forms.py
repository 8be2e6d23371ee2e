"""The form with which the desk opens a ticket for somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.rules.ticket import Kind
from knutepunkt.party.models import Organisation, Person
from knutepunkt.web.choices import GRADES
from knutepunkt.web.display import KINDS

_NAMESAKES = 8


class NewTicketForm(forms.Form):
    """Who asks, what about, which service, how bad, who else is hit."""

    requester = forms.CharField(
        label=gettext_lazy("Who asks?"),
        help_text=gettext_lazy("E-mail address, or a name as far as you heard it."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(
        label=gettext_lazy("What is it about?"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=Service.objects.filter(is_active=True).select_related("first_team__organisation"),
        empty_label=gettext_lazy("Choose a service"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))
    impact = forms.ChoiceField(label=gettext_lazy("Impact"), choices=list(GRADES.items()), initial=Impact.LOW.value)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=list(GRADES.items()), initial=Urgency.MEDIUM.value
    )
    affected = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who else is hit?"),
        help_text=gettext_lazy("Their service owners then see the ticket."),
        queryset=Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    restricted = forms.BooleanField(
        label=gettext_lazy("It is sensitive: only for those who must see it"),
        help_text=gettext_lazy("The team that holds it, the requester, you, and those cleared or named on the ticket."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.namesakes: list[Person] = []

    def clean_requester(self) -> Person:
        """Find the person by address, or by a name that only one has; several are kept for the page to offer."""
        typed = self.cleaned_data["requester"].strip()
        people = Person.objects.filter(is_active=True).select_related("organisation")
        if person := people.filter(email__iexact=typed).first():
            return person
        named = [] if "@" in typed else list(people.filter(name__icontains=typed).order_by("name")[: _NAMESAKES + 1])
        if len(named) == 1:
            return named[0]
        self.namesakes = named[:_NAMESAKES]
        raise forms.ValidationError(self._not_found(len(named)))

    def _not_found(self, many: int) -> str:
        if not many:
            return _("Nobody here is known by that name or e-mail address.")
        if many > _NAMESAKES:
            return _("Many are called that. Write more of the name, or choose among these.")
        return _("Several are called that. Choose who it is.")

    def asked(self) -> dict[str, Any]:
        """Return what the action takes."""
        asked = dict(self.cleaned_data)
        return asked | {
            "kind": Kind(asked["kind"]),
            "impact": Impact(asked["impact"]),
            "urgency": Urgency(asked["urgency"]),
            "affected": tuple(asked["affected"]),
        }
