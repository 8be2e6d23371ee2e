"""The sections of a procurement's protocol, each from what happened; what has not happened yet is left out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from knutepunkt.base.text import amount
from knutepunkt.connectors.paper import Column, Fact, Facts, Section, Table, Text
from knutepunkt.plan.models import (
    AwardLetter,
    DrawingOfLots,
    Negotiation,
    Procurement,
    ProcurementCriterion,
    SealedAnswer,
    Submission,
    TenderRound,
)
from knutepunkt.plan.queries import procurement as queries
from knutepunkt.plan.queries.judged import Judged, judged, ticket
from knutepunkt.plan.queries.sight import sight
from knutepunkt.web.choices import choice_word
from knutepunkt.web.display import number
from knutepunkt.web.procurement.words import (
    EXEMPTIONS,
    GROUNDS,
    KINDS,
    PRICE_MODELS,
    PROCEDURES,
    REGIMES,
    ROUNDS,
    SUBJECTS,
    TIES,
)


def sections(one: Procurement, *, at: datetime) -> list[Section]:
    """Return the protocol's sections, as far as the procurement has come and the viewer may see."""
    found = queries.valued(one, law=queries.law_of(one, at))
    made = [
        Section(_("General"), _general(one, found)),
        Section(_("Procedure and its ground"), _procedure(one)),
        Section(_("Lots (FOA § 19-4)"), _lots(one, found)),
        *[Section(_("Requirements and criteria"), parts) for parts in [_criteria(one)] if parts],
        Section(_("Impartiality (FOA § 7-5)"), _members(one)),
        Section(_("Notices, questions and answers"), _notices(one)),
    ]
    rounds = one.rounds.select_related("first_opener", "second_opener")
    made += [Section(f"{row.number}. {ROUNDS[row.kind]}", _round(row)) for row in rounds]
    made += [Section(_("Negotiations"), parts) for parts in [_negotiations(one)] if parts]
    made += [Section(_("Evaluation and award"), parts) for parts in [_evaluation(one)] if parts]
    made += [Section(_("Award letters and standstill"), parts) for parts in [_letters(one)] if parts]
    made += [Section(_("Complaints"), parts) for parts in [_complaints(one)] if parts]
    made += [Section(_("Who could see tenders, and when"), parts) for parts in [_sight(one)] if parts]
    if one.cancelled_on:
        made.append(Section(_("Cancellation"), [Text(f"{_day(one.cancelled_on)}. {one.cancelled_because}")]))
    return made


def _general(one: Procurement, found: queries.Valued) -> list[Any]:
    threshold = found.law.threshold
    facts = [
        Fact(_("Buyer"), one.owner.name),
        Fact(_("What is bought"), f"{one.title} ({SUBJECTS[one.subject]})"),
        Fact(_("Estimated value, NOK excluding VAT"), amount(found.value)),
        Fact(_("Regime"), str(REGIMES[found.regime]) if found.regime else _("No law is known for the day")),
        Fact(_("Law as of"), _day(found.law.on)),
    ]
    if threshold:
        facts.append(Fact(_("Thresholds from"), f"{_day(threshold.valid_from)} ({threshold.source})"))
    return [Facts(facts), *([Text(one.need, _("Need"))] if one.need else [])]


def _procedure(one: Procurement) -> list[Any]:
    facts = [Fact(_("Procedure"), str(PROCEDURES.get(one.procedure, _("Not chosen yet"))))]
    if one.ground:
        facts.append(Fact(_("Ground"), f"{one.ground.title} ({one.ground.source})"))
    if not one.is_electronic:
        facts.append(Fact(_("Communication"), _("Not electronic")))
    if one.is_urgent:
        facts.append(Fact(_("Urgent"), one.urgent_because))
    return [Facts(facts), *([Text(one.ground_reason)] if one.ground_reason else [])]


def _lots(one: Procurement, found: queries.Valued) -> list[Any]:
    heads = [Column(_("Number")), Column(_("Title"), grows=True), Column(_("Value, NOK"), is_number=True)]
    rows = [[str(lot.number), lot.title, amount(value)] for lot, value in found.lots]
    parts: list[Any] = [Table("", heads, rows)] if rows else []
    reason = one.why_not_lots or one.why_together
    return [*parts, Text(reason or _("Divided into lots."))]


