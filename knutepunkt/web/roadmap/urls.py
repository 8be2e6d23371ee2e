"""The addresses of roadmaps and waves."""

from django.urls import path

from knutepunkt.web.roadmap import roadmaps, waves

urlpatterns = [
    path("veikart/", roadmaps.roadmaps, name="roadmaps"),
    path("veikart/<slug:key>/", roadmaps.roadmap, name="roadmap"),
    path("veikart/<slug:key>/utgangspunkt/", roadmaps.baseline, name="roadmap-baseline"),
    path("veikart/<slug:key>/kalender.ics", roadmaps.calendar, name="roadmap-calendar"),
    path("bolger/", waves.waves, name="waves"),
    path("bolger/<slug:key>/", waves.wave, name="wave"),
]
