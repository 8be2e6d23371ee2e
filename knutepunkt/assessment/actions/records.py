"""What is kept as rows: models of judgement, capabilities and their transfer, functions, responsibilities, findings."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.assessment.models import (
    AssessmentModel,
    Capability,
    Conflict,
    Finding,
    Function,
    Responsibility,
    TransferStep,
)
from knutepunkt.assessment.queries.changes import columns_of
from knutepunkt.assessment.queries.permission import assesses, decides
from knutepunkt.assessment.rules.reading import Reason, SchemeFault, read
from knutepunkt.assessment.rules.responsibility import Held, Raci, may_be_accountable
from knutepunkt.assessment.rules.scheme import Scheme
from knutepunkt.assessment.rules.transfer import out_of_order
from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import administers

_ENDS_FIRST = gettext_lazy("It must not end before it starts.")
_SCHEME_FAULTS = {
    Reason.MISSING: gettext_lazy("It is missing."),
    Reason.NOT_A_LIST: gettext_lazy("A list belongs here."),
    Reason.NOT_NAMED_PARTS: gettext_lazy("Named parts belong here."),
    Reason.NOT_TEXT: gettext_lazy("Text belongs here."),
    Reason.NOT_A_NUMBER: gettext_lazy("A number belongs here."),
    Reason.NEGATIVE: gettext_lazy("A weight is not below nothing."),
    Reason.UNKNOWN: gettext_lazy("The model has nothing of that name."),
    Reason.REPEATED: gettext_lazy("It stands twice."),
    Reason.EMPTY: gettext_lazy("Something must stand here."),
    Reason.TOO_MUCH: gettext_lazy("It is too long."),
    Reason.NO_LAST_LINE: gettext_lazy("The last line must fit whatever is answered: it has no condition."),
    Reason.LAST_FORBIDDEN: gettext_lazy("What is advised last must not be excluded by a stop."),
    Reason.NO_VALUE: gettext_lazy("Each choice needs a value where answers are reckoned with."),
    Reason.NO_LOWEST_BAND: gettext_lazy("One outcome must begin at the lowest value or below it."),
    Reason.NO_WEIGHT: gettext_lazy("Something must weigh."),
}


def _complete_model(row: AssessmentModel) -> None:
    row.version = row.version or 1
    try:
        _require_known(read(row.content), row.judges)
    except SchemeFault as fault:
        told = {"place": fault.path, "fault": _SCHEME_FAULTS[fault.reason]} if fault.path else {}
        message = _("%(place)s: %(fault)s") % told if told else str(_SCHEME_FAULTS[fault.reason])
        raise refused("content", message) from fault


def _require_known(scheme: Scheme, judges: str) -> None:
    """Refuse that a question asks about a column that what is judged has not."""
    known = columns_of(judges)
    for number, area in enumerate(scheme.areas, start=1):
        for place, one in enumerate(area.criteria, start=1):
            for name in one.about:
                if name not in known:
                    raise SchemeFault(Reason.UNKNOWN, f"areas.{number}.criteria.{place}.about: {name}")


def _stands(before: AssessmentModel, after: AssessmentModel, at: datetime) -> None:
    """What was judged by a version keeps it, and shows that a newer one has come."""


def _rule_step(row: TransferStep) -> None:
    steps = TransferStep.objects.filter(capability=row.capability)
    if out_of_order(one.step for one in steps) is not None:
        raise refused("by_on", _("The steps' days must follow each other as their numbers do."))


def _rule_responsibility(row: Responsibility) -> None:
    if row.party is None:
        return
    is_provider = row.party.kind == Organisation.Kind.SUPPLIER
    held = Held(row.party.key, Raci(row.role), is_provider)
    if held.role is Raci.ACCOUNTABLE and not may_be_accountable(row.function.kind, held):
        raise refused("party", _("A supplier never answers for governance: that stays with the customer's side."))


def _rule_conflict(row: Conflict) -> None:
    if row.supplier is not None and row.supplier.kind != Organisation.Kind.SUPPLIER:
        raise refused("supplier", _("On this side stands a supplier."))


MODEL = Record(
    AssessmentModel,
    ("key", "title", "purpose", "judges", "lasts_days", "content", "source", "certainty"),
    ("key",),
    administers,
    fixed=frozenset({"key", "judges"}),
    complete=_complete_model,
    faults={
        "assessmentmodel_lasts_a_day": ("lasts_days", gettext_lazy("From one day to ten years.")),
        "assessmentmodel_one_current": ("key", gettext_lazy("There is a model of that key; change that.")),
    },
    succeed=_stands,
)
CAPABILITY = Record(
    Capability,
    ("key", "name", "description", "partner", "order", "source", "certainty"),
    ("key",),
    assesses,
)
TRANSFER_STEP = Record(
    TransferStep,
    ("capability", "number", "holder", "by_on", "reached_on", "evidence", "source", "certainty"),
    ("capability", "number"),
    decides,
    fixed=frozenset({"capability", "number"}),
    rule=_rule_step,
    faults={
        "transferstep_reached_is_shown": ("evidence", gettext_lazy("Say what shows that it is reached.")),
    },
    removable=True,
)
FUNCTION = Record(
    Function,
    ("key", "name", "module", "layer", "rule", "needs", "judges_delivery", "order", "source", "certainty"),
    ("key",),
    decides,
    faults={"function_module_1_to_4": ("module", gettext_lazy("The modules are 1 to 4."))},
)
RESPONSIBILITY = Record(
    Responsibility,
    ("function", "party", "role", "valid_from", "valid_to", "remark", "source", "certainty"),
    ("function", "party", "role", "valid_from"),
    decides,
    fixed=frozenset({"function", "party", "role"}),
    rule=_rule_responsibility,
    faults={
        "responsibility_once": ("valid_from", gettext_lazy("The party has that part from that day already.")),
        "responsibility_ends_after_it_starts": ("valid_to", _ENDS_FIRST),
        "responsibility_one_accountable": (
            "role",
            gettext_lazy("Somebody else answers for it in that period: exactly one does."),
        ),
    },
    removable=True,
)
CONFLICT = Record(
    Conflict,
    ("key", "title", "text", "functions", "supplier", "decision", "decided_on", "valid_to", "source", "certainty"),
    ("key",),
    decides,
    rule=_rule_conflict,
    faults={
        "conflict_decided_on_a_day": ("decision", gettext_lazy("A decision has its day, and a day its decision.")),
        "conflict_ends_after_it_is_decided": ("valid_to", _ENDS_FIRST),
    },
)
FINDING = Record(
    Finding,
    (
        "key",
        "text",
        "kind",
        "dimension",
        "dimension_certainty",
        "capabilities",
        "service",
        "application",
        "owner",
        "effort_hours",
        "found_on",
        "due_on",
        "state",
        "outcome",
        "source",
        "is_example",
    ),
    ("key",),
    assesses,
    faults={
        "finding_ends_with_its_outcome": (
            "outcome",
            gettext_lazy("Say why it is accepted, or how it was closed."),
        ),
    },
)
