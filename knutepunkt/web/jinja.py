"""The template environment: one language, our components everywhere, the reader's language and clock."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment

from knutepunkt.base.text import amount
from knutepunkt.web import display, faults
from knutepunkt.web.choices import CHOICES
from knutepunkt.web.happened import happened, waits_for
from knutepunkt.web.performance import credit_words

# Macros of these files stand in every template without an import.
COMPONENTS = tuple(f"parts/{name}.html" for name in ("ui", "ticket", "ribbon", "chart", "form", "history"))

# Of these a list page shows hundreds, of a few kinds: what they look like follows from their arguments alone.
KEPT = frozenset({"icon", "state_tag", "priority_mark"})


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend uses."""
    # autoescape is on: Django's backend passes it
    env = Environment(  # noqa: S701
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options
    )
    env.install_gettext_callables(_kept(gettext), ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    env.globals.update(
        url=url,
        static=staticfiles_storage.url if settings.DEBUG else lru_cache(staticfiles_storage.url),
        happened=happened,
        waits_for=waits_for,
        due_tone=display.due_tone,
        state_word=display.state_word,
        kind_word=display.kind_word,
        clock_word=display.clock_word,
        metric_word=display.metric_word,
        field_word=display.field_word,
        mode_word=display.mode_word,
        CHOICES=CHOICES,
    )
    env.filters.update(
        moment=display.moment,
        day=display.day,
        month=display.month,
        lateness=credit_words.lateness,
        fault_word=faults.fault_word,
        working_line=credit_words.working_line,
        figure=credit_words.figure,
        clock_time=display.clock_time,
        iso=display.iso,
        duration=display.duration,
        service_time=display.service_time,
        until=display.until,
        exact=display.exact,
        number=display.number,
        percent=display.percent,
        cut=display.cut,
        goal=display.goal,
        amount=amount,
        initials=display.initials,
        filesize=display.filesize,
        paragraphs=display.paragraphs,
    )
    for name in COMPONENTS:
        module = env.get_template(name).module
        macros = {key: value for key, value in vars(module).items() if callable(value) and key[0] != "_"}
        env.globals.update({key: _kept(value) if key in KEPT else value for key, value in macros.items()})
    return env


def _kept(say: Callable[..., str]) -> Callable[..., str]:
    """Return `say` so that it is asked once in each language; for what depends on language and arguments alone."""

    @lru_cache(maxsize=4096)
    def said(_language: str | None, *args: object) -> str:
        return say(*args)

    return lambda *args: said(get_language(), *args)


@lru_cache(maxsize=4096)
def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a page by name."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
