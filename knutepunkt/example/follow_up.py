"""Writes how the example follows suppliers up: regimes, a year of meetings, what was agreed in them."""

from datetime import date, datetime, timedelta

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.base.session import seen_by
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.party.queries import local_day, viewer
from knutepunkt.performance.actions import reviewing
from knutepunkt.performance.models import Regime, Review, ReviewAction, Survey

_A_DAY = timedelta(days=1)
# By module: tiers and months between. All is example data: the source says that there is no fixed regime today.
_REGIMES = {
    1: (("operational", 1), ("strategic", 6)),
    2: (("operational", 1), ("tactical", 3)),
    3: (("operational", 2),),
}
_SAID = (
    ("Bemanningen i ferier legges fram før neste møte.", "Legge fram bemanningsplan for ferier", 30),
    ("Saker over to uker gjennomgås hver måned.", "Gjennomgå alle saker over to uker", 14),
    ("Overleveringer skal ha med feilsøkingen som er gjort.", "Lage mal for overlevering", 45),
)


def write_follow_up(*, at: datetime) -> None:
    """Write it where it is missing: each third planned meeting was not held, most actions were done."""
    if Regime.objects.exists():
        return
    manager = Person.objects.filter(memberships__role=Membership.Role.SUPPLIER_MANAGER.value).filter(
        organisation__kind=Organisation.Kind.INTEGRATOR.value
    )
    by = manager.order_by("pk").first()
    if by is None:
        return
    since = add_months(local_day(at).replace(day=10), -12)
    contracts = Contract.objects.filter(kind=Contract.Kind.UNDERPINNING.value, module__in=_REGIMES)
    for contract in contracts.select_related("provider").order_by("module"):
        for tier, months in _REGIMES[contract.module or 0]:
            _, is_new = Regime.objects.get_or_create(
                supplier=contract.provider,
                tier=tier,
                defaults={"every_months": months, "since_on": since, "responsible": by},
            )
            if is_new:
                _meetings(contract.provider, tier, months, since, by, at)
    reviewing.plan_reviews(at=at)


def write_answers() -> None:
    """Write what requesters of the log's tickets might have answered, by a rule: each fourth answers.

    5, less one each for a broken promise, more than two hand-overs, a solution taken back; never below 1.
    """
    if Survey.objects.exists():
        return
    rows = Ticket.objects.filter(resolved_at__isnull=False, is_restricted=False, merged_into__isnull=True)
    facts = rows.values_list("pk", "requester", "resolved_at", "is_breached", "handovers", "reopenings")
    Survey.objects.bulk_create((_survey(*one) for one in facts.iterator()), batch_size=2000)


def _survey(
    ticket: int, person: int, at: datetime | None, is_breached: bool, handovers: int, reopenings: int
) -> Survey:
    assert at is not None, "only what was resolved is asked about"
    score = max(5 - is_breached - (handovers > 2) - (reopenings > 0), 1)
    if ticket % 4:
        return Survey(ticket_id=ticket, person_id=person, asked_at=at)
    comment = "Eksempeldata: det tok for lang tid." if score < 3 else ""
    return Survey(
        ticket_id=ticket, person_id=person, asked_at=at, answered_at=at + _A_DAY, score=score, comment=comment
    )


def _meetings(supplier: Organisation, tier: str, months: int, since: date, by: Person, at: datetime) -> None:
    planned = [add_months(since, n * months) for n in range(1, 13)]
    for n, day in enumerate(one for one in planned if one < local_day(at)):
        first = day.replace(day=1)
        review = Review.objects.create(
            supplier=supplier, tier=tier, planned_on=day, from_on=add_months(first, -months),
            to_on=first - timedelta(days=1), responsible=by,
        )  # fmt: skip
        if n % 3 != 2:
            _hold(review, n, day, by, at)


def _hold(review: Review, n: int, day: date, by: Person, at: datetime) -> None:
    decision, action, days = _SAID[n % len(_SAID)]
    reader = viewer(by, at=at, source="example")
    assert reader is not None
    with seen_by(reader):
        reviewing.hold(
            review.pk,
            held_on=day + timedelta(days=n % 2),
            present="Leverandøransvarlig, kundeansvarlig hos leverandøren",
            minutes="Eksempeldata. Tallene for perioden ble gjennomgått.",
            by=by,
            at=at,
        )
        reviewing.decide(review.pk, text=decision, by=by, at=at)
        agreed = reviewing.agree(
            review.pk,
            text=action,
            organisation=review.supplier,
            owner=None,
            due_on=day + timedelta(days=days),
            by=by,
            at=at,
        )
    if n % 6 != 1:
        ReviewAction.objects.filter(pk=agreed.pk).update(done_on=agreed.due_on - timedelta(days=3))
