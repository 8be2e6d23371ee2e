"""The addresses of set-up."""

from django.urls import path

from knutepunkt.web.setup import editing, views

urlpatterns = [
    path("", views.index, name="setup"),
    path("<slug:key>/", views.register, name="register"),
    path("<slug:key>/ny/", editing.add, name="add-row"),
    path("<slug:key>/<int:row_id>/", views.row, name="register-row"),
    path("<slug:key>/<int:row_id>/endre/", editing.change, name="change-row"),
    path("<slug:key>/<int:row_id>/fjern/", editing.remove, name="remove-row"),
]
