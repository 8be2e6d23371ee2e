"""What an application lacks before it moves, in words, with where one mends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from knutepunkt.assessment.queries.placement import MODEL
from knutepunkt.plan.models import Move
from knutepunkt.plan.rules.wave import SILENT, Demand, Gap, Lack, Readiness
from knutepunkt.web.choices import HOSTING
from knutepunkt.web.display import day
from knutepunkt.web.judgement.words import STALE
from knutepunkt.web.setup.registers import REGISTERS
from knutepunkt.web.systems.kinds import address


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is lacking: in words, and what can be done about it, each with its address."""

    words: str
    ways: tuple[tuple[str, str], ...]


def told(move: Move, ready: Readiness, *, opens: Callable[[str], bool]) -> dict[Demand, list[Told]]:
    """Return what a move lacks for each demand, with the ways that `opens` says are open."""
    return {
        demand: [_told(move, demand, gap, opens=opens) for gap in answer.gaps]
        for demand, answer in ready.answers.items()
    }


def _told(move: Move, demand: Demand, gap: Gap, *, opens: Callable[[str], bool]) -> Told:
    words, ways = _LACKS[gap.lack](move, gap)
    if gap.lack in SILENT:
        ways = (*ways, (_("Say it by hand"), _new("avklaringer", move=move.pk, demand=demand.value)))
    return Told(words, tuple(way for way in ways if opens(way[1])))


def ways_of(rights: Mapping[Callable[[Any, datetime], bool], bool]) -> Callable[[str], bool]:
    """Return what says of an address whether it is open: each register has its own keepers. `rights`: those held."""

    def opens(url: str) -> bool:
        found = resolve(url.partition("?")[0])
        return found.url_name not in ("add-row", "change-row") or rights[REGISTERS[found.kwargs["key"]].record.may]

    return opens


_Found = tuple[str, tuple[tuple[str, str], ...]]


def _not_judged(move: Move, gap: Gap) -> _Found:
    return _("Nobody has judged where it may stand."), ((_("Judge its placement"), _judge(move)),)


def _unfinished(move: Move, gap: Gap) -> _Found:
    return _("The assessment of its placement is not finished."), ((_("Finish it"), _judge(move)),)


def _undecided(move: Move, gap: Gap) -> _Found:
    return _("The assessment waits to be decided."), ((_("Decide"), _assessment(gap)),)


def _stale(move: Move, gap: Gap) -> _Found:
    judged: Any = gap.about
    why = ", ".join(str(STALE[one]).lower() for one in judged.stale)
    return _("The decision no longer stands: %(why)s.") % {"why": why}, ((_("Judge anew"), _judge(move)),)


def _runs_out(move: Move, gap: Gap) -> _Found:
    until: Any = gap.beside
    words = _("The decision stands until %(day)s, and the wave begins after that.") % {"day": day(until)}
    return words, ((_("Judge anew"), _judge(move)),)


def _elsewhere(move: Move, gap: Gap) -> _Found:
    outcome: Any = gap.beside
    words = _("Decided: %(outcome)s. It is to move to: %(target)s.")
    ways = ((_("See the decision"), _assessment(gap)), (_("Change the move"), _row("flyttinger", move.pk)))
    return words % {"outcome": outcome.name if outcome else "–", "target": HOSTING[move.target]}, ways


def _no_supplier(move: Move, gap: Gap) -> _Found:
    return _("Its supplier is not known."), ((_("Name the supplier"), _row("applikasjoner", move.application_id)),)


def _no_agreement(move: Move, gap: Gap) -> _Found:
    words = _("The register holds no agreement in force with %(supplier)s.") % {"supplier": move.application.supplier}
    return words, ((_("Add the agreement"), _new("avtaler", provider=move.application.supplier_id)),)


def _no_processing(move: Move, gap: Gap) -> _Found:
    contract: Any = gap.about
    words = _("“%(contract)s” does not say whether one is needed.") % {"contract": contract.title}
    return words, ((_("Fill it in"), _new("databehandleravtaler", contract=contract.pk)),)


def _not_signed(move: Move, gap: Gap) -> _Found:
    contract, row = gap.about, gap.beside
    words = _("Not signed for “%(contract)s”.") % {"contract": getattr(contract, "title", "")}
    return words, ((_("Change it when it is"), _row("databehandleravtaler", getattr(row, "pk", 0))),)


def _risk_unknown(move: Move, gap: Gap) -> _Found:
    is_judged = hasattr(gap.about, "row")
    way = (_("Answer it"), _assessment(gap)) if is_judged else (_("Judge its placement"), _judge(move))
    return _("No assessment says whether it is approved."), (way,)


def _risk_open(move: Move, gap: Gap) -> _Found:
    return _("Answered: %(answer)s.") % {"answer": gap.beside}, ((_("See the assessment"), _assessment(gap)),)


def _not_recorded(move: Move, gap: Gap) -> _Found:
    words = _("None is written down, and nobody says that there is none.")
    ways = (
        (_("See the system"), address(move.application)),
        (_("Add an integration"), _new("integrasjoner", from_application=move.application_id)),
    )
    return words, ways


def _later(move: Move, gap: Gap) -> _Found:
    return _("%(other)s moves in a later wave.") % {"other": gap.beside}, _kept(move, gap)


def _stays(move: Move, gap: Gap) -> _Found:
    return _("%(other)s moves in no wave.") % {"other": _other(gap)}, _kept(move, gap)


def _ends(move: Move, gap: Gap) -> _Found:
    return _("The integration with %(other)s ends.") % {"other": _other(gap)}, _kept(move, gap)


def _kept(move: Move, gap: Gap) -> tuple[tuple[str, str], ...]:
    """An integration whose ends come apart needs a word on how it is kept, or another wave."""
    integration: Any = gap.about
    new = _new("avklaringer", move=move.pk, demand=Demand.INTEGRATIONS.value, integration=integration.pk)
    return ((_("Say how it is kept"), new),)


def _other(gap: Gap) -> Any:
    return gap.beside or _("A system that you do not see")


def _judge(move: Move) -> str:
    return reverse("assess", args=[MODEL, move.application_id])


def _assessment(gap: Gap) -> str:
    judged: Any = gap.about
    return reverse("assessment", args=[judged.row.pk])


def _row(key: str, pk: int) -> str:
    return reverse("change-row", args=[key, pk])


def _new(key: str, **values: Any) -> str:
    return f"{reverse('add-row', args=[key])}?{urlencode(values)}"


_LACKS: dict[Lack, Callable[[Move, Gap], _Found]] = {
    Lack.NOT_JUDGED: _not_judged,
    Lack.UNFINISHED: _unfinished,
    Lack.UNDECIDED: _undecided,
    Lack.STALE: _stale,
    Lack.RUNS_OUT: _runs_out,
    Lack.ELSEWHERE: _elsewhere,
    Lack.NO_SUPPLIER: _no_supplier,
    Lack.NO_AGREEMENT: _no_agreement,
    Lack.NO_PROCESSING: _no_processing,
    Lack.NOT_SIGNED: _not_signed,
    Lack.RISK_UNKNOWN: _risk_unknown,
    Lack.RISK_OPEN: _risk_open,
    Lack.NOT_RECORDED: _not_recorded,
    Lack.LATER: _later,
    Lack.STAYS: _stays,
    Lack.ENDS: _ends,
}
