"""Trigrams: suggestions find a service in spite of spelling."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL


class Migration(migrations.Migration):
    """The extension; suggesting reads the services as they are."""

    dependencies = (("catalogue", "0002_policies"),)

    operations = (RunSQL("create extension if not exists pg_trgm", reverse_sql=RunSQL.noop),)
