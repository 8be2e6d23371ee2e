"""Pages for what went wrong: each says what, and what to do next. Nothing that was typed is lost."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponse]


def refusals(get_response: Handler) -> Handler:
    """Middleware: a refusal that no view caught becomes a page with its reason, never a 500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        return _only_forms(request, response) if response.status_code == 405 and not response.content else response

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the refusal's own page and status."""
    name = "404.html" if refusal.status == 404 else "refusal.html"
    return render(request, name, {"refusal": refusal, "message": refusal.message}, status=refusal.status)


def _only_forms(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """405: an address that takes what a form sends, and has no page of its own."""
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself makes no sense."""
    message = ""
    if isinstance(exception, RequestDataTooBig):
        message = _(
            "That is more than fits in one go. Go back: what you wrote stands there still. Attach it as a file."
        )
    return render(request, "400.html", {"message": message}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not allowed."""
    return render(request, "403.html", {"message": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not yours to see."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. No session and no database, for they may be what broke."""
    return HttpResponse(loader.get_template("500.html").render({}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or came from elsewhere."""
    message = _("The page had been open too long. Go back, copy what you typed, reload the page and send again.")
    return render(request, "403.html", {"message": message}, status=403)
