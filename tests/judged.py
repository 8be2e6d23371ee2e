"""What was judged, for tests: a model, what it judged of Nordvik's alone, who is responsible, what was found."""

from datetime import date
from typing import Any

from knutepunkt.assessment.models import (
    Assessment,
    AssessmentModel,
    Capability,
    Conflict,
    Decision,
    Finding,
    Function,
    Responsibility,
    Score,
    TransferStep,
)
from knutepunkt.catalogue.models import Application
from tests.cast import MONDAY, SINCE, Cast

TODAY = MONDAY.date()
CHOICES = [{"key": "yes", "name": "Ja"}, {"key": "no", "name": "Nei"}]
CONTENT: dict[str, Any] = {
    "combine": "decisions",
    "areas": [
        {
            "key": "law",
            "name": "Grunnlag",
            "criteria": [
                {"key": "agreement", "name": "Er databehandleravtalen inngått?", "choices": CHOICES},
                {"key": "fits", "name": "Kan den kjøres i sky?", "choices": CHOICES},
            ],
        }
    ],
    "outcomes": [
        {"key": "cloud", "name": "Sky"},
        {"key": "private", "name": "Privat sky", "grounds": {"law": "Lov"}},
        {"key": "stay", "name": "Behold"},
    ],
    "stops": [{"when": {"agreement": ["no"]}, "forbids": ["cloud", "private"], "because": "Avtale mangler."}],
    "lines": [
        {"when": {"fits": ["yes"]}, "advise": "cloud", "because": "Sky er førstevalget."},
        {"advise": "stay", "because": "Ellers blir den."},
    ],
}


def make_model(key: str = "placement", *, judges: str = "application", **content: Any) -> AssessmentModel:
    """Write a model of three outcomes, one of which demands its ground, and one stop."""
    return AssessmentModel.objects.create(
        key=key, title="Plassering", judges=judges, lasts_days=365, content=CONTENT | content, source="Prøve",
        certainty="example",
    )  # fmt: skip


def make_ability(key: str = "maturity") -> AssessmentModel:
    """Write a model of two dimensions by level, the weakest of which counts."""
    levels = [{"key": str(n), "name": f"Nivå {n}", "value": n} for n in range(1, 6)]
    areas = [
        {"key": name, "name": name, "criteria": [{"key": name, "name": name, "choices": levels}]}
        for name in ("processes", "technology")
    ]
    outcomes = [{"key": str(n), "name": f"Trinn {n}", "at_least": n} for n in range(1, 6)]
    content = {"combine": "minimum", "areas": areas, "outcomes": outcomes}
    return AssessmentModel.objects.create(
        key=key, title="Modenhet", judges="capability", lasts_days=365, content=content, source="Prøve",
        certainty="example",
    )  # fmt: skip


def make_application(cast: Cast) -> Application:
    """Write an application that Nordvik alone uses."""
    application, is_new = Application.objects.get_or_create(key="vpn", defaults={"name": "VPN-klient"})
    if is_new:
        application.users.add(cast.municipality)
    return application


def make_judged(cast: Cast) -> Assessment:
    """Write a row of each kind: what is decided of Nordvik's application, and supplier A's part."""
    model, application = make_model(), make_application(cast)
    row = Assessment.objects.create(
        model=model, application=application, state="decided", assessor=cast.agent, assessed_on=TODAY, advice="cloud"
    )
    Score.objects.create(assessment=row, criterion="fits", choice="yes", evidence="Leveres som skytjeneste")
    Decision.objects.create(
        assessment=row, outcome="cloud", follows_advice=True, decided_on=TODAY, decided_by=cast.administrator
    )
    capability = Capability.objects.create(key="integration", name="Tjenesteintegrasjon", partner=cast.supplier)
    TransferStep.objects.create(capability=capability, number=1, holder="partner", reached_on=SINCE, evidence="Avtale")
    TransferStep.objects.create(capability=capability, number=2, holder="own", by_on=date(2026, 10, 1))
    function = Function.objects.create(key="drift", name="Drift av tjenester", module=2, source="Prøve")
    Responsibility.objects.create(function=function, party=cast.supplier, role="R", valid_from=SINCE)
    conflict = Conflict.objects.create(
        key="drift", title="Drift står to steder", text="…", source="Prøve", certainty="stated"
    )
    conflict.functions.add(function)
    finding = Finding.objects.create(
        key="F01", text="Lite er skrevet ned", kind="weakness", dimension="processes", source="Prøve"
    )
    finding.capabilities.add(capability)
    return row
