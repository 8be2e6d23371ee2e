"""`knutepunkt password`: the first way in, before anybody can ask for a link by mail."""

from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure


def password(email: Annotated[str, typer.Argument(help="Whose.")]) -> None:
    """Set a person's password; it is asked for, and not shown.

    Example: knutepunkt password administrator@nordvik.example
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from knutepunkt.party.models import Person

        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise Failure(f"nobody has the address {email}; import them first, with knutepunkt import party")
        chosen = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        try:
            validate_password(chosen, person)
        except ValidationError as error:
            raise Failure(" ".join(error.messages)) from error
        person.set_password(chosen)
        person.save(update_fields=["password"])
    typer.echo(f"{person.name} can log in.")
