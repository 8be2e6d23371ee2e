"""The addresses of the system map."""

from django.urls import path, register_converter

from knutepunkt.web.systems import architectures, impact, views
from knutepunkt.web.systems.kinds import KindConverter

register_converter(KindConverter, "system")

urlpatterns = [
    path("", views.overview, name="systems"),
    path("sektor/<slug:key>/", views.sector, name="sector-map"),
    path("integrasjoner/", views.integrations, name="integrations"),
    path("modeller/", architectures.architectures, name="architectures"),
    path("modeller/<int:architecture_id>/", architectures.architecture, name="architecture"),
    path("modeller/<int:architecture_id>/fil/", architectures.exchange_file, name="architecture-file"),
    path("modeller/<int:architecture_id>/<str:identifier>/", architectures.concept, name="architecture-concept"),
    path("<system:kind>/<slug:key>/", views.system, name="system"),
    path("<system:kind>/<slug:key>/konsekvens/", impact.impact, name="impact"),
]
