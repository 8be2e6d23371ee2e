"""What is kept about terms, and what follows when a calendar or a level gets a new version."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import product

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.actions.register import follow_contract, require_room, rule_call_off
from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel, TeamHours
from knutepunkt.agreement.queries.terms import calendar_value, candidates_of, hours_of
from knutepunkt.agreement.rules.calendar import Amiss, CalendarFault
from knutepunkt.agreement.rules.contradiction import runs_out
from knutepunkt.agreement.rules.level import PRIORITIES, PriorityMatrix, TiedLevels, most_specific
from knutepunkt.agreement.rules.vocabulary import CountsFrom, Pause
from knutepunkt.agreement.rules.written import as_openings
from knutepunkt.base.editing import Record, save
from knutepunkt.base.text import refused
from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import manages_terms

_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 12, 31)  # beyond these no hours are reckoned
_ENDS_FIRST = gettext_lazy("It must not end before it starts.")
_NOT_NEGATIVE = gettext_lazy("It must not be less than nothing.")
_SIGNED_APART = gettext_lazy(
    "A draft is signed on its own page or with “knutepunkt agreement sign”, where its gaps are shown."
)
_STANDS = {
    Organisation.Kind.CUSTOMER: gettext_lazy("On this side stands a customer."),
    Organisation.Kind.SUPPLIER: gettext_lazy("On this side stands a supplier."),
}

_AMISS = {
    Amiss.NO_OPEN_HOUR: gettext_lazy("It is never open: time would never count."),
    Amiss.CLOSES_FIRST: gettext_lazy("It opens before it closes, from 00:00 to 24:00 at most: %(openings)s."),
    Amiss.OVERLAP: gettext_lazy("These openings overlap: %(openings)s."),
    Amiss.NO_WEEKDAY: gettext_lazy("The hours are not written as [[weekday 0-6, opens, closes]]."),
    Amiss.DAY_TWICE: gettext_lazy("It stands twice."),
    Amiss.UNKNOWN_ZONE: gettext_lazy("There is no such time zone; write one as Europe/Oslo."),
    Amiss.UNKNOWN_COUNTRY: gettext_lazy("No public holidays are known for that country; write two letters, as NO."),
}
_COLUMN = {"zone": "time_zone"}


def _complete_calendar(row: ServiceCalendar) -> None:
    if row.always:
        row.weekly, row.holidays_country = [], ""
    try:
        calendar_value(row)
    except CalendarFault as fault:
        told = {"openings": as_openings([list(one) for one in fault.openings])}
        raise refused(_COLUMN.get(fault.field, fault.field), str(_AMISS[fault.amiss]) % told) from fault
    except (TypeError, ValueError, AttributeError) as error:
        raise refused("weekly", _("The hours are not written as [[weekday 0-6, opens, closes]].")) from error


def _follow_calendar(before: ServiceCalendar, after: ServiceCalendar, at: datetime) -> None:
    """What counted by the old hours counts by the new from now on; levels get a new version each."""
    TeamHours.objects.filter(calendar=before).update(calendar=after)
    for level in ServiceLevel.objects.filter(calendar=before, is_current=True):
        save(LEVEL, level, {"calendar": after}, by=None, at=at)


def _rule_contract(row: Contract) -> None:
    try:
        PriorityMatrix.of(row.priorities)
    except (ValueError, AttributeError) as error:
        raise refused("priorities", _("The table of priorities is not complete: %(why)s.") % {"why": error}) from error
    integrator, other, field = _sides(row)
    expected = Organisation.Kind.CUSTOMER if row.kind == Contract.Kind.CUSTOMER else Organisation.Kind.SUPPLIER
    if integrator.kind != Organisation.Kind.INTEGRATOR:
        at_field = "provider" if field == "customer" else "customer"
        raise refused(at_field, _("On this side stands the service integrator."))
    if other.kind != expected:
        raise refused(field, str(_STANDS[expected]))
    rule_call_off(row)


def _complete_contract(row: Contract) -> None:
    goes_on = row.valid_to is None or row.renewal == Contract.Renewal.RENEWS
    if row.state == Contract.State.ENDED and row.ended_on is None and goes_on:
        raise refused("ended_on", _("Say its last day: without it the agreement would go on."))
    before = Contract.objects.filter(pk=row.pk).first()
    require_room(row, before=before)
    if row.state != Contract.State.SIGNED or (before is not None and before.state == Contract.State.SIGNED):
        return
    if before is not None and before.state == Contract.State.ENDED:
        raise refused("state", _("What has ended is not signed again: make it a draft first."))
    if before is not None:
        raise refused("state", str(_SIGNED_APART))


def _complete_by_hand(row: Contract) -> None:
    if row._state.adding and row.state == Contract.State.SIGNED:  # noqa: SLF001
        raise refused("state", str(_SIGNED_APART))
    _complete_contract(row)


def _sides(row: Contract) -> tuple[Organisation, Organisation, str]:
    """Return the integrator's side, the other side, and the other side's field."""
    if row.kind == Contract.Kind.CUSTOMER:
        return row.provider, row.customer, "customer"
    return row.customer, row.provider, "provider"


def _complete_level(row: ServiceLevel) -> None:
    if unknown := set(row.pauses) - {pause.value for pause in Pause}:
        raise refused("pauses", _("Nothing pauses for %(what)s.") % {"what": ", ".join(sorted(unknown))})
    if row.counts_from not in {one.value for one in CountsFrom}:
        raise refused("counts_from", _("Time counts from opening or from applying."))
    if row.per_visit and row.metric != ServiceLevel.Metric.HOLD:
        raise refused("per_visit", _("Only the time with a supplier is counted by visit."))
    if row.target and row.escalates_after and row.escalates_after > row.target:
        raise refused("escalates_after", _("It escalates after its own deadline."))


def _rule_level(row: ServiceLevel) -> None:
    if not row.calendar.is_current:
        raise refused("calendar", _("Those hours have been replaced by newer ones."))
    first = min(max(row.contract.valid_from, _EARLIEST), _LATEST)
    since = datetime.combine(first, time(), UTC)
    if row.target and not runs_out(row.target, hours_of(row.calendar), since=since):
        raise refused("target", _("Its target is never due within its opening hours."))
    levels = [level for level in candidates_of(row.contract_id) if level.metric == row.metric]
    services = Service.objects.values_list("pk", "group_id", "name")
    for (service_id, group_id, name), priority in product(services, PRIORITIES):
        try:
            most_specific(levels, service_id=service_id, group_id=group_id, priority=priority)
        except TiedLevels as tie:
            told = {"first": tie.keys[0], "second": tie.keys[1], "service": name, "priority": priority}
            message = _("%(first)s and %(second)s would both apply to %(service)s at P%(priority)d.") % told
            raise refused("priority", message) from tie


CALENDAR = Record(
    ServiceCalendar,
    ("key", "name", "time_zone", "always", "weekly", "holidays_country", "closed_on", "extra"),
    ("key",),
    manages_terms,
    complete=_complete_calendar,
    succeed=_follow_calendar,
)
TEAM_HOURS = Record(TeamHours, ("team", "calendar"), ("team",), manages_terms, fixed=frozenset({"team"}))
CONTRACT = Record(
    Contract,
    (
        "key",
        "kind",
        "title",
        "provider",
        "customer",
        "state",
        "version",
        "module",
        "part",
        "lot",
        "award",
        "award_reason",
        "number",
        "archive_reference",
        "notice_reference",
        "signed_on",
        "started_on",
        "valid_from",
        "valid_to",
        "renewal",
        "renewal_months",
        "ended_on",
        "value",
        "consumed",
        "subject",
        "above_threshold",
        "payment_days",
        "services",
        "municipalities",
        "data_location",
        "security_class",
        "has_third_party_terms",
        "has_wage_clause",
        "has_audit_right",
        "exit_plan",
        "priorities",
        "remark",
    ),
    ("key",),
    manages_terms,
    fixed=frozenset({"key", "kind", "provider", "customer"}),
    complete=_complete_contract,
    rule=_rule_contract,
    follow=follow_contract,
    faults={
        "contract_value_not_negative": ("value", _NOT_NEGATIVE),
        "contract_consumed_not_negative": ("consumed", _NOT_NEGATIVE),
        "contract_renews_for_months": ("renewal_months", gettext_lazy("Say by how many months it renews.")),
        "contract_ends_after_it_starts": ("valid_to", _ENDS_FIRST),
        "contract_ended_after_it_starts": ("ended_on", _ENDS_FIRST),
        "contract_between_two": ("customer", gettext_lazy("An agreement is between two.")),
    },
)
# By hand an agreement begins as a draft. One that was signed elsewhere comes from a file, with its levels.
CONTRACT_BY_HAND = replace(CONTRACT, complete=_complete_by_hand)
LEVEL = Record(
    ServiceLevel,
    (
        "contract",
        "key",
        "name",
        "metric",
        "priority",
        "target",
        "goal",
        "escalates_after",
        "calendar",
        "pauses",
        "per_visit",
        "counts_from",
        "services",
        "groups",
    ),
    ("contract", "key"),
    manages_terms,
    fixed=frozenset({"contract", "key", "metric"}),
    complete=_complete_level,
    rule=_rule_level,
    faults={
        "level_target_positive": ("target", gettext_lazy("A target is longer than nothing.")),
        "level_time_has_a_target": (
            "target",
            gettext_lazy("A time has a target; availability has its goal in per cent instead."),
        ),
        "level_escalation_positive": ("escalates_after", gettext_lazy("A length of time is longer than nothing.")),
        "level_priority_1_to_4": ("priority", gettext_lazy("Priorities are 1 to 4; none covers all.")),
        "level_goal_percent": ("goal", gettext_lazy("The goal is above 0 and at most 100 per cent.")),
    },
    succeed=lambda before, after, at: None,
)
