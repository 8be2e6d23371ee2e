"""The form with which the desk opens a ticket for somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.rules.ticket import Kind
from knutepunkt.party.models import Person

GRADES = (("high", _("High")), ("medium", _("Medium")), ("low", _("Low")))
KINDS = ((Kind.INCIDENT.value, _("Incident")), (Kind.REQUEST.value, _("Request")))


class NewTicketForm(forms.Form):
    """Who asks, what about, which service, how bad."""

    requester = forms.CharField(
        label=_("Who asks?"),
        help_text=_("The e-mail address of the one who called."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(label=_("What is it about?"), max_length=200)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    service = forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.filter(is_active=True).select_related("first_team__organisation"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    impact = forms.ChoiceField(label=_("Impact"), choices=GRADES, initial=Impact.LOW.value)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=GRADES, initial=Urgency.MEDIUM.value)

    def clean_requester(self) -> Person:
        """Find the person by address."""
        email = self.cleaned_data["requester"].strip()
        person = Person.objects.filter(email__iexact=email).select_related("organisation").first()
        if person is None:
            raise forms.ValidationError(_("Nobody here is known by that e-mail address."))
        return person

    def asked(self) -> dict[str, Any]:
        """Return what the action takes."""
        asked = dict(self.cleaned_data)
        return asked | {
            "kind": Kind(asked["kind"]),
            "impact": Impact(asked["impact"]),
            "urgency": Urgency(asked["urgency"]),
        }
