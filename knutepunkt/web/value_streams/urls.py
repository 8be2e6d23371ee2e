"""The addresses of value streams."""

from django.urls import path

from knutepunkt.web.value_streams import views

urlpatterns = [
    path("", views.listed, name="value-streams"),
    path("<slug:key>/", views.stream, name="value-stream"),
]
