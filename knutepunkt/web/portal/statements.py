"""What we state about ourselves: accessibility and privacy. Open to everybody, also before login."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible these pages are, how that is checked, where to complain."""
    return render(request, "portal/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, who reads it, and for how long."""
    return render(request, "portal/privacy.html")
