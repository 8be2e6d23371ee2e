"""The addresses of processes."""

from django.urls import path

from knutepunkt.web.processes import views

urlpatterns = [
    path("", views.listed, name="processes"),
    path("les-inn/", views.read_in, name="read-processes"),
    path("<slug:key>/", views.process, name="process"),
    path("<slug:key>.bpmn", views.export, name="process-bpmn"),
]
