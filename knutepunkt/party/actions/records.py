"""What is kept about parties, who may change it, and what more than one row must agree on."""

from decimal import Decimal
from zoneinfo import available_timezones

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.collation import sort_key
from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.models import Membership, MunicipalityNumber, Organisation, Ownership, Person, Team
from knutepunkt.party.queries import administers
from knutepunkt.party.rules.organisation_number import Fault, OrganisationNumberFault, checked

_ENDS_FIRST = gettext_lazy("It must not end before it starts.")
_NUMBER_FAULTS = {
    Fault.NOT_NINE_DIGITS: gettext_lazy("An organisation number has nine digits."),
    Fault.ONE_DIGIT_REPEATED: gettext_lazy("One digit nine times is no organisation number."),
    Fault.CHECK_DIGIT: gettext_lazy("The last digit does not fit the others: a digit is mistyped."),
}
_Role = Membership.Role
_ROLES_AT = {
    Organisation.Kind.INTEGRATOR.value: {
        _Role.AGENT.value,
        _Role.SUPPLIER_MANAGER.value,
        _Role.SECURITY.value,
        _Role.ADMINISTRATOR.value,
        _Role.EMPLOYEE.value,
    },
    Organisation.Kind.SUPPLIER.value: {_Role.RESOLVER.value, _Role.SERVICE_OWNER.value},
    Organisation.Kind.CUSTOMER.value: {_Role.EMPLOYEE.value, _Role.SERVICE_OWNER.value},
    Organisation.Kind.AUTHORITY.value: set[str](),
}


def _complete_organisation(row: Organisation) -> None:
    row.sort_key = sort_key(row.name)
    row.domain = row.domain.lower()
    if not row.number:
        return
    try:
        row.number = checked(row.number)
    except OrganisationNumberFault as fault:
        raise refused("number", str(_NUMBER_FAULTS[fault.fault])) from fault


def _rule_organisation(row: Organisation) -> None:
    integrators = Organisation.objects.filter(kind=Organisation.Kind.INTEGRATOR.value)
    if row.kind == Organisation.Kind.INTEGRATOR and integrators.exclude(pk=row.pk).exists():
        raise refused("kind", _("There is one service integrator already."))
    seen = {row.pk}
    above = row.parent
    while above is not None:
        if above.pk in seen:
            raise refused("parent", _("It would become a part of itself."))
        seen.add(above.pk)
        above = above.parent


def _rule_number(row: MunicipalityNumber) -> None:
    if not (len(row.number) == 4 and row.number.isascii() and row.number.isdigit()):
        raise refused("number", _("A municipality number has four digits, the leading zero too."))
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise refused("valid_to", str(_ENDS_FIRST))
    others = MunicipalityNumber.objects.filter(number=row.number).exclude(organisation=row.organisation)
    if row.valid_to:
        others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=row.valid_to))
    if row.valid_from:
        others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from))
    if found := others.select_related("organisation").first():
        raise refused("number", _("%(other)s has that number then.") % {"other": found.organisation.name})


def _rule_ownership(row: Ownership) -> None:
    if row.share is not None and not 0 < row.share <= 1:
        raise refused("share", _("A share lies above 0 and at most 1; 0.25 is a quarter."))
    if row.exit_on and row.notice_given_on and row.exit_on < row.notice_given_on:
        raise refused("exit_on", _("It cannot take effect before it is given."))
    if row.exit_on and not row.notice_given_on:
        raise refused("notice_given_on", _("Say when the notice was given."))
    then = Ownership.objects.filter(owned=row.owned).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from), valid_from__lte=row.valid_from
    )
    total = then.aggregate(total=Sum("share"))["total"] or Decimal(0)
    if total > 1:
        raise refused("share", _("The shares would add up to %(total)s, more than the whole.") % {"total": total})


def _rule_team(row: Team) -> None:
    if row.is_first_line and row.organisation.kind != Organisation.Kind.INTEGRATOR:
        raise refused("is_first_line", _("The first line is the service integrator's."))


def _complete_person(row: Person) -> None:
    row.email = row.email.lower()
    if not row.password:
        row.set_unusable_password()


def _rule_person(row: Person) -> None:
    if row.language not in dict(settings.LANGUAGES):
        raise refused("language", _("Choose one of the languages offered."))
    if row.time_zone not in available_timezones():
        raise refused("time_zone", _("That time zone is not known. Europe/Oslo is one."))

    if not row.is_active and row.memberships.filter(role=_Role.ADMINISTRATOR.value).exists():
        _require_an_administrator("is_active")


def _require_an_administrator(field: str) -> None:
    staying = Membership.objects.filter(role=_Role.ADMINISTRATOR.value, valid_to__isnull=True, person__is_active=True)
    if not staying.exists():
        raise refused(field, _("Nobody would be left to run set-up. Make somebody else an administrator first."))


def _rule_membership(row: Membership) -> None:
    if row.role == _Role.ADMINISTRATOR and row.valid_to:
        _require_an_administrator("valid_to")
    if row.team is not None and row.team.organisation_id != row.organisation_id:
        raise refused("team", _("The team is of another organisation."))
    if row.role not in _ROLES_AT[row.organisation.kind]:
        raise refused("role", _("Nobody has that role in such an organisation."))
    same = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from),
        person=row.person,
        organisation=row.organisation,
        team=row.team,
        role=row.role,
    ).exclude(pk=row.pk)
    if row.valid_to:
        same = same.filter(valid_from__lte=row.valid_to)
    if same.exists():
        raise refused("valid_from", _("The person has that place in the same period already."))


ORGANISATION = Record(
    Organisation,
    ("key", "name", "kind", "number", "parent", "domain"),
    ("key",),
    administers,
    complete=_complete_organisation,
    rule=_rule_organisation,
    faults={"organisation_number": ("number", gettext_lazy("Another organisation has this number."))},
)
MUNICIPALITY_NUMBER = Record(
    MunicipalityNumber,
    ("organisation", "number", "valid_from", "valid_to", "certainty"),
    ("organisation", "number"),
    administers,
    fixed=frozenset(),
    rule=_rule_number,
    removable=True,
)
OWNERSHIP = Record(
    Ownership,
    ("owner", "owned", "share", "valid_from", "valid_to", "notice_given_on", "exit_on", "remark"),
    ("owner", "owned", "valid_from"),
    administers,
    fixed=frozenset({"owner", "owned"}),
    rule=_rule_ownership,
    faults={
        "ownership_ends_after_it_starts": ("valid_to", _ENDS_FIRST),
        "ownership_not_of_itself": ("owned", gettext_lazy("Nobody owns itself.")),
        "ownership_once_at_a_time": ("valid_from", gettext_lazy("It owns a share in that period already.")),
    },
    removable=True,
)
TEAM = Record(
    Team,
    ("organisation", "key", "name", "is_first_line", "is_active", "order"),
    ("key",),
    administers,
    fixed=frozenset({"key", "organisation"}),
    rule=_rule_team,
)
PERSON = Record(
    Person,
    ("name", "title", "email", "organisation", "language", "time_zone", "mail", "is_active"),
    ("email",),
    administers,
    complete=_complete_person,
    rule=_rule_person,
    faults={"person_email": ("email", gettext_lazy("Another person has this address."))},
)
MEMBERSHIP = Record(
    Membership,
    ("person", "organisation", "team", "role", "valid_from", "valid_to"),
    ("person", "organisation", "team", "role", "valid_from"),
    administers,
    fixed=frozenset({"person", "role"}),
    rule=_rule_membership,
    faults={"membership_ends_after_it_starts": ("valid_to", _ENDS_FIRST)},
)
