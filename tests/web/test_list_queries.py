"""How many queries each list page of agreements and follow-up asks: stated, and the same however much there is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knutepunkt.agreement.models import (
    AgreementType,
    Appendix,
    ChangeOrder,
    Contract,
    ContractOption,
    Document,
    Framework,
    Licence,
    Lot,
    LotSupplier,
    MatrixCell,
    NoticePeriod,
    PriceIndex,
    PriceLine,
    ServiceLevel,
    SubProcessor,
    TypeAppendix,
)
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import (
    Application,
    BusinessFunction,
    Component,
    FunctionUse,
    Integration,
    KeyFigure,
    SystemDocument,
)
from knutepunkt.desk import actions as desk
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import (
    Attainment,
    Contest,
    Regime,
    Review,
    ReviewAction,
    Score,
    ScoreModel,
    ServiceReport,
    Settlement,
    Survey,
)
from knutepunkt.performance.rules.month import ended
from tests.cast import MONDAY, SINCE, Cast
from tests.portfolio import make_portfolio
from tests.reckoned import make_reckoned
from tests.register import make_register
from tests.systems import make_systems
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

# The session, the person, its role, what is unread and the like, on every page.
FRAME = 10
PAGES = {
    "/avtaler/": 5,
    "/avtaler/?as=json": 3,
    "/avtaler/lisenser/": 1,
    "/avtaler/dager/?days=1095": 7,
    "/avtaler/dekning/?gap=all": 12,
    "/avtaler/rammeavtale/modul-2/": 12,
    "/avtaler/avtale/a/": 22,
    "/oppgjor/": 7,
    "/rapporter/": 4,
    "/leverandorer/": 3,
    "/malkort/kommuner/": 3,
    "/oppfolging/": 5,
    "/undersokelser/": 7,
    "/portefolje/": 6,
    "/portefolje/?as=json": 1,
    "/portefolje/fliser/": 3,
    "/portefolje/funksjoner/": 3,
    "/portefolje/funksjoner/pleie/": 5,
    "/portefolje/merk-deg/": 11,
    "/portefolje/nokkeltall/": 2,
}


@pytest.fixture
def client_of_all(cast: Cast, browser: Browser) -> Client:
    make_register(cast)
    make_reckoned(cast, ticket(cast))
    make_systems(cast)
    make_portfolio(cast)
    agree_more(cast, 1)
    reckon_more(cast, 1)
    have_more(cast, 1)
    return browser(cast.administrator)


def ticket(cast: Cast) -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        return desk.open_ticket(title="Utskrift", service=cast.service, by=cast.employee, at=MONDAY)


def asked(client: Client, page: str) -> int:
    client.get(page)  # what is kept from a first visit is there
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200, page
    return len(queries)


@pytest.mark.parametrize(("page", "most"), PAGES.items())
def test_a_list_asks_what_it_says_whatever_there_is(cast: Cast, client_of_all: Client, page: str, most: int) -> None:
    few = asked(client_of_all, page)
    for n in (2, 3):
        agree_more(cast, n)
        reckon_more(cast, n)
        have_more(cast, n)
    assert asked(client_of_all, page) == few, "the same whatever there is"
    assert few - FRAME == most


def agree_more(cast: Cast, n: int) -> None:
    """One more of all that hangs on a contract and a framework."""
    first, today = Contract.objects.get(key="a"), local_day(timezone.now())
    framework = Framework.objects.get(key="modul-2")
    supplier = Organisation.objects.create(key=f"l{n}", name=f"Leverandør {n}", sort_key=f"l{n}", kind="supplier")
    more = Contract.objects.create(
        key=f"a{n}", kind="underpinning", title=f"Avtale {n}", provider=supplier, customer=cast.integrator,
        valid_from=SINCE, valid_to=add_months(today, 6), renewal="renews", renewal_months=12, value=100_000,
        version=first.version, lot=first.lot, signed_on=SINCE,
    )  # fmt: skip
    Framework.objects.create(
        key=f"f{n}", title=f"Rammeavtale {n}", module=2, version=framework.version, owner=cast.integrator,
        valid_from=today, valid_to=add_months(today, 6), state="signed", signed_on=today,
    )  # fmt: skip
    lot = Lot.objects.create(framework=framework, number=n + 1, title=f"Del {n}", ceiling=1_000_000)
    LotSupplier.objects.create(lot=lot, supplier=supplier, rank=1)
    kind = AgreementType.objects.create(key=f"t{n}", name=f"SSA-{n}", nature="running")
    MatrixCell.objects.create(module=2, type=kind, is_called=False)
    for contract in (first, more):
        hang_on(contract, n)


def hang_on(contract: Contract, n: int) -> None:
    template = TypeAppendix.objects.get(number=n)
    at = timezone.now()
    NoticePeriod.objects.create(contract=contract, party="customer", months=n, only_when=f"grunn {n}")
    ContractOption.objects.create(contract=contract, number=n + 1, months=12, exercise_by=local_day(at))
    ChangeOrder.objects.create(
        contract=contract, number=n + 1, title="Endring", state="ordered", requested_on=SINCE, ordered_on=SINCE,
        amount=1000, basis="clear_clause",
    )  # fmt: skip
    PriceIndex.objects.get_or_create(name=f"KPI{n}", month=SINCE, defaults={"value": Decimal(100)})
    PriceLine.objects.create(
        contract=contract, key=f"p{n}", title="Drift", amount=10, valid_from=SINCE, index=f"KPI{n}", index_base=SINCE
    )
    appendix = Appendix.objects.create(contract=contract, template=template)
    Document.objects.create(contract=contract, appendix=appendix, title="Fil", name="fil.pdf", size=1, added_at=at)
    Document.objects.create(
        framework=Framework.objects.get(key="modul-2"), title="Fil", name="fil.pdf", size=1, added_at=at
    )
    SubProcessor.objects.create(contract=contract, name=f"Underleverandør {n}", country="NO")
    Licence.objects.create(
        contract=contract, key=f"{contract.key}-{n}", name="Post", metric="user", entitled=9, renews_on=local_day(at)
    )
    calendar = ServiceLevel.objects.get(contract__key="a", key="resolve").calendar
    ServiceLevel.objects.create(
        contract=contract, key=f"n{n}", name=f"Nivå {n}", metric="pickup", priority=n, target=timedelta(hours=1),
        calendar=calendar,
    )  # fmt: skip


def have_more(cast: Cast, n: int) -> None:
    """One more application with all that hangs on it."""
    journal = Application.objects.get(key="journal")
    supplier = Organisation.objects.get(key=f"l{n}")
    more = Application.objects.create(
        key=f"app{n}", name=f"Fagsystem {n}", sector=journal.sector, supplier=supplier, phase="replace",
        support_ends_on=SINCE, hosting="cloud_saas",
    )  # fmt: skip
    more.users.add(cast.municipality)
    function = BusinessFunction.objects.create(key=f"funksjon{n}", name=f"Funksjon {n}", sector=journal.sector)
    for served in (journal, more):
        FunctionUse.objects.create(function=function, application=served)
    FunctionUse.objects.create(function=BusinessFunction.objects.get(key="pleie"), application=more)
    Integration.objects.create(key=f"l{n}", from_application=journal, to_application=more, state="missing")
    for end in Component.objects.all():
        Integration.objects.create(key=f"l{n}-{end.key}", from_application=journal, to_component=end)
    SystemDocument.objects.create(application=more, title="Rutine")
    KeyFigure.objects.create(
        kind="users", customer=cast.municipality, on=SINCE + timedelta(days=n), value=n, source="x"
    )


def reckon_more(cast: Cast, n: int) -> None:
    """One more of all that is reckoned each month."""
    contract, month = Contract.objects.get(key=f"a{n}"), ended(local_day(timezone.now()))
    supplier, about = contract.provider, ticket(cast)
    settlement = Settlement.objects.create(
        contract=contract, from_on=month.first, to_on=month.last, measured_at=MONDAY, shown_on=month.last
    )
    level = contract.levels.get()
    Attainment.objects.create(settlement=settlement, level=level, customer=cast.municipality, counted_total=1)
    Contest.objects.create(
        settlement=settlement, level=level, ticket=about, is_met=False, by=cast.resolver, organisation=cast.supplier,
        at=MONDAY, grounds="Ventet",
    )  # fmt: skip
    for subject, key in (("supplier", supplier.pk), ("customer", Organisation.objects.filter(kind="customer")[0].pk)):
        Score.objects.get_or_create(
            subject=subject, subject_id=key, month=month.first,
            defaults={"model": ScoreModel.objects.get(), "score": 70, "measures": {}, "computed_at": MONDAY},
        )  # fmt: skip
    Regime.objects.create(supplier=supplier, tier="tactical", every_months=3, since_on=SINCE)
    review = Review.objects.create(
        supplier=supplier, tier="tactical", planned_on=month.last, from_on=month.first, to_on=month.last
    )
    ReviewAction.objects.create(review=review, text="Bemanne", organisation=supplier, due_on=month.last)
    Survey.objects.create(
        ticket=about, person=cast.employee, asked_at=timezone.now() - timedelta(days=1), answered_at=timezone.now(),
        score=4, comment="Fint",
    )  # fmt: skip
    ServiceReport.objects.create(organisation=supplier, month=month.first, made_at=MONDAY, figures={})
