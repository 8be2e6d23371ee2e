"""What a month's service report says of each municipality and supplier, as plain values that can be kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from knutepunkt.catalogue.models import Offering, Service
from knutepunkt.desk.models import Clock, Participation, Ticket
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.desk.rules.report import Figures
from knutepunkt.party.models import Organisation
from knutepunkt.performance.models import Attainment, Score, ServiceReport
from knutepunkt.performance.queries import answers, attained, held, kept, scoring
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.month import Month, up_to
from knutepunkt.performance.rules.satisfaction import Answers
from knutepunkt.signal.models import Outage

REPORTED = (Organisation.Kind.CUSTOMER.value, Organisation.Kind.SUPPLIER.value)
Values = dict[str, Any]


def figures_of(month: Month, organisations: Iterable[Organisation]) -> dict[int, Values]:
    """Return the figures of each organisation; one that had nothing to do with any ticket is left out.

    Durations are whole seconds, shares per cent, amounts text in NOK, days and moments ISO 8601.
    """
    custody = held.by_subject(month.start_at, month.end_at)
    asked = answers.by_subject(answers.asked(month.start_at, month.end_at))
    credited, overdue = scoring.credited(month), scoring.overdue(month.last)
    up = _availability(month)
    scores = {(one.subject, one.subject_id): one for one in Score.objects.filter(month=month.first)}
    found = {}
    for organisation in organisations:
        subject = (organisation.kind, organisation.pk)
        values = _of_tickets(organisation, month)
        if not values["open"] and not values["opened"] and not values["total"]:
            continue
        score = scores.get(subject)
        found[organisation.pk] = {
            "kind": organisation.kind,
            **values,
            **_of_custody(custody.get(subject)),
            **_of_answers(asked.get(subject, Answers())),
            "credit": _text(credited.get(subject)),
            "overdue_actions": overdue.get(subject),
            "score": None if score is None or score.score is None else float(score.score),
            "availability": up.get(subject, []),
            "outages": _outages(organisation, month),
        }
    return found


def reports(organisation_ids: Iterable[int] | None = None) -> QuerySet[ServiceReport]:
    """Return the reports that the viewer may read, the latest first."""
    found = ServiceReport.objects.select_related("organisation").order_by("-month", "organisation__sort_key", "pk")
    return found if organisation_ids is None else found.filter(organisation__in=list(organisation_ids))


def _of_tickets(organisation: Organisation, month: Month) -> Values:
    """Count tickets and promises: in the month, by level, by service, and by month for a year."""
    months = up_to(month, scoring.MONTHS)
    starts = [*(one.start_at for one in months), month.end_at]
    begun = "since" if organisation.kind == Organisation.Kind.SUPPLIER else "opened_at"
    tickets = _tickets(organisation)
    clocks = _clocks(organisation, starts[0], month.end_at)
    of_month = clocks.filter(stopped_at__gte=month.start_at)
    levels = kept.by_level(of_month)
    tally = sum((one.tally for one in levels), Tally())
    return {
        "opened": _within(tickets, begun, month.start_at, month.end_at).count(),
        "resolved": _within(tickets, "resolved_at", month.start_at, month.end_at).count(),
        "open": _open_at(tickets, begun, month.end_at).count(),
        "met": tally.met,
        "total": tally.total,
        "share": _percent(tally),
        "levels": [_level(one) for one in levels],
        "services": _services(tickets, of_month, begun, month),
        "months": [
            {
                "month": one.first.isoformat(),
                "opened": _within(tickets, begun, one.start_at, one.end_at).count(),
                "resolved": _within(tickets, "resolved_at", one.start_at, one.end_at).count(),
                "met": tally.met,
                "total": tally.total,
                "share": _percent(tally),
            }
            for one, tally in zip(months, kept.by_month(clocks, starts), strict=True)
        ],
    }


def _tickets(organisation: Organisation) -> QuerySet[Ticket]:
    """Return a municipality's tickets; of a supplier, those that it has held, `since` when."""
    if organisation.kind == Organisation.Kind.CUSTOMER:
        return Ticket.objects.filter(customer=organisation).order_by()
    part = Q(participations__part=Participation.Part.HOLDER.value, participations__organisation=organisation)
    return Ticket.objects.filter(part).annotate(since=Min("participations__since_at", filter=part)).order_by()


def _clocks(organisation: Organisation, start_at: datetime, end_at: datetime) -> QuerySet[Clock]:
    """Return the clocks of what a municipality was promised, or of what a supplier owed."""
    found = kept.ended(start_at, end_at)
    if organisation.kind == Organisation.Kind.CUSTOMER:
        return found.filter(level__contract__kind=kept.CUSTOMER, level__contract__customer=organisation)
    return found.filter(level__contract__kind=kept.UNDERPINNING, level__contract__provider=organisation)


def _within(tickets: QuerySet[Ticket], column: str, start_at: datetime, end_at: datetime) -> QuerySet[Ticket]:
    return tickets.filter(**{f"{column}__gte": start_at, f"{column}__lt": end_at})


