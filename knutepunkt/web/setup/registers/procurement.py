"""The registers of procurement: the law as dated rows, and a purchase while it is being prepared."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.base.text import amount
from knutepunkt.plan.actions import law, records
from knutepunkt.web.setup.registers.kind import Register

PROCUREMENT: dict[str, Register] = {
    "anskaffelser": Register(
        _("Procurements"),
        _("Procurement"),
        records.PROCUREMENT,
        (
            (_("Title"), "title"),
            (_("State"), "state"),
            (_("Procedure"), "procedure"),
            (_("What is bought"), "subject"),
            (_("Ends in"), "result"),
        ),
        ("title", "key", "need"),
        ("owner", "ground"),
        below=(
            ("anskaffelsesdeler", "procurement"),
            ("anskaffelsesplan", "procurement"),
            ("anskaffelseskriterier", "procurement"),
        ),
    ),
    "anskaffelsesdeler": Register(
        _("Lots of procurements"),
        _("Lot of a procurement"),
        records.LOT,
        (
            (_("Title"), "title"),
            (_("Procurement"), "procurement"),
            (_("Number"), "number"),
            (_("Module"), "module"),
            (_("Sum, NOK excluding VAT"), lambda row: amount(row.amount)),
            (_("A month, NOK excluding VAT"), lambda row: amount(row.monthly)),
            (_("Months"), "months"),
            (_("How many are chosen"), "winners"),
            (_("Options, NOK excluding VAT"), lambda row: amount(row.options)),
        ),
        ("title", "procurement__title"),
        ("procurement", "version"),
    ),
    "anskaffelsesplan": Register(
        _("Plans of procurements"),
        _("Planned step"),
        records.PLANNED_STEP,
        (
            (_("Step"), "step"),
            (_("Procurement"), "procurement"),
            (_("First day"), "first_on"),
            (_("Last day"), "last_on"),
            (_("As it was said"), "words"),
            (_("Source"), "source"),
        ),
        ("procurement__title", "words"),
        ("procurement",),
    ),
    "anskaffelseskriterier": Register(
        _("Criteria of procurements"),
        _("Criterion"),
        records.CRITERION,
        (
            (_("Title"), "title"),
            (_("Procurement"), "procurement"),
            (_("Kind"), "kind"),
            (_("Weight, per cent"), "weight"),
            (_("Price"), "is_price"),
            (_("Environment"), "is_environment"),
        ),
        ("title", "procurement__title"),
        ("procurement",),
    ),
    "terskelverdier": Register(
        _("Thresholds"),
        _("Threshold"),
        law.THRESHOLD,
        (
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Floor of the law"), lambda row: amount(row.law_floor)),
            (_("National"), lambda row: amount(row.national)),
            (_("EEA, goods and services"), lambda row: amount(row.eea_goods_services)),
            (_("EEA, works"), lambda row: amount(row.eea_works)),
            (_("How sure"), "certainty"),
        ),
        ("source", "remark"),
    ),
    "anskaffelsesfrister": Register(
        _("Deadlines of procurement"),
        _("Deadline rule"),
        law.DEADLINE_RULE,
        (
            (_("Key"), "key"),
            (_("Procedure"), "procedure"),
            (_("From step"), "from_step"),
            (_("To step"), "to_step"),
            (_("Days"), "days"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("How sure"), "certainty"),
        ),
        ("key", "source", "remark"),
    ),
    "lovgrunner": Register(
        _("Grounds in law"),
        _("Ground in law"),
        law.GROUND,
        (
            (_("Title"), "title"),
            (_("Kind"), "kind"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("title", "key", "source"),
    ),
    "lovtall": Register(
        _("Figures of the law"),
        _("Figure of the law"),
        law.FIGURE,
        (
            (_("Figure"), "name"),
            (_("Value"), "value"),
            (_("Unit"), "unit"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("name", "source", "remark"),
    ),
}
