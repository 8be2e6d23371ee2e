"""Fills the peer with tickets that stand line by line on standard input, and logs somebody in: prints the cookie."""

import json
import os
import sys
from itertools import islice

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer_settings")
import django

django.setup()
from django.contrib.auth.models import User
from django.contrib.sites.models import Site
from django.core.management import call_command
from django.test import Client
from helpdesk.models import FollowUp, Queue, Ticket

call_command("migrate", interactive=False, verbosity=0)
Site.objects.get_or_create(pk=1, defaults={"domain": "127.0.0.1", "name": "peer"})
agent, _ = User.objects.get_or_create(username="agent", defaults={"is_staff": True, "is_superuser": True})
there = Ticket.objects.count()
lines = islice(sys.stdin, there, None)
queues: dict[str, Queue] = {queue.slug: queue for queue in Queue.objects.all()}
while chunk := [json.loads(line) for line in islice(lines, 2_000)]:
    for one in chunk:
        if one["service"] not in queues:
            name = one["service"]
            queues[name] = Queue.objects.create(title=name, slug=name, allow_public_submission=True)
    tickets = Ticket.objects.bulk_create(
        Ticket(
            title=one["title"],
            queue=queues[one["service"]],
            created=one["opened_at"],
            modified=one["opened_at"],
            submitter_email="sykepleier@nes.example",
            assigned_to=agent if one["assigned"] else None,
            status=4 if one["closed"] else 1,
            description=one["description"],
            priority=one["priority"],
            secret_key="0" * 36,
        )
        for one in chunk
    )
    FollowUp.objects.bulk_create(
        FollowUp(ticket=ticket, date=moment, title="Changed", comment="", public=True, user=agent, new_status=None)
        for ticket, one in zip(tickets, chunk, strict=True)
        for moment in one["steps"]
    )
browser = Client()
browser.force_login(agent)
ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True)[:20_000:40])
session = browser.cookies["sessionid"].value
print(
    json.dumps(
        {
            "session": session,
            "tickets": ids,
            "queue": Queue.objects.order_by("pk")[0].pk,
            "count": Ticket.objects.count(),
        }
    )
)
