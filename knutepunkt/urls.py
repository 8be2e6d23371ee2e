"""Every address: the API, the accounts, and the pages."""

from django.urls import include, path, re_path

from knutepunkt.api.urls import api, unknown

urlpatterns = [
    path("api/", unknown),
    path("api/", api.urls),
    re_path(r"^api/", unknown),
    path("konto/", include("allauth.account.urls")),
    path("", include("knutepunkt.web.urls")),
]
handler400 = "knutepunkt.web.errors.bad_request"
handler403 = "knutepunkt.web.errors.forbidden"
handler404 = "knutepunkt.web.errors.not_found"
handler500 = "knutepunkt.web.errors.broken"
