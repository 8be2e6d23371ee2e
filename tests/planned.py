"""A roadmap and a wave for tests: the integrator's plan, in which an application of Nordvik's moves."""

from datetime import UTC, date, datetime

from knutepunkt.catalogue.models import Application
from knutepunkt.plan.models import Activity, Clarification, Milestone, Move, MoveStep, Roadmap, Wave
from tests.cast import Cast


def make_planned(cast: Cast) -> Wave:
    """Write it as the owner of the tables; returns the wave, in which the application with key "kart" moves."""
    plan = Roadmap.objects.create(
        key="plan", title="Plan", owner=cast.integrator, first_on=date(2026, 1, 1), last_on=date(2027, 12, 31)
    )
    first, second = (
        Activity.objects.create(
            roadmap=plan,
            key=key,
            area="Flytting",
            title=key,
            order=order,
            holder="supplier",
            starts_on=date(2026, 1 + 3 * order, 1),
            ends_on=date(2026, 3 + 3 * order, 28),
        )
        for order, key in enumerate(("landing", "moving"))
    )
    Activity.objects.create(roadmap=plan, key="unstated", area="Organisasjon", title="Unstated", order=2)
    second.awaits.add(first)
    second.services.add(cast.service)
    milestone = Milestone.objects.create(roadmap=plan, key="ready", title="Ready", not_after_on=date(2026, 3, 31))
    milestone.releases.add(second)
    wave = Wave.objects.create(key="one", title="First", number=1, activity=second, ends_on=date(2026, 6, 28))
    application = Application.objects.create(key="kart", name="Kart", hosting="own_datacentre", supplier=cast.supplier)
    application.users.add(cast.municipality)
    Move.objects.create(wave=wave, application=application, target="cloud_saas", way="rehost")
    for kind in MoveStep.Kind.values:
        MoveStep.objects.create(wave=wave, kind=kind, number=1, title=kind)
    return wave


def make_clarified() -> Clarification:
    """Write what is said by hand of the move, and when its cut-over begins: a Saturday night in June."""
    MoveStep.objects.filter(kind="cut_over").update(starts_at=datetime(2026, 6, 27, 20, 0, tzinfo=UTC), minutes=90)
    return Clarification.objects.create(move=Move.objects.get(), demand="risk", reason="Ligger i arkivet")
