"""Reports as tables in the terminal."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from knutepunkt.agreement.queries.coverage import Promised
    from knutepunkt.connectors.event_log import PromiseReport
    from knutepunkt.desk.queries.custody_report import CustodyReport
    from knutepunkt.desk.rules.report import Figures
    from knutepunkt.performance.queries.attained import Shown
    from knutepunkt.performance.queries.back_to_back import BackToBack, Checked
    from knutepunkt.performance.queries.backtesting import Backtest

_TIMES = ("tickets", "queued", "working", "waiting", "median", "90 %")
_MOVES = ("moves", "ping-pong", "1st line", "reopened", "unresolved", "paths")


def print_custody(report: "CustodyReport", *, console: Console | None = None) -> None:
    """Print the figures in tables that fit a terminal of 80 columns: times, waits by reason, moves, the worst pairs."""
    console = console or Console()
    if report.total is None:
        console.print("No ticket was open in this period.")
        return
    period = f"{report.from_at:%Y-%m-%d} to {report.to_at:%Y-%m-%d}"
    _print_rows(report, console, f"Custody by {report.by}, in hours, {period}", _TIMES, _times)
    reasons = [reason for reason, time in report.total.waiting if time]
    _print_rows(report, console, "Waiting, hours by reason", reasons, partial(_waits, reasons=reasons))
    _print_rows(report, console, "Hand-overs per ticket (moves), and what came of them", _MOVES, _moves)
    _print_pairs(report, console)


def _print_rows(
    report: "CustodyReport",
    console: Console,
    title: str,
    columns: Sequence[str],
    cells: "Callable[[Figures], Iterable[str]]",
) -> None:
    assert report.total is not None, "an empty report has no rows"
    if not columns:
        return
    table = Table(title=title, box=SIMPLE_HEAD, collapse_padding=True)
    table.add_column(report.by, overflow="fold")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    for row in report.rows:
        table.add_row(row.name, *cells(row.figures))
    table.add_section()
    table.add_row("all", *cells(report.total))
    console.print(table)


def _times(figures: "Figures") -> Iterable[str]:
    waiting = sum((time for _, time in figures.waiting), timedelta(0))
    yield f"{figures.tickets:,}"
    yield from map(_hours, (figures.queued, figures.working, waiting))
    yield from map(_time, (figures.held_median, figures.held_p90))


def _waits(figures: "Figures", *, reasons: Sequence[str]) -> Iterable[str]:
    times = dict(figures.waiting)
    return (_hours(times[reason]) for reason in reasons)


def _moves(figures: "Figures") -> Iterable[str]:
    yield f"{figures.handovers_per_ticket:.2f}"
    yield f"{figures.ping_pongs:,}"
    for share in (figures.first_line_share, figures.reopened_share, figures.never_resolved_share):
        yield f"{share:.1%}"
    yield f"{figures.paths:,}"


def _print_pairs(report: "CustodyReport", console: Console) -> None:
    if report.worst_pairs:
        table = Table("gave away", "got back from", "times", title="There and straight back", box=SIMPLE_HEAD)
        for pair in report.worst_pairs:
            table.add_row(pair.holder, pair.other, f"{pair.times:,}")
        console.print(table)


def print_promises(report: "PromiseReport", *, console: Console | None = None) -> None:
    """Print the log's word beside our resolve clocks."""
    console = console or Console()
    table = Table(title=f"Promises of {report.source}: the log's word and our resolve clocks")
    for column in ("priority", "tickets", "both kept", "both broken", "only log broken", "only ours broken", "agree"):
        table.add_column(column, justify="right")
    for row in report.rows:
        counts = (row.tickets, row.both_kept, row.both_broken, row.only_log_broken, row.only_ours_broken)
        table.add_row(f"P{row.priority}", *(f"{count:,}" for count in counts), f"{row.agreement:.1%}")
    console.print(table)
    if report.without_clock:
        console.print(f"{report.without_clock} closed tickets have no such clock.")


