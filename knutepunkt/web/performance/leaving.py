"""A settlement as it leaves the house: the same figures as PDF, EHF credit note, workbook and JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal
from knutepunkt.connectors import paper, peppol, workbook
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries.ticket import as_spans, clocks, custody
from knutepunkt.party.models import Organisation
from knutepunkt.performance.models import Credit, Settlement
from knutepunkt.performance.queries.attained import Shown, services_of
from knutepunkt.performance.queries.crediting import Owed, Reckoned
from knutepunkt.web.display import cut, day, duration, field_word, metric_word, number, service_time
from knutepunkt.web.display import goal as goal_word
from knutepunkt.web.faults import unfit_word
from knutepunkt.web.performance.credit_words import cut_to_nothing, lateness


def as_json(found: Settlement, figures: Sequence[Shown], reckoned: Reckoned) -> dict[str, Any]:
    """Return plain values; amounts and percentages are text, so that nothing is rounded on the way."""
    return {
        "contract": found.contract.key,
        "from_on": found.from_on.isoformat(),
        "to_on": found.to_on.isoformat(),
        "state": found.state,
        "number": found.number,
        "measured_at": found.measured_at.isoformat(),
        "levels": [_level(one) for one in figures],
        "credits": [
            {
                "rule": one.rule.key,
                "level": one.level.key,
                "ticket": one.ticket_id,
                "service": one.service_id,
                "occurred_at": one.case.occurred_at.isoformat(),
                "amount": str(one.credit.amount),
                "capped_by": [cap.value for cap in one.credit.capped_by],
            }
            for one in reckoned.owed
        ],
        "credit": str(reckoned.amount if found.credit is None else found.credit),
        "currency": "NOK",
        "recounted_at": found.recounted_at and found.recounted_at.isoformat(),
        "differences": found.differences,
    }


def _level(one: Shown) -> dict[str, Any]:
    standing = one.figure.standing
    return {
        "level": one.level.key,
        "version": one.level.version,
        "metric": one.level.metric,
        "priority": one.level.priority,
        "service": one.service_id,
        "goal": str(one.level.goal),
        "percent": None if one.percent is None else str(one.percent),
        "reaches": one.reaches,
        "met": standing.met,
        "total": standing.total,
        "contested": one.figure.contested.total,
        "excluded": one.figure.excluded.total,
        "down_seconds": None if one.up is None else round(one.up.down.total_seconds()),
        "end_to_end": one.end_to_end
        and {
            "percent": str(one.end_to_end.percent),
            "reaches": one.end_to_end.reaches,
            "needs": [{"service": part.service_id, "percent": str(part.found.percent)} for part in one.parts],
        },
    }


def as_workbook(found: Settlement, figures: Sequence[Shown], reckoned: Reckoned, *, at: datetime) -> bytes:
    """Return the figures and credits as sheets."""
    names = services_of(figures)
    levels = workbook.Sheet(
        _("Service levels"),
        [workbook.Column(head) for head in _level_heads()],
        [_level_row(one, names) for one in figures],
    )
    credited = workbook.Sheet(
        _("Credits"),
        [workbook.Column(head) for head in (_("Rule"), _("Level"), _("Ticket"), _("When"), _("Amount, NOK"))],
        [
            (one.rule.title, one.level.name, _ticket(one), one.case.occurred_at, one.credit.amount)
            for one in reckoned.owed
        ],
    )
    chains = _chain_rows(figures)
    end_to_end = workbook.Sheet(_("End to end"), [workbook.Column(head) for head in _chain_heads()], chains)
    about = workbook.About(
        _("About"),
        f"{found.contract.title}, {_period(found)}",
        [(_("Agreement"), found.contract.key), (_("Period"), _period(found)), (_("Computed"), found.measured_at)],
    )
    return workbook.workbook(
        about, [levels, *([end_to_end] if chains else []), credited], zone=timezone.get_current_timezone()
    )


def _level_heads() -> tuple[str, ...]:
    return (
        *(_("Level"), _("Measures"), _("Priority"), _("Goal"), _("Attained, per cent"), _("Met"), _("Of")),
        *(_("Contested"), _("Excluded"), _("Service"), _("Down")),
    )


def _level_row(one: Shown, names: Mapping[int, str]) -> tuple[object, ...]:
    """Return a level's figure; of availability, which counts no tickets, the service and how long it was down."""
    first = (one.level.name, metric_word(one.level.metric), one.level.priority, one.level.goal, one.percent)
    if one.up is not None:
        return (*first, None, None, None, None, names.get(one.service_id or 0), one.up.down)
    standing = one.figure.standing
    counted = (standing.met, standing.total, one.figure.contested.total, one.figure.excluded.total)
    return (*first, *counted, None, None)


