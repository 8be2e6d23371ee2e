"""Organisations, teams and people, and who belongs where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

DAYS = Func(F("valid_from"), F("valid_to"), models.Value("[]"), function="daterange")


class Organisation(models.Model):
    """A party: a municipality, the integrator, a supplier or an authority."""

    class Kind(models.TextChoices):
        """What the organisation is to the integrator."""

        CUSTOMER = "customer"
        INTEGRATOR = "integrator"
        SUPPLIER = "supplier"
        AUTHORITY = "authority"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, editable=False, help_text="Norwegian order on any server")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField(max_length=9, blank=True, help_text="organisation number, nine digits")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    domain = models.CharField(max_length=100, blank=True, help_text="mail domain of its people")
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="organisation_number"),)
        ordering = ("sort_key",)

    def __str__(self) -> str:
        return self.name


class MunicipalityNumber(models.Model):
    """The number a municipality had in a period: always text, with its leading zero."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="municipality_numbers")
    number = models.CharField(max_length=4)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    certainty = models.CharField(max_length=10, default="verified")


class Ownership(models.Model):
    """A share in an organisation, in a period; an owner can be under notice for years before it leaves."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="owns")
    owned = models.ForeignKey(Organisation, models.PROTECT, related_name="owners")
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True, help_text="0 to 1")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    notice_given_on = models.DateField(null=True, blank=True)
    exit_on = models.DateField(null=True, blank=True, help_text="the day the notice takes effect")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="ownership_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(owner=F("owned")), name="ownership_not_of_itself"),
            ExclusionConstraint(
                name="ownership_once_at_a_time",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    ("owned", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        )


class Team(models.Model):
    """People of one organisation who take work from one queue."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_first_line = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Looks people up by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with this address."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who logs in, or for whom work is done."""

    class Mail(models.TextChoices):
        """When the person wants mail about tickets."""

        AT_ONCE = "at_once"
        DIGEST = "digest"
        NEVER = "never"

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people", help_text="where at home")
    language = models.CharField(max_length=2, default="nb")
    time_zone = models.CharField(max_length=40, default="Europe/Oslo")
    mail = models.CharField(max_length=7, choices=Mail.choices, default=Mail.DIGEST.value)
    is_active = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in an organisation, in a role and a period."""

    class Role(models.TextChoices):
        """What the person does there."""

        EMPLOYEE = "employee"
        SERVICE_OWNER = "service_owner"
        AGENT = "agent"
        RESOLVER = "resolver"
        SUPPLIER_MANAGER = "supplier_manager"
        SECURITY = "security"
        ADMINISTRATOR = "administrator"

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
        )


class ApiToken(models.Model):
    """A key with which a person's own programs call the API; only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, hexadecimal")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
