"""The addresses of improvements."""

from django.urls import path

from knutepunkt.web.improvements import views

urlpatterns = [
    path("", views.listed, name="improvements"),
    path("fra/tiltak/<int:pk>/", views.make, {"of": "review-action"}, name="improve-action"),
    path("fra/sak/<int:pk>/", views.make, {"of": "ticket"}, name="improve-ticket"),
    path("fra/ovelse/<int:pk>/", views.make, {"of": "exercise"}, name="improve-exercise"),
    path("<slug:key>/", views.improvement, name="improvement"),
]