def print_backtest(found: "Backtest", *, console: Console | None = None) -> None:
    """Print what each level would have shown over all months, and what each month would have given back."""
    from knutepunkt.web.faults import fault_word

    console = console or Console()
    period = f"{found.months[0].period.from_on} to {found.months[-1].period.to_on}"
    console.print(f"{found.contract.title} ({found.contract.state}) on {found.tickets:,} past tickets, {period}")
    table = Table(title="Attained", box=SIMPLE_HEAD)
    table.add_column("level", overflow="fold")
    for column in ("goal", "met", "of", "attained", ""):
        table.add_column(column, justify="right", no_wrap=True)
    for level in found.levels:
        table.add_row(level.key, *_reach(found.whole(level)))
    console.print(table)
    _print_months(found, console)
    for rule, fault in found.faults:
        console.print(f"{rule.key} cannot be reckoned. {fault_word(fault)}")
    console.print(f"It would have given {found.credit:,} NOK excluding VAT. Nothing is stored.")


def print_back_to_back(found: "BackToBack", *, everything: bool, console: Console | None = None) -> None:
    """Print the promises that are not carried, or all: what carries each, the gaps, and how it fared."""
    console = console or Console()
    rows = found.rows if everything else found.with_gaps
    console.print(f"{len(found.with_gaps):,} of {len(found.rows):,} promises are not carried by contract.")
    fared = found.fared
    console.print(
        f"{found.from_at:%Y-%m-%d} to {found.to_at:%Y-%m-%d}: {fared.broken:,} of {fared.stopped:,} were broken: "
        f"{fared.suppliers_late:,} where a supplier was late, {fared.uncovered:,} though every supplier kept its own, "
        f"{fared.ours:,} with us alone."
    )
    if not rows:
        return
    table = Table(box=SIMPLE_HEAD)
    for column, is_whole in (("promise", False), ("level", True), ("carried by", False), ("gap", True)):
        table.add_column(column, overflow="fold", no_wrap=is_whole)
    for column in ("late", "broken", "uncovered"):
        table.add_column(column, justify="right", overflow="fold")
    for row in rows:
        table.add_row(*_checked(row))
    console.print(table)


def print_gaps(promises: "Sequence[Promised]", *, console: Console | None = None) -> None:
    """Warn of promises that are not carried, with what carries each and the gaps; of none nothing is said."""
    if not promises:
        return
    console = console or Console(stderr=True)
    table = Table(box=SIMPLE_HEAD, title=f"Warning: {len(promises):,} not carried by contract", title_justify="left")
    for column, is_whole in (("promise", False), ("level", True), ("carried by", False), ("gap", True)):
        table.add_column(column, overflow="fold", no_wrap=is_whole)
    for one in promises:
        table.add_row(*_promised(one))
    console.print(table)


def _promised(one: "Promised") -> Iterable[str]:
    yield f"{one.customer.name}: {one.service.name}"
    yield from (one.level.key, ", ".join(one.cover.suppliers) or "ourselves")
    yield "\n".join(sorted(gap.value for gap in one.cover.gaps)) or "-"


def _checked(row: "Checked") -> Iterable[str]:
    yield from _promised(row.promised)
    cover = row.promised.cover
    late = cover.worst and cover.worst.late
    yield _time(late) if late and late > timedelta(0) else "-"
    yield f"{row.fared.broken:,} / {row.fared.stopped:,}"
    yield f"{row.fared.uncovered:,}"


def _print_months(found: "Backtest", console: Console) -> None:
    table = Table(title="By month", box=SIMPLE_HEAD)
    table.add_column("month", no_wrap=True)
    for column in ("measured", "met", "levels below goal", "cases", "credit, NOK"):
        table.add_column(column, justify="right")
    for month in found.months:
        tallies = [one.figure.standing for one in month.shown]
        below = sum(one.reaches is False for one in month.shown)
        counts = (sum(one.total for one in tallies), sum(one.met for one in tallies), below, len(month.owed))
        table.add_row(f"{month.period.from_on:%Y-%m}", *(f"{count:,}" for count in counts), f"{month.credit:,}")
    console.print(table)


def _reach(one: "Shown") -> Iterable[str]:
    tally = one.figure.standing
    yield f"{one.level.goal.normalize():f} %"
    yield from ("", "") if one.up else (f"{tally.met:,}", f"{tally.total:,}")
    yield "-" if one.percent is None else f"{one.percent} %"
    yield "" if one.reaches is None else "too few" if one.is_thin else "reached" if one.reaches else "below"


def _hours(time: timedelta) -> str:
    return f"{time / timedelta(hours=1):,.0f}"


def _time(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes / 60
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} d"
