"""Who would read a note: named before it is sent, and by default as few as work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from knutepunkt.desk.models import Participation, Ticket
from knutepunkt.desk.rules.note import narrowest
from knutepunkt.party.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Reader:
    """A party that can be named as reader, and whether it is."""

    organisation_id: int
    name: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Readers:
    """Whom each audience reaches, in names; `choices` are the parties that can be ticked beside one's own."""

    own: str
    requester: str
    parties: str
    choices: tuple[Reader, ...]

    @property
    def chosen(self) -> str:
        """Those that read a note to chosen parties, as it stands."""
        return _listed([self.own, *(reader.name for reader in self.choices if reader.ticked)])


def readers(
    ticket: Ticket,
    parties: Sequence[Participation],
    person: Person,
    integrator: Organisation,
    *,
    ticked: Iterable[int] | None = None,
) -> Readers:
    """Return the readers for a note of `person`'s; `ticked` are those chosen before, None for the narrowest."""
    own = person.organisation
    known = {part.organisation_id: part.organisation.name for part in parties}
    known |= {ticket.customer_id: ticket.customer.name, integrator.pk: integrator.name}
    others = {pk: name for pk, name in known.items() if pk != own.pk}
    default = narrowest(answer=False, own_id=own.pk, integrator_id=integrator.pk).organisations
    chosen = set(default if ticked is None else ticked)
    return Readers(
        own=own.name,
        requester=_listed(_of_the_requester(ticket, own, integrator)),
        parties=_listed([own.name, *others.values()]),
        choices=tuple(Reader(pk, name, pk in chosen) for pk, name in others.items()),
    )


def _of_the_requester(ticket: Ticket, own: Organisation, integrator: Organisation) -> list[str]:
    requester: str | None = getattr(ticket, "requester_name", None)
    customer = f"{requester} ({ticket.customer.name})" if requester else ticket.customer.name
    names = [customer, integrator.name]
    return names if own.pk in {integrator.pk, ticket.customer_id} else [*names, own.name]


def _listed(names: Sequence[str]) -> str:
    """Join names as one says them: "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
