"""The addresses of roadmaps and waves."""

from django.urls import path

from knutepunkt.web.roadmap import calendar, roadmaps, waves

urlpatterns = [
    path("veikart/", roadmaps.roadmaps, name="roadmaps"),
    path("veikart/<slug:key>/", roadmaps.roadmap, name="roadmap"),
    path("veikart/<slug:key>/utgangspunkt/", roadmaps.baseline, name="roadmap-baseline"),
    path("veikart/<slug:key>/kalender.ics", calendar.file, name="roadmap-calendar"),
    path("kalender/", calendar.change_feed, name="change-plans-feed"),
    path("kalender/<str:token>.ics", calendar.plans_feed, name="plans-feed"),
    path("bolger/", waves.waves, name="waves"),
    path("bolger/<slug:key>/", waves.wave, name="wave"),
]
