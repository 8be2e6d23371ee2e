"""Makes improvements of what was found elsewhere: a review's action, a ticket, an exercise; each once, linked back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation, Person
from knutepunkt.performance.models import ReviewAction
from knutepunkt.plan.actions.improvement import IMPROVEMENT
from knutepunkt.plan.models import Exercise, Improvement

_PROBLEM = "problem"
_TITLE = 200


@transaction.atomic
def from_review_action(action_id: int, *, by: Person, at: datetime) -> Improvement:
    """Make an improvement of what a review agreed on; the one that is there where it was made before."""
    action = ReviewAction.objects.filter(pk=action_id).select_related("organisation").first()
    if action is None:
        raise NotYours(_("There is no such action, or it is not yours to see."))
    values = {"title": action.text, "owner": action.organisation, "due_on": action.due_on}
    return _made(Improvement(review_action=action), f"tiltak-{action.pk}", "review", values, by, at)


@transaction.atomic
def from_ticket(ticket_id: int, *, by: Person, at: datetime) -> Improvement:
    """Make an improvement of what a ticket showed. A restricted ticket gives none: its title would be seen by more."""
    ticket = Ticket.objects.filter(pk=ticket_id).select_related("service").first()
    if ticket is None:
        raise NotYours(_("There is no such ticket, or it is not yours to see."))
    if ticket.is_restricted:
        raise Refusal(_("The ticket is restricted, and an improvement would be seen by more."))
    source = Improvement.Source.PROBLEM if ticket.kind == _PROBLEM else Improvement.Source.TICKET
    values = {"title": ticket.title, "service": ticket.service, "owner": ticket.service.owner}
    return _made(Improvement(ticket=ticket), f"sak-{ticket.pk}", source.value, values, by, at)


@transaction.atomic
def from_exercise(exercise_id: int, *, by: Person, at: datetime) -> Improvement:
    """Make an improvement of what an exercise taught."""
    exercise = Exercise.objects.filter(pk=exercise_id).select_related("plan__service", "plan__leader").first()
    if exercise is None:
        raise NotYours(_("There is no such exercise, or it is not yours to see."))
    if not exercise.learnt:
        raise Refusal(_("Write down first what was learnt."))
    owner: Organisation | None = exercise.plan.leader
    values = {
        "title": exercise.learnt.splitlines()[0][:_TITLE],
        "description": exercise.learnt,
        "service": exercise.plan.service,
        "owner": owner,
        "owner_function": exercise.plan.leader_function,
    }
    return _made(Improvement(exercise=exercise), f"ovelse-{exercise.pk}", "exercise", values, by, at)


def _made(row: Improvement, key: str, source: str, values: dict[str, object], by: Person, at: datetime) -> Improvement:
    """Save it, unless it was made before."""
    with as_system():
        before = Improvement.objects.filter(key=key).first()
    return before or save(IMPROVEMENT, row, {"key": key, "source": source, **values}, by=by, at=at)
