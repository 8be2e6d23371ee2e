"""The addresses of coverage and of drafts before they are signed."""

from django.urls import path

from knutepunkt.web.coverage import drafts, views

urlpatterns = [
    path("", views.coverage, name="coverage"),
    path("<slug:key>/", drafts.draft, name="draft"),
    path("<slug:key>/signer/", drafts.sign, name="sign-draft"),
    path("<slug:key>/tilbakeblikk/", drafts.backtest, name="backtest"),
]
