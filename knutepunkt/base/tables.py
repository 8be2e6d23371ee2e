"""Which tables stand without a row policy: there should be none but those exempted in words."""

from django.db import connection

_UNGUARDED = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not (c.relrowsecurity and c.relforcerowsecurity
           and exists (select 1 from pg_policy p where p.polrelid = c.oid))
  and coalesce(obj_description(c.oid, 'pg_class'), '') <> 'exempt from row policies'
  and exists (select 1 from aclexplode(c.relacl) a where a.grantee <> c.relowner)
order by 1
"""


def unguarded() -> list[str]:
    """Return the tables that some role of the application can reach, without policy and without exemption."""
    with connection.cursor() as cursor:
        cursor.execute(_UNGUARDED)
        return [name for (name,) in cursor.fetchall()]
