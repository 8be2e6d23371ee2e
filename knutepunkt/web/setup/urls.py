"""The addresses of set-up."""

from django.urls import path

from knutepunkt.web.setup import views

urlpatterns = [
    path("", views.index, name="setup"),
    path("<slug:key>/", views.register, name="register"),
    path("<slug:key>/<int:row_id>/", views.row, name="register-row"),
]
