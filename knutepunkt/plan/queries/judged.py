"""How opened tenders stand against each other: points by criterion, order, and what would turn it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.db.models import QuerySet

from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.base.money import Money
from knutepunkt.party.models import Organisation
from knutepunkt.plan.models import (
    AgreedScore,
    DrawingOfLots,
    Procurement,
    ProcurementCriterion,
    ProcurementLot,
    SealedAnswer,
    Submission,
    TenderRound,
    TenderScore,
)
from knutepunkt.plan.queries.procurement import criterion_of
from knutepunkt.plan.rules.evaluation import (
    Agreement,
    Combining,
    Evaluation,
    PriceModel,
    Pricing,
    Result,
    Score,
    Standing,
    Tender,
    Turn,
    agreed_points,
    turns,
)
from knutepunkt.plan.rules.gates import TieRule, ties_of

# So many score by themselves before they agree.
ASSESSORS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """One lot's tenders as they are judged. `result` is None while `faults` names what is missing."""

    criteria: list[ProcurementCriterion]
    tenders: list[Submission]
    prices: dict[int, Money]
    scores: dict[tuple[int, int], list[TenderScore]]
    agreed: dict[tuple[int, int], AgreedScore]
    result: Result | None
    faults: list[TermsFault]
    turns: tuple[Turn, ...]
    drawings: list[DrawingOfLots] = field(default_factory=list)

    def standing(self, tender: Submission) -> Standing | None:
        """Return a tender's place and points."""
        found = self.result.standings if self.result else ()
        return next((one for one in found if one.tender == str(tender.pk)), None)

    def points(self, tender: Submission, criterion: ProcurementCriterion) -> Fraction | None:
        """Return what counts of the points that assessors gave; None while they do not agree."""
        key = (tender.pk, criterion.pk)
        given, agreed = self.scores.get(key, []), self.agreed.get(key)
        points = [score.points for score in given]
        return agreed_points(points, agreed.points if agreed else None, Combining.CONSENSUS, least=ASSESSORS)

    def reason(self, tender: Submission, criterion: ProcurementCriterion) -> str:
        """Return why: what they agreed on; where they agree without a word, what each of them wrote."""
        key = (tender.pk, criterion.pk)
        if key in self.agreed:
            return self.agreed[key].reason
        return "\n".join(dict.fromkeys(score.reason for score in self.scores.get(key, [])))

    def in_order(self) -> Iterator[tuple[Submission, Standing]]:
        """Yield the tenders with their standing, the first first."""
        by_key = {str(one.pk): one for one in self.tenders}
        for standing in self.result.standings if self.result else ():
            yield by_key[standing.tender], standing

    def first(self, winners: int = 1) -> list[Submission]:
        """Return who stand first, as many as are to be chosen; more while a tie is not broken."""
        return [tender for tender, standing in self.in_order() if standing.place <= winners]

    def tied(self, winners: int = 1) -> list[Submission]:
        """Return those whom lots are to be drawn between: the first equals for a place that is to be given."""
        shared = [(tender, one.place) for tender, one in self.in_order() if one.tied and one.place <= winners]
        return [tender for tender, place in shared if place == shared[0][1]]


def last_tenders(one: Procurement) -> TenderRound | None:
    """Return the latest opened round of tenders."""
    opened = [row for row in one.rounds.all() if row.opened_at and row.kind != TenderRound.Kind.REQUEST]
    return opened[-1] if opened else None


def judged(one: Procurement, lot: ProcurementLot) -> Judged:
    """Return how the tenders of a lot stand, those rejected left out. Five queries, one more where some are equal."""
    last = last_tenders(one)
    criteria = list(one.criteria.filter(kind=ProcurementCriterion.Kind.AWARD.value))
    rows = Submission.objects.filter(round=last, lot_number=lot.number, replaced_at=None).select_related("supplier")
    tenders = list(rows.exclude(admission__is_admitted=False).order_by("supplier__sort_key"))
    priced = SealedAnswer.objects.filter(submission__in=tenders).values_list("submission_id", "amount")
    prices = {submission: amount for submission, amount in priced if amount is not None}
    scores: dict[tuple[int, int], list[TenderScore]] = {}
    for score in TenderScore.objects.filter(submission__in=tenders).select_related("assessor").order_by("assessor_id"):
        scores.setdefault((score.submission_id, score.criterion_id), []).append(score)
    agreed = {(row.submission_id, row.criterion_id): row for row in AgreedScore.objects.filter(submission__in=tenders)}
    evaluation = _evaluation(one, criteria, tenders, prices, scores, agreed)
    faults = list(evaluation.faults())
    result = evaluation.result() if tenders and not faults else None
    drawings: list[DrawingOfLots] = []
    if result and any(standing.tied for standing in result.standings):
        drawings = _drawings(lot, last, tenders, result)
        keys = {ticket(tender): str(tender.pk) for tender in tenders}
        order = tuple(keys[name] for drawing in drawings for name in drawing.order)
        result = replace(evaluation, ties=replace(evaluation.ties, drawn=order)).result()
    weights = {str(row.pk): Fraction(row.weight) for row in criteria}
    turned = turns(result, weights) if result else ()
    return Judged(criteria, tenders, prices, scores, agreed, result, faults, turned, drawings)


