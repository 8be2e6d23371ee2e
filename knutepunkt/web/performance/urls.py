"""The addresses of scorecards, reviews, surveys, service reports and settlements."""

from django.urls import path, re_path

from knutepunkt.web.performance import reports, reviews, scorecards, settlements, surveys

urlpatterns = [
    path("leverandorer/", scorecards.suppliers, name="suppliers"),
    path("malkort/<slug:kind>/", scorecards.board, name="scores"),
    path("malkort/<slug:kind>/<int:subject_id>/", scorecards.card, name="scorecard"),
    path("oppgjor/", settlements.settlements, name="settlements"),
    path("oppgjor/<int:settlement_id>/", settlements.settlement, name="settlement"),
    path("oppgjor/<int:settlement_id>/avgjor/", settlements.settle, name="settle"),
    path("oppgjor/<int:settlement_id>/regn-om/", settlements.recount, name="recount"),
    path("oppgjor/<int:settlement_id>/nivaa/<int:level_id>/", settlements.cases, name="settlement-cases"),
    path("oppgjor/<int:settlement_id>/nivaa/<int:level_id>/innsigelse/", settlements.contest, name="contest"),
    path("oppgjor/innsigelse/<int:contest_id>/svar/", settlements.answer, name="answer-contest"),
    path("oppgjor/dokumentasjon/<int:evidence_id>/", settlements.evidence, name="evidence"),
    re_path(
        r"^oppgjor/(?P<settlement_id>[0-9]{1,15})/oppgjor[.](?P<form>pdf|xml|xlsx|json)$",
        settlements.statement,
        name="statement",
    ),
    path("oppfolging/", reviews.reviews, name="reviews"),
    path("oppfolging/<int:review_id>/", reviews.review, name="review"),
    path("oppfolging/<int:review_id>/protokoll.pdf", reviews.protocol, name="protocol"),
    path("oppfolging/tiltak/<int:action_id>/gjort/", reviews.done, name="action-done"),
    path("undersokelser/", surveys.surveys, name="surveys"),
    path("rapporter/", reports.index, name="reports"),
    path("rapporter/<int:report_id>/", reports.report, name="report"),
    path("rapporter/<int:report_id>/rapport.pdf", reports.as_pdf, name="report-pdf"),
    path("rapporter/<int:report_id>/rapport.xlsx", reports.as_workbook, name="report-workbook"),
    path("rapporter/abonnement/<int:organisation_id>/", reports.subscribe, name="report-subscribe"),
]
