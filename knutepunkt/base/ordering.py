"""Norwegian alphabetical order where no key is stored: worked out by the database, the same on every server."""

from django.db.models import CharField, Func


class InOrder(Func):
    """A name as it sorts: æ, ø, å after z, with other accents and case ignored. `collation.sort_key`, in SQL."""

    function = "kp_sort_key"
    template = '%(function)s(%(expressions)s) collate "C"'
    output_field = CharField()
