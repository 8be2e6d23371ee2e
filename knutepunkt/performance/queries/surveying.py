"""Surveys: the question that waits for a person, and what was answered over a period, never by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation
from knutepunkt.performance.models import Survey
from knutepunkt.performance.queries import answers
from knutepunkt.performance.rules.satisfaction import Answers

_COMMENTS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """What was answered about one supplier, service or municipality."""

    subject: str
    name: str
    answers: Answers


def waiting(ticket_id: int, person_id: int) -> Survey | None:
    """Return what the person was asked about the ticket, answered or not."""
    return Survey.objects.filter(ticket=ticket_id, person=person_id).first()


def lines(start_at: datetime, end_at: datetime) -> tuple[Answers, list[Line]]:
    """Return a half-open period's answers together, and by supplier, service and municipality, most asked first."""
    surveys = answers.asked(start_at, end_at)
    parties = dict(Organisation.objects.values_list("pk", "name"))
    names = {"service": dict(Service.objects.values_list("pk", "name")), "customer": parties, "supplier": parties}
    found = [Line(subject, names[subject][key], one) for (subject, key), one in answers.by_subject(surveys).items()]
    return answers.counted(surveys), sorted(found, key=lambda one: (-one.answers.asked, one.name))


def comments(start_at: datetime, end_at: datetime) -> Sequence[Mapping[str, Any]]:
    """Return what people wrote, with the service and the grade, and not who or about which ticket."""
    written: QuerySet[Survey] = answers.asked(start_at, end_at).exclude(comment="").filter(answered_at__isnull=False)
    rows = written.order_by("-answered_at").annotate(service=F("ticket__service__name"))
    return list(rows.values("service", "score", "comment", "answered_at")[:_COMMENTS])
