"""How tenders are judged: criteria and their weights, price as points, scores, ranking, and how firm the outcome is."""

from knutepunkt.plan.rules.evaluation.criteria import Criterion, criteria_faults
from knutepunkt.plan.rules.evaluation.drawing import drawn
from knutepunkt.plan.rules.evaluation.environment import (
    EnvironmentRule,
    Exemption,
    ExemptionGround,
    Regard,
    regard_for_environment,
)
from knutepunkt.plan.rules.evaluation.price import PriceModel, Pricing
from knutepunkt.plan.rules.evaluation.scoring import (
    Agreement,
    Combining,
    Evaluation,
    Part,
    Result,
    Score,
    Standing,
    Tender,
    Ties,
    agreed_points,
)
from knutepunkt.plan.rules.evaluation.sensitivity import Turn, reweighed, turns

__all__ = [
    "Agreement",
    "Combining",
    "Criterion",
    "EnvironmentRule",
    "Evaluation",
    "Exemption",
    "ExemptionGround",
    "Part",
    "PriceModel",
    "Pricing",
    "Regard",
    "Result",
    "Score",
    "Standing",
    "Tender",
    "Ties",
    "Turn",
    "agreed_points",
    "criteria_faults",
    "drawn",
    "regard_for_environment",
    "reweighed",
    "turns",
]
