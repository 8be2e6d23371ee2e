"""The addresses of the portal."""

from django.urls import path

from knutepunkt.web.portal import cases, front, me, reporting, statements

urlpatterns = [
    path("", front.home, name="home"),
    path("hjelp/", front.help_page, name="help"),
    path("sok/", front.search, name="search"),
    path("meld/", reporting.report, name="report"),
    path("bestill/", reporting.order, name="order"),
    path("meld/forslag/", reporting.suggestions, name="report-suggestions"),
    path("mine-saker/", cases.my_tickets, name="my-tickets"),
    path("meg/", me.preferences, name="preferences"),
    path("meg/nokler/", me.add_token, name="add-token"),
    path("meg/nokler/<int:token_id>/tilbakekall/", me.revoke_token, name="revoke-token"),
    path("tilgjengelighet/", statements.accessibility, name="accessibility"),
    path("personvern/", statements.privacy, name="privacy"),
]