def _criteria(one: Procurement) -> list[Any]:
    rows = [
        [
            str(choice_word("procurementcriterion", "kind", row.kind)),
            row.title,
            _weight(row) if row.weight else "–",
            row.text,
        ]
        for row in one.criteria.order_by("-kind", "number")
    ]
    heads = [Column(_("Kind")), Column(_("Title"), grows=True), Column(_("Weight"), is_number=True)]
    facts = []
    if one.price_model:
        facts.append(Fact(_("Price model"), str(PRICE_MODELS[one.price_model])))
    if one.tie_rule:
        facts.append(Fact(_("Between equals"), str(TIES[one.tie_rule])))
    if one.exemption:
        why = " ".join((f"{EXEMPTIONS[one.exemption]}.", one.exemption_reason, one.exemption_load)).strip()
        facts.append(Fact(_("Environment"), why))
    table = [Table("", [*heads, Column(_("What is asked"), grows=True)], rows)] if rows else []
    return [*table, *([Facts(facts)] if facts else [])]


def _weight(row: ProcurementCriterion) -> str:
    return f"{amount(row.weight)} %"


def _members(one: Procurement) -> list[Any]:
    heads = [Column(_("Function"), grows=True), Column(_("Declared")), Column(_("Word"))]
    rows = []
    for row in one.members.select_related("person"):
        said = _("A tie: %(what)s") % {"what": row.declaration} if row.has_conflict else _("Impartial")
        rows.append(
            [
                f"{row.function} ({row.person.title or row.person.name})",
                _moment(row.declared_at),
                said if row.declared_at else _("Not declared"),
            ]
        )
    return [Table("", heads, rows)] if rows else [Text(_("Nobody works on it yet."))]


def _notices(one: Procurement) -> list[Any]:
    rows = [
        [str(KINDS[row.kind]), _moment(row.sent_at), row.reference or "–"] for row in one.notices.order_by("sent_at")
    ]
    heads = [Column(_("Notice"), grows=True), Column(_("Sent")), Column(_("Reference"))]
    asked = [[row.asked, row.text, _moment(row.answered_at)] for row in one.answers.all()]
    parts: list[Any] = [Table("", heads, rows)] if rows else [Text(_("Not announced yet."))]
    if asked:
        columns = [Column(_("Question"), grows=True), Column(_("Answer"), grows=True), Column(_("Published"))]
        parts.append(Table(_("Questions and answers, published to all"), columns, asked))
    return parts


def _round(row: TenderRound) -> list[Any]:
    facts = [
        Fact(_("Begun"), _moment(row.begun_at)),
        Fact(_("Deadline"), _moment(row.deadline_at)),
        Fact(_("Unsealed"), _opened(row)),
    ]
    if row.opened_at is None:
        return [Facts(facts)]
    sent = Submission.objects.filter(round=row, replaced_at=None).select_related("supplier", "admission")
    rows = [[one.supplier.name, _moment(one.sent_at), *_admitted(one)] for one in sent.order_by("sent_at")]
    heads = [Column(_("Supplier")), Column(_("Received")), Column(_("Outcome")), Column(_("Reason"), grows=True)]
    return [
        Facts(facts),
        *([Table("", heads, rows)] if rows else [Text(_("Nothing was sent, or it is sealed to you."))]),
        *_declared(row),
    ]


def _declared(row: TenderRound) -> list[Any]:
    """What suppliers said of each requirement, as in the ESPD."""
    said = SealedAnswer.objects.filter(submission__round=row, submission__replaced_at=None, meets__isnull=False)
    rows = [
        [
            one.submission.supplier.name,
            one.criterion.title,
            _("Meets it") if one.meets else _("Does not meet it"),
            one.text,
        ]
        for one in said.select_related("submission__supplier", "criterion").order_by(
            "submission__supplier__sort_key", "submission__lot_number", "criterion__number"
        )
    ]
    heads = [Column(_("Supplier")), Column(_("Requirement"), grows=True), Column(_("Answer"))]
    return (
        [Table(_("What suppliers declare (ESPD)"), [*heads, Column(_("Explanation"), grows=True)], rows)]
        if rows
        else []
    )


def _opened(row: TenderRound) -> str:
    if row.opened_at is None:
        return _("Sealed")
    told = {"at": _moment(row.opened_at), "first": _function(row.first_opener), "second": _function(row.second_opener)}
    return _("%(at)s by %(first)s and %(second)s") % told


def _function(person: Any) -> str:
    return str(person.title or person.name)


def _admitted(one: Submission) -> tuple[str, str]:
    admission = getattr(one, "admission", None)
    if admission is None:
        return _("Not decided"), ""
    if admission.is_admitted:
        return _("Goes on"), ""
    told = " " + _("Told %(at)s.") % {"at": _moment(admission.told_at)} if admission.told_at else ""
    return _("Rejected"), f"{GROUNDS[admission.ground]}. {admission.reason}{told}"


