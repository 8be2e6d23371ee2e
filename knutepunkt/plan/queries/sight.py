"""Who could see which tender, and when: from the opening, for members, as long as they were impartial and on it."""

from dataclasses import dataclass
from datetime import datetime

from knutepunkt.plan.models import Procurement, ProcurementMember, TenderRound


@dataclass(frozen=True, slots=True)
class Sight:
    """A member to whom a round's tenders stood open, from a moment until another; None: still."""

    round: TenderRound
    member: ProcurementMember
    from_at: datetime
    until_at: datetime | None


def sight(one: Procurement) -> list[Sight]:
    """Return it for each opened round, and each member past and present. Two queries."""
    members = list(one.members.select_related("person").filter(declared_at__isnull=False))
    found = []
    for row in one.rounds.filter(opened_at__isnull=False):
        assert row.opened_at is not None
        for member in members:
            assert member.declared_at is not None
            begins = max(row.opened_at, member.joined_at, member.declared_at)
            if not member.has_conflict and (member.left_at is None or member.left_at > begins):
                found.append(Sight(row, member, begins, member.left_at))
    return found