def _open_at(tickets: QuerySet[Ticket], begun: str, at: datetime) -> QuerySet[Ticket]:
    """Return what had come by a moment and was neither solved nor closed, as known now."""
    unsolved = Q(resolved_at__isnull=True) | Q(resolved_at__gte=at)
    return tickets.filter(unsolved, Q(closed_at__isnull=True) | Q(closed_at__gte=at), **{f"{begun}__lt": at})


def _level(one: kept.LevelKept) -> Values:
    return {
        "contract": one.contract,
        "level": one.level,
        "metric": one.metric,
        "priority": one.priority,
        "goal": float(one.goal),
        "met": one.tally.met,
        "total": one.tally.total,
        "share": _percent(one.tally),
        "reached": one.tally.reaches(one.goal),
        "is_thin": one.tally.is_thin(one.goal),
    }


def _services(tickets: QuerySet[Ticket], clocks: QuerySet[Clock], begun: str, month: Month) -> list[Values]:
    """Return each service with what came in, what was solved and what was kept, the most first."""
    met = Count("id", filter=Q(state=ClockState.MET.value))
    tallies = {
        key: Tally(*counts) for key, *counts in clocks.values_list("ticket__service").annotate(met=met, all=Count("id"))
    }
    counts = {
        name: _by_service(_within(tickets, column, month.start_at, month.end_at))
        for name, column in (("opened", begun), ("resolved", "resolved_at"))
    }
    names = dict(Service.objects.values_list("pk", "name"))
    rows = [
        {
            "service": names[key],
            **{name: found.get(key, 0) for name, found in counts.items()},
            "met": tallies.get(key, Tally()).met,
            "total": tallies.get(key, Tally()).total,
            "share": _percent(tallies.get(key, Tally())),
        }
        for key in {*tallies, *counts["opened"], *counts["resolved"]}
    ]
    return sorted(rows, key=lambda row: (-row["opened"], -row["resolved"], row["service"]))


def _by_service(tickets: QuerySet[Ticket]) -> dict[int, int]:
    return dict(
        Ticket.objects.filter(pk__in=tickets.values("pk")).values_list("service").annotate(Count("pk")).order_by()
    )


def _of_custody(figures: Figures | None) -> Values:
    if figures is None:
        return {"held_median": None, "held_p90": None, "handovers": 0, "ping_pongs": 0, "reopened": 0}
    return {
        "held_median": round(figures.held_median.total_seconds()),
        "held_p90": round(figures.held_p90.total_seconds()),
        "handovers": figures.handovers,
        "ping_pongs": figures.ping_pongs,
        "reopened": figures.reopened,
    }


def _of_answers(found: Answers) -> Values:
    average = None if found.average is None else float(found.average)
    return {"asked": found.asked, "answered": found.answered, "average": average}


def _availability(month: Month) -> dict[tuple[str, int], list[Values]]:
    """Return, by whom it was promised to or owed by, what each service's availability was measured to be."""
    rows = Attainment.objects.filter(settlement__from_on=month.first, agreed_time__isnull=False)
    rows = rows.select_related("level", "settlement__contract").order_by("service__name", "level__key")
    figures = [(row.settlement.contract, attained.shown(row)) for row in rows]
    names = attained.services_of(one for _, one in figures)
    found: dict[tuple[str, int], list[Values]] = {}
    for contract, one in figures:
        subject = (
            ("customer", contract.customer_id) if contract.kind == kept.CUSTOMER else ("supplier", contract.provider_id)
        )
        found.setdefault(subject, []).append(_up(one, names))
    return found


def _up(one: attained.Shown, names: dict[int, str]) -> Values:
    whole = one.end_to_end
    return {
        "service": names[one.service_id or 0],
        "level": one.level.name,
        "goal": float(one.level.goal),
        "share": _float(one.percent),
        "reached": one.reaches,
        "needs": [{"service": names[part.service_id], "share": _float(part.found.percent)} for part in one.parts],
        "end_to_end": None if whole is None else float(whole.percent),
        "end_to_end_reached": None if whole is None else whole.reaches,
    }


def _outages(organisation: Organisation, month: Month) -> list[Values]:
    """Return when services that the municipality has, or the supplier delivers, were down in the month."""
    if organisation.kind == Organisation.Kind.CUSTOMER:
        offered = Offering.objects.filter(customer=organisation, service=OuterRef("service"))
        theirs = Outage.objects.filter(Exists(offered))
    else:
        theirs = Outage.objects.filter(service__provider=organisation)
    lasted = Q(end_at__isnull=True) | Q(end_at__gt=month.start_at)
    rows = theirs.filter(lasted, start_at__lt=month.end_at).select_related("service").order_by("start_at", "pk")
    return [_outage(row, month) for row in rows]


def _outage(row: Outage, month: Month) -> Values:
    within = min(row.end_at or month.end_at, month.end_at) - max(row.start_at, month.start_at)
    return {
        "service": row.service.name,
        "start_at": row.start_at.isoformat(),
        "within": within // timedelta(seconds=1),
        "is_planned": row.is_planned,
    }


def _percent(tally: Tally) -> float | None:
    return _float(tally.percent)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
