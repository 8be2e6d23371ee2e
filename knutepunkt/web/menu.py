"""The menu: sections in the bar, and below it the pages of the section where one is; for each role its own."""

from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from knutepunkt.base.session import Role, Viewer


class Entry(NamedTuple):
    """One link of the menu as a page shows it; with an icon it needs no more room than that in the bar."""

    label: str
    address: str
    is_here: bool
    icon: str = ""


class Menu(NamedTuple):
    """The menu as a page shows it.

    `bar`: the sections. `below`: the groups of pages of the section where we are, none where it has but one page.
    `whole`: every section with its groups, for screens that are too narrow for the bar.
    """

    bar: list[Entry]
    below: list[list[Entry]]
    whole: list[tuple[Entry, list[list[Entry]]]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the menu names: its label, the name of its address, and where else one still is on it."""

    label: str
    name: str
    args: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Return where it is."""
        return reverse(self.name, args=self.args)

    def fits(self, path: str) -> int:
        """Return how much of `path` is this page's address: 0 where it is another page's."""
        starts = (start for start in (self.address, *self.also) if _is_within(path, start))
        return max(map(len, starts), default=0)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the bar, which leads to its first page; its pages stand in groups that belong together."""

    label: str
    groups: tuple[tuple[Page, ...], ...]
    icon: str = ""

    @property
    def pages(self) -> tuple[Page, ...]:
        """Return its pages in their order."""
        return tuple(page for group in self.groups for page in group)


def menu_of(request: HttpRequest, viewer: Viewer) -> Menu:
    """Return the viewer's menu, with what is lit on this page."""
    sections = _sections(viewer)
    places = [(section, page) for section in sections for page in section.pages]
    here, current = max(places, key=lambda place: place[1].fits(request.path))
    lit = current if current.fits(request.path) else None
    bar = [Entry(_(one.label), one.pages[0].address, lit is not None and one is here, one.icon) for one in sections]
    groups = [_entries(one, lit) for one in sections]
    below = groups[sections.index(here)] if lit is not None and len(here.pages) > 1 else []
    return Menu(bar, below, list(zip(bar, groups, strict=True)))


def _entries(section: Section, lit: Page | None) -> list[list[Entry]]:
    return [[Entry(_(one.label), one.address, one is lit) for one in group] for group in section.groups]


def _is_within(path: str, start: str) -> bool:
    return path == start or (start != "/" and path.startswith(start))


def _alone(label: str, name: str, *also: str, icon: str = "") -> Section:
    return Section(label, ((Page(label, name, also=also),),), icon)


def _sections(viewer: Viewer) -> tuple[Section, ...]:
    if viewer.role is Role.SUPPLIER:
        return (_WORKBENCH, *_SUPPLIERS_OWN) if viewer.oversees else (_WORKBENCH,)
    if viewer.role is Role.CUSTOMER:
        return (*_PORTAL, *_CUSTOMERS_OWN) if viewer.oversees else _PORTAL
    return _INTEGRATORS


_WORKBENCH = _alone(gettext_noop("Workbench"), "workbench", "/sak/")
_SETTLEMENTS = Page(gettext_noop("Settlements"), "settlements")
_REPORTS = Page(gettext_noop("Service reports"), "reports")
_AGREEMENTS = Page(gettext_noop("Agreements"), "agreements")
_LICENCES = Page(gettext_noop("Licences"), "licences")
_DAYS = Page(gettext_noop("Days to act"), "days-to-act")
# The tiles and what stands out are other views of the applications: the page leads to them.
_PORTFOLIO = Page(
    gettext_noop("Applications"),
    "portfolio",
    also=("/portefolje/applikasjon/", "/portefolje/fliser/", "/portefolje/merk-deg/"),
)
_FUNCTIONS = Page(gettext_noop("Functions"), "functions")
_FIGURES = Page(gettext_noop("Key figures"), "key-figures")
_SYSTEMS = (Page(gettext_noop("System map"), "systems"), Page(gettext_noop("Integrations"), "integrations"))
_PROCESSES = Page(gettext_noop("Processes"), "processes")
_STREAMS = Page(gettext_noop("Value streams"), "value-streams")
_IMPROVEMENTS = Page(gettext_noop("Improvements"), "improvements")
_CONTINUITY = Page(gettext_noop("Continuity"), "continuity")

_DECISIONS = Page(gettext_noop("Decisions"), "decisions", also=("/vurderinger/vurdering/",))
_RESPONSIBILITIES = Page(gettext_noop("Responsibilities"), "responsibilities")
_PROCUREMENT = _alone(gettext_noop("Procurements"), "procurements")
_COMPETITIONS = _alone(gettext_noop("Competitions"), "procurements")
_BOARD = Page(gettext_noop("Board"), "board")
_PROJECTS = Page(gettext_noop("Projects"), "projects")
_BENEFITS = Page(gettext_noop("Benefits"), "benefits")
_STRATEGY = Page(gettext_noop("Sector strategy"), "sector-strategy")
_PLANS = gettext_noop("Plans")

_PORTAL = (_alone(gettext_noop("Help and orders"), "home"), _alone(gettext_noop("My tickets"), "my-tickets", "/sak/"))
_CUSTOMERS_OWN = (
    Section(
        gettext_noop("Our services"),
        (
            (
                Page(gettext_noop("Our services"), "our-services", also=("/malkort/",)),
                _STREAMS,
                _PROCESSES,
                _IMPROVEMENTS,
            ),
        ),
    ),
    Section(gettext_noop("Portfolio"), ((_PORTFOLIO, _FUNCTIONS), _SYSTEMS, (_FIGURES,))),
    Section(_AGREEMENTS.label, ((_AGREEMENTS, _DAYS),)),
    Section(_SETTLEMENTS.label, ((_SETTLEMENTS,),)),
    Section(gettext_noop("Reports"), ((_REPORTS,),)),
    Section(_DECISIONS.label, ((_DECISIONS,),)),
    Section(_PLANS, ((_BOARD, _PROJECTS, _BENEFITS, _STRATEGY),)),
)
_SUPPLIERS_OWN = (
    Section(
        gettext_noop("Our delivery"),
        (
            (
                Page(gettext_noop("Our delivery"), "suppliers", also=("/malkort/", "/oppfolging/")),
                _STREAMS,
                _PROCESSES,
                _IMPROVEMENTS,
                _CONTINUITY,
            ),
        ),
    ),
    Section(gettext_noop("Portfolio"), ((_PORTFOLIO, _FUNCTIONS), _SYSTEMS)),
    Section(_AGREEMENTS.label, ((_AGREEMENTS, _LICENCES, _DAYS, _RESPONSIBILITIES),)),
    Section(_SETTLEMENTS.label, ((_SETTLEMENTS,),)),
    Section(gettext_noop("Reports"), ((_REPORTS,),)),
    _COMPETITIONS,
)
# In the order of the work: what there is and who delivers it, how it is judged, bought and moved.
_INTEGRATORS = (
    _WORKBENCH,
    Section(
        gettext_noop("Overview"),
        ((Page(gettext_noop("Overview"), "overview"), Page(gettext_noop("Custody report"), "custody-report")),),
    ),
    Section(
        gettext_noop("Portfolio"),
        (
            (_PORTFOLIO, _FUNCTIONS),
            (*_SYSTEMS, Page(gettext_noop("Architectures"), "architectures")),
            (_PROCESSES, _STREAMS),
            (_FIGURES, Page(gettext_noop("In and out"), "in-and-out")),
        ),
    ),
    Section(
        gettext_noop("Suppliers"),
        (
            (
                Page(gettext_noop("Suppliers"), "suppliers", also=("/malkort/leverandorer/",)),
                Page(gettext_noop("Services"), "scores", ("tjenester",)),
                Page(gettext_noop("Municipalities"), "scores", ("kommuner",)),
            ),
            (
                _SETTLEMENTS,
                Page(gettext_noop("Reviews"), "reviews"),
                Page(gettext_noop("Surveys"), "surveys"),
                _REPORTS,
            ),
        ),
    ),
    Section(_AGREEMENTS.label, ((_AGREEMENTS, _LICENCES, _DAYS, Page(gettext_noop("Coverage"), "coverage")),)),
    Section(
        gettext_noop("Assessments"),
        (
            (
                Page(gettext_noop("Assessments"), "assessments", also=("/vurderinger/vurdering/",)),
                Page(_DECISIONS.label, _DECISIONS.name),
            ),
            (
                Page(gettext_noop("Heat map"), "heat-map"),
                Page(gettext_noop("Transfer plan"), "transfer"),
                Page(gettext_noop("Findings"), "findings"),
            ),
            (_RESPONSIBILITIES,),
        ),
    ),
    _PROCUREMENT,
    Section(
        _PLANS,
        (
            (_BOARD,),
            (
                Page(gettext_noop("Roadmaps"), "roadmaps"),
                Page(gettext_noop("Waves"), "waves"),
                _PROJECTS,
                Page(gettext_noop("Capacity"), "capacity"),
            ),
            (_BENEFITS, _STRATEGY, _IMPROVEMENTS, _CONTINUITY),
        ),
    ),
    _alone(gettext_noop("Set-up"), "setup", icon="Cog"),
    _alone(gettext_noop("Help and orders"), "help", icon="QuestionmarkCircle"),
)
