"""Names in Norwegian order on any server: the same key as `base.collation.sort_key`, where none is stored."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

# Both cases are named, since what `lower` knows of is the server's to say.
_FOLDED = "$1"
for found, put in zip("ÆÄäØÖöÅ", "æææøøøå", strict=True):
    _FOLDED = f"replace({_FOLDED}, '{found}', '{put}')"
_FOLDED = f"lower({_FOLDED})"
for number, letter in enumerate("æøå", start=1):
    _FOLDED = f"replace({_FOLDED}, '{letter}', U&'z\\E00{number}')"
SORT_KEY = f"""
create function kp_sort_key(text) returns text language sql immutable parallel safe
  return regexp_replace(normalize({_FOLDED}, NFD), U&'[\\0300-\\036F]', '', 'g')
"""


class Migration(migrations.Migration):
    """A function for `base.ordering.InOrder`; lists of tens or hundreds are sorted by it, not millions."""

    dependencies = (("base", "0003_trail_only_grows"),)

    operations = (RunSQL(SORT_KEY, reverse_sql="drop function kp_sort_key"),)
