"""The addresses of continuity."""

from django.urls import path

from knutepunkt.web.continuity import views

urlpatterns = [
    path("", views.listed, name="continuity"),
    path("<slug:key>/", views.plan, name="continuity-plan"),
]
