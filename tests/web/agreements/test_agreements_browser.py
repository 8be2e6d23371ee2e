"""The gates for the register of agreements as a supplier and a municipality see it, full and empty."""

import os
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from knutepunkt.agreement.models import Contract, Document, Framework, Licence, LotSupplier
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.party.models import Membership
from knutepunkt.party.queries import local_day
from tests.cast import SINCE, Cast, make_cast
from tests.register import make_register
from tests.web.test_browser import browser, enter, listen, look_at

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser"]
LISTS = ["/avtaler/", "/avtaler/lisenser/", "/avtaler/dager/"]
PAGES = {
    "resolver": [*LISTS, "/avtaler/dager/?days=90", "/avtaler/avtale/a/", "/avtaler/rammeavtale/modul-2/"],
    "service_owner": [*LISTS, "/avtaler/avtale/nordvik/"],
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, in which the supplier's resolver answers for the supplier too."""
    found = make_cast()
    Membership.objects.create(
        person=found.resolver, organisation=found.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    return found


def fill(cast: Cast) -> None:
    """Let each side have days that are near, a licence used too much, a file, and names that are long."""
    contract, today = make_register(cast), local_day(timezone.now())
    near = add_months(today, 4)
    Contract.objects.filter(key__in=("a", "nordvik")).update(valid_to=near, renewal="renews", renewal_months=12)
    Contract.objects.filter(key="nordvik").update(title="Avtale om " + "langt " * 20, value=1_200_000, consumed=900_000)
    Framework.objects.update(valid_to=near)
    LotSupplier.objects.update(share=40)
    Licence.objects.create(
        contract=contract, key="kart", name="Kartlisens" * 6, metric="user", entitled=10, used=14, measured_on=today,
        renews_on=today, unit_cost=1_000_000,
    )  # fmt: skip
    for title in ("Bilag-" * 20, "Bilag 1"):
        Document.objects.create(
            framework=Framework.objects.get(), title=title, name="bilag.pdf", size=1, added_at=timezone.now()
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("who", PAGES)
def test_each_sides_agreements_are_accessible_silent_and_fit(
    browser: Browser, live_server: LiveServer, cast: Cast, who: str, filled: bool, scheme: Any
) -> None:
    if filled:
        fill(cast)
    pages = PAGES[who] if filled else LISTS
    faults: list[str] = []
    for width in (1440, 390):
        size: Any = {"width": width, "height": 900}
        context = enter(browser, live_server, getattr(cast, who), color_scheme=scheme, viewport=size)
        page = context.new_page()
        listen(page, faults)
        for address in pages:
            faults += look_at(page, live_server.url + address, width)
        context.close()
    assert not faults, "\n".join(faults)
