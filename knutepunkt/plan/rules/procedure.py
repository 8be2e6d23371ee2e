"""The ways in which a purchase is put to competition, and the stages of each."""

from enum import StrEnum

from knutepunkt.plan.rules.law import Regime


class Procedure(StrEnum):
    """How suppliers compete."""

    OPEN = "open"
    RESTRICTED = "restricted"
    NEGOTIATED = "negotiated_with_call"
    DIALOGUE = "competitive_dialogue"
    INNOVATION = "innovation_partnership"
    PART_II_OPEN = "part_ii_open"
    PART_II_LIMITED = "part_ii_limited"
    PART_I = "part_i"


class Step(StrEnum):
    """What happens on a day of a procurement, in its order."""

    NEED = "need"
    PRIOR_NOTICE = "prior_notice"
    NOTICE = "notice"
    REQUEST_DEADLINE = "request_deadline"
    INVITATION = "invitation"
    ANSWERS = "answers"
    TENDER_DEADLINE = "tender_deadline"
    EVALUATION = "evaluation"
    AWARD_LETTER = "award_letter"
    SIGNING = "signing"
    AWARD_NOTICE = "award_notice"


TWO_STAGE = frozenset(
    {
        Procedure.RESTRICTED,
        Procedure.NEGOTIATED,
        Procedure.DIALOGUE,
        Procedure.INNOVATION,
        Procedure.PART_II_LIMITED,
    }
)
# Only where the purchase itself gives a ground (FOA § 13-2).
NEEDS_GROUND = frozenset({Procedure.NEGOTIATED, Procedure.DIALOGUE})
MAY_NEGOTIATE = frozenset(
    {
        Procedure.NEGOTIATED,
        Procedure.DIALOGUE,
        Procedure.INNOVATION,
        Procedure.PART_II_OPEN,
        Procedure.PART_II_LIMITED,
        Procedure.PART_I,
    }
)
_OF_PART_III = frozenset(
    {
        Procedure.OPEN,
        Procedure.RESTRICTED,
        Procedure.NEGOTIATED,
        Procedure.DIALOGUE,
        Procedure.INNOVATION,
    }
)


def steps_of(procedure: Procedure) -> tuple[Step, ...]:
    """Return the steps in their order; requests and invitation only where there are two stages."""
    skipped = set() if procedure in TWO_STAGE else {Step.REQUEST_DEADLINE, Step.INVITATION}
    return tuple(step for step in Step if step not in skipped)


def suits(procedure: Procedure, regime: Regime) -> bool:
    """Say whether a procedure may be used under a regime: a stricter one than needed always may."""
    if procedure in _OF_PART_III:
        return True
    if procedure is Procedure.PART_I:
        return regime in (Regime.OUTSIDE, Regime.PART_I)
    return regime is not Regime.PART_III
