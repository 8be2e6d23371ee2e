"""Models of judgement and what was judged by them; abilities, responsibilities, findings."""

from knutepunkt.assessment.models.capability import Capability, TransferStep
from knutepunkt.assessment.models.certainty import Certainty
from knutepunkt.assessment.models.finding import Finding
from knutepunkt.assessment.models.judging import SUBJECTS, Assessment, AssessmentModel, Decision, Score
from knutepunkt.assessment.models.responsibility import Conflict, Function, Responsibility
from knutepunkt.assessment.models.undertaking import Undertaking

__all__ = [
    "SUBJECTS",
    "Assessment",
    "AssessmentModel",
    "Capability",
    "Certainty",
    "Conflict",
    "Decision",
    "Finding",
    "Function",
    "Responsibility",
    "Score",
    "TransferStep",
    "Undertaking",
]
