"""A procurement as it stands: what it is worth, under which law, what it lacks, how its plan holds, what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from knutepunkt.base.money import NOTHING, Money
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.models import (
    LawFigure,
    PlannedStep,
    Procurement,
    ProcurementCriterion,
    ProcurementLot,
    ProcurementMember,
    ProcurementNotice,
    TenderRound,
)
from knutepunkt.plan.queries.law import Law, law_on
from knutepunkt.plan.rules import estimate, gates, schedule
from knutepunkt.plan.rules.deadline import Circumstances, PriorLimits, applying
from knutepunkt.plan.rules.evaluation import (
    Criterion,
    EnvironmentRule,
    Exemption,
    ExemptionGround,
    Regard,
    regard_for_environment,
)
from knutepunkt.plan.rules.evaluation.environment import DEMANDED
from knutepunkt.plan.rules.law import LawGap, Regime, Subject, goes_to_ted, regime
from knutepunkt.plan.rules.procedure import Procedure, Step, steps_of
from knutepunkt.plan.rules.window import Window, on_day

_MONTH_LIMIT = 48


@dataclass(frozen=True, slots=True)
class Valued:
    """What a procurement is worth and what follows: `lots` in their order.

    `regime` is None where nothing is estimated yet, or no law is known for the day.
    """

    law: Law
    lots: list[tuple[ProcurementLot, Money]]
    value: Money
    regime: Regime | None
    in_ted: bool
    small: frozenset[int]


def procurements() -> QuerySet[Procurement]:
    """Return what the viewer sees, with what lists show."""
    found = Procurement.objects.select_related("owner", "ground")
    return found.prefetch_related(
        *("lots", "plan", "notices", "rounds", "criteria", "members__person", "letters", "awards")
    )


def law_day(one: Procurement, today: date) -> date:
    """Return the day that chooses the law: when the notice was sent, or is planned to be at the latest; else today."""
    sent = [notice.sent_at for notice in one.notices.all() if notice.kind == ProcurementNotice.Kind.COMPETITION]
    if sent:
        return local_day(min(sent))
    planned = [step.last_on for step in one.plan.all() if step.step == Step.NOTICE]
    return planned[0] if planned else today


def valued(one: Procurement, *, law: Law) -> Valued:
    """Return the value of each lot and of all, the regime, and which lots are small enough to be left out."""
    limit = int(law.figure(LawFigure.Name.MONTH_LIMIT) or _MONTH_LIMIT)
    lots = [(lot, lot_value(lot, limit)) for lot in one.lots.all()]
    values = [value for _lot, value in lots]
    value = estimate.whole_value(values)
    subject = Subject(one.subject)
    below, share = law.figure(LawFigure.Name.SMALL_LOT), law.figure(LawFigure.Name.SMALL_LOT_SHARE)
    known = below is not None and share is not None
    small = estimate.may_be_left_out(values, below=below or Decimal(0), share=share or Decimal(0)) if known else ()
    if not value:
        return Valued(law, lots, value, None, False, frozenset())
    try:
        held, in_ted = regime(value, law.thresholds, subject), goes_to_ted(value, law.thresholds, subject)
    except LawGap:
        held, in_ted = None, False
    return Valued(law, lots, value, held, in_ted, frozenset(small))


def lot_value(lot: ProcurementLot, month_limit: int) -> Money:
    """Return what a lot may come to; nothing while it is not estimated."""
    if lot.amount is None and lot.monthly is None:
        return lot.options
    found = estimate.Estimate(amount=lot.amount, monthly=lot.monthly, months=lot.months, options=lot.options)
    return estimate.lot_value(found, month_limit=month_limit)


def circumstances(one: Procurement, law: Law, *, noticed_on: date | None = None) -> Circumstances:
    """Return what makes its deadlines longer or shorter. `noticed_on`: the day it is announced, where that is now."""
    noticed = on_day(noticed_on) if noticed_on else windows(one).get(Step.NOTICE)
    return Circumstances(
        is_electronic=one.is_electronic,
        is_urgent=one.is_urgent,
        had_prior_notice=noticed is not None and any(shortens(row, law, noticed) for row in prior_notices(one)),
        agreed_days=one.agreed_days,
    )


def prior_notices(one: Procurement) -> list[ProcurementNotice]:
    """Return what was told ahead of the competition, the latest first."""
    return [row for row in one.notices.all() if row.kind == ProcurementNotice.Kind.PRIOR]


def shortens(prior: ProcurementNotice, law: Law, noticed: Window) -> bool:
    """Say whether a prior notice shortens deadlines: whole, and sent neither too shortly nor too long before."""
    least, most = law.figure(LawFigure.Name.PRIOR_LEAST), law.figure(LawFigure.Name.PRIOR_MOST)
    if not prior.is_whole or least is None or most is None:
        return False
    return PriorLimits(int(least), int(most)).hold(local_day(prior.sent_at), noticed)


def told_ahead(one: Procurement, law: Law) -> list[tuple[ProcurementNotice, bool]]:
    """Return the prior notices, each with whether it shortens as the competition is planned."""
    noticed = windows(one).get(Step.NOTICE)
    return [(row, noticed is not None and shortens(row, law, noticed)) for row in prior_notices(one)]


def windows(one: Procurement) -> dict[Step, Window]:
    """Return the plan with what has happened in it: a day that is known takes the place of what was planned."""
    found = {Step(step.step): Window(step.first_on, step.last_on) for step in one.plan.all()}
    return found | {step: on_day(day) for step, day in happened(one).items()}


def planned(one: Procurement) -> dict[Step, Window]:
    """Return the plan alone."""
    return {Step(step.step): Window(step.first_on, step.last_on) for step in one.plan.all()}


def happened(one: Procurement) -> dict[Step, date]:
    """Return the days that are settled: what was sent, and the deadlines that were announced."""
    found: dict[Step, date] = {}
    for notice in one.notices.all():
        step = {"competition": Step.NOTICE, "prior": Step.PRIOR_NOTICE, "award": Step.AWARD_NOTICE}.get(notice.kind)
        if step:
            found[step] = local_day(notice.sent_at)
    for one_round in one.rounds.all():
        if one_round.kind == TenderRound.Kind.REQUEST:
            found[Step.REQUEST_DEADLINE] = local_day(one_round.deadline_at)
        elif one_round.kind == TenderRound.Kind.TENDER:
            found[Step.TENDER_DEADLINE] = local_day(one_round.deadline_at)
            if one_round.by_invitation:
                found[Step.INVITATION] = local_day(one_round.begun_at)
    letters = [letter.sent_at for letter in one.letters.all()] if one.state != Procurement.State.ANNOUNCED else []
    if letters:
        found[Step.AWARD_LETTER] = local_day(min(letters))
    signed = [award.signed_on for award in one.awards.all() if award.signed_on]
    if signed and one.state == Procurement.State.SIGNED:
        found[Step.SIGNING] = max(signed)
    return found


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan held against the law."""

    findings: list[schedule.Finding]
    disorder: list[schedule.Disorder]

    @property
    def broken(self) -> list[schedule.Finding]:
        """Return what cannot be, or only early in its window."""
        return [one for one in self.findings if one.verdict in (schedule.Verdict.BROKEN, schedule.Verdict.ONLY_EARLY)]


