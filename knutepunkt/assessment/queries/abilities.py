"""Capabilities: how able we are in each dimension, what shows it, and who holds them on the way to our own hands."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knutepunkt.assessment.models import (
    Assessment,
    AssessmentModel,
    Capability,
    Finding,
    Score,
    TransferStep,
)
from knutepunkt.assessment.rules.judging import judge
from knutepunkt.assessment.rules.scheme import Area, Outcome
from knutepunkt.assessment.rules.transfer import Progress, progress


@dataclass(frozen=True, slots=True)
class Cell:
    """A capability in one dimension; levels are None where they are not assessed or not set."""

    area: Area
    now: Decimal | None
    target: Decimal | None
    level: str
    findings: int


@dataclass(frozen=True, slots=True)
class Warmth:
    """A capability's row: each dimension, the weakest of them and how far they lie apart."""

    capability: Capability
    assessment: Assessment | None
    cells: tuple[Cell, ...]
    overall: Decimal | None
    outcome: Outcome | None
    spread: Decimal | None
    target_on: date | None


@dataclass(frozen=True, slots=True)
class Heat:
    """A model's dimensions and each capability in them."""

    model: AssessmentModel
    areas: tuple[Area, ...]
    rows: tuple[Warmth, ...]


def heat() -> list[Heat]:
    """Return how able we are, by each model that judges capabilities. Six queries, for one model."""
    capabilities = list(Capability.objects.all())
    found = Counter(Finding.objects.values_list("capabilities", "dimension"))
    models = AssessmentModel.objects.filter(is_current=True, judges=AssessmentModel.Subject.CAPABILITY.value)
    return [_heat(model, capabilities, found) for model in models]


def _heat(model: AssessmentModel, capabilities: list[Capability], found: Counter[tuple[int, str]]) -> Heat:
    scheme = model.scheme
    rows = Assessment.objects.filter(model__key=model.key).exclude(state=Assessment.State.REPLACED.value)
    newest = {row.capability_id: row for row in rows.select_related("model").order_by("assessed_on", "pk")}
    scores: dict[int, dict[str, Score]] = {}
    for score in Score.objects.filter(assessment__in=newest.values()):
        scores.setdefault(score.assessment_id, {})[score.criterion] = score
    warmth = []
    for one in capabilities:
        row = newest.get(one.pk)
        warmth.append(_warmth(one, row, scores.get(row.pk, {}) if row else {}, model, found))
    return Heat(model, scheme.areas, tuple(warmth))


def _warmth(
    capability: Capability,
    row: Assessment | None,
    scores: dict[str, Score],
    model: AssessmentModel,
    found: Counter[tuple[int, str]],
) -> Warmth:
    scheme = (row.model if row else model).scheme
    judged = judge(scheme, {key: one.choice for key, one in scores.items() if key in scheme.criteria})
    cells = []
    for area in model.scheme.areas:
        now = judged.areas.get(area.key) if any(one.key in scores for one in area.criteria) else None
        targets = [
            value
            for one in area.criteria
            if (score := scores.get(one.key)) and (choice := one.choice(score.target)) and (value := choice.value)
        ]
        known = now.low if now and now.is_known else None
        cells.append(
            Cell(
                area,
                known,
                min(targets) if targets else None,
                next((one.name for start, one in reversed(scheme.bands) if known is not None and start <= known), ""),
                found[(capability.pk, area.key)],
            )
        )
    days = [one.target_on for one in scores.values() if one.target_on]
    overall = judged.overall.low if judged.overall and judged.advice and not judged.missing else None
    return Warmth(
        capability,
        row,
        tuple(cells),
        overall,
        judged.advice if overall is not None else None,
        judged.spread if scores else None,
        max(days) if days else None,
    )


@dataclass(frozen=True, slots=True)
class Transferred:
    """A capability with its steps and how far it is."""

    capability: Capability
    steps: tuple[TransferStep, ...]
    progress: Progress


def transfers(*, on: date) -> list[Transferred]:
    """Return each capability with its plan, also those that have none. Two queries."""
    steps: dict[int, list[TransferStep]] = {}
    for one in TransferStep.objects.order_by("capability", "number"):
        steps.setdefault(one.capability_id, []).append(one)
    rows = Capability.objects.select_related("partner")
    return [
        Transferred(row, tuple(mine), progress((one.step for one in mine), on=on))
        for row in rows
        for mine in [steps.get(row.pk, [])]
    ]
