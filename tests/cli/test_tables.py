"""Reports in the terminal."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from knutepunkt.agreement.queries.coverage import gaps_of
from knutepunkt.cli.tables import print_custody, print_gaps, print_promises
from knutepunkt.connectors.event_log import PromiseReport
from knutepunkt.connectors.event_log.promises import PromiseRow
from knutepunkt.desk.queries.custody_report import CustodyReport, PingPong, Row
from knutepunkt.desk.rules.report import Figures
from tests.cast import MONDAY, make_cast
from tests.register import make_draft

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FIGURES = Figures(
    tickets=1_200,
    queued=timedelta(hours=30),
    working=timedelta(hours=1_500),
    waiting=(("customer", timedelta(hours=7)), ("confirmation", timedelta(hours=2))),
    held_median=timedelta(minutes=42),
    held_p90=timedelta(days=3),
    handovers=600,
    ping_pongs=12,
    solved=1_000,
    solved_by_first_line=370,
    reopened=12,
    closed=900,
    never_resolved=9,
    paths=77,
)


def printed(report: object, *, width: int = 200) -> str:
    out = StringIO()
    console = Console(file=out, width=width, no_color=True)
    if isinstance(report, CustodyReport):
        print_custody(report, console=console)
    elif isinstance(report, PromiseReport):
        print_promises(report, console=console)
    return out.getvalue()


def test_custody_shows_every_figure_and_the_worst_pair_within_eighty_columns() -> None:
    row = Row(1, "Leverandør modul 2 – moderne IT-tjenester", FIGURES)
    report = CustodyReport("team", NOW, NOW, NOW, FIGURES, (row,), (PingPong("Drift", "Nett", 5),))
    text = printed(report, width=80)
    times, waits, moves = (line for line in text.splitlines() if line.lstrip().startswith("Leverandør"))
    for shown in ("1,200", "30", "1,500", "9", "42 min", "3.0 d"):
        assert shown in times
    assert [cell for cell in waits.split() if cell.isdigit()][-2:] == ["7", "2"]
    for shown in ("0.50", "12", "37.0%", "1.0%", "77"):
        assert shown in moves
    assert "Nett" in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_an_empty_period_is_said() -> None:
    assert "No ticket was open" in printed(CustodyReport("team", NOW, NOW, NOW, None, (), ()))


def test_promises_show_where_the_two_disagree() -> None:
    text = printed(PromiseReport("a-log", (PromiseRow(1, 10, 4, 3, 2, 1),), without_clock=6))
    assert "70.0%" in text
    assert "6 closed tickets" in text


@pytest.mark.django_db
def test_gaps_are_listed_with_what_carries_each() -> None:
    gaps = gaps_of([make_draft(make_cast())], at=MONDAY)
    out = StringIO()
    print_gaps(gaps, console=Console(file=out, width=100, no_color=True))
    for words in ("Warning: 2 not carried", "Nordvik kommune: E-post", "Fjellbygda", "resolve", "target_longer"):
        assert words in out.getvalue()
    print_gaps([], console=Console(file=(nothing := StringIO())))
    assert nothing.getvalue() == ""
