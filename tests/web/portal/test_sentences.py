"""Where a ticket stands, in words: for each state, to the one who asked and to others."""

from datetime import timedelta

import pytest
from django.utils import translation

from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries.promises import Promises
from knutepunkt.party.models import Organisation, Team
from knutepunkt.web.portal.sentences import Standing, standing
from tests.cast import MONDAY

HOUR = timedelta(hours=1)
ASKER, OTHER = 1, 2


def said(reader_id: int = ASKER, promises: Promises | None = None, **fields: object) -> Standing:
    team = Team(pk=7, name="Drift", organisation=Organisation(name="Leverandør A", kind="supplier"))
    ticket = Ticket(requester_id=ASKER, **({"team": team} | fields))
    with translation.override("en"):
        return standing(ticket, promises or Promises(), reader_id=reader_id, at=MONDAY)


def test_a_promise_ahead_is_told_and_one_that_is_past_is_owned_up_to() -> None:
    ahead = said(state="queued", promises=Promises(answer_by=MONDAY + HOUR))
    past = said(state="queued", promises=Promises(answer_by=MONDAY - HOUR))
    assert (ahead.who, ahead.next, ahead.by) == (
        "Drift (Leverandør A) has the ticket.",
        "You get an answer by",
        MONDAY + HOUR,
    )
    assert (past.next, past.tone) == ("You should have had an answer by", "late")


def test_once_answered_the_solution_is_what_comes_next() -> None:
    both = Promises(answer_by=MONDAY + HOUR, solve_by=MONDAY + 2 * HOUR)
    assert said(state="working", answered_at=MONDAY, promises=both).by == MONDAY + 2 * HOUR


def test_others_are_not_addressed_as_the_one_who_asked() -> None:
    for state, reason in (("new", ""), ("working", ""), ("waiting", "customer"), ("resolved", "")):
        found = said(OTHER, Promises(answer_by=MONDAY + HOUR), state=state, reason=reason)
        assert "you" not in f"{found.who} {found.next}".lower().split()


@pytest.mark.parametrize("reason", ["customer", "supplier", "scheduled", "problem", "evidence"])
def test_each_wait_has_its_words(reason: str) -> None:
    assert said(state="waiting", reason=reason).next != "It waits."


def test_the_end_says_how() -> None:
    assert said(state="closed", merged_into_id=4, team=None).next == "It goes on as KP-4."
    assert said(state="closed", closed_at=MONDAY, team=None).who == "The ticket was withdrawn."
    assert (
        said(state="closed", closed_at=MONDAY, resolved_at=MONDAY, team=None).who == "The ticket is solved and closed."
    )
    assert said(state="resolved", resolved_at=MONDAY).by == MONDAY + timedelta(days=7)
