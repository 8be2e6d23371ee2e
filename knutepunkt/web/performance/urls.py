"""The addresses of scorecards, reviews, surveys, service reports and settlements."""

from django.urls import path

from knutepunkt.web.performance import scorecards

urlpatterns = [
    path("leverandorer/", scorecards.suppliers, name="suppliers"),
    path("malkort/<slug:kind>/", scorecards.board, name="scores"),
    path("malkort/<slug:kind>/<int:subject_id>/", scorecards.card, name="scorecard"),
]
