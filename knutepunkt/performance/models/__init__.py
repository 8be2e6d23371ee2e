"""What was reckoned and what followed: settlements, credits, scores, reviews, surveys, reports."""

from knutepunkt.performance.models.review import (
    Regime,
    Review,
    ReviewAction,
    ReviewDecision,
    Score,
    ScoreModel,
    ServiceReport,
    Subscription,
    Survey,
)
from knutepunkt.performance.models.settlement import Attainment, Contest, Credit, Evidence, Settlement

__all__ = [
    "Attainment",
    "Contest",
    "Credit",
    "Evidence",
    "Regime",
    "Review",
    "ReviewAction",
    "ReviewDecision",
    "Score",
    "ScoreModel",
    "ServiceReport",
    "Settlement",
    "Subscription",
    "Survey",
]
