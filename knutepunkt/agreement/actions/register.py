"""What is kept of frameworks and contracts in the register, and what rows together must say."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.actions.kinds import ENDS_FIRST
from knutepunkt.agreement.models import (
    Appendix,
    ChangeOrder,
    Contract,
    ContractContact,
    ContractOption,
    Framework,
    Lot,
    LotSupplier,
    MatrixCell,
    NoticePeriod,
    Processing,
    SubProcessor,
    TypeVersion,
)
from knutepunkt.agreement.queries.register import (
    agreed_value,
    award_of,
    call_offs,
    called_types,
    committed_value,
    consumption_of,
    judged_changes,
    unready,
)
from knutepunkt.agreement.rules.change_limit import Why
from knutepunkt.agreement.rules.duration import Duration, check_framework
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.agreement.rules.framework import Award, Mechanism, check_ceiling, to_ask
from knutepunkt.base.editing import Record, save
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.money import NOTHING, Money, total
from knutepunkt.base.text import amount, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day, manages_terms

_LONGER_THAN_NOTHING = gettext_lazy("A length of time is longer than nothing.")
_TOO_MUCH = gettext_lazy(
    "With it the changes come to %(used)s, and this basis allows %(allowed)s: it needs another basis."
)
_OUTSIDE = {
    Why.NO_LIMIT_KNOWN: gettext_lazy("That basis is not for this contract: no limit is known for it."),
    Why.OVER_PERCENT: _TOO_MUCH,
    Why.NOT_BELOW_THRESHOLD: _TOO_MUCH,
}


_NO_SUPPLIER = gettext_lazy("%(lot)s: it has no supplier.")
_NO_AWARD = {
    "key": gettext_lazy("Say by which key it allots."),
    "rank": gettext_lazy("%(lot)s: each supplier has a rank of its own."),
    "share": gettext_lazy("%(lot)s: the shares come to %(total)s per cent, and must come to 100, each above nothing."),
}


def _rule_framework(row: Framework) -> None:
    try:
        check_framework(Duration(row.valid_from, row.valid_to), justification=row.longer_because)
    except TermsFault as fault:
        message = _(
            "A framework lasts four years at most, unless its object justifies more: say why, or end it earlier."
        )
        raise refused("longer_because", message) from fault
    if row.mechanism in (Framework.Mechanism.FIXED_KEY, Framework.Mechanism.BOTH) and not row.allocation_key:
        raise refused("allocation_key", _("Say by which key it allots."))
    if row.state == Framework.State.SIGNED:
        for lot in row.lots.all():
            _require_award(lot, field="allocation_key")


def _require_award(lot: Lot, *, field: str = "") -> Award | None:
    """Return how a lot awards; refuse where its suppliers cannot be asked by the key. `field`: else where it is."""
    try:
        return award_of(lot)
    except TermsFault as fault:
        shares = total(one.share for one in lot.suppliers.all() if one.share is not None)
        told = {"lot": lot, "total": shares}
        raise refused(field or fault.field, str(_NO_AWARD.get(fault.field, _NO_SUPPLIER)) % told) from fault


def _follow_framework(row: Framework) -> None:
    """Each called kind's appendices, in its own numbering, and missing until somebody says otherwise."""
    for cell in called_types(row.module):
        version = TypeVersion.objects.filter(type=cell.type, is_current=True).first()
        for template in version.appendices.all() if version else ():
            Appendix.objects.get_or_create(framework=row, template=template)


def follow_contract(row: Contract) -> None:
    """Write the appendices of its kind, in the version's own numbering, missing until somebody says otherwise."""
    for template in row.version.appendices.all() if row.version else ():
        Appendix.objects.get_or_create(contract=row, template=template)


def _rule_signature(row: Framework) -> None:
    missing = unready(row) if row.state == Framework.State.SIGNED else []
    if missing:
        named = ", ".join(f"{one.agreement_type} {one.number or _('(numbering not known)')}" for one in missing[:8])
        told = {"appendices": named + (" …" if len(missing) > 8 else "")}
        raise refused("state", _("These appendices must be complete before it is signed: %(appendices)s.") % told)
    for lot in row.lots.all():
        _require_award(lot, field="state")


def sign(framework_id: int, *, by: Person, at: datetime) -> Framework:
    """Sign a framework; refused while an appendix of a called kind, but the first, is not complete."""
    row = Framework.objects.filter(pk=framework_id).first()
    if row is None:
        raise NotYours(_("There is no such row."))
    if row.state != Framework.State.DRAFT:
        raise Refusal(_("Only a draft is signed."))
    return save(SIGNATURE, row, {"state": Framework.State.SIGNED.value, "signed_on": local_day(at)}, by=by, at=at)


def _rule_lot(row: Lot) -> None:
    consumed = consumption_of(row).consumed
    try:
        check_ceiling(row.ceiling, consumed)
    except TermsFault as fault:
        message = _("The ceiling lies below what is called off already: %(consumed)s.") % {"consumed": amount(consumed)}
        raise refused("ceiling", message) from fault


