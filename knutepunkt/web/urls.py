"""The addresses of the pages, in the words that people see."""

from django.urls import include, path

from knutepunkt.web import preferences

urlpatterns = [
    path("tema/", preferences.set_theme, name="set-theme"),
    path("spraak/", preferences.set_language, name="set-language"),
    path("", include("knutepunkt.web.portal.urls")),
    path("", include("knutepunkt.web.workbench.urls")),
    path("", include("knutepunkt.web.overview.urls")),
    path("", include("knutepunkt.web.performance.urls")),
    path("anskaffelser/", include("knutepunkt.web.procurement.urls")),
    path("planer/", include("knutepunkt.web.projects.urls")),
    path("avtaler/dekning/", include("knutepunkt.web.coverage.urls")),
    path("avtaler/", include("knutepunkt.web.agreements.urls")),
    path("portefolje/", include("knutepunkt.web.portfolio.urls")),
    path("systemkart/", include("knutepunkt.web.systems.urls")),
    path("vurderinger/", include("knutepunkt.web.judgement.urls")),
    path("planer/", include("knutepunkt.web.roadmap.urls")),
    path("portefolje/prosesser/", include("knutepunkt.web.processes.urls")),
    path("portefolje/verdistrommer/", include("knutepunkt.web.value_streams.urls")),
    path("planer/forbedringer/", include("knutepunkt.web.improvements.urls")),
    path("planer/kontinuitet/", include("knutepunkt.web.continuity.urls")),
    path("oppsett/", include("knutepunkt.web.setup.urls")),
]
