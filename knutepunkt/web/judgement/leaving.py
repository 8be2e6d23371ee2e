"""What was judged and found, on its way out: workbook and JSON."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from knutepunkt.assessment.models import Finding, Responsibility, TransferStep
from knutepunkt.assessment.queries.abilities import Cell, Heat, Transferred, Warmth
from knutepunkt.assessment.queries.judged import Judged
from knutepunkt.assessment.queries.responsible import EACH_MUNICIPALITY, Matrix
from knutepunkt.assessment.queries.responsible import Row as Line
from knutepunkt.connectors.workbook import Column, Sheet
from knutepunkt.web.choices import SURENESS, in_words
from knutepunkt.web.display import day
from knutepunkt.web.judgement.words import FAULTS, STALE
from knutepunkt.web.leaving import Field, Listing

Coloured = tuple[Heat, Warmth, Cell]
Stepped = tuple[Transferred, TransferStep | None]
Parted = tuple[Line, Responsibility | None]


def assessments(rows: Sequence[Judged]) -> Listing[Judged]:
    """Return what was judged, by what, what was decided, and whether it still stands."""
    fields: list[Field[Judged]] = [
        Field("kind", _("Kind"), "row.model.judges", in_words("assessmentmodel", "judges")),
        Field("key", _("Key"), "subject.key"),
        Field("name", _("What"), "subject.name"),
        Field("model", _("Model"), "row.model.key"),
        Field("model_title", _("Title"), "row.model.title"),
        Field("version", _("Version"), "row.model.version"),
        Field("state", _("State"), "row.state", in_words("assessment", "state")),
        Field("advice", _("Advice"), "advice.name"),
        Field("hard_stop", _("Hard stop"), "row.is_stopped"),
        Field("unanswered", _("Not answered"), "row.unanswered"),
        Field("decision", _("Decision"), "decided.name"),
        Field("follows_advice", _("Follows the advice"), "decision.follows_advice"),
        Field("reason", _("Reason"), "decision.reason"),
        Field("decided_on", _("Decided on"), "decision.decided_on"),
        Field("valid_to", _("Stands until"), "decision.valid_to"),
        Field("assessed_on", _("Assessed"), "row.assessed_on"),
        Field("too_old_on", _("Too old from"), "stale_on"),
        Field("stale", _("No longer stands"), lambda one: [str(why) for why in one.stale], STALE.get),
    ]
    return Listing(_("Assessments"), fields, rows)


def heat_map(heats: Iterable[Heat]) -> Listing[Coloured]:
    """Return a row for each capability in each dimension; the whole and its spread stand on each."""
    fields: list[Field[Coloured]] = [
        Field("model", _("Model"), "0.model.key"),
        Field("capability", _("Key"), "1.capability.key"),
        Field("name", _("Capability"), "1.capability.name"),
        Field("dimension", _("Dimension"), "2.area.name"),
        Field("now", _("Level now"), "2.now"),
        Field("level", _("Level"), "2.level"),
        Field("target", _("Should be"), "2.target"),
        Field("target_on", _("Target by"), "1.target_on"),
        Field("findings", _("Findings"), "2.findings"),
        Field("whole", _("The whole"), "1.overall"),
        Field("spread", _("Spread"), "1.spread"),
    ]
    rows = [(heat, warmth, cell) for heat in heats for warmth in heat.rows for cell in warmth.cells]
    return Listing(_("Heat map of capabilities"), fields, rows)


def transfer_plan(rows: Iterable[Transferred]) -> Listing[Stepped]:
    """Return a row for each step of each capability, and one for each that has no plan."""
    fields: list[Field[Stepped]] = [
        Field("capability", _("Key"), "0.capability.key"),
        Field("name", _("Capability"), "0.capability.name"),
        Field("now", _("Held by now"), "0.progress.now", in_words("transferstep", "holder")),
        Field("target", _("Shall be held by"), "0.progress.target", in_words("transferstep", "holder")),
        Field("days_late", _("Days late"), "0.progress.days_late"),
        Field("partner", _("Taken over from"), "0.capability.partner.name"),
        Field("step", _("Step"), "1.number"),
        Field("holder", _("Held by"), "1.holder", in_words("transferstep", "holder")),
        Field("by_on", _("By"), "1.by_on"),
        Field("reached_on", _("Reached on"), "1.reached_on"),
        Field("evidence", _("What shows it"), "1.evidence"),
        Field("source", _("Source"), lambda one: (one[1] or one[0].capability).source),
        Field("certainty", _("How sure"), lambda one: (one[1] or one[0].capability).certainty, SURENESS.get),
    ]
    return Listing(_("Transfer plan"), fields, [(one, step) for one in rows for step in (one.steps or (None,))])


def responsibilities(found: Matrix, *, on: date, is_ours: bool) -> Listing[Parted]:
    """Return a row for each part in each function, and one for each function in which nobody is stated.

    What is wrong is the integrator's to see: others do not see all the parts that it is judged by.
    """
    fields: list[Field[Parted]] = [
        Field("function", _("Key"), "0.function.key"),
        Field("name", _("Function"), "0.function.name"),
        Field("module", _("Module"), "0.function.module"),
        Field("layer", _("Layer"), "0.function.layer", in_words("function", "layer")),
        Field("party", _("Party"), _party, lambda key: _("Each municipality") if key == EACH_MUNICIPALITY else key),
        Field("role", _("Role"), "1.role", in_words("responsibility", "role")),
        Field("valid_from", _("From"), "1.valid_from"),
        Field("valid_to", _("Until"), "1.valid_to"),
        Field("source", _("Source"), lambda one: (one[1] or one[0].function).source),
        Field("certainty", _("How sure"), lambda one: (one[1] or one[0].function).certainty, SURENESS.get),
    ]
    if is_ours:
        fields.append(
            Field("faults", _("Against the rules"), lambda one: [str(fault) for fault in one[0].faults], FAULTS.get)
        )
    rows = [(line, part) for line in found.rows for part in ([one for cell in line.cells for one in cell] or (None,))]
    return Listing(_("Responsibilities %(day)s") % {"day": day(on)}, fields, rows)


def _party(one: Parted) -> str | None:
    part = one[1]
    return None if part is None else part.party.name if part.party else EACH_MUNICIPALITY


def matrix(found: Matrix) -> Sheet:
    """Return the matrix as it is drawn: functions down, parties across, their letters where they meet."""
    heads = [_("Function"), _("Module"), *(one.name if one else _("Each municipality") for one in found.parties)]
    rows = [
        (row.function.name, row.function.module, *("".join(part.role for part in cell) for cell in row.cells))
        for row in found.rows
    ]
    return Sheet(_("Matrix"), [Column(head) for head in heads], rows)


def findings(rows: Sequence[Finding]) -> Listing[Finding]:
    """Return the register of findings and debt."""
    fields: list[Field[Finding]] = [
        Field("key", _("Key"), "key"),
        Field("text", _("Finding"), "text"),
        Field("kind", _("Kind"), "kind", in_words("finding", "kind")),
        Field("dimension", _("Dimension"), "dimension", in_words("finding", "dimension")),
        Field("capabilities", _("Capabilities"), lambda one: [of.name for of in one.capabilities.all()]),
        Field("service", _("Service"), "service.name"),
        Field("application", _("Application"), "application.name"),
        Field("owner", _("Owner"), "owner.name"),
        Field("effort_hours", _("Effort, hours"), "effort_hours"),
        Field("found_on", _("Found on"), "found_on"),
        Field("due_on", _("By"), "due_on"),
        Field("state", _("State"), "state", in_words("finding", "state")),
        Field("outcome", _("Outcome"), "outcome"),
        Field("source", _("Source"), "source"),
    ]
    return Listing(_("Findings and debt"), fields, rows)