def _rule_lot_supplier(row: LotSupplier) -> None:
    if row.supplier.kind != Organisation.Kind.SUPPLIER:
        raise refused("supplier", _("On this side stands a supplier."))
    shares = total(one.share for one in LotSupplier.objects.filter(lot=row.lot) if one.share is not None)
    if shares > 100:
        raise refused("share", _("The shares would come to %(total)s per cent.") % {"total": shares})
    if row.lot.framework.state == Framework.State.SIGNED:
        _require_award(row.lot)


def rule_call_off(row: Contract) -> None:
    """Refuse a call-off of another module, of a kind that the module does not call off, or from a stranger."""
    if row.lot is None:
        return
    framework = row.lot.framework
    if row.version is None:
        raise refused("version", _("A call-off is of a kind of agreement."))
    if row.module != framework.module:
        raise refused("module", _("The lot is of module %(module)d.") % {"module": framework.module})
    cells = MatrixCell.objects.filter(module=framework.module)
    if cells.exists() and not cells.filter(type=row.version.type, is_called=True).exists():
        told = {"module": framework.module, "type": row.version.type}
        raise refused("version", _("Module %(module)d does not call off %(type)s.") % told)
    if not row.lot.suppliers.filter(supplier=row.provider).exists():
        raise refused("lot", _("%(supplier)s is not on that lot.") % {"supplier": row.provider})
    _require_turn(row, row.lot)


def _require_turn(row: Contract, lot: Lot) -> None:
    """Refuse a call-off out of turn that nobody gives a reason for."""
    award = _require_award(lot, field="lot")
    if award is None:
        return
    competed = row.award == Framework.Mechanism.MINI_COMPETITION
    if competed and award.mechanism is Mechanism.FIXED_KEY:
        raise refused("award", _("The framework allots by its key, without competition."))
    asked = to_ask(award, call_offs(lot, before=row), is_competed=competed)
    if row.provider_id not in asked and not row.award_reason:
        turn = ", ".join(str(seat.supplier) for seat in lot.suppliers.filter(supplier__in=asked))
        raise refused("award_reason", _("By the key it is the turn of %(supplier)s: say why not.") % {"supplier": turn})


def require_room(row: Contract, *, before: Contract | None = None) -> None:
    """Refuse a call-off that takes more of its lot than is left. `before`: as it is stored."""
    if row.lot is None:
        return
    if row.value is None and row.state != Contract.State.DRAFT:
        raise refused("value", _("A call-off says its value, which is taken from the lot's ceiling."))
    counted = before is not None and before.lot_id == row.lot_id and before.state != Contract.State.DRAFT
    held = committed_value(before) if counted and before is not None else NOTHING
    others = total(agreed_value(one) for one in _others(row, row.lot))
    if committed_value(row) > held and others + committed_value(row) > row.lot.ceiling:
        raise refused("value", _past(row.lot, others + committed_value(row)))


def _others(row: Contract, lot: Lot) -> Iterable[Contract]:
    rows = lot.contracts.exclude(pk=row.pk).exclude(state=Contract.State.DRAFT.value)
    return rows.prefetch_related("changes")


def _past(lot: Lot, consumed: Money) -> str:
    told = {"consumed": amount(consumed), "ceiling": amount(lot.ceiling)}
    return _("It would take the lot to %(consumed)s, past its ceiling of %(ceiling)s.") % told


def _rule_appendix(row: Appendix) -> None:
    if row.contract is not None and row.template.version_id != row.contract.version_id:
        raise refused("template", _("The appendix is of another version than the agreement."))


def _rule_change(row: ChangeOrder) -> None:
    if row.state not in (ChangeOrder.State.ORDERED, ChangeOrder.State.DISPUTED) or row.ordered_on is None:
        return
    limited = row.basis in (ChangeOrder.Basis.SMALL, ChangeOrder.Basis.NECESSARY, ChangeOrder.Basis.UNFORESEEABLE)
    if limited and not row.contract.value:
        raise refused("basis", _("The contract has no original value to hold the change against."))
    judged = next((one for one in judged_changes(row.contract) if one.order.number == row.number), None)
    for why in judged.breaks if judged else ():
        assert judged is not None
        if why is not Why.NOTICE_MISSING:  # a change is published after it is ordered
            told = {"used": amount(judged.used), "allowed": amount(judged.allowed)}
            raise refused("basis", str(_OUTSIDE[why]) % told)
    lot = row.contract.lot
    if lot is not None and row.contract.state != Contract.State.DRAFT and row.amount > 0:
        consumed = consumption_of(lot).consumed
        if consumed > lot.ceiling:
            raise refused("amount", _past(lot, consumed))


def _complete_sub_processor(row: SubProcessor) -> None:
    row.country = row.country.upper()
    if not (len(row.country) == 2 and row.country.isascii() and row.country.isalpha()):
        raise refused("country", _("Two letters, as NO."))
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise refused("valid_to", str(ENDS_FIRST))


