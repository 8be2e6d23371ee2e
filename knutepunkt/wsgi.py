"""The WSGI application that Granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutepunkt.settings")
application = get_wsgi_application()

# Read now what the first request would read: workers that are forks then share it.
get_resolver().url_patterns  # noqa: B018
engines["jinja2"].env  # type: ignore[attr-defined]  # noqa: B018

# What is loaded by now stays for good: the collector need not go through it again, nor run after every few hundred
# objects. Measured: 7 to 25 % less CPU a request.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
