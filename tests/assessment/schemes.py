"""Models of judgement for tests: any that can be, and answers to them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from knutepunkt.assessment.rules.scheme import (
    Area,
    Choice,
    Combine,
    Criterion,
    Line,
    Outcome,
    Scheme,
    Stop,
)

OUTCOMES = tuple(Outcome(key, key.upper(), Decimal(n)) for n, key in enumerate(("low", "middle", "high"), start=1))
LAST = OUTCOMES[0]
_CHOICES = tuple(Choice(key, key, Decimal(n)) for n, key in enumerate("abc", start=1))
_OTHERS = [one.key for one in OUTCOMES if one is not LAST]


@st.composite
def schemes(draw: Any, combine: Combine | None = None) -> Scheme:
    """Draw a model: one to three areas, stops that leave the last outcome, lines that end without a condition."""
    chosen = combine or draw(st.sampled_from(list(Combine)))
    areas = []
    for n in range(draw(st.integers(1, 3))):
        keys = [f"q{n}{m}" for m in range(draw(st.integers(1, 3)))]
        weigh = st.integers(1, 5).map(Decimal)
        criteria = tuple(Criterion(key, key, _CHOICES, draw(weigh)) for key in keys)
        areas.append(Area(f"area{n}", f"area{n}", criteria, draw(weigh)))
    keys = [one.key for area in areas for one in area.criteria]
    choices = st.frozensets(st.sampled_from("abc"), min_size=1, max_size=2)
    whens = st.dictionaries(st.sampled_from(keys), choices, min_size=1, max_size=3)
    stops = st.builds(Stop, whens, st.frozensets(st.sampled_from(_OTHERS), min_size=1), st.just("stop"))
    lines = st.builds(Line, whens, st.sampled_from([one.key for one in OUTCOMES]), st.just("because"))
    return Scheme(
        chosen,
        tuple(areas),
        OUTCOMES,
        tuple(draw(st.lists(stops, max_size=3))),
        (*draw(st.lists(lines, max_size=5)), Line({}, LAST.key, "nothing else")),
    )


@st.composite
def answered(draw: Any, scheme: Scheme, *, whole: bool = False) -> dict[str, str]:
    """Draw answers to all or some of a model's questions."""
    chosen = {key: draw(st.sampled_from("abc")) for key in scheme.criteria}
    if whole:
        return chosen
    kept = draw(st.sets(st.sampled_from(sorted(chosen))))
    return {key: value for key, value in chosen.items() if key in kept}