def _complete_processing(row: Processing) -> None:
    if row.state == Processing.State.SIGNED and row.signed_on is None:
        raise refused("signed_on", _("Say when it was signed."))
    if row.state == Processing.State.NOT_NEEDED and not row.remark:
        raise refused("remark", _("Say why it is not needed."))


FRAMEWORK = Record(
    Framework,
    (
        "key",
        "title",
        "module",
        "version",
        "owner",
        "valid_from",
        "valid_to",
        "longer_because",
        "mechanism",
        "allocation_key",
        "reference",
        "archive_reference",
        "remark",
    ),
    ("key",),
    manages_terms,
    fixed=frozenset({"key", "module"}),
    rule=_rule_framework,
    follow=_follow_framework,
    faults={
        "framework_ends_after_it_starts": ("valid_to", ENDS_FIRST),
        "framework_module_1_to_4": ("module", gettext_lazy("The modules are 1 to 4.")),
    },
)
SIGNATURE = Record(
    Framework,
    ("key", "state", "signed_on"),
    ("key",),
    manages_terms,
    rule=_rule_signature,
    faults={"framework_signed_on_a_day": ("signed_on", gettext_lazy("Say when it was signed."))},
)
LOT = Record(
    Lot,
    ("framework", "number", "title", "ceiling"),
    ("framework", "number"),
    manages_terms,
    fixed=frozenset({"framework", "number"}),
    rule=_rule_lot,
    faults={"lot_ceiling_positive": ("ceiling", gettext_lazy("A ceiling is above nothing."))},
    removable=True,
)
LOT_SUPPLIER = Record(
    LotSupplier,
    ("lot", "supplier", "rank", "share"),
    ("lot", "supplier"),
    manages_terms,
    fixed=frozenset({"lot", "supplier"}),
    rule=_rule_lot_supplier,
    faults={"lotsupplier_share_percent": ("share", gettext_lazy("A share lies above 0 and at most 100 per cent."))},
    removable=True,
)
NOTICE_PERIOD = Record(
    NoticePeriod,
    ("contract", "party", "months", "days", "only_when"),
    ("contract", "party", "only_when"),
    manages_terms,
    fixed=frozenset({"contract", "party", "only_when"}),
    faults={"noticeperiod_has_length": ("months", _LONGER_THAN_NOTHING)},
    removable=True,
)
CONTRACT_OPTION = Record(
    ContractOption,
    ("contract", "number", "months", "exercise_by", "exercised_on", "declined_on", "remark"),
    ("contract", "number"),
    manages_terms,
    fixed=frozenset({"contract", "number"}),
    faults={
        "contractoption_has_length": ("months", _LONGER_THAN_NOTHING),
        "contractoption_used_or_not": ("declined_on", gettext_lazy("An option is used or declined, not both.")),
    },
    removable=True,
)
CONTACT = Record(
    ContractContact,
    ("contract", "organisation", "function", "person"),
    ("contract", "organisation", "function"),
    manages_terms,
    fixed=frozenset({"contract", "organisation", "function"}),
    removable=True,
)
APPENDIX = Record(
    Appendix,
    ("contract", "framework", "template", "state", "remark"),
    ("contract", "framework", "template"),
    manages_terms,
    fixed=frozenset({"contract", "framework", "template"}),
    rule=_rule_appendix,
    faults={"appendix_of_one": ("contract", gettext_lazy("It belongs to an agreement or to a framework."))},
)
CHANGE_ORDER = Record(
    ChangeOrder,
    (
        "contract",
        "number",
        "title",
        "state",
        "requested_on",
        "estimated_on",
        "ordered_on",
        "notified_on",
        "amount",
        "months",
        "effect",
        "basis",
        "reason",
    ),
    ("contract", "number"),
    manages_terms,
    fixed=frozenset({"contract", "number"}),
    rule=_rule_change,
    faults={
        "changeorder_ordered_on_a_basis": (
            "basis",
            gettext_lazy("What is ordered has a day and a legal basis."),
        ),
        "changeorder_asked_before_ordered": (
            "ordered_on",
            gettext_lazy("It cannot be ordered before it is asked for."),
        ),
    },
)
PROCESSING = Record(
    Processing,
    (
        "contract",
        "state",
        "reference",
        "signed_on",
        "categories",
        "impact_reference",
        "risk_reference",
        "remark",
    ),
    ("contract",),
    manages_terms,
    fixed=frozenset({"contract"}),
    complete=_complete_processing,
)
SUB_PROCESSOR = Record(
    SubProcessor,
    ("contract", "name", "organisation", "country", "basis", "purpose", "valid_from", "valid_to"),
    ("contract", "name"),
    manages_terms,
    fixed=frozenset({"contract", "name"}),
    complete=_complete_sub_processor,
    removable=True,
)
