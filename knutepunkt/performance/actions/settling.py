"""Settles a period: contested case by case, answered, agreed, credited. One row is locked: one of two wins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from knutepunkt.agreement.models import Contract
from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.filing import Upload, keep
from knutepunkt.base.session import as_system, present
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.desk.actions import copying
from knutepunkt.desk.models import Clock
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Contest, Evidence, Settlement
from knutepunkt.performance.queries.crediting import Owed, as_working, reckon
from knutepunkt.performance.rules import settlement as rules
from knutepunkt.performance.rules.period import Period

GROUNDS_LENGTH = 5_000

_CREDIT = (
    *("settlement_id", "rule_id", "level_id", "ticket_id", "service_id", "occurred_at", "late", "attained", "amount"),
    "working",
)

_SIDES = {
    Organisation.Kind.INTEGRATOR.value: rules.Side.INTEGRATOR,
    Organisation.Kind.SUPPLIER.value: rules.Side.SUPPLIER,
    Organisation.Kind.CUSTOMER.value: rules.Side.CUSTOMER,
}
_ANSWERS = {
    rules.Action.UPHOLD: Contest.Outcome.UPHELD,
    rules.Action.DISMISS: Contest.Outcome.DISMISSED,
    rules.Action.WITHDRAW: Contest.Outcome.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Named:
    """A case that is contested: one level on one ticket."""

    level_id: int
    ticket_id: int


@transaction.atomic
def contest(
    settlement_id: int,
    *,
    cases: Sequence[Named],
    grounds: str,
    by: Person,
    at: datetime,
    files: Sequence[Upload] = (),
    seen: int | None = None,
) -> list[Contest]:
    """Say that cases should not count, and why; `files` speak for it. Raises `Refusal`."""
    grounds = cleaned(grounds, field="grounds", label=_("Grounds"), longest=GROUNDS_LENGTH)
    refuse_identity_number(grounds, field="grounds")
    settlement, side = _opened(settlement_id, by, at, seen)
    word = rules.Contest(side, local_day(at), frozenset(f"{one.level_id}:{one.ticket_id}" for one in cases), grounds)
    _ask(lambda: rules.contest(as_rule(settlement), word))
    written = [_contest(settlement, one, grounds, by, at) for one in dict.fromkeys(cases)]
    with as_system():
        for row in written:
            for file in files:
                kept = keep(file)
                Evidence.objects.create(
                    contest=row,
                    name=kept.name,
                    media_type=kept.media_type,
                    size=kept.size,
                    digest=kept.digest,
                    added_by=by,
                    added_at=at,
                )
    _write(settlement, at, state=Settlement.State.CONTESTED.value)
    return written


@transaction.atomic
def answer(
    contest_id: int, *, action: rules.Action, text: str = "", by: Person, at: datetime, seen: int | None = None
) -> Contest:
    """Uphold, dismiss or withdraw a contest, with a word of why. Raises `Refusal`."""
    text = cleaned(text, field="answer", label=_("Answer"), longest=GROUNDS_LENGTH)
    refuse_identity_number(text, field="answer")
    row = Contest.objects.filter(pk=contest_id).first()
    if row is None:
        raise NotYours(_("There is no such contest, or it is not yours to see."))
    settlement, side = _opened(row.settlement_id, by, at, seen)
    asked = next((one for one in as_rule(settlement).open_contests if one.references == {_reference(row)}), None)
    if asked is None:
        raise Refusal(_("That contest has been answered already."))
    after = _ask(lambda: rules.answer(as_rule(settlement), action, asked, side=side, on=local_day(at)))
    with as_system():
        Contest.objects.filter(pk=row.pk).update(
            outcome=_ANSWERS[action].value, answer=text, answered_by=by, answered_at=at
        )
    _write(settlement, at, state=after.state.value)
    row.refresh_from_db()
    return row


@transaction.atomic
def agree(settlement_id: int, *, by: Person | None, at: datetime, seen: int | None = None) -> Settlement:
    """Agree on the figures, and keep what they give back with its working. `by` None: the job, after the last day."""
    settlement, side = _opened(settlement_id, by, at, seen)
    day = local_day(at)
    if day <= settlement.to_on:
        raise Refusal(_("The period has not ended yet."))
    _ask(lambda: rules.agree(as_rule(settlement), side=side, on=day))
    measure([Period(settlement.from_on, settlement.to_on)], at=at, contract_id=settlement.contract_id)
    with as_system():
        _one_at_a_time(settlement.contract_id)
        reckoned = reckon(settlement)
        copying.insert("performance_credit", _CREDIT, [_credit(settlement, one) for one in reckoned.owed])
    state = Settlement.State.AGREED.value
    _write(settlement, at, state=state, agreed_on=day, agreed_by=by, credit=reckoned.amount, measured_at=at)
    return settlement


@transaction.atomic
def credit(settlement_id: int, *, by: Person, at: datetime, seen: int | None = None) -> Settlement:
    """Say that what was agreed is credited, and give the statement its number."""
    settlement, side = _opened(settlement_id, by, at, seen)
    _ask(lambda: rules.credit(as_rule(settlement), side=side, on=local_day(at)))
    state = Settlement.State.CREDITED.value
    _write(settlement, at, state=state, credited_on=local_day(at), credited_by=by, number=_next_number())
    return settlement


def agree_silently(*, at: datetime, report: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Agree for those who let the days to contest pass, the oldest month first; returns how many.

    `report` hears how far it has come.
    """
    with as_system():
        waiting = Settlement.objects.filter(state=Settlement.State.MEASURED.value, to_on__lt=local_day(at))
        due = [row.pk for row in waiting.order_by("from_on", "pk") if local_day(at) > as_rule(row).contest_by]
    for done, pk in enumerate(due, start=1):
        agree(pk, by=None, at=at)
        report(done, len(due))
    return len(due)


