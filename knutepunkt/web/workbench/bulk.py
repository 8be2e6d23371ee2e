"""One action on many tickets, each by itself: one refusal does not stop the others."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from knutepunkt.base.errors import Refusal
from knutepunkt.desk import actions
from knutepunkt.party.models import Team
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.acts import take
from knutepunkt.web.workbench.filters import Chosen, number

_AT_ONCE = 200


@require_POST
@page_for(roles=WORKERS)
def bulk(request: Request) -> HttpResponse:
    """Take or hand over the ticked tickets; the queue then says what was done, and what was not and why."""
    ticked = {found for value in request.POST.getlist("ticket") if (found := number(value)) is not None}
    back = Chosen.read(QueryDict(request.POST.get("back", "")[:1000])).address()
    try:
        _check(request, ticked)
        done, refused = _each(request, sorted(ticked), _chosen_team(request))
        _tell(request, done, refused)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect(f"{reverse('workbench')}?{back or 'sort=due'}")


def _check(request: Request, ticked: set[int]) -> None:
    if request.POST.get("act") not in {"take", "hand_over"}:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    if not ticked:
        raise Refusal(_("Tick the tickets first."))
    if len(ticked) > _AT_ONCE:
        raise Refusal(_("At most %(most)d tickets at once.") % {"most": _AT_ONCE})


def _chosen_team(request: Request) -> Team | None:
    """Return to whom it goes, None for taking."""
    if request.POST["act"] == "take":
        return None
    key = number(request.POST.get("team", ""))
    team = Team.objects.select_related("organisation").filter(pk=key or 0).first()
    if team is None:
        raise Refusal(_("Choose which team gets it."))
    return team


def _each(request: Request, ticked: list[int], team: Team | None) -> tuple[int, dict[str, list[str]]]:
    """Do it; return how many succeeded, and the others' numbers by reason."""
    done, refused = 0, dict[str, list[str]]()
    for ticket_id in ticked:
        try:
            if team is None:
                take(request, ticket_id)
            else:
                actions.hand_over(ticket_id, to=team, by=request.user, at=request.at)
            done += 1
        except Refusal as refusal:
            refused.setdefault(refusal.message, []).append(f"KP-{ticket_id}")
    return done, refused


def _tell(request: Request, done: int, refused: dict[str, list[str]]) -> None:
    if done:
        words = (
            ngettext("You took %(n)d ticket.", "You took %(n)d tickets.", done)
            if request.POST["act"] == "take"
            else ngettext("%(n)d ticket was handed over.", "%(n)d tickets were handed over.", done)
        )
        messages.success(request, words % {"n": done})
    for reason, numbers in refused.items():
        messages.error(
            request, _("Not done: %(tickets)s. %(reason)s") % {"tickets": ", ".join(numbers), "reason": reason}
        )
