"""`knutepunkt play`: what happened next in the example's log happens now; `demo --play` starts it."""

import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure


def play(
    speed: Annotated[float, typer.Option(help="How many times faster than it happened.", min=0.1, max=3600)] = 1.0,
) -> None:
    """Play the example's log on from where it was loaded; at the usual speed, what was missed comes first.

    Example: knutepunkt play --speed 60
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django("owner")
        from knutepunkt.connectors import event_log
        from knutepunkt.example import incidents

        shift = incidents.kept_shift()
        if shift is None:
            raise Failure("the example has not been loaded; run knutepunkt demo first")
        ticks = event_log.play(
            incidents.LOG,
            incidents.MAP,
            shift=shift,
            from_at=incidents.loaded_at(),
            clock=lambda: datetime.now(UTC),
            sleep=time.sleep,
            speed=speed,
        )
        for tick in ticks:
            typer.echo(f"{tick.at:%Y-%m-%d %H:%M:%S} {tick.events} events")