def _chain_heads() -> tuple[str, ...]:
    return (
        *(_("Service"), _("Level"), _("Goal"), _("By itself, per cent")),
        *(_("Needs"), _("End to end, per cent")),
    )


def _chain_rows(figures: Sequence[Shown]) -> list[tuple[str, str, Decimal, Decimal | None, str, Decimal]]:
    """Return each service that needs others, with what those showed and what all of them show together."""
    names = services_of(figures)
    return [
        (names[one.service_id or 0], one.level.name, one.level.goal, one.percent, needs, one.end_to_end.percent)
        for one in figures
        if one.end_to_end
        for needs in [", ".join(f"{names[part.service_id]} {_up(part.found.percent)}" for part in one.parts)]
    ]


def _up(percent: Decimal | None) -> str:
    return "–" if percent is None else f"{cut(percent, 3)} %"


def as_peppol(found: Settlement, figures: Sequence[Shown], reckoned: Reckoned, *, at: datetime) -> bytes:
    """Return the credit note (EHF, Peppol BIS Billing 3.0) of a settlement that is credited."""
    if found.number is None or found.credited_on is None:
        raise Refusal(_("A credit note is made when the settlement has been credited."))
    if not found.credit:
        raise Refusal(_("Nothing was credited, so there is no credit note."))
    period = (found.from_on, found.to_on)
    try:
        return peppol.credit_note_xml(
            peppol.CreditNote(
                number=str(found.number),
                issued_on=found.credited_on,
                seller=_peppol_party(found.contract.provider),
                buyer=_peppol_party(found.contract.customer),
                buyer_reference=found.contract.number or found.contract.key,
                lines=tuple(
                    peppol.Line(name=one.rule.title, unit_price=one.amount, description=_credited(one), period=period)
                    for one in found.credits.filter(amount__gt=0).select_related("rule", "level")
                ),
                contract=found.contract.number or found.contract.key,
                period=period,
            )
        )
    except peppol.Unfit as unfit:
        raise Refusal(_("The credit note lacks something: %(what)s.") % {"what": unfit_word(unfit)}) from unfit


def _credited(one: Credit) -> str:
    """Return what a line of the credit note is of."""
    return f"{one.level.name}, KP-{one.ticket_id}" if one.ticket_id else one.level.name


def _peppol_party(organisation: Organisation) -> peppol.Party:
    return peppol.Party(name=organisation.name, organisation_number=organisation.number, pays_vat=True)


def as_pdf(found: Settlement, figures: Sequence[Shown], reckoned: Reckoned, *, at: datetime) -> bytes:
    """Return the credit statement, down to the custody spans of each late ticket that the viewer sees."""
    contract = found.contract
    frame = paper.Frame(
        language=get_language() or "nb",
        house=contract.customer.name if contract.kind == "underpinning" else contract.provider.name,
        kind=_("Credit statement") if found.credit is not None else _("Draft of a credit statement"),
        title=contract.title,
        period=_period(found),
        computed=_("Computed %(moment)s") % {"moment": f"{timezone.localtime(found.measured_at):%d.%m.%Y %H.%M}"},
        page=_("Page {page} of {pages}"),
    )
    document = paper.CreditStatement(
        frame=frame,
        parties=[_paper_party(_("Supplier"), contract.provider), _paper_party(_("Customer"), contract.customer)],
        facts=[
            paper.Fact(_("Agreement"), contract.number or contract.key),
            paper.Fact(_("Statement"), str(found.number or "–")),
            paper.Fact(_("Agreed"), day(found.agreed_on)),
            paper.Fact(_("Credited"), day(found.credited_on)),
        ],
        lines=_credit_table(reckoned),
        sums=[paper.Fact(_("Sum, NOK excluding VAT"), number(float(reckoned.amount), 2))],
        working=[
            paper.Section(_("Service levels"), [_level_table(figures), *_chain_table(figures)]),
            *_workings(reckoned.owed, at),
        ],
        note=_("Each case is rounded to whole øre, half up, after its caps; sums add rounded cases."),
    )
    return paper.credit_statement(document, at=at)


def _paper_party(part: str, organisation: Organisation) -> paper.Party:
    lines = [_("Organisation number %(number)s") % {"number": organisation.number}] if organisation.number else []
    return paper.Party(part, organisation.name, lines)