def checked(one: Procurement, found: Valued) -> Checked:
    """Return what each deadline of its procedure says of its plan."""
    plan = windows(one)
    if not one.procedure:
        return Checked([], schedule.disorder(plan, list(Step)))
    procedure = Procedure(one.procedure)
    # Without an estimate the strictest regime is what a plan has to hold against.
    rules = applying(found.law.rules, procedure, found.regime or Regime.PART_III)
    return Checked(
        schedule.check(plan, rules, circumstances(one, found.law)), schedule.disorder(plan, steps_of(procedure))
    )


def lacking(one: Procurement, found: Valued) -> list[gates.Lack]:
    """Return what keeps it from being announced."""
    criteria = list(one.criteria.all())
    award = [criterion_of(row) for row in criteria if row.kind == ProcurementCriterion.Kind.AWARD]
    return gates.lacks(
        gates.Draft(
            need=one.need,
            value=found.value if all(value for _lot, value in found.lots) else NOTHING,
            lots=len(found.lots),
            why_not_lots=one.why_not_lots,
            can_be_signed=one.result != Procurement.Result.FRAMEWORK
            or all(lot.version_id and lot.module for lot, _value in found.lots),
            regime=found.regime or Regime.PART_III,
            procedure=Procedure(one.procedure) if one.procedure else None,
            ground_reason=one.ground_reason if one.ground else "",
            criteria=award,
            regard=regard(one, award, found.law),
            price_model=one.price_model,
            tie_rule=one.tie_rule,
            qualifications=sum(row.kind == ProcurementCriterion.Kind.QUALIFICATION for row in criteria),
            openers=len(impartial(one)),
        )
    )


def impartial(one: Procurement) -> list[ProcurementMember]:
    """Return who may open and judge: on it now, and impartial by their own word."""
    return [row for row in one.members.all() if row.left_at is None and row.declared_at and not row.has_conflict]


def is_impartial_member(procurement_id: int, person: Person) -> bool:
    """Say whether the person may open, read and judge what was sent."""
    return ProcurementMember.objects.filter(
        procurement_id=procurement_id, person=person, left_at=None, declared_at__isnull=False, has_conflict=False
    ).exists()


