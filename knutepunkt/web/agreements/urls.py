"""The addresses of the register."""

from django.urls import path

from knutepunkt.agreement.models import Contract, Framework
from knutepunkt.web.agreements import documents, feed, frameworks, views

urlpatterns = [
    path("", views.agreements, name="agreements"),
    path("lisenser/", views.licences, name="licences"),
    path("dager/", views.days, name="days-to-act"),
    path("dager/kalender/", feed.change_feed, name="change-days-feed"),
    path("kalender/<str:token>.ics", feed.days_feed, name="days-feed"),
    path("avtale/<slug:key>/dokument/", documents.add, {"of": Contract}, name="add-document"),
    path("rammeavtale/<slug:key>/dokument/", documents.add, {"of": Framework}, name="add-framework-document"),
    path("dokument/<int:document_id>/", documents.document, name="document"),
    path("avtale/<slug:key>/", views.agreement, name="agreement"),
    path("rammeavtale/<slug:key>/", frameworks.framework, name="framework"),
    path("rammeavtale/<slug:key>/signer/", frameworks.sign, name="sign-framework"),
    path("matrise/<int:cell_id>/bekreft/", frameworks.confirm, name="confirm-cell"),
]