def as_rule(settlement: Settlement) -> rules.Settlement:
    """Return a row as the value that the rules read. One query."""
    supplier = settlement.contract.kind == Contract.Kind.UNDERPINNING
    still_open = Contest.objects.filter(settlement=settlement, outcome=Contest.Outcome.OPEN.value)
    return rules.Settlement(
        other=rules.Side.SUPPLIER if supplier else rules.Side.CUSTOMER,
        measured_on=settlement.shown_on,
        state=rules.State(settlement.state),
        agreed_on=settlement.agreed_on,
        open_contests=tuple(
            rules.Contest(_SIDES[row.organisation.kind], local_day(row.at), frozenset({_reference(row)}), row.grounds)
            for row in still_open.select_related("organisation").order_by("pk")
        ),
    )


def side_of(by: Person | None, at: datetime) -> rules.Side:
    """Return what somebody is to settlements. Raises `NotAllowed` for those who do not answer for their side."""
    if by is None:
        return rules.Side.SYSTEM
    viewer = present()
    side = _SIDES.get(by.organisation.kind)
    answers = manages_terms(by, at) if side is rules.Side.INTEGRATOR else viewer is None or viewer.oversees
    if side is None or not answers:
        raise NotAllowed(_("You may read this, but your role does not settle it."))
    return side


def _opened(settlement_id: int, by: Person | None, at: datetime, seen: int | None) -> tuple[Settlement, rules.Side]:
    """See the settlement as the person, then lock it. Raises `MovedOn` when somebody was first."""
    if by is not None and not Settlement.objects.filter(pk=settlement_id).exists():
        raise NotYours(_("There is no such settlement, or it is not yours to see."))
    side = side_of(by, at)
    with as_system():
        locked = Settlement.objects.select_for_update(of=("self",)).select_related("contract").get(pk=settlement_id)
    if seen is not None and seen != locked.revision:
        raise MovedOn(
            _("Somebody else changed this settlement meanwhile. Nothing of theirs is overwritten."), since=seen
        )
    return locked, side