def ticket(tender: Submission) -> str:
    """Return the name under which a tender is drawn: public, and the same for everybody who draws again."""
    return tender.supplier.number or tender.supplier.key


def _drawings(
    lot: ProcurementLot, last: TenderRound | None, tenders: list[Submission], result: Result
) -> list[DrawingOfLots]:
    """Return the drawings that were between exactly those who are equal now."""
    names = {str(tender.pk): ticket(tender) for tender in tenders}
    groups: dict[int, list[str]] = {}
    for standing in result.standings:
        if standing.tied:
            groups.setdefault(standing.place, []).append(names[standing.tender])
    equal = [sorted(group) for group in groups.values()]
    rows = DrawingOfLots.objects.filter(lot=lot, round=last).select_related("drawn_by", "witness")
    return [row for row in rows if row.names in equal]


def suppliers_told(one: Procurement) -> list[Organisation]:
    """Return who is told of the award: each that has sent something, but for those already told of a rejection."""
    sent = _standing(one).exclude(round__kind=TenderRound.Kind.REQUEST.value, admission__told_at__isnull=False)
    return list(Organisation.objects.filter(pk__in=sent.values("supplier")).order_by("sort_key"))


def suppliers_of(one: Procurement) -> list[Organisation]:
    """Return each that has sent something, rejected or not."""
    return list(Organisation.objects.filter(pk__in=_standing(one).values("supplier")).order_by("sort_key"))


def _standing(one: Procurement) -> QuerySet[Submission]:
    return Submission.objects.filter(round__procurement=one, replaced_at=None)


def taking_part(one: Procurement) -> list[Organisation]:
    """Return who is told of what is new: who is invited, or has asked or sent something, less those rejected.

    Before the opening only the system sees who they are.
    """
    last = one.rounds.order_by("-number").first()
    if last is not None and last.by_invitation:
        found = set(last.invitations.values_list("supplier", flat=True))
    else:
        found = set(one.questions.values_list("asker", flat=True)) | set(
            _standing(one).values_list("supplier", flat=True)
        )
    of_last = _standing(one).filter(round=last)
    rejected = set(of_last.filter(admission__is_admitted=False).values_list("supplier", flat=True))
    rejected -= set(of_last.exclude(admission__is_admitted=False).values_list("supplier", flat=True))
    return list(Organisation.objects.filter(pk__in=found - rejected).order_by("sort_key"))


def _evaluation(
    one: Procurement,
    criteria: list[ProcurementCriterion],
    tenders: list[Submission],
    prices: dict[int, Money],
    scores: dict[tuple[int, int], list[TenderScore]],
    agreed: dict[tuple[int, int], AgreedScore],
) -> Evaluation:
    weighed = tuple(criterion_of(row) for row in criteria)
    return Evaluation(
        criteria=weighed,
        tenders=tuple(Tender(str(row.pk), prices.get(row.pk)) for row in tenders),
        scores=tuple(
            Score(str(row.submission_id), str(row.criterion_id), str(row.assessor_id), row.points)
            for given in scores.values()
            for row in given
        ),
        agreements=tuple(
            Agreement(str(row.submission_id), str(row.criterion_id), row.points) for row in agreed.values()
        ),
        pricing=Pricing(PriceModel(one.price_model), one.price_decimals) if one.price_model else None,
        ties=ties_of(TieRule(one.tie_rule or TieRule.DRAWN), weighed),
        least=ASSESSORS,
    )