def asked_in(row: TenderRound) -> QuerySet[ProcurementCriterion]:
    """Return what is answered in a round: requirements in the first, which may be the only one; criteria by tenders."""
    kinds = [ProcurementCriterion.Kind.QUALIFICATION.value] if row.number == 1 else []
    if row.kind != TenderRound.Kind.REQUEST:
        kinds.append(ProcurementCriterion.Kind.AWARD.value)
    found = ProcurementCriterion.objects.filter(procurement=row.procurement_id, kind__in=kinds)
    return found.order_by("-kind", "number")


def criterion_of(row: ProcurementCriterion) -> Criterion:
    """Return an award criterion as the rules take it; its key is the row's."""
    return Criterion(str(row.pk), row.weight, is_price=row.is_price, is_environment=row.is_environment)


def regard(one: Procurement, criteria: Sequence[Criterion], law: Law) -> Regard:
    """Return how its criteria stand to the duty to weigh environment, by the law of the day."""
    weight, place = law.figure(LawFigure.Name.ENVIRONMENT), law.figure(LawFigure.Name.ENVIRONMENT_PLACE)
    if weight is None:
        return Regard.NOT_IN_FORCE
    row = law.figures[LawFigure.Name.ENVIRONMENT.value]
    rule = EnvironmentRule(
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        least_weight=weight,
        lowest_place=int(place or 1),
        grounds=frozenset(ExemptionGround(key) for key in law.exemptions if key in set(ExemptionGround)),
        source=row.source,
        certainty=row.certainty,
    )
    return regard_for_environment(criteria, [rule], on=law.on, exemption=exemption_of(one))


def exemption_of(one: Procurement) -> Exemption | None:
    """Return the recorded exemption with what is explained under each heading that its ground demands."""
    if not one.exemption:
        return None
    ground = ExemptionGround(one.exemption)
    written = (one.exemption_reason, one.exemption_load)
    return Exemption(ground, dict(zip(DEMANDED[ground], written, strict=False)))


class Next(StrEnum):
    """What is to be done next."""

    COMPLETE = "complete"
    ANNOUNCE = "announce"
    WAIT_REQUESTS = "wait_requests"
    OPEN_REQUESTS = "open_requests"
    SELECT = "select"
    INVITE = "invite"
    WAIT_TENDERS = "wait_tenders"
    OPEN_TENDERS = "open_tenders"
    EVALUATE = "evaluate"
    STANDSTILL = "standstill"
    SIGN = "sign"
    REPORT = "report"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is next, and the day it waits for."""

    next: Next
    on: date | None = None


def ahead(one: Procurement, *, lacks: Sequence[gates.Lack], at: datetime) -> Ahead:
    """Return what is next, from what has happened."""
    if one.state == Procurement.State.CANCELLED:
        return Ahead(Next.CANCELLED)
    if one.state == Procurement.State.DRAFT:
        notice = planned(one).get(Step.NOTICE)
        return Ahead(Next.COMPLETE if lacks else Next.ANNOUNCE, notice.last if notice else None)
    if one.state == Procurement.State.ANNOUNCED:
        return _in_round(list(one.rounds.all()), at)
    if one.state == Procurement.State.AWARDED:
        return _after_letter(one, local_day(at))
    return Ahead(Next.DONE if Step.AWARD_NOTICE in happened(one) else Next.REPORT)


def _in_round(rounds: Sequence[TenderRound], at: datetime) -> Ahead:
    if not rounds:
        return Ahead(Next.WAIT_TENDERS)
    last = rounds[-1]
    is_request = last.kind == TenderRound.Kind.REQUEST
    if last.deadline_at > at:
        return Ahead(Next.WAIT_REQUESTS if is_request else Next.WAIT_TENDERS, local_day(last.deadline_at))
    if last.opened_at is None:
        return Ahead(Next.OPEN_REQUESTS if is_request else Next.OPEN_TENDERS, local_day(last.deadline_at))
    return Ahead(Next.SELECT if is_request else Next.EVALUATE)


def _after_letter(one: Procurement, today: date) -> Ahead:
    ends = [award.standstill_ends_on for award in one.awards.all() if award.standstill_ends_on]
    if ends and today <= max(ends):
        return Ahead(Next.STANDSTILL, max(ends))
    return Ahead(Next.SIGN)


def by_day(rows: Iterable[PlannedStep]) -> list[PlannedStep]:
    """Return the planned steps by the day they may begin."""
    return sorted(rows, key=lambda row: (row.first_on, row.last_on, list(Step).index(Step(row.step))))


def law_of(one: Procurement, at: datetime) -> Law:
    """Return the law that holds for it. Four queries."""
    return law_on(law_day(one, local_day(at)))
