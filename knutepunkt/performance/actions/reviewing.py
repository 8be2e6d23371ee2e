"""Plans the regime's meetings ahead, and keeps what was said, decided and agreed to do in each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.base.editing import require_unmoved
from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.performance.models import Regime, Review, ReviewAction, ReviewDecision
from knutepunkt.performance.queries.reviewing import agenda
from knutepunkt.performance.rules import regime as rules
from knutepunkt.performance.rules.period import Period

_AHEAD_MONTHS = 6
_DAY = timedelta(days=1)
MINUTES_LENGTH, LINE_LENGTH = 20_000, 300


@transaction.atomic
def plan_reviews(*, at: datetime) -> int:
    """Write the meetings of the next half year that are not written yet; return how many.

    A meeting is known by the period that it looks at, so that one that was moved is not planned again.
    """
    with as_system():
        planned = [
            Review(
                supplier_id=one.supplier_id,
                tier=one.tier,
                planned_on=turn.planned_on,
                from_on=period.from_on,
                to_on=period.to_on,
                responsible_id=one.responsible_id,
            )
            for one in Regime.objects.all()
            for turn in _ahead(one, local_day(at))
            for period in [_looked_at(turn.planned_on, one.every_months)]
            if not Review.objects.filter(supplier=one.supplier_id, tier=one.tier, to_on=period.to_on).exists()
        ]
        return len(Review.objects.bulk_create(planned))


def hold(
    review_id: int, *, held_on: date, present: str, minutes: str, by: Person, at: datetime, seen: int | None = None
) -> Review:
    """Keep a meeting as held, with the agenda as the figures gave it; again, to put right what was written.

    Raises `MovedOn` when somebody else changed the meeting since it was `seen`.
    """
    present = cleaned(present, field="present", label=_("Present"), longest=LINE_LENGTH, required=True)
    minutes = cleaned(minutes, field="minutes", label=_("Minutes"), longest=MINUTES_LENGTH, required=True)
    for field, text in (("present", present), ("minutes", minutes)):
        refuse_identity_number(text, field=field)
    if held_on > local_day(at):
        raise refused("held_on", _("A meeting is held on a day that has come."))
    with _changing(review_id, by=by, at=at, seen=seen) as review:
        if review.state == Review.State.PLANNED:
            review.agenda = agenda(review, on=held_on)
        review.held_on, review.present, review.minutes = held_on, present, minutes
        review.state = Review.State.HELD.value
        review.save()
    return review


def move(review_id: int, *, to: date, by: Person, at: datetime, seen: int | None = None) -> Review:
    """Plan a meeting for another day."""
    if to < local_day(at):
        raise refused("planned_on", _("A meeting is planned for a day to come."))
    with _changing(review_id, by=by, at=at, seen=seen) as review:
        _require_planned(review)
        review.planned_on = to
        review.save(update_fields=["planned_on"])
    return review


def cancel(review_id: int, *, by: Person, at: datetime, seen: int | None = None) -> Review:
    """Call a planned meeting off; the regime still counts it as not held."""
    with _changing(review_id, by=by, at=at, seen=seen) as review:
        _require_planned(review)
        review.state = Review.State.CANCELLED.value
        review.save(update_fields=["state"])
    return review


def decide(review_id: int, *, text: str, by: Person, at: datetime) -> ReviewDecision:
    """Write down what was decided."""
    text = cleaned(text, field="text", label=_("Decision"), longest=MINUTES_LENGTH, required=True)
    refuse_identity_number(text, field="text")
    with _changing(review_id, by=by, at=at) as review:
        return ReviewDecision.objects.create(review=review, text=text)


def agree(
    review_id: int,
    *,
    text: str,
    organisation: Organisation,
    owner: Person | None,
    due_on: date,
    by: Person,
    at: datetime,
) -> ReviewAction:
    """Write down who is to do what by when. The owner is of the organisation that is to do it."""
    text = cleaned(text, field="text", label=_("What is to be done"), longest=LINE_LENGTH, required=True)
    refuse_identity_number(text, field="text")
    if owner is not None and owner.organisation_id != organisation.pk:
        raise refused("owner", _("The owner belongs to the organisation that is to do it."))
    with _changing(review_id, by=by, at=at) as review:
        if organisation.kind != Organisation.Kind.INTEGRATOR and organisation.pk != review.supplier_id:
            raise refused("organisation", _("One of the two that met is to do it."))
        return ReviewAction.objects.create(
            review=review, text=text, organisation=organisation, owner=owner, due_on=due_on
        )


@transaction.atomic
def finish(action_id: int, *, by: Person, at: datetime) -> ReviewAction:
    """Say that an action is done."""
    if not ReviewAction.objects.filter(pk=action_id).exists():
        raise NotYours(_("There is no such action, or it is not yours to see."))
    _require_manager(by, at)
    with as_system():
        action = ReviewAction.objects.select_for_update().get(pk=action_id)
        if action.done_on is None:
            action.done_on = local_day(at)
            action.save(update_fields=["done_on"])
    return action


@contextmanager
def _changing(review_id: int, *, by: Person, at: datetime, seen: int | None = None) -> Iterator[Review]:
    """See the review as the person, then hold it as the system while it changes."""
    with transaction.atomic():
        review = Review.objects.filter(pk=review_id).first()
        if review is None:
            raise NotYours(_("There is no such review, or it is not yours to see."))
        _require_manager(by, at)
        require_unmoved(review, seen)
        with as_system():
            review = Review.objects.get(pk=review_id)
            if review.state == Review.State.CANCELLED:
                raise Refusal(_("The meeting was called off."))
            yield review


def _require_manager(by: Person, at: datetime) -> None:
    """The integrator's supplier managers keep the reviews; a supplier reads its own."""
    if by.organisation.kind != Organisation.Kind.INTEGRATOR or not manages_terms(by, at):
        raise NotAllowed(_("You may read this, but your role does not change it."))


def _require_planned(review: Review) -> None:
    if review.state != Review.State.PLANNED:
        raise Refusal(_("The meeting was held."))


def _ahead(one: Regime, today: date) -> list[rules.Turn]:
    regime = rules.Regime(one.since_on, one.every_months)
    return rules.turns(regime, [], first=today, last=add_months(today, _AHEAD_MONTHS))


def _looked_at(planned_on: date, months: int) -> Period:
    """Return the whole months before a meeting that it looks at."""
    first = planned_on.replace(day=1)
    return Period(add_months(first, -months), first - _DAY)
