"""The registers that set-up shows: each a model, its columns, and what a row is searched by."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.actions import records as terms
from knutepunkt.catalogue.actions import records as catalogue
from knutepunkt.party.actions import records as party
from knutepunkt.performance.actions import records as follow_up
from knutepunkt.signal.actions import records as signal
from knutepunkt.signal.models import Outage
from knutepunkt.signal.queries import overlapping
from knutepunkt.web.display import moment, percent, service_time
from knutepunkt.web.performance.words import weights
from knutepunkt.web.setup.registers.contracts import CONTRACTS
from knutepunkt.web.setup.registers.improvement import IMPROVEMENT
from knutepunkt.web.setup.registers.judgement import JUDGEMENT
from knutepunkt.web.setup.registers.kind import Register
from knutepunkt.web.setup.registers.portfolio import PORTFOLIO
from knutepunkt.web.setup.registers.processes import PROCESSES
from knutepunkt.web.setup.registers.procurement import PROCUREMENT
from knutepunkt.web.setup.registers.projects import PROJECTS
from knutepunkt.web.setup.registers.roadmaps import ROADMAPS
from knutepunkt.web.setup.registers.systems import SYSTEMS


def _overlapping(row: Outage) -> tuple[str, Sequence[Outage]]:
    message = gettext("This service was down then already, and what overlaps counts once:")
    return message, list(overlapping(row).select_related("service"))


REGISTERS: dict[str, Register] = {
    "organisasjoner": Register(
        _("Organisations"),
        _("Organisation"),
        party.ORGANISATION,
        (
            (_("Name"), "name"),
            (_("Kind"), "kind"),
            (_("Organisation number"), "number"),
            (_("Part of"), "parent"),
        ),
        ("name", "number", "key"),
        ("parent",),
        below=(
            ("kommunenummer", "organisation"),
            ("eierskap", "owner"),
            ("grupper", "organisation"),
            ("avtaler", "customer"),
            ("avtaler", "provider"),
        ),
    ),
    "kommunenummer": Register(
        _("Municipality numbers"),
        _("Municipality number"),
        party.MUNICIPALITY_NUMBER,
        (
            (_("Number"), "number"),
            (_("Organisation"), "organisation"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("How sure"), "certainty"),
        ),
        ("number", "organisation__name"),
        ("organisation",),
    ),
    "eierskap": Register(
        _("Ownership"),
        _("Share of ownership"),
        party.OWNERSHIP,
        (
            (_("Owner"), "owner"),
            (_("Owns"), "owned"),
            (_("Share"), lambda row: percent(row.share)),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Notice given"), "notice_given_on"),
            (_("Leaves"), "exit_on"),
        ),
        ("owner__name", "owned__name"),
        ("owner", "owned"),
    ),
    "grupper": Register(
        _("Teams"),
        _("Team"),
        party.TEAM,
        ((_("Name"), "name"), (_("Organisation"), "organisation"), (_("First line"), "is_first_line")),
        ("name", "organisation__name", "key"),
        ("organisation",),
        below=(("tilknytninger", "team"), ("arbeidstid", "team")),
    ),
    "personer": Register(
        _("People"),
        _("Person"),
        party.PERSON,
        (
            (_("Name"), "name"),
            (_("Function"), "title"),
            (_("E-mail"), "email"),
            (_("Organisation"), "organisation"),
            (_("Active"), "is_active"),
        ),
        ("name", "email", "title", "organisation__name"),
        ("organisation",),
        below=(("tilknytninger", "person"),),
    ),
    "tilknytninger": Register(
        _("Memberships"),
        _("Membership"),
        party.MEMBERSHIP,
        (
            (_("Person"), "person"),
            (_("Organisation"), "organisation"),
            (_("Team"), "team"),
            (_("Role"), "role"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
        ),
        ("person__name", "organisation__name"),
        ("person", "organisation", "team"),
    ),
    "tjenestegrupper": Register(
        _("Service groups"),
        _("Service group"),
        catalogue.GROUP,
        ((_("Name"), "name"), (_("Kind"), "kind")),
        ("name", "key"),
        below=(("tjenester", "group"), ("applikasjoner", "sector")),
    ),
    "tjenester": Register(
        _("Services"),
        _("Service"),
        catalogue.SERVICE,
        (
            (_("Name"), "name"),
            (_("Group"), "group"),
            (_("Provider"), "provider"),
            (_("First to"), "first_team"),
            (_("Then to"), "next_team"),
            (_("Criticality"), "criticality"),
        ),
        ("name", "key", "provider__name"),
        ("group", "provider", "first_team", "next_team"),
        below=(("tilbud", "service"), ("avhengigheter", "service"), ("avhengigheter", "needs_service")),
    ),
    "tilbud": Register(
        _("Offerings"),
        _("Offering"),
        catalogue.OFFERING,
        (
            (_("Service"), "service"),
            (_("Customer"), "customer"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
        ),
        ("service__name", "customer__name"),
        ("service", "customer"),
    ),
    "applikasjoner": Register(
        _("Applications"),
        _("Application"),
        catalogue.APPLICATION,
        (
            (_("Name"), "name"),
            (_("Sector"), "sector"),
            (_("Supplier"), "supplier"),
            (_("Hosting"), "hosting"),
            (_("Life cycle"), "phase"),
            (_("Remark"), "remark"),
        ),
        ("name", "key", "supplier__name", "remark", "wording"),
        ("sector", "supplier"),
        below=(
            ("avhengigheter", "application"),
            ("avhengigheter", "needs_application"),
            ("komponenter", "application"),
            ("funksjonsbruk", "application"),
            ("kostnader", "application"),
            ("systemdokumentasjon", "application"),
            ("integrasjoner", "from_application"),
            ("integrasjoner", "to_application"),
        ),
    ),
    **SYSTEMS,
    **PORTFOLIO,
    "kalendere": Register(
        _("Calendars"),
        _("Calendar"),
        terms.CALENDAR,
        (
            (_("Name"), "name"),
            (_("Version"), "version"),
            (_("Current"), "is_current"),
            (_("Always open"), "always"),
            (_("Time zone"), "time_zone"),
        ),
        ("name", "key"),
        below=(("nivaer", "calendar"), ("arbeidstid", "calendar")),
    ),
    "arbeidstid": Register(
        _("Teams' hours"),
        _("Team's hours"),
        terms.TEAM_HOURS,
        ((_("Team"), "team"), (_("Opening hours"), "calendar")),
        ("team__name", "calendar__name"),
        ("team", "calendar"),
    ),
    "avtaler": Register(
        _("Agreements"),
        _("Agreement"),
        terms.CONTRACT_BY_HAND,
        (
            (_("Title"), "title"),
            (_("Kind"), "kind"),
            (_("Owes"), "provider"),
            (_("Is owed"), "customer"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
        ),
        ("title", "key", "provider__name", "customer__name"),
        ("provider", "customer"),
        begins={"state": "draft"},
        below=(
            ("nivaer", "contract"),
            ("oppsigelsesfrister", "contract"),
            ("opsjoner", "contract"),
            ("kontakter", "contract"),
            ("bilag", "contract"),
            ("endringsordrer", "contract"),
            ("databehandleravtaler", "contract"),
            ("underdatabehandlere", "contract"),
            ("priser", "contract"),
            ("lisenser", "contract"),
            ("kompensasjon", "contract"),
        ),
    ),
    "nivaer": Register(
        _("Service levels"),
        _("Service level"),
        terms.LEVEL,
        (
            (_("Agreement"), "contract"),
            (_("Name"), "name"),
            (_("Measures"), "metric"),
            (_("Priority"), lambda level: f"P{level.priority}" if level.priority else "–"),
            (_("Target"), lambda level: service_time(level.target)),
            (_("Opening hours"), "calendar"),
            (_("Version"), "version"),
            (_("Current"), "is_current"),
        ),
        ("name", "contract__title", "key"),
        ("contract", "calendar"),
    ),
    "avbrudd": Register(
        _("Outages"),
        _("Outage"),
        signal.OUTAGE,
        (
            (_("Service"), "service"),
            (_("Began"), lambda row: moment(row.start_at)),
            (_("Ended at"), lambda row: moment(row.end_at) if row.end_at else _("still down")),
            (_("Planned and notified"), "is_planned"),
            (_("Cause"), "cause"),
        ),
        ("service__name", "cause", "reference"),
        ("service",),
        warn=_overlapping,
    ),
    "malkort": Register(
        _("Weights of the scorecard"),
        _("Weights"),
        follow_up.SCORE_MODEL,
        (
            (_("Version"), "version"),
            (_("Current"), "is_current"),
            (_("In force from"), "since_on"),
            (_("Weighs"), lambda row: weights(row.measures)),
        ),
        ("version",),
    ),
    "regimer": Register(
        _("Review regimes"),
        _("Review regime"),
        follow_up.REGIME,
        (
            (_("Supplier"), "supplier"),
            (_("Tier"), "tier"),
            (_("Months between"), "every_months"),
            (_("From"), "since_on"),
            (_("Responsible"), "responsible"),
        ),
        ("supplier__name",),
        ("supplier", "responsible"),
    ),
    **CONTRACTS,
    **PROCUREMENT,
    **JUDGEMENT,
    **ROADMAPS,
    **PROCESSES,
    **IMPROVEMENT,
    **PROJECTS,
}
# How the registers are told apart in lists of them.
CHAPTERS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Parties"), ("organisasjoner", "kommunenummer", "eierskap", "grupper", "personer", "tilknytninger")),
    (_("Catalogue"), ("tjenestegrupper", "tjenester", "tilbud", "applikasjoner", *SYSTEMS, *PORTFOLIO)),
    (
        _("Terms"),
        (
            "avtaler",
            "nivaer",
            "kompensasjon",
            "priser",
            "lisenser",
            "endringsordrer",
            "opsjoner",
            "oppsigelsesfrister",
            "kontakter",
            "bilag",
            "databehandleravtaler",
            "underdatabehandlere",
            "kalendere",
            "arbeidstid",
        ),
    ),
    (
        _("Frameworks and call-offs"),
        ("rammeavtaler", "delkontrakter", "delkontraktleverandorer", "avtalematrise", "matrisetall"),
    ),
    (
        _("Standard agreements"),
        (
            "avtaletyper",
            "avtaleversjoner",
            "bilagsnummerering",
            "standardvilkar",
            "endringsgrenser",
            "prisindekser",
        ),
    ),
    (_("Facts"), ("avbrudd",)),
    (
        _("Judgement"),
        (
            "vurderingsmodeller",
            "kapabiliteter",
            "overforingstrinn",
            "funksjoner",
            "ansvar",
            "motstrid",
            "funn",
        ),
    ),
    (_("Follow-up"), ("malkort", "regimer")),
    (_("Procurement"), ("anskaffelser", "anskaffelsesdeler", "anskaffelsesplan", "anskaffelseskriterier")),
    (_("Plans"), ("veikart", "aktiviteter", "milepaler", "bolger", "flyttinger", "avklaringer", "flyttetrinn")),
    (_("Procurement law"), ("terskelverdier", "anskaffelsesfrister", "lovgrunner", "lovtall")),
    (_("Processes"), tuple(PROCESSES)),
    (_("Improvement and continuity"), tuple(IMPROVEMENT)),
    (
        _("Projects"),
        (
            "prosjekter",
            "kapasitetsbehov",
            "kapasitet",
            "virksomhetsomrader",
            "gevinster",
            "kostnadsnokler",
            "innbyggere",
            "portkrav",
            "strategimoter",
            "fokusomrader",
        ),
    ),
)
