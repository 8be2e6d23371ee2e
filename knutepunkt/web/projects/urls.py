"""The addresses of projects, benefits, sector strategy and the board."""

from django.urls import path

from knutepunkt.web.projects import board, gains, projects, strategy

urlpatterns = [
    path("styret/", board.page, name="board"),
    path("styret.pdf", board.document, name="board-pdf"),
    path("prosjekter/", projects.projects, name="projects"),
    path("prosjekter/<slug:key>/", projects.project, name="project"),
    path("kapasitet/", projects.capacity, name="capacity"),
    path("gevinster/", gains.gains, name="benefits"),
    path("gevinster/<slug:key>/", gains.gain, name="benefit"),
    path("sektorstrategi/", strategy.sectors, name="sector-strategy"),
    path("sektorstrategi/<int:meeting_id>/", strategy.meeting, name="strategy-meeting"),
]
