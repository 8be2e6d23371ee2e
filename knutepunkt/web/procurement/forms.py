"""The forms of a procurement's steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutepunkt.party.models import Organisation, Person
from knutepunkt.plan.models import ProcurementCriterion, Submission
from knutepunkt.web.forms import NumberField, day_field, text_field
from knutepunkt.web.portal.forms import FilesField
from knutepunkt.web.procurement.words import GROUNDS
from knutepunkt.web.setup.fields import PersonField


def _moment(label: Any, **given: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **given)


class PlainForm(forms.Form):
    """A step that needs no words."""


class AheadForm(forms.Form):
    """What is told ahead of a competition."""

    text = text_field(_("Text of the notice"), 4)
    reference = forms.CharField(label=_("Reference in Doffin or TED"), max_length=80, required=False)
    is_whole = forms.BooleanField(
        label=_("It says all that the notice of competition must, as far as it is known"),
        help_text=_("Only then does it shorten deadlines, and only when it is sent in good time before."),
        required=False,
    )


class AnnounceForm(forms.Form):
    """The notice and its deadline."""

    text = text_field(_("Text of the notice"), 6)
    reference = forms.CharField(label=_("Reference in Doffin or TED"), max_length=80, required=False)
    deadline_at = _moment(_("Deadline"))


class MoveForm(forms.Form):
    """A later deadline."""

    to = _moment(_("New deadline"))


class InviteForm(forms.Form):
    """The next round."""

    deadline_at = _moment(_("Deadline for tenders"))
    is_final = forms.BooleanField(label=_("Final tenders: nothing is negotiated after them"), required=False)


class RejectForm(forms.Form):
    """A rejection with its ground."""

    submission_id = forms.TypedChoiceField(label=_("Supplier"), coerce=int)
    ground = forms.ChoiceField(label=_("Ground"), choices=[("", "–"), *GROUNDS.items()])
    reason = text_field(_("Reason, which the supplier is told"), 3)

    def __init__(self, standing: list[Submission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_id"].choices = [(one.pk, str(one.supplier)) for one in standing]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Somebody who works on it."""

    person = PersonField(label=_("The person's e-mail address"))
    function = forms.CharField(label=_("Function"), max_length=120)


class DeclareForm(forms.Form):
    """One's own word on being impartial."""

    has_conflict = forms.BooleanField(label=_("I have a tie that may weaken trust in me"), required=False)
    declaration = text_field(_("Explanation"), 2, required=False)


class AnswerForm(forms.Form):
    """An answer for all to see."""

    question_id = forms.TypedChoiceField(label=_("Question"), coerce=int)
    asked = text_field(_("The question, as all see it"), 2, help_text=_("Leave out what tells who asked."))
    text = text_field(_("Answer"), 4)

    def __init__(self, questions: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question_id"].choices = [(one.pk, one.text[:80]) for one in questions]  # type: ignore[attr-defined]
        if questions:
            self.fields["asked"].initial = questions[0].text


class DocumentForm(forms.Form):
    """A file of the competition."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    file = forms.FileField(label=_("File"))


class ReasonForm(forms.Form):
    """Why it is called off."""

    reason = text_field(_("Reason, which all are told"), 3)


class ReportForm(forms.Form):
    """The award notice."""

    text = text_field(_("Text of the notice"), 4)
    reference = forms.CharField(label=_("Reference in Doffin or TED"), max_length=80, required=False)


class ComplainForm(forms.Form):
    """A complaint that came."""

    supplier = forms.ModelChoiceField(label=_("Supplier"), queryset=Organisation.objects.none())
    about = text_field(_("About"), 3)
    stops_signing = forms.BooleanField(label=_("Stops the signing until it is answered"), required=False)

    def __init__(self, told: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in told])  # type: ignore[attr-defined]


class AnswerComplaintForm(forms.Form):
    """What came of a complaint."""

    complaint_id = forms.TypedChoiceField(label=_("Complaint"), coerce=int)
    answer = text_field(_("Answer"), 3)

    def __init__(self, complaints: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, f"{one.supplier}: {one.about[:60]}") for one in complaints]
        self.fields["complaint_id"].choices = choices  # type: ignore[attr-defined]


class NegotiateForm(forms.Form):
    """What was talked of with one tenderer."""

    supplier = forms.ModelChoiceField(label=_("Supplier"), queryset=Organisation.objects.none())
    held_on = day_field(_("Held on"))
    minutes = text_field(_("Minutes"), 4)

    def __init__(self, standing: list[Submission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Organisation.objects.filter(pk__in=[one.supplier_id for one in standing])
        self.fields["supplier"].queryset = found  # type: ignore[attr-defined]


class ScoreForm(forms.Form):
    """Points with their reason."""

    submission_id = forms.TypedChoiceField(label=_("Tender"), coerce=int)
    criterion_id = forms.TypedChoiceField(label=_("Criterion"), coerce=int)
    points = NumberField(label=_("Points, 0 to 10"), max_digits=4, decimal_places=2)
    reason = text_field(_("Reason"), 3)

    def __init__(
        self, tenders: list[Submission], criteria: list[ProcurementCriterion], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        judged = [one for one in criteria if not one.is_price]
        self.fields["submission_id"].choices = [(one.pk, str(one.supplier)) for one in tenders]  # type: ignore[attr-defined]
        self.fields["criterion_id"].choices = [(one.pk, one.title) for one in judged]  # type: ignore[attr-defined]


class ChooseForm(forms.Form):
    """Whom we choose, and why."""

    submission_id = forms.TypedChoiceField(label=_("Tender"), coerce=int)
    reason = text_field(_("Reason, which all are told"), 4)

    def __init__(self, first: list[Submission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_id"].choices = [(one.pk, str(one.supplier)) for one in first]  # type: ignore[attr-defined]


class DrawForm(forms.Form):
    """Who looks on when lots are drawn."""

    witness = forms.ModelChoiceField(label=_("Looks on, of those who work on it"), queryset=Person.objects.none())
    present = forms.CharField(
        label=_("Also present"), help_text=_("By function, not by name."), max_length=300, required=False
    )

    def __init__(self, others: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].queryset = Person.objects.filter(pk__in=[one.pk for one in others])  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """A supplier's question."""

    text = text_field(_("Question"), 3)


class SendForm(forms.Form):
    """A request or a tender: an answer to all that is asked, and files."""

    def __init__(
        self, criteria: list[ProcurementCriterion], lots: list[Any], *args: Any, is_request: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(lots) > 1 and not is_request:
            self.fields["lot_number"] = forms.TypedChoiceField(label=_("Lot"), coerce=int, choices=lots)
        for one in criteria:
            self._ask(one)
        self.fields["files"] = FilesField(label=_("Attach files"), required=False)

    def _ask(self, one: ProcurementCriterion) -> None:
        key = f"answer-{one.pk}"
        if one.is_price:
            self.fields[key] = NumberField(
                label=f"{one.title}, NOK", max_digits=14, decimal_places=2, help_text=one.text
            )
            return
        if one.kind == ProcurementCriterion.Kind.QUALIFICATION:
            choices = [("yes", _("We meet it")), ("no", _("We do not meet it"))]
            self.fields[f"meets-{one.pk}"] = forms.ChoiceField(
                label=one.title, choices=choices, widget=forms.RadioSelect, help_text=one.text
            )
            self.fields[key] = text_field(_("Explanation: %(title)s") % {"title": one.title}, 2, required=False)
            return
        self.fields[key] = text_field(one.title, 4, help_text=one.text)
