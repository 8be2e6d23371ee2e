"""The registers of judgement: models, capabilities and their transfer, functions, responsibilities, findings."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.assessment.actions import records
from knutepunkt.web.setup.registers.kind import Register

JUDGEMENT: dict[str, Register] = {
    "vurderingsmodeller": Register(
        _("Models of judgement"),
        _("Model of judgement"),
        records.MODEL,
        (
            (_("Title"), "title"),
            (_("Judges"), "judges"),
            (_("Version"), "version"),
            (_("Current"), "is_current"),
            (_("Stands for, days"), "lasts_days"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("title", "key", "purpose", "source"),
    ),
    "kapabiliteter": Register(
        _("Capabilities"),
        _("Capability"),
        records.CAPABILITY,
        (
            (_("Name"), "name"),
            (_("Partner"), "partner"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("name", "key", "description"),
        ("partner",),
        below=(("overforingstrinn", "capability"),),
    ),
    "overforingstrinn": Register(
        _("Transfer steps"),
        _("Transfer step"),
        records.TRANSFER_STEP,
        (
            (_("Capability"), "capability"),
            (_("Number"), "number"),
            (_("Held by"), "holder"),
            (_("By"), "by_on"),
            (_("Reached on"), "reached_on"),
            (_("Evidence"), "evidence"),
        ),
        ("capability__name", "evidence"),
        ("capability",),
    ),
    "funksjoner": Register(
        _("Functions"),
        _("Function"),
        records.FUNCTION,
        (
            (_("Name"), "name"),
            (_("Module"), "module"),
            (_("Layer"), "layer"),
            (_("What the source says"), "rule"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("name", "key", "rule", "source"),
        below=(("ansvar", "function"),),
    ),
    "ansvar": Register(
        _("Responsibilities"),
        _("Responsibility"),
        records.RESPONSIBILITY,
        (
            (_("Function"), "function"),
            (_("Party"), lambda row: row.party or _("Each municipality")),
            (_("RACI"), "role"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("function__name", "party__name", "remark"),
        ("function", "party"),
    ),
    "motstrid": Register(
        _("Contradictions"),
        _("Contradiction"),
        records.CONFLICT,
        (
            (_("Title"), "title"),
            (_("Supplier"), "supplier"),
            (_("Decided on"), "decided_on"),
            (_("Until"), "valid_to"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("title", "text", "decision"),
        ("supplier",),
    ),
    "funn": Register(
        _("Findings and debt"),
        _("Finding"),
        records.FINDING,
        (
            (_("Key"), "key"),
            (_("Text"), "text"),
            (_("Kind"), "kind"),
            (_("Dimension"), "dimension"),
            (_("Owner"), "owner"),
            (_("Effort, hours"), "effort_hours"),
            (_("State"), "state"),
        ),
        ("key", "text", "source"),
        ("owner",),
    ),
}
