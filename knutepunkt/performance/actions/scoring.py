"""Scores the months that are over, and keeps each as it was said."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from knutepunkt.base.session import as_system
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import Score, ScoreModel
from knutepunkt.performance.queries.scoring import MONTHS, values_of
from knutepunkt.performance.rules import measures
from knutepunkt.performance.rules.month import Month, ended, up_to
from knutepunkt.performance.rules.scorecard import Measure, scorecard

# Within this, settlements are agreed and late answers come: a month's score is made anew. After it, it stays.
STAYS_AFTER = timedelta(days=60)


@transaction.atomic
def score_months(*, at: datetime, months: int = MONTHS) -> int:
    """Score each of the latest months that is not scored yet, or may still change; return how many scores were kept."""
    with as_system():
        _first_model(at)
        scored = set(Score.objects.values_list("month", flat=True).distinct())
        return sum(
            _score(month, at=at)
            for month in up_to(ended(local_day(at)), months)
            if month.first not in scored or at < month.end_at + STAYS_AFTER
        )


def _score(month: Month, *, at: datetime) -> int:
    model = _in_force(month)
    scored_by = measures.read(model.measures)
    rows = [_row(month, model, subject, scored_by, values, at) for subject, values in values_of(month).items()]
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["subject", "subject_id", "month"],
        update_fields=["model", "score", "measures", "computed_at"],
    )
    return len(rows)


def _row(
    month: Month,
    model: ScoreModel,
    subject: tuple[str, int],
    scored_by: tuple[Measure, ...],
    values: Mapping[str, Fraction | None],
    at: datetime,
) -> Score:
    keys = {one.key for one in scored_by}
    card = scorecard(scored_by, {key: value for key, value in values.items() if key in keys})
    return Score(
        model=model,
        subject=subject[0],
        subject_id=subject[1],
        month=month.first,
        score=None if card.total is None else _decimal(card.total),
        measures=measures.shown(card, scored_by),
        computed_at=at,
    )


def _first_model(at: datetime) -> None:
    """Keep the usual weights where nobody has set any."""
    if not ScoreModel.objects.exists():
        usual = measures.written(measures.USUAL)
        ScoreModel.objects.create(version=1, measures=usual, since_on=local_day(at))


def _in_force(month: Month) -> ScoreModel:
    """Return the weights of a month: the latest set by its last day, else the first that there are."""
    versions = ScoreModel.objects.order_by("-version")
    found = versions.filter(since_on__lte=month.last).first() or versions.last()
    assert found is not None
    return found


def _decimal(score: Fraction) -> Decimal:
    """As it is kept: two decimals."""
    return Decimal(round(score * 100)).scaleb(-2)
