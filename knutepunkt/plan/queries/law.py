"""The rows of procurement law that hold on a day, as the rules take them, each with the row it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knutepunkt.plan.models import DeadlineRule, LawFigure, LegalGround, Threshold
from knutepunkt.plan.rules import deadline
from knutepunkt.plan.rules.law import Dated, LawGap, Regime, Thresholds
from knutepunkt.plan.rules.procedure import Procedure, Step


@dataclass(frozen=True, slots=True)
class Law:
    """What holds on a day. `rows`: the row that each deadline rule came from, by its key."""

    on: date
    threshold: Threshold | None
    figures: dict[str, LawFigure]
    rules: list[deadline.DeadlineRule]
    rows: dict[str, DeadlineRule]
    exemptions: frozenset[str]

    @property
    def thresholds(self) -> Thresholds:
        """Return the thresholds as rules take them. Raises `LawGap` where none are known."""
        row = self.threshold
        if row is None:
            raise LawGap(f"no thresholds are known on {self.on}")
        return Thresholds(
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            law_floor=row.law_floor,
            national=row.national,
            eea_goods_services=row.eea_goods_services,
            eea_works=row.eea_works,
            eea_special=row.eea_special,
            eea_state=row.eea_state,
        )

    def figure(self, name: LawFigure.Name) -> Decimal | None:
        """Return a figure, None where the law had none then."""
        found = self.figures.get(name.value)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Laws:
    """All rows of procurement law, whatever their period."""

    thresholds: list[Threshold]
    figures: list[LawFigure]
    deadlines: list[DeadlineRule]
    exemptions: list[LegalGround]

    def on(self, day: date) -> Law:
        """Return the law as it was on a day, from the rows at hand."""
        rows = {row.key: row for row in self.deadlines if _holds(row, day)}
        return Law(
            on=day,
            threshold=next((row for row in reversed(self.thresholds) if _holds(row, day)), None),
            figures={row.name: row for row in self.figures if _holds(row, day)},
            rules=[_rule(row) for row in rows.values()],
            rows=rows,
            exemptions=frozenset(row.key for row in self.exemptions if _holds(row, day)),
        )


def laws() -> Laws:
    """Return every row of procurement law, the oldest first. Four queries."""
    grounds = LegalGround.objects.filter(kind=LegalGround.Kind.EXEMPTION.value)
    return Laws(
        list(Threshold.objects.order_by("valid_from")),
        list(LawFigure.objects.order_by("valid_from")),
        list(DeadlineRule.objects.order_by("valid_from", "key")),
        list(grounds.order_by("valid_from")),
    )


def law_on(day: date) -> Law:
    """Return procurement law as it was on a day. Four queries."""
    return laws().on(day)


def _holds(row: Dated, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _rule(row: DeadlineRule) -> deadline.DeadlineRule:
    regimes = {Regime.PART_II: row.in_part_ii, Regime.PART_III: row.in_part_iii}
    return deadline.DeadlineRule(
        key=row.key,
        procedure=Procedure(row.procedure) if row.procedure else None,
        regimes=frozenset(regime for regime, holds in regimes.items() if holds),
        from_step=Step(row.from_step),
        to_step=Step(row.to_step),
        days=row.days,
        counting=deadline.Counting(row.counting),
        days_not_electronic=row.days_not_electronic,
        days_urgent=row.days_urgent,
        days_prior_notice=row.days_prior_notice,
        days_without_agreement=row.days_without_agreement,
    )
