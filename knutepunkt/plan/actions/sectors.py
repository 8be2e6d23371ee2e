"""Strategy meetings: put projects on the agenda, hold the meeting, decide and rank."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.editing import require_allowed, require_come
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.models import Project, StrategyItem, StrategyMeeting
from knutepunkt.plan.rules.project import ENDED, Phase

_STATE, _DECISION = StrategyMeeting.State, StrategyItem.Decision
LONGEST, LINE = 20_000, 300


@contextmanager
def meeting(meeting_id: int, *states: StrategyMeeting.State, by: Person, at: datetime) -> Iterator[StrategyMeeting]:
    """See it as the person, who keeps plans, then hold it as the system; refused in any other than these states."""
    with transaction.atomic():
        if not StrategyMeeting.objects.filter(pk=meeting_id).exists():
            raise NotYours(_("There is no such meeting, or it is not yours to see."))
        require_allowed(manages_terms, by, at)
        with as_system():
            row = StrategyMeeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
            if row.state not in states:
                raise Refusal(_("The meeting stands elsewhere now: look again."))
            yield row


def put_up(meeting_id: int, *, project: Project, by: Person, at: datetime) -> StrategyItem:
    """Put a project on the agenda of a meeting that is not held yet."""
    with meeting(meeting_id, _STATE.PLANNED, by=by, at=at) as row:
        if Phase(project.phase) in ENDED:
            raise refused("project", _("It is over already."))
        if project.sector_id not in (None, row.sector_id):
            raise refused("project", _("The project belongs to another sector."))
        if row.items.filter(project=project).exists():
            raise refused("project", _("It is on the agenda already."))
        last = row.items.order_by("-order").first()
        return StrategyItem.objects.create(meeting=row, project=project, order=last.order + 1 if last else 1)


def hold(meeting_id: int, *, held_on: date, present: str, minutes: str, by: Person, at: datetime) -> StrategyMeeting:
    """Write down that it was held, who was there, and what was said."""
    present = cleaned(present, field="present", label=_("Present"), longest=LINE, required=True)
    minutes = cleaned(minutes, field="minutes", label=_("Minutes"), longest=LONGEST)
    for field, written in (("present", present), ("minutes", minutes)):
        refuse_identity_number(written, field=field)
    require_come({"held_on": held_on}, local_day(at))
    with meeting(meeting_id, _STATE.PLANNED, by=by, at=at) as row:
        row.held_on, row.present, row.minutes, row.state = held_on, present, minutes, _STATE.HELD.value
        row.save(update_fields=["held_on", "present", "minutes", "state"])
        return row


def call_off(meeting_id: int, *, by: Person, at: datetime) -> StrategyMeeting:
    """Call a planned meeting off; the days since the one before go on counting."""
    with meeting(meeting_id, _STATE.PLANNED, by=by, at=at) as row:
        row.state = _STATE.CANCELLED.value
        row.save(update_fields=["state"])
        return row


def decide(
    meeting_id: int,
    *,
    item: StrategyItem,
    decision: str,
    rank: int | None = None,
    reason: str = "",
    by: Person,
    at: datetime,
) -> StrategyItem:
    """Decide on a project in a meeting that was held; what is prioritised has a rank of its own."""
    reason = cleaned(reason, field="reason", label=_("Reason"), longest=LONGEST)
    refuse_identity_number(reason, field="reason")
    with meeting(meeting_id, _STATE.HELD, by=by, at=at) as row:
        found = row.items.filter(pk=item.pk).first()
        if found is None:
            raise refused("item", _("It is not on the agenda of this meeting."))
        if decision not in _DECISION.values:
            raise refused("decision", _("That is no decision."))
        if (decision == _DECISION.PRIORITISED) != (rank is not None):
            raise refused("rank", _("What is prioritised has a rank, and nothing else has."))
        if rank is not None and (rank < 1 or row.items.filter(rank=rank).exclude(pk=found.pk).exists()):
            raise refused("rank", _("Another project has that rank; ranks begin at 1."))
        if decision in (_DECISION.POSTPONED, _DECISION.REJECTED) and not reason:
            raise refused("reason", _("Say why."))
        found.decision, found.rank, found.reason = decision, rank, reason
        found.save(update_fields=["decision", "rank", "reason"])
        return found
