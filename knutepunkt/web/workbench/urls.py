"""The addresses of the workbench, the ticket page and what a person is told."""

from django.urls import path

from knutepunkt.web.workbench import bulk, files, notices, opening, queues, tickets, views

urlpatterns = [
    path("arbeidsbenk/", queues.workbench, name="workbench"),
    path("arbeidsbenk/ko/<slug:team_key>/", queues.queue, name="queue"),
    path("arbeidsbenk/holdt/", queues.kept, name="kept"),
    path("arbeidsbenk/rader/", queues.rows, name="queue-rows"),
    path("arbeidsbenk/utvalg/", bulk.bulk, name="bulk"),
    path("arbeidsbenk/ny/", opening.new, name="new-ticket"),
    path("arbeidsbenk/visninger/", views.keep, name="keep-view"),
    path("arbeidsbenk/visninger/<int:view_id>/slett/", views.forget, name="forget-view"),
    path("sak/<int:ticket_id>/", tickets.ticket, name="ticket"),
    path("sak/<int:ticket_id>/gjor/", tickets.act, name="act"),
    path("sak/<int:ticket_id>/historikk/", tickets.changes, name="ticket-changes"),
    path("vedlegg/<int:attachment_id>/", files.attachment, name="attachment"),
    path("varsler/", notices.notifications, name="notifications"),
]
