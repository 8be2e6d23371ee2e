"""What is kept about kinds of agreement: versions, numbering, terms, limits for change, the matrix, price indices."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.models import (
    AgreementType,
    Certainty,
    ChangeLimit,
    MatrixCell,
    MatrixCount,
    PriceIndex,
    TypeAppendix,
    TypeTerm,
    TypeVersion,
)
from knutepunkt.base.editing import Record, save
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.text import refused
from knutepunkt.party.models import Person
from knutepunkt.party.queries import manages_terms

_MODULES = range(1, 5)
ENDS_FIRST = gettext_lazy("It must not end before it starts.")


def _rule_version(row: TypeVersion) -> None:
    others = TypeVersion.objects.filter(type=row.type, is_current=True).exclude(pk=row.pk)
    if row.is_current and (other := others.first()):
        raise refused("is_current", _("%(other)s is the current version: change that first.") % {"other": other})


def _complete_limit(row: ChangeLimit) -> None:
    if row.certainty not in Certainty.values:
        raise refused("certainty", _("Say how sure it is: verified, secondary or memory."))
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise refused("valid_to", str(ENDS_FIRST))
    if row.percent is not None and row.percent <= 0:
        raise refused("percent", _("A limit is above nothing."))
    if row.below_threshold is not None and row.below_threshold <= 0:
        raise refused("below_threshold", _("A limit is above nothing."))


def _rule_limit(row: ChangeLimit) -> None:
    same = ChangeLimit.objects.filter(basis=row.basis, subject=row.subject).exclude(pk=row.pk)
    for other in same:
        ends, other_ends = row.valid_to or row.valid_from.max, other.valid_to or row.valid_from.max
        if row.valid_from <= other_ends and other.valid_from <= ends:
            raise refused("valid_from", _("Another limit of this kind holds then."))


def _of_a_module(row: MatrixCell | MatrixCount) -> None:
    if row.module not in _MODULES:
        raise refused("module", _("The modules are 1 to 4."))


def _complete_index(row: PriceIndex) -> None:
    row.month = row.month and row.month.replace(day=1)


def confirm_cell(cell_id: int, *, is_called: bool, by: Person, at: datetime) -> MatrixCell:
    """Say for certain whether a module calls off a kind: what was a guess is then somebody's word."""
    row = MatrixCell.objects.filter(pk=cell_id).first()
    if row is None:
        raise NotYours(_("There is no such row."))
    if row.confirmed_at is not None and row.is_called == is_called:
        raise Refusal(_("It is confirmed already."))
    values = {"is_called": is_called, "belief": MatrixCell.Belief.CERTAIN.value, "confirmed_by": by, "confirmed_at": at}
    return save(CONFIRMATION, row, values, by=by, at=at)


TYPE = Record(AgreementType, ("key", "name", "purpose", "nature", "is_of_source", "order"), ("key",), manages_terms)
TYPE_VERSION = Record(
    TypeVersion,
    ("type", "label", "source", "certainty", "is_current"),
    ("type", "label"),
    manages_terms,
    fixed=frozenset({"type", "label"}),
    rule=_rule_version,
)
TYPE_APPENDIX = Record(
    TypeAppendix,
    ("version", "number", "title", "holds", "source", "certainty"),
    ("version", "number"),
    manages_terms,
    fixed=frozenset({"version", "number"}),
)
TYPE_TERM = Record(
    TypeTerm,
    ("version", "name", "value", "unit", "remark", "source", "certainty"),
    ("version", "name"),
    manages_terms,
    fixed=frozenset({"version", "name"}),
    removable=True,
)
CHANGE_LIMIT = Record(
    ChangeLimit,
    (
        "basis",
        "subject",
        "percent",
        "is_accumulated",
        "below_threshold",
        "needs_notice",
        "valid_from",
        "valid_to",
        "source",
        "certainty",
    ),
    ("basis", "subject", "valid_from"),
    manages_terms,
    fixed=frozenset({"basis", "subject", "valid_from"}),
    complete=_complete_limit,
    rule=_rule_limit,
)
MATRIX_CELL = Record(
    MatrixCell,
    ("module", "type", "is_called", "belief", "source"),
    ("module", "type"),
    manages_terms,
    fixed=frozenset({"module", "type"}),
    complete=_of_a_module,
)
CONFIRMATION = Record(
    MatrixCell, ("is_called", "belief", "confirmed_by", "confirmed_at"), ("module", "type"), manages_terms
)
MATRIX_COUNT = Record(
    MatrixCount,
    ("module", "number", "source"),
    ("module",),
    manages_terms,
    fixed=frozenset({"module"}),
    complete=_of_a_module,
)
PRICE_INDEX = Record(
    PriceIndex,
    ("name", "month", "value", "source"),
    ("name", "month"),
    manages_terms,
    fixed=frozenset({"name", "month"}),
    complete=_complete_index,
    faults={"priceindex_positive": ("value", gettext_lazy("An index is above nothing."))},
)
