"""Who may read a note: always named, by default as few as work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audience:
    """The parties that may read a note: the requester's side, all parties of the ticket, or chosen organisations.

    The integrator reads what goes to the requester or to all parties; a note to chosen ones only if it is one of them.
    """

    kind: str
    organisations: tuple[int, ...] = ()

    @classmethod
    def requester(cls) -> "Audience":
        """The requester's side and the integrator."""
        return cls("requester")

    @classmethod
    def parties(cls) -> "Audience":
        """Every party of the ticket."""
        return cls("parties")

    @classmethod
    def chosen(cls, *organisations: int) -> "Audience":
        """These organisations and the author's own."""
        return cls("chosen", tuple(sorted(set(organisations))))

    @property
    def is_chosen(self) -> bool:
        """Whether organisations are named one by one."""
        return self.kind == "chosen"


def narrowest(*, answer: bool, own_id: int, integrator_id: int) -> Audience:
    """Return the default: an answer to the requester, a note to one's own organisation and the integrator."""
    return Audience.requester() if answer else Audience.chosen(own_id, integrator_id)
