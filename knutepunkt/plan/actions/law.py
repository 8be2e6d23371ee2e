"""What is kept of procurement law: rows with a period, a source and how sure it is, so that a correction is data."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.queries import manages_terms
from knutepunkt.plan.models import DeadlineRule, LawFigure, LegalGround, Threshold

_ENDS_FIRST = gettext_lazy("It must not end before it starts.")


def _complete_threshold(row: Threshold) -> None:
    if row.law_floor is not None and row.national is not None and row.law_floor > row.national:
        raise refused("national", _("The national threshold does not lie below the floor of the law."))


def _alone(model: Any, *same: str) -> Callable[[Any], None]:
    """Return a rule that refuses two rows of the same that hold on one day."""

    def rule(row: Any) -> None:
        others = model.objects.filter(**{name: getattr(row, name) for name in same}).exclude(pk=row.pk)
        for other in others:
            ends, other_ends = row.valid_to or row.valid_from.max, other.valid_to or row.valid_from.max
            if row.valid_from <= other_ends and other.valid_from <= ends:
                raise refused("valid_from", _("Another row, from %(day)s, holds then.") % {"day": other.valid_from})

    return rule


def _rule_deadline(row: DeadlineRule) -> None:
    if row.from_step == row.to_step:
        raise refused("to_step", _("A deadline lies between two steps."))
    _alone(DeadlineRule, "key")(row)


THRESHOLD = Record(
    Threshold,
    (
        *("valid_from", "valid_to", "law_floor", "national", "eea_goods_services", "eea_state", "eea_works"),
        *("eea_special", "source", "certainty", "remark"),
    ),
    ("valid_from",),
    manages_terms,
    fixed=frozenset({"valid_from"}),
    complete=_complete_threshold,
    rule=_alone(Threshold),
    faults={"threshold_ends_after_it_starts": ("valid_to", _ENDS_FIRST)},
)
DEADLINE_RULE = Record(
    DeadlineRule,
    (
        *("key", "procedure", "from_step", "to_step", "counting", "days", "days_not_electronic", "days_urgent"),
        *("days_prior_notice", "days_without_agreement", "in_part_ii", "in_part_iii", "valid_from", "valid_to"),
        *("source", "certainty", "remark"),
    ),
    ("key", "valid_from"),
    manages_terms,
    fixed=frozenset({"key", "valid_from"}),
    rule=_rule_deadline,
    faults={"deadlinerule_ends_after_it_starts": ("valid_to", _ENDS_FIRST)},
)
GROUND = Record(
    LegalGround,
    ("kind", "key", "title", "order", "valid_from", "valid_to", "source", "certainty", "remark"),
    ("key", "valid_from"),
    manages_terms,
    fixed=frozenset({"key", "valid_from", "kind"}),
    rule=_alone(LegalGround, "key"),
    faults={"legalground_ends_after_it_starts": ("valid_to", _ENDS_FIRST)},
)
FIGURE = Record(
    LawFigure,
    ("name", "value", "unit", "valid_from", "valid_to", "source", "certainty", "remark"),
    ("name", "valid_from"),
    manages_terms,
    fixed=frozenset({"name", "valid_from"}),
    rule=_alone(LawFigure, "name"),
    faults={"lawfigure_ends_after_it_starts": ("valid_to", _ENDS_FIRST)},
)
