"""Tickets to measure with: made up, always the same for the same number, of realistic lengths and routes."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

YEARS = timedelta(days=3 * 365)
_OPEN = 0.03  # of the tickets are not closed yet
_WORDS = (
    *("skriver", "journal", "barnehage", "faktura", "vikar", "nettbrett", "postkasse"),
    *("telefon", "kart", "arkiv", "lønn", "elev", "sensor", "passord"),
)
_REASONS = ("customer", "customer", "supplier", "scheduled", "problem")


@dataclass(frozen=True, slots=True)
class Step:
    """From a moment on, a team holds it in a mode."""

    at: datetime
    team: str
    mode: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One ticket: what it says, whose it is, and where it went."""

    number: int
    title: str
    description: str
    service: str
    customer: int
    requester: int
    priority: int
    opened_at: datetime
    steps: tuple[Step, ...]
    resolved_at: datetime | None
    closed_at: datetime | None


def made(many: int, *, until: datetime, services: dict[str, tuple[str, str]]) -> Iterator[Made]:
    """Yield tickets, the oldest first. `services`: key to the keys of its first and its next team."""
    dice = random.Random(498)
    titles = _titles()
    keys = sorted(services)
    for number in range(1, many + 1):
        service = dice.choice(keys)
        opened_at = until - YEARS * (1 - number / (many + 1))
        yield _one(dice, number, service, services[service], titles, opened_at, until)


def _one(
    dice: random.Random,
    number: int,
    service: str,
    teams: tuple[str, str],
    titles: dict[str, list[str]],
    opened_at: datetime,
    until: datetime,
) -> Made:
    first, second = teams
    steps = [Step(opened_at, first, "queued")]
    at = opened_at
    route = [first, second, first] if dice.random() < 0.15 else [first, second] if dice.random() < 0.4 else [first]
    for place, team in enumerate(route):
        if place:
            at += _while(dice, 3)
            steps.append(Step(at, team, "queued"))
        at += _while(dice, 1)
        steps.append(Step(at, team, "working"))
        if dice.random() < 0.25:
            at += _while(dice, 2)
            steps.append(Step(at, team, "waiting", dice.choice(_REASONS)))
            at += _while(dice, 20)
            steps.append(Step(at, team, "working"))
    resolved_at = at + _while(dice, 2)
    steps.append(Step(resolved_at, route[-1], "waiting", "confirmation"))
    closed_at = resolved_at + _while(dice, 60)
    known = [step for step in steps if step.at < until]
    is_open = closed_at >= until or dice.random() < _OPEN
    return Made(
        number=number,
        title=f"{dice.choice(titles.get(service) or titles['other'])} ({number})",
        description=" ".join(dice.choices(_WORDS, k=dice.randint(6, 30))),
        service=service,
        customer=dice.randrange(6),
        requester=dice.randrange(7),
        priority=dice.choices((1, 2, 3, 4), (2, 8, 70, 20))[0],
        opened_at=opened_at,
        steps=tuple(known if not is_open else known[: dice.randint(1, len(known))]),
        resolved_at=None if is_open else resolved_at,
        closed_at=None if is_open else closed_at,
    )


def _while(dice: random.Random, hours: float) -> timedelta:
    """Return a length whose median is so many hours; some are many times as long."""
    return timedelta(seconds=round(max(60, 3600 * hours * dice.lognormvariate(0, 1))))


def _titles() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(
        files("knutepunkt.example").joinpath("titles.toml").read_text(encoding="utf-8")
    )["titles"]
    return found
