"""What a person was told, newest first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from knutepunkt.desk.actions.keeping import read_notifications
from knutepunkt.desk.models import Notification
from knutepunkt.web.access import page_for
from knutepunkt.web.session import Request


@page_for()
def notifications(request: Request) -> HttpResponse:
    """The last hundred; a POST marks all as read. One query beside the frame's."""
    if request.method == "POST":
        read_notifications(by=request.user, at=request.at)
        return redirect("notifications")
    told = Notification.objects.select_related("ticket").order_by("-at", "-pk")[:100]
    return render(request, "workbench/notifications.html", {"told": told})