def _write(settlement: Settlement, at: datetime, **values: object) -> None:
    for name, value in values.items():
        setattr(settlement, name, value)
    settlement.revision += 1
    with as_system():
        settlement.save(update_fields=[*values, "revision"])
    if settlement.state in (Settlement.State.MEASURED.value, Settlement.State.CONTESTED.value):
        measure([Period(settlement.from_on, settlement.to_on)], at=at, contract_id=settlement.contract_id)


def _contest(settlement: Settlement, named: Named, grounds: str, by: Person, at: datetime) -> Contest:
    """Write one contest; only a clock that stopped in the period, and that the person sees, can be contested."""
    period = Period(settlement.from_on, settlement.to_on)
    clock = Clock.objects.filter(
        level_id=named.level_id,
        level__contract=settlement.contract_id,
        ticket_id=named.ticket_id,
        state__in=("met", "breached"),
        stopped_at__gte=period.starts_at,
        stopped_at__lt=period.ends_at,
    ).first()
    if clock is None:
        raise refused("cases", _("KP-%(number)d is not among what this level measured.") % {"number": named.ticket_id})
    live = (Contest.Outcome.OPEN.value, Contest.Outcome.UPHELD.value)
    with as_system():
        same = Contest.objects.filter(settlement=settlement, level=clock.level_id, ticket=clock.ticket_id)
        if same.filter(outcome__in=live).exists():
            message = _("KP-%(number)d is contested already.") % {"number": named.ticket_id}
            raise refused("cases", message)
        return Contest.objects.create(
            settlement=settlement,
            level_id=clock.level_id,
            ticket_id=clock.ticket_id,
            is_met=clock.state == "met",
            by=by,
            organisation=by.organisation,
            at=at,
            grounds=grounds,
        )


def _credit(settlement: Settlement, owed: Owed) -> tuple[object, ...]:
    """Return what one case gives as a row of `_CREDIT`."""
    late = owed.case.late
    return (
        *(settlement.pk, owed.rule.pk, owed.level.pk, owed.ticket_id, owed.service_id, owed.case.occurred_at),
        *(late if isinstance(late, timedelta) else None, owed.case.attained, owed.credit.amount),
        Jsonb(as_working(owed.credit.working)),
    )


def _one_at_a_time(contract_id: int) -> None:
    """Have those who agree on a contract's other months wait: together they may not exceed the cap of the year."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('performance_settlement.contract'), %s)", [contract_id])


def _next_number() -> int:
    """Return the next statement's number; the lock keeps two from taking the same."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('performance_settlement.number'))")
        return (Settlement.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _reference(row: Contest) -> str:
    return f"{row.level_id}:{row.ticket_id}"


def _ask(ask: Callable[[], rules.Settlement]) -> rules.Settlement:
    """Ask the rule, and word its refusal."""
    try:
        return ask()
    except rules.Refused as refusal:
        field = {rules.Why.NOTHING_NAMED: "cases", rules.Why.NO_GROUNDS: "grounds"}.get(refusal.why)
        message = _why(refusal.why, refusal.by)
        raise (refused(field, message) if field else Refusal(message)) from refusal


def _why(why: rules.Why, by: date | None) -> str:
    words = {
        rules.Why.NOT_NOW: _("That cannot be done now: the settlement has moved on."),
        rules.Why.NOT_YOURS: _("That is for the other side to do."),
        rules.Why.OWN_CONTEST: _("Nobody answers what they contested themselves."),
        rules.Why.NOTHING_NAMED: _("Choose the cases that should not count."),
        rules.Why.NO_GROUNDS: _("Say why they should not count."),
        rules.Why.STILL_CONTESTED: _("There are contests that nobody has answered."),
        rules.Why.TOO_LATE: _("The last day to contest was %(day)s."),
        rules.Why.TOO_EARLY: _("The other side can contest until %(day)s."),
    }
    return words[why] % {"day": by.strftime("%d.%m.%Y")} if by and "%(day)s" in words[why] else words[why]
