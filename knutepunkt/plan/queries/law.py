"""The rows of procurement law that hold on a day, as the rules take them, each with the row it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knutepunkt.party.queries import valid_on
from knutepunkt.plan.models import DeadlineRule, LawFigure, LegalGround, Threshold
from knutepunkt.plan.rules import deadline
from knutepunkt.plan.rules.law import LawGap, Regime, Thresholds
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


def law_on(day: date) -> Law:
    """Return procurement law as it was on a day. Four queries."""
    rows = {row.key: row for row in DeadlineRule.objects.filter(valid_on(day)).order_by("valid_from")}
    exempting = LegalGround.objects.filter(valid_on(day), kind=LegalGround.Kind.EXEMPTION.value)
    return Law(
        on=day,
        threshold=Threshold.objects.filter(valid_on(day)).first(),
        figures={row.name: row for row in LawFigure.objects.filter(valid_on(day)).order_by("valid_from")},
        rules=[_rule(row) for row in rows.values()],
        rows=rows,
        exemptions=frozenset(exempting.values_list("key", flat=True)),
    )


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
