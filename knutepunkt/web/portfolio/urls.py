"""The addresses of the portfolio."""

from django.urls import path

from knutepunkt.web.portfolio import application, exchange, figures, findings, functions, views

urlpatterns = [
    path("", views.portfolio, name="portfolio"),
    path("fliser/", views.tiles, name="tiles"),
    path("funksjoner/", functions.functions, name="functions"),
    path("funksjoner/<slug:key>/", functions.function, name="function"),
    path("merk-deg/", findings.standing_out, name="standing-out"),
    path("applikasjon/<slug:key>/", application.application, name="application"),
    path("nokkeltall/", figures.figures, name="key-figures"),
    path("inn-og-ut/", exchange.in_and_out, name="in-and-out"),
    path("inn-og-ut/ta-inn/", exchange.take_in, name="take-in"),
    path("inn-og-ut/ut/", exchange.out, name="take-out"),
]
