"""A model is read whole, or refused with the place that is wrong."""

import copy
from typing import Any

import pytest

from knutepunkt.assessment.rules.judging import judge
from knutepunkt.assessment.rules.reading import Reason, SchemeFault, read

CHOICES = [{"key": "yes", "name": "Yes", "value": 2}, {"key": "no", "name": "No", "value": 1}]
GOOD: dict[str, Any] = {
    "combine": "decisions",
    "areas": [{"key": "a", "name": "A", "criteria": [{"key": "q", "name": "Q?", "choices": CHOICES}]}],
    "outcomes": [{"key": "go", "name": "Go", "at_least": 2}, {"key": "stay", "name": "Stay", "at_least": 1}],
    "stops": [{"when": {"q": ["no"]}, "forbids": ["go"], "because": "No."}],
    "lines": [{"when": {"q": ["yes"]}, "advise": "go", "because": "Yes."}, {"advise": "stay", "because": "Else."}],
}


def changed(path: str, value: object) -> dict[str, Any]:
    content = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    part: Any = content
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]
    part[int(last) if isinstance(part, list) else last] = value
    return content


def test_a_good_model_is_read() -> None:
    scheme = read(GOOD)
    assert judge(scheme, {"q": "yes"}).advice == scheme.outcome("go")
    assert judge(scheme, {"q": "no"}).advice == scheme.outcome("stay")
    for combine in ("minimum", "weighted"):
        assert judge(read(changed("combine", combine)), {"q": "no"}).advice == scheme.outcome("stay")


@pytest.mark.parametrize(
    ("content", "reason", "path"),
    [
        ([], Reason.NOT_NAMED_PARTS, ""),
        ({"combine": "decisions"}, Reason.MISSING, "areas"),
        (changed("combine", "luck"), Reason.UNKNOWN, "combine"),
        (changed("areas", []), Reason.EMPTY, "areas"),
        (changed("areas.0.criteria", "all"), Reason.NOT_A_LIST, "areas.1.criteria"),
        (changed("areas.0.colour", "red"), Reason.UNKNOWN, "areas.1.colour"),
        (changed("areas.0.name", ""), Reason.EMPTY, "areas.1.name"),
        (changed("areas.0.name", "x" * 2001), Reason.TOO_MUCH, "areas.1.name"),
        (changed("areas.0.name", ["A"]), Reason.NOT_TEXT, "areas.1.name"),
        (changed("areas.0.criteria.0.weight", "much"), Reason.NOT_A_NUMBER, "areas.1.criteria.1.weight"),
        (changed("areas.0.criteria.0.weight", "NaN"), Reason.NOT_A_NUMBER, "areas.1.criteria.1.weight"),
        (changed("areas.0.criteria.0.about", "hosting"), Reason.NOT_A_LIST, "areas.1.criteria.1.about"),
        (changed("areas.0.criteria.0.about", [7]), Reason.NOT_TEXT, "areas.1.criteria.1.about.1"),
        (changed("areas.0.weight", -1), Reason.NEGATIVE, "areas.1.weight"),
        (changed("areas.0.criteria.0.choices", CHOICES[:1] * 2), Reason.REPEATED, "areas.1.criteria.1.choices: yes"),
        (changed("stops.0.when", {}), Reason.EMPTY, "stops.1.when"),
        (changed("stops.0.when", {"r": ["no"]}), Reason.UNKNOWN, "stops.1.when.r"),
        (changed("stops.0.when", {"q": ["maybe"]}), Reason.UNKNOWN, "stops.1.when.q"),
        (changed("stops.0.forbids", ["fly"]), Reason.UNKNOWN, "stops.1.forbids.1"),
        (changed("stops.0.forbids", ["stay"]), Reason.LAST_FORBIDDEN, "lines"),
        (changed("lines.0.advise", "fly"), Reason.UNKNOWN, "lines.1.advise"),
        (changed("lines.1.when", {"q": ["no"]}), Reason.NO_LAST_LINE, "lines"),
        (changed("lines", []), Reason.NO_LAST_LINE, "lines"),
        (changed("outcomes.0.grounds", ["law"]), Reason.NOT_NAMED_PARTS, "outcomes.1.grounds"),
        (changed("combine", "minimum") | {"stops": GOOD["stops"], "outcomes": GOOD["outcomes"][:1]},
         Reason.NO_LOWEST_BAND, "outcomes"),
        (changed("areas.0.criteria.0.choices.0.value", None) | {"combine": "weighted"}, Reason.NO_VALUE, "q"),
        (changed("areas.0.criteria.0.weight", 0) | {"combine": "weighted"}, Reason.NO_WEIGHT, "a"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_is_refused_at_its_place(content: Any, reason: Reason, path: str) -> None:
    if reason is Reason.NO_LOWEST_BAND:
        content["stops"], content["lines"] = [], []
    with pytest.raises(SchemeFault) as caught:
        read(content)
    assert (caught.value.reason, caught.value.path) == (reason, path)
