"""The forms of projects, measurements and strategy meetings."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from knutepunkt.assessment.queries.judged import Judged
from knutepunkt.party.models import Organisation
from knutepunkt.plan.models import BusinessArea, GateDemand, Project, StrategyItem
from knutepunkt.web.forms import NumberField, day_field, text_field
from knutepunkt.web.projects.words import DECISIONS, DEMANDS, standing_of

Among: TypeAlias = Mapping[str, Sequence[Judged]]


class PlainForm(forms.Form):
    """A step that needs no words."""


class ProveForm(forms.Form):
    """That something a gate demands is in place."""

    demand = forms.ChoiceField(label=_("What is in place"))
    said = text_field(_("What was approved and where it is found, or why it is not needed"))
    approved_by = forms.CharField(label=_("Approved by, as a function"), max_length=160)
    approved_on = day_field(_("Approved on"))
    is_needed = forms.BooleanField(
        label=_("It is needed"), required=False, initial=True, help_text=_("A procurement plan alone may be needless.")
    )

    def __init__(self, demands: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["demand"].choices = [(one, DEMANDS[one]) for one in demands]  # type: ignore[attr-defined]


class RestOnForm(forms.Form):
    """Which assessment shows what a gate demands; how each stands is said beside it."""

    demand = forms.ChoiceField(label=_("What it shows"))
    assessment = forms.TypedChoiceField(
        label=_("Assessment"), coerce=int, help_text=_("It shows it when it is decided and still stands.")
    )

    def __init__(self, demands: Sequence[GateDemand], among: Among, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["demand"].choices = [  # type: ignore[attr-defined]
            (one.demand, DEMANDS[one.demand]) for one in demands if among.get(one.shown_by)
        ]
        self.fields["assessment"].choices = [  # type: ignore[attr-defined]
            (one.row.pk, f"{one.row.model.title}: {one.subject} ({standing_of(one)})")
            for rows in among.values()
            for one in rows
        ]


class DecidedForm(forms.Form):
    """A decision to pass a gate: the one that the page showed."""

    gate = forms.CharField(widget=forms.HiddenInput)
    decided_by = forms.CharField(label=_("Decided by, as a function"), max_length=160)
    passed_on = day_field(_("Decided on"))
    line = text_field(_("Line of the protocol"), 2)


class BeginForm(forms.Form):
    """That work begins; where its hours do not fit, why it does all the same."""

    beyond_because = text_field(
        _("Why it begins beyond capacity"),
        2,
        required=False,
        help_text=_("Without a reason it waits until there is room. The reason is kept and shown to the owners."),
    )

    def __init__(self, is_beyond: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_beyond:
            del self.fields["beyond_because"]


class PassForm(BeginForm, DecidedForm):
    """A decision to pass a gate now, held against what is in place."""

    field_order = ("gate", "decided_by", "passed_on", "line", "beyond_because")


class WriteDownForm(DecidedForm):
    """A gate that was passed before the project was kept here."""

    source = forms.CharField(label=_("Source"), max_length=200)


class SpendForm(forms.Form):
    """Hours of an area; whose they were is not asked."""

    area = forms.ModelChoiceField(label=_("Business area"), queryset=BusinessArea.objects.all())
    hours = NumberField(label=_("Hours"), max_digits=6, decimal_places=2)
    spent_on = day_field(_("Day"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, areas: Sequence[BusinessArea], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "---------"), *((one.pk, one.name) for one in areas)]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why it is stopped."""

    reason = text_field(_("Reason"), 2)


class MeasureForm(forms.Form):
    """What was measured on a day."""

    value = NumberField(label=_("Value"), max_digits=14, decimal_places=3)
    measured_on = day_field(_("Measured on"))
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value),
        required=False,
        empty_label=_("All owners together"),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class PutUpForm(forms.Form):
    """A project for the agenda."""

    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none())

    def __init__(self, among: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = among  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """That a meeting was held."""

    held_on = day_field(_("Held on"))
    present = forms.CharField(label=_("Present"), help_text=_("Functions, not names."), max_length=300)
    minutes = text_field(_("Minutes"), 6, required=False)


class DecideForm(forms.Form):
    """What was decided of a project."""

    item = forms.ModelChoiceField(label=_("Project"), queryset=StrategyItem.objects.none())
    decision = forms.ChoiceField(label=_("Decision"), choices=list(DECISIONS.items()))
    rank = forms.IntegerField(label=_("Rank, 1 first"), min_value=1, max_value=999, required=False)
    reason = text_field(_("Reason"), 2, required=False)

    def __init__(self, items: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["item"].label_from_instance = lambda one: str(one.project)  # type: ignore[attr-defined]
