"""What the ticket page's forms do: each reads its own fields and calls one action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Service
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries import ticket as reading
from knutepunkt.desk.rules.note import Audience
from knutepunkt.desk.rules.search import as_ticket_number
from knutepunkt.party.models import Organisation, Person, Team
from knutepunkt.party.queries import integrator
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import number
from knutepunkt.web.workbench.readers import readers

Act = Callable[[Request, int], None]


def act_of(request: Request) -> Act:
    """Return what the form asks for; refuses a form that does not say."""
    found = _ACTS.get(request.POST.get("act", ""))
    if found is None:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    return found


def _common(request: Request) -> dict[str, Any]:
    return {"by": request.user, "at": request.at, "seen": number(request.POST.get("seen", ""))}


def _wrong(field: str, message: str) -> Refusal:
    return Refusal(message, fields={field: message})


def take(request: Request, ticket_id: int) -> None:
    """Take the ticket; what another organisation holds, the desk takes into the team one works from."""
    own_teams = request.viewer.teams if request.viewer else ()
    held_here = Ticket.objects.filter(pk=ticket_id, team__organisation_id=request.user.organisation_id).exists()
    team = None if held_here or not own_teams else Team.objects.select_related("organisation").get(pk=own_teams[0])
    actions.take(ticket_id, team=team if _is_desk(request) else None, **_common(request))


def _is_desk(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR


def _resume(request: Request, ticket_id: int) -> None:
    actions.resume(ticket_id, **_common(request))


def _close(request: Request, ticket_id: int) -> None:
    actions.close(ticket_id, **_common(request))


def _hand_over(request: Request, ticket_id: int) -> None:
    key = number(request.POST.get("team", ""))
    team = Team.objects.select_related("organisation").filter(pk=key or 0).first()
    if team is None:
        raise _wrong("team", _("Choose which team gets it."))
    actions.hand_over(ticket_id, to=team, reason=request.POST.get("why", ""), **_common(request))
    messages.success(request, _("Handed over to %(team)s.") % {"team": team.name})


def _wait(request: Request, ticket_id: int) -> None:
    try:
        reason = WaitingReason(request.POST.get("reason", ""))
    except ValueError:
        raise _wrong("reason", _("Say what the ticket waits for.")) from None
    actions.wait(ticket_id, reason=reason, **_common(request))


def _resolve(request: Request, ticket_id: int) -> None:
    actions.resolve(ticket_id, resolution=request.POST.get("resolution", ""), **_common(request))


def _reopen(request: Request, ticket_id: int) -> None:
    actions.reopen(ticket_id, why=request.POST.get("why", ""), **_common(request))


def _change_priority(request: Request, ticket_id: int) -> None:
    impact, _dash, urgency = request.POST.get("grade", "").partition("-")
    try:
        hit, hurts = Impact(impact), Urgency(urgency)
    except ValueError:
        raise _wrong("grade", _("Choose how much is hit and how soon it hurts.")) from None
    actions.change_priority(ticket_id, impact=hit, urgency=hurts, **_common(request))


def _change_service(request: Request, ticket_id: int) -> None:
    service = Service.objects.filter(pk=number(request.POST.get("service", "")) or 0).first()
    if service is None:
        raise _wrong("service", _("Choose a service."))
    actions.change_service(ticket_id, service=service, **_common(request))


def _change_affected(request: Request, ticket_id: int) -> None:
    ticked = [number(value) for value in request.POST.getlist("affected")]
    found = tuple(Organisation.objects.filter(pk__in=[key for key in ticked if key is not None]))
    if len(found) != len(set(ticked)):
        raise _wrong("affected", _("One of those ticked is not known here. Choose among the customers shown."))
    actions.change_affected(ticket_id, customers=found, **_common(request))


def _name(request: Request, ticket_id: int) -> None:
    """Let somebody read along: a follower, found by address."""
    typed = request.POST.get("reader", "").replace("\x00", "").strip()
    person = Person.objects.filter(email__iexact=typed, is_active=True).select_related("organisation").first()
    if person is None:
        raise _wrong("reader", _("Nobody here is known by that e-mail address."))
    actions.follow(ticket_id, person=person, by=request.user, at=request.at)
    messages.success(request, _("%(name)s reads along from now on.") % {"name": person.name})


def _merge(request: Request, ticket_id: int) -> None:
    into = as_ticket_number(request.POST.get("into", ""))
    if into is None:
        raise _wrong("into", _("Write the number of the ticket that goes on."))
    actions.merge(ticket_id, into=into, **_common(request))


def _restrict(request: Request, ticket_id: int) -> None:
    actions.restrict(ticket_id, restricted=request.POST.get("restricted") == "yes", **_common(request))


def _say(request: Request, ticket_id: int) -> None:
    """An answer to the requester, or a note to those ticked: the page names them before it is sent."""
    said: dict[str, Any] = {
        "body": request.POST.get("body", ""),
        "files": request.FILES.getlist("files"),
        "by": request.user,
        "at": request.at,
    }
    to = request.POST.get("to", "")
    if to == "requester":
        actions.answer(ticket_id, **said)
    elif to == "parties":
        actions.add_note(ticket_id, audience=Audience.parties(), **said)
    elif to == "chosen":
        actions.add_note(ticket_id, audience=_chosen(request, ticket_id), **said)
    else:
        raise _wrong("to", _("Choose who may read it."))


def _chosen(request: Request, ticket_id: int) -> Audience:
    """The author's own organisation and those ticked, of the ones that the page offered."""
    found = reading.one(ticket_id)
    offered = readers(found, reading.parties(found), request.user, integrator()).choices
    ticked = {number(value) for value in request.POST.getlist("chosen")}
    named = (reader.organisation_id for reader in offered if reader.organisation_id in ticked)
    return Audience.chosen(request.user.organisation_id, *named)


def _follow(request: Request, ticket_id: int) -> None:
    actions.follow(ticket_id, by=request.user, at=request.at)
    messages.success(request, _("You hear about this ticket from now on."))


def _unfollow(request: Request, ticket_id: int) -> None:
    actions.unfollow(ticket_id, by=request.user, at=request.at)
    messages.info(request, _("You no longer hear about this ticket."))


_ACTS: dict[str, Act] = {
    "take": take,
    "hand_over": _hand_over,
    "wait": _wait,
    "resume": _resume,
    "resolve": _resolve,
    "reopen": _reopen,
    "close": _close,
    "change_priority": _change_priority,
    "change_service": _change_service,
    "change_affected": _change_affected,
    "merge": _merge,
    "restrict": _restrict,
    "name": _name,
    "say": _say,
    "follow": _follow,
    "unfollow": _unfollow,
}
