"""What a contract covers is part of the terms: a change of it makes a new edition too."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

TABLES = ("contract_services", "contract_municipalities")


def _triggers(statement: str) -> str:
    return "".join(statement.format(table=f"agreement_{table}") for table in TABLES)


class Migration(migrations.Migration):
    """As for the tables of the first edition."""

    dependencies = (("agreement", "0005_register_policies"),)

    operations = (
        RunSQL(
            _triggers(
                "create trigger {table}_edition after insert or update or delete or truncate on {table} "
                "for each statement execute function kp_new_edition();\n"
            ),
            reverse_sql=_triggers("drop trigger {table}_edition on {table};\n"),
        ),
    )
