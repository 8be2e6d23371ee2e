"""Which tables and views stand without a row policy: there should be none but those exempted in words."""

from django.db import connection

_UNGUARDED = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and (
  c.relkind in ('r', 'p')
    and not (c.relrowsecurity and c.relforcerowsecurity
             and exists (select 1 from pg_policy p where p.polrelid = c.oid))
    and coalesce(obj_description(c.oid, 'pg_class'), '') <> 'exempt from row policies'
    and exists (select 1 from aclexplode(c.relacl) a where a.grantee <> c.relowner)
  or c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)
    and exists (select 1 from aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
                where a.grantee <> c.relowner and r.rolname like 'kp\\_%'))
order by 1
"""


def unguarded() -> list[str]:
    """Return the tables that some role of the application can reach, without policy and without exemption.

    A view that does not read as the one who asks passes by the policies of what it shows, and is among them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNGUARDED)
        return [name for (name,) in cursor.fetchall()]
