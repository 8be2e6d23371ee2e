"""Where applications may stand, as judged and decided, and whether their risk analyses are approved.

A corrected model of placement is a new version with the same key, and keeps the keys that are named here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knutepunkt.assessment.models import Assessment, Score
from knutepunkt.assessment.queries.judged import Judged, assessments, judged
from knutepunkt.catalogue.models import Application

MODEL = "plassering"
RISK, ACCEPTED = "ros", "godkjent"
_Hosting = Application.Hosting
_CLOUD = frozenset({_Hosting.CLOUD.value, _Hosting.HYBRID.value})
_PRIVATE = frozenset({_Hosting.SUPPLIER.value, _Hosting.OWN.value, _Hosting.HYBRID.value})
_LOCAL = frozenset({_Hosting.OWN.value, _Hosting.LOCAL.value, _Hosting.HYBRID.value})
# Where an outcome lets an application run; none: it ends.
MAY_STAND = {
    "offentlig_sky_ok": _CLOUD,
    "offentlig_sky_med_tiltak": _CLOUD,
    "privat_sky": _PRIVATE,
    "behold_lokalt": _LOCAL,
    "avvikle": frozenset[str](),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """What is judged of an application's placement: what was decided, and what is open beside or before it."""

    decided: Judged | None = None
    open: Judged | None = None
    risk_decided: str = ""
    risk_open: str = ""

    @property
    def lasts_until(self) -> date | None:
        """Return the last day on which the decision stands if nothing changes, None without one."""
        if self.decided is None or self.decided.decision is None:
            return None
        return min(self.decided.stale_on, self.decided.decision.valid_to or date.max)


def placements(applications: Iterable[int], *, on: date) -> dict[int, Placed]:
    """Return what is judged of each application's placement, by its id; nothing where nobody has. Five queries."""
    rows = assessments().filter(model__key=MODEL, application__in=list(applications))
    found = judged(rows, on=on)
    risks = dict(
        Score.objects.filter(assessment__in=[one.row.pk for one in found], criterion=RISK).values_list(
            "assessment_id", "choice"
        )
    )
    placed: dict[int, Placed] = {}
    for one in found:
        key = one.row.application_id
        assert key is not None
        before, risk = placed.get(key, Placed()), risks.get(one.row.pk, "")
        if one.row.state == Assessment.State.DECIDED:
            placed[key] = Placed(one, before.open, risk, before.risk_open)
        else:
            placed[key] = Placed(before.decided, one, before.risk_decided, risk)
    return placed


def said_of_risk(one: Judged, answer: str) -> str:
    """Return in the model's words what was answered of the risk analysis."""
    criterion = one.row.model.scheme.criteria.get(RISK)
    choice = criterion.choice(answer) if criterion else None
    return choice.name if choice else answer