def _credit_table(reckoned: Reckoned) -> paper.Table:
    """Return what gives something, case by case; what a cap cut to nothing is counted, for it may be hundreds."""
    columns = [
        paper.Column(_("Case"), grows=True),
        paper.Column(_("Rule")),
        paper.Column(_("Beyond the target"), is_number=True),
        paper.Column(_("Amount"), is_number=True),
    ]
    rows = [
        (
            f"{one.level.name}, {_ticket(one)}" if one.ticket_id else one.level.name,
            one.rule.title,
            lateness(one.case.late, one.rule.unit),
            number(float(one.credit.amount), 2),
        )
        for one in reckoned.owed
        if one.credit.amount or not one.credit.capped_by
    ]
    cut_off = Counter(
        (one.rule.title, one.credit.capped_by[-1])
        for one in reckoned.owed
        if one.credit.capped_by and not one.credit.amount
    )
    rows += [(cut_to_nothing(cases, cap), rule, "", number(0, 2)) for (rule, cap), cases in cut_off.items()]
    return paper.Table(_("Credited cases"), columns, rows)


def _level_table(figures: Sequence[Shown]) -> paper.Table:
    names = services_of(figures)
    counted = (_("Goal"), _("Met"), _("Of"), _("Contested"), _("Excluded"), _("Down"), _("Attained"))
    columns = [paper.Column(_("Level"), grows=True), *(paper.Column(head, is_number=True) for head in counted)]
    return paper.Table(_("Attainment"), columns, [_level_cells(one, names) for one in figures])


def _level_cells(one: Shown, names: Mapping[int, str]) -> tuple[str, ...]:
    """Return a level's figure as written; what is contested and excluded stands beside what it left."""
    goal = f"{goal_word(one.level.goal)} %"
    attained = "–" if one.percent is None else f"{cut(one.percent, 2)} %"
    if one.up is not None:
        return (
            f"{one.level.name}: {names.get(one.service_id or 0, '–')}",
            goal,
            *["–"] * 4,
            service_time(one.up.down),
            attained,
        )
    standing = one.figure.standing
    tallies = (standing.met, standing.total, one.figure.contested.total, one.figure.excluded.total)
    return one.level.name, goal, *(number(n) for n in tallies), "–", attained


def _chain_table(figures: Sequence[Shown]) -> Iterable[paper.Table]:
    """Yield what services showed with all that they need, where some do."""
    columns = [
        *(paper.Column(_("Service"), grows=True), paper.Column(_("Level"))),
        *(paper.Column(head, is_number=True) for head in (_("Goal"), _("By itself"))),
        *(paper.Column(_("Needs"), grows=True), paper.Column(_("End to end"), is_number=True)),
    ]
    rows = [
        (service, level, f"{goal_word(goal)} %", _up(itself), needs, _up(together))
        for service, level, goal, itself, needs, together in _chain_rows(figures)
    ]
    if rows:
        yield paper.Table(_("Availability end to end"), columns, rows)


_WORKED = 20


def _workings(owed: Iterable[Owed], at: datetime) -> list[paper.Section]:
    """Return the spans that counted, of the dearest cases."""
    dearest = sorted((one for one in owed if one.ticket_id and one.credit.amount), key=lambda one: -one.credit.amount)[
        :_WORKED
    ]
    tables = [table for one in dearest for table in _working(one, at)]
    return [paper.Section(_("Working"), tables)] if tables else []


def _working(one: Owed, at: datetime) -> Iterable[paper.Table]:
    """Yield the custody of a late ticket as its clock counted it; nothing where the viewer does not see the ticket."""
    ticket = Ticket.objects.filter(pk=one.ticket_id or 0).first()
    if ticket is None:
        return
    held = custody(ticket)
    names = {row.team_id: f"{row.team.name}, {row.organisation.name}" for row in held}
    columns = [
        paper.Column(_("From")),
        paper.Column(_("To")),
        paper.Column(_("Held by"), grows=True),
        paper.Column(_("Counted"), is_number=True),
        paper.Column(_("Not counted"), is_number=True),
        paper.Column(_("Because"), grows=True),
    ]
    for shown in clocks(ticket, as_spans(held), at=at):
        if shown.clock.level_id == one.level.pk and shown.reading.stopped_at is not None:
            rows = [
                (
                    *(_short(part.start_at), _short(part.end_at), names.get(part.span.team_id, "–")),
                    *(service_time(part.counted), duration(part.uncounted), field_word(part.field)),
                )
                for part in shown.reading.working
            ]
            told = {"ticket": _ticket(one), "level": one.level.name, "target": service_time(one.level.target)}
            title = _("%(ticket)s: %(level)s, target %(target)s") % told
            yield paper.Table(title, columns, rows)


def _short(at: datetime) -> str:
    return f"{timezone.localtime(at):%d.%m. %H.%M}"


def _ticket(one: Owed) -> str:
    return f"KP-{one.ticket_id}" if one.ticket_id else "–"


def _period(found: Settlement) -> str:
    """Return the first and last day with their years: a document is read in other years too."""
    first, last = (formats.date_format(on, "j. b Y") for on in (found.from_on, found.to_on))
    return f"{first} – {last}"
