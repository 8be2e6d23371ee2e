"""The words that terms are written in."""

from enum import StrEnum


class Metric(StrEnum):
    """What a service level measures: of each ticket, but availability of a service over time."""

    PICKUP = "pickup"
    RESPONSE = "response"
    RESOLVE = "resolve"
    HOLD = "hold"
    AVAILABILITY = "availability"


class WaitingReason(StrEnum):
    """Why a ticket waits. CONFIRMATION: it is resolved, and awaits the requester's word or closing."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    SCHEDULED = "scheduled"
    PROBLEM = "problem"
    EVIDENCE = "evidence"
    CONFIRMATION = "confirmation"


class Pause(StrEnum):
    """What can pause a level: a reason to wait, or custody ELSEWHERE than with the supplier it measures."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    SCHEDULED = "scheduled"
    PROBLEM = "problem"
    EVIDENCE = "evidence"
    CONFIRMATION = "confirmation"
    ELSEWHERE = "elsewhere"


class CountsFrom(StrEnum):
    """From where a level counts that came to apply midway."""

    OPENING = "opening"
    APPLYING = "applying"


class Impact(StrEnum):
    """How much of the organisation is hit."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Urgency(StrEnum):
    """How soon it hurts."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
