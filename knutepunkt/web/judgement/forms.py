"""The form of a model: a question each, with what shows the answer; and the form of a decision."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knutepunkt.assessment.actions.judging import EVIDENCE_LENGTH, REASON_LENGTH, Answer
from knutepunkt.assessment.models import Score
from knutepunkt.assessment.rules.judging import Judgement
from knutepunkt.assessment.rules.scheme import Area, Combine, Criterion, Scheme
from knutepunkt.web.forms import day_field, text_field

_REMARK = "remark-of-it"  # no criterion's key holds a word of ours by chance


class AnswersForm(forms.Form):
    """A question each; what is not answered stays unknown. Where values count, also what it should be."""

    def __init__(self, scheme: Scheme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        self.has_targets = scheme.combine is not Combine.DECISIONS
        for key, criterion in scheme.criteria.items():
            self._ask(key, criterion)
        self.fields[_REMARK] = text_field(_("Remark"), 2, required=False, max_length=EVIDENCE_LENGTH)

    def _ask(self, key: str, criterion: Criterion) -> None:
        choices = [(one.key, one.name) for one in criterion.choices]
        self.fields[key] = forms.ChoiceField(
            label=criterion.name,
            choices=[*choices, ("", _("Not answered"))],
            widget=forms.RadioSelect(),
            required=False,
        )
        self.fields[f"{key}_evidence"] = text_field(_("What shows it"), 1, required=False, max_length=EVIDENCE_LENGTH)
        if self.has_targets:
            self.fields[f"{key}_target"] = forms.ChoiceField(
                label=_("Should be"), choices=[("", "–"), *choices], required=False
            )
            self.fields[f"{key}_target_on"] = day_field(_("By"), required=False)

    def areas(self) -> Iterator[tuple[Area, list[tuple[Criterion, list[BoundField]]]]]:
        """Yield each area with its questions and their fields."""
        for area in self.scheme.areas:
            yield area, [(one, [self[name] for name in self._names(one.key)]) for one in area.criteria]

    def _names(self, key: str) -> list[str]:
        names = [key, f"{key}_evidence"]
        return [*names, f"{key}_target", f"{key}_target_on"] if self.has_targets else names

    @property
    def remark_field(self) -> BoundField:
        """Return the field of the remark."""
        return self[_REMARK]

    def remark(self) -> str:
        """Return the remark as typed."""
        return str(self.cleaned_data.get(_REMARK, ""))

    def answers(self) -> dict[str, Answer]:
        """Return what is answered; what cannot be is left out."""
        given = self.cleaned_data
        return {
            key: Answer(
                given[key],
                given.get(f"{key}_evidence", ""),
                given.get(f"{key}_target", ""),
                given.get(f"{key}_target_on"),
            )
            for key in self.scheme.criteria
            if given.get(key)
        }


def stored(scores: list[Score], remark: str) -> dict[str, Any]:
    """Return what the form begins with."""
    found: dict[str, Any] = {_REMARK: remark}
    for one in scores:
        key = one.criterion
        found |= {key: one.choice, f"{key}_evidence": one.evidence}
        found |= {f"{key}_target": one.target, f"{key}_target_on": one.target_on}
    return found


class DecisionForm(forms.Form):
    """What is decided: an outcome that no stop excludes, its ground, why, and until when."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect())
    ground = forms.ChoiceField(label=_("Ground"), required=False)
    reason = text_field(
        _("Reason"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Demanded where the advice is not followed."),
    )
    valid_to = day_field(_("Stands until"), required=False)
    reference = forms.CharField(label=_("Archive reference"), required=False, max_length=80)

    def __init__(self, scheme: Scheme, found: Judgement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        excluded = found.forbidden | {key for one in found.open_stops for key in one.forbids}
        left = [one for one in scheme.outcomes if one.key not in excluded]
        self.fields["outcome"].choices = [(one.key, one.name) for one in left]  # type: ignore[attr-defined]
        self.fields["outcome"].initial = found.advice.key if found.advice else ""
        grounds = {code: name for one in left for code, name in one.grounds.items()}
        if grounds:
            self.fields["ground"].choices = [("", "–"), *grounds.items()]  # type: ignore[attr-defined]
            demands = ", ".join(one.name for one in left if one.grounds)
            self.fields["ground"].help_text = gettext("Demanded for: %(outcomes)s") % {"outcomes": demands}
        else:
            del self.fields["ground"]
