"""Notices in the terminal."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from knutepunkt.connectors.eforms import Answer, Notice, NoticeLot, Verdict, Why
from knutepunkt.connectors.eforms.notice import LotOutcome, NoticeCriterion

_FORMS = {"PLANNING": "prior information", "COMPETITION": "competition", "RESULT": "award"}
_OUTCOMES = {"selec-w": "winner chosen", "clos-nw": "no winner", "open-nw": "not decided yet"}
_SCALES = {"per-exa": "%", "ord-imp": ". in importance"}
_CANNOT = {
    Why.EUROPEAN: "it is for TED, and most of its rules are the EU's, not held here; it keeps the Norwegian ones",
    Why.NOT_NORWEGIAN: "its customization is not Norwegian, and no other country's rules are held here",
}


def print_notice(notice: Notice, *, console: Console | None = None) -> None:
    """Print what a buyer needs of a notice, in lines that fit a terminal of 80 columns."""
    console = console or Console()
    _print_grid(console, _head(notice))
    for lot in notice.lots:
        console.print()
        _print_grid(console, _lot(lot))
        _print_criteria(console, lot.criteria)
    for outcome in notice.outcomes:
        console.print()
        _print_grid(console, _outcome(outcome))
    console.print()


def said(verdict: Verdict) -> str:
    """Return an answer as a sentence, with what nobody has looked at."""
    if verdict.why is not None:
        return f"Cannot judge: {_CANNOT[verdict.why]}."
    assert verdict.answer is Answer.VALID, "what is broken has been told with its places"
    return (
        "Valid as far as read: it keeps the Norwegian rules.\n"
        "Not looked at: the schema, the EU's own rules, the day of sending."
    )


def _head(notice: Notice) -> Iterator[tuple[str, object]]:
    yield "Notice", f"{_FORMS[notice.form.name]}, {notice.subtype or notice.kind}"
    yield "Identifier", f"{notice.identifier}, version {notice.version}" if notice.version else notice.identifier
    yield "Procedure", ", ".join(filter(None, [notice.procedure, notice.procedure_identifier]))
    yield "Sent", notice.issued_on
    yield "Languages", ", ".join(notice.languages)
    for buyer in notice.buyers:
        yield "Buyer", ", ".join(filter(None, [buyer.name, buyer.number, buyer.legal_type, buyer.country]))
    yield "Title", notice.title
    yield "What", ", ".join(filter(None, [notice.nature, f"CPV {notice.cpv}" if notice.cpv else ""]))
    for basis in notice.legal_bases:
        yield "Law", ", ".join(filter(None, [basis.code, basis.words, basis.identifier]))
    yield "Estimated", notice.estimated
    yield "At most", notice.framework_maximum
    yield "Awarded", notice.awarded


def _lot(lot: NoticeLot) -> Iterator[tuple[str, object]]:
    yield "Lot", ", ".join(filter(None, [lot.identifier, lot.title]))
    yield "CPV", lot.cpv
    yield "Estimated", lot.estimated
    yield "At most", lot.framework_maximum
    yield "Requests by", lot.requests_by
    yield "Tenders by", lot.tenders_by
    days = [f"{day}" for day in (lot.period.starts_on, lot.period.ends_on) if day]
    yield "Lasts", ", ".join(filter(None, [" to ".join(days), lot.period.length]))


def _outcome(outcome: LotOutcome) -> Iterator[tuple[str, object]]:
    status = _OUTCOMES.get(outcome.status, outcome.status)
    yield "Result", ", ".join(filter(None, [outcome.lot, status, outcome.reason]))
    yield "Tenders", outcome.tenders_received
    for winner in outcome.winners:
        amount, day = winner.amount, winner.awarded_on
        yield "Winner", ", ".join(filter(None, [*winner.names, str(amount or ""), str(day or "")]))


def _print_grid(console: Console, rows: Iterator[tuple[str, object]]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, min_width=11)
    grid.add_column(overflow="fold")
    for label, value in rows:
        if value is not None and value != "":
            grid.add_row(label, Text(str(value)))
    console.print(grid)


def _print_criteria(console: Console, criteria: tuple[NoticeCriterion, ...]) -> None:
    if not criteria:
        return
    table = Table(box=SIMPLE_HEAD, collapse_padding=True)
    table.add_column("Award criterion", overflow="fold")
    table.add_column("Kind")
    table.add_column("Weight", justify="right")
    for criterion in criteria:
        weight = (
            ""
            if criterion.weight is None
            else f"{criterion.weight:f} {_SCALES.get(criterion.weighing, criterion.weighing)}"
        )
        table.add_row(
            Text(criterion.name or criterion.description[:80]), Text(criterion.kind), weight.replace(" .", ".")
        )
    console.print(table)
