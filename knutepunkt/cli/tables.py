"""Reports as tables in the terminal."""

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from knutepunkt.connectors.event_log import PromiseReport
    from knutepunkt.desk.queries.custody_report import CustodyReport
    from knutepunkt.desk.rules.report import Figures

_COLUMNS = (
    *("tickets", "queued h", "working h", "waiting h", "median", "90 %", "hand-overs", "ping-pong", "first line"),
    *("reopened", "never resolved", "paths"),
)


def print_custody(report: "CustodyReport", *, console: Console | None = None) -> None:
    """Print the figures, why tickets waited, and the worst pairs."""
    console = console or Console()
    if report.total is None:
        console.print("No ticket was open in this period.")
        return
    period = f"{report.from_at:%Y-%m-%d} to {report.to_at:%Y-%m-%d}"
    table = Table(title=f"Custody by {report.by}, {period}")
    table.add_column(report.by)
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    for row in report.rows:
        table.add_row(row.name, *_cells(row.figures))
    table.add_section()
    table.add_row("all", *_cells(report.total))
    console.print(table)
    _print_waiting(report.total, console)
    _print_pairs(report, console)


def _cells(figures: "Figures") -> tuple[str, ...]:
    waiting = sum((time for _, time in figures.waiting), timedelta(0))
    return (
        f"{figures.tickets:,}",
        *(f"{time / timedelta(hours=1):,.0f}" for time in (figures.queued, figures.working, waiting)),
        *(_time(time) for time in (figures.held_median, figures.held_p90)),
        f"{figures.handovers_per_ticket:.2f}",
        f"{figures.ping_pongs:,}",
        *(f"{share:.1%}" for share in (figures.first_line_share, figures.reopened_share)),
        f"{figures.never_resolved_share:.1%}",
        f"{figures.paths:,}",
    )


def _print_waiting(figures: "Figures", console: Console) -> None:
    table = Table(title="Waiting, hours by reason")
    for reason, _ in figures.waiting:
        table.add_column(reason, justify="right")
    table.add_row(*(f"{time / timedelta(hours=1):,.0f}" for _, time in figures.waiting))
    console.print(table)


def _print_pairs(report: "CustodyReport", console: Console) -> None:
    if report.worst_pairs:
        table = Table("gave away", "got back from", "times", title="There and straight back")
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


def _time(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours < 48 else f"{hours / 24:.1f} d"
