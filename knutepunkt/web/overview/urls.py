"""The addresses of the pages over several concepts."""

from django.urls import path

from knutepunkt.web.overview import integrator, owner

urlpatterns = [
    path("oversikt/", integrator.overview, name="overview"),
    path("ansvarsrapport/", integrator.custody, name="custody-report"),
    path("vaare-tjenester/", owner.our_services, name="our-services"),
    path("vaare-tjenester/saker/", owner.our_tickets, name="our-tickets"),
    path("vaare-tjenester/tabell.csv", owner.our_services_csv, name="our-services-csv"),
]
