"""What is planned, bought, moved and gained."""

from knutepunkt.plan.models.competition import (
    Admission,
    AgreedScore,
    Negotiation,
    ProcurementAnswer,
    ProcurementCriterion,
    ProcurementNotice,
    ProcurementQuestion,
    SealedAnswer,
    SealedFile,
    Submission,
    TenderInvitation,
    TenderRound,
    TenderScore,
)
from knutepunkt.plan.models.continuity import ContinuityPlan, ContinuityStep, Exercise
from knutepunkt.plan.models.improvement import Effect, Improvement
from knutepunkt.plan.models.law import DeadlineRule, LawFigure, LegalGround, Threshold
from knutepunkt.plan.models.procurement import (
    Award,
    AwardLetter,
    Complaint,
    PlannedStep,
    Procurement,
    ProcurementDocument,
    ProcurementLot,
    ProcurementMember,
)
from knutepunkt.plan.models.roadmap import Activity, Milestone, Roadmap
from knutepunkt.plan.models.wave import Move, MoveStep, Wave

__all__ = [
    "Activity",
    "Admission",
    "AgreedScore",
    "Award",
    "AwardLetter",
    "Complaint",
    "ContinuityPlan",
    "ContinuityStep",
    "DeadlineRule",
    "Effect",
    "Exercise",
    "Improvement",
    "LawFigure",
    "LegalGround",
    "Milestone",
    "Move",
    "MoveStep",
    "Negotiation",
    "PlannedStep",
    "Procurement",
    "ProcurementAnswer",
    "ProcurementCriterion",
    "ProcurementDocument",
    "ProcurementLot",
    "ProcurementMember",
    "ProcurementNotice",
    "ProcurementQuestion",
    "Roadmap",
    "SealedAnswer",
    "SealedFile",
    "Submission",
    "TenderInvitation",
    "TenderRound",
    "TenderScore",
    "Threshold",
    "Wave",
]