def _negotiations(one: Procurement) -> list[Any]:
    rows = Negotiation.objects.filter(round__procurement=one).select_related("supplier")
    heads = [Column(_("Held on")), Column(_("Supplier")), Column(_("Minutes"), grows=True)]
    written = [[_day(row.held_on), row.supplier.name, row.minutes] for row in rows]
    return [Table("", heads, written)] if written else []


def _evaluation(one: Procurement) -> list[Any]:
    parts: list[Any] = []
    for lot in one.lots.all():
        found = judged(one, lot)
        rows = [
            [
                str(standing.place),
                tender.supplier.name,
                *([amount(found.prices[tender.pk])] if found.prices else []),
                *(_points(part.points) for part in standing.parts),
                _points(standing.total),
            ]
            for tender, standing in found.in_order()
        ]
        if rows:
            heads = [Column(_("Place")), Column(_("Supplier"), grows=True)]
            heads += [Column(_("Price, NOK"), is_number=True)] if found.prices else []
            heads += [Column(f"{row.title} {_weight(row)}", is_number=True) for row in found.criteria]
            parts.append(Table(f"{lot.number} {lot.title}", [*heads, Column(_("Total"), is_number=True)], rows))
            parts.append(_reasons(found))
        chosen = one.awards.filter(lot=lot).select_related("supplier")
        parts += [Text(_drawn(row, found), _("Lots were drawn")) for row in found.drawings]
        for award in chosen:
            place = f"{award.rank}. " if lot.winners > 1 else ""
            parts.append(Text(f"{place}{award.supplier.name}. {award.reason}", _("Chosen")))
    return parts


def _reasons(found: Judged) -> Table:
    """Why each tender has its points, criterion by criterion; a price explains itself."""
    rows = [
        [tender.supplier.name, row.title, _points(found.points(tender, row)), found.reason(tender, row)]
        for tender, _standing in found.in_order()
        for row in found.criteria
        if not row.is_price
    ]
    heads = [Column(_("Supplier")), Column(_("Criterion")), Column(_("Points"), is_number=True)]
    return Table(_("Reasons"), [*heads, Column(_("Reason"), grows=True)], rows)


def _drawn(row: DrawingOfLots, found: Judged) -> str:
    names = {ticket(one): f"{one.supplier.name} ({ticket(one)})" for one in found.tenders}
    told = {
        "at": _moment(row.drawn_at),
        "present": ", ".join(filter(None, [_function(row.drawn_by), _function(row.witness), row.present])),
        "seed": row.seed,
        "order": ", ".join(names.get(name, name) for name in row.order),
    }
    return _("%(at)s. Present: %(present)s. Seed: %(seed)s. Order: %(order)s.") % told


def _points(value: Any) -> str:
    return number(float(value), 2)


def _letters(one: Procurement) -> list[Any]:
    letters: Sequence[AwardLetter] = list(one.letters.select_related("supplier"))
    if not letters:
        return []
    facts = []
    for award in one.awards.select_related("lot", "supplier"):
        ends = _day(award.standstill_ends_on) if award.standstill_ends_on else _("none is demanded")
        name = f": {award.supplier.name}" if award.lot.winners > 1 else ""
        facts.append(Fact(f"{award.lot.number} {award.lot.title}{name}", _("standstill until %(day)s") % {"day": ends}))
        facts.append(Fact(_("Signed on"), _day(award.signed_on) if award.signed_on else "–"))
    rows = [[row.supplier.name, _moment(row.sent_at)] for row in letters]
    return [Facts(facts), Table("", [Column(_("Supplier"), grows=True), Column(_("Sent"))], rows)]


def _complaints(one: Procurement) -> list[Any]:
    rows = [
        [_day(row.received_on), row.supplier.name, row.about, row.answer or _("Not answered")]
        for row in one.complaints.select_related("supplier")
    ]
    heads = [
        Column(_("Received")),
        Column(_("Supplier")),
        Column(_("About"), grows=True),
        Column(_("Answer"), grows=True),
    ]
    return [Table("", heads, rows)] if rows else []


def _sight(one: Procurement) -> list[Any]:
    rows = [
        [
            f"{row.round.number}. {ROUNDS[row.round.kind]}",
            f"{row.member.function} ({_function(row.member.person)})",
            _moment(row.from_at),
            _moment(row.until_at) if row.until_at else _("still"),
        ]
        for row in sight(one)
    ]
    heads = [Column(_("Round")), Column(_("Who"), grows=True), Column(_("From")), Column(_("Until"))]
    return [Table("", heads, rows)] if rows else []


def _day(on: date | None) -> str:
    return formats.date_format(on, "SHORT_DATE_FORMAT") if on else "–"


def _moment(at: datetime | None) -> str:
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"
