"""The main menu: which item is lit, also on pages whose address does not begin with the item's."""

import re

import pytest

from knutepunkt.party.models import Membership
from tests.cast import SINCE, Cast
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db
MENU = re.compile(rb'<nav class="top__nav".*?</nav>', re.DOTALL)
BELOW = re.compile(rb'<nav class="below".*?</nav>', re.DOTALL)
WHOLE = re.compile(rb'id="menu".*?</nav>', re.DOTALL)
LIT = re.compile(r'aria-current="page">([^<]+)<')


def lit(answer: object, menu: re.Pattern[bytes] = MENU) -> list[str]:
    """Return the items of a menu that say that the reader is there."""
    found = menu.search(answer.content)  # type: ignore[attr-defined]
    assert found, words(answer)  # type: ignore[arg-type]
    return LIT.findall(found[0].decode())


@pytest.mark.parametrize(
    ("page", "section", "item"),
    [
        ("/leverandorer/", "Leverandører", "Leverandører"),
        ("/malkort/tjenester/", "Leverandører", "Tjenester"),
        ("/malkort/kommuner/", "Leverandører", "Kommuner"),
        ("/oppfolging/", "Leverandører", "Oppfølgingsmøter"),
        ("/undersokelser/", "Leverandører", "Brukerundersøkelser"),
        ("/rapporter/", "Leverandører", "Tjenesterapporter"),
        ("/oppgjor/", "Leverandører", "Oppgjør"),
        ("/avtaler/dager/", "Avtaler", "Frister"),
        ("/avtaler/dekning/", "Avtaler", "Dekning"),
        ("/ansvarsrapport/", "Oversikt", "Ansvarsrapport"),
        ("/vurderinger/", "Vurderinger", "Vurderinger"),
        ("/vurderinger/vedtak/", "Vurderinger", "Vedtak"),
        ("/vurderinger/varmekart/", "Vurderinger", "Varmekart"),
        ("/vurderinger/ansvar/", "Vurderinger", "Ansvar"),
        ("/portefolje/prosesser/", "Portefølje", "Prosesser"),
        ("/portefolje/verdistrommer/", "Portefølje", "Verdistrømmer"),
        ("/planer/forbedringer/", "Planer", "Forbedringer"),
        ("/planer/kontinuitet/", "Planer", "Kontinuitet"),
    ],
)
def test_the_integrators_section_and_page_are_lit(
    cast: Cast, browser: Browser, page: str, section: str, item: str
) -> None:
    answer = browser(cast.administrator).get(page)
    assert (lit(answer), lit(answer, BELOW)) == ([section], [item])


def test_a_section_of_one_page_has_no_row_below(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.administrator).get("/arbeidsbenk/ny/")
    assert lit(answer) == ["Arbeidsbenk"]
    assert BELOW.search(answer.content) is None


def test_coverage_stands_under_agreements_for_the_integrator_alone(cast: Cast, browser: Browser) -> None:
    assert "Avtaler Lisenser Frister Dekning" in words(browser(cast.administrator).get("/avtaler/dekning/"))
    assert "Dekning" not in words(browser(cast.service_owner).get("/avtaler/"))


def test_a_suppliers_own_card_and_reviews_stand_under_our_delivery(cast: Cast, browser: Browser) -> None:
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    client = browser(cast.resolver)
    assert lit(client.get("/leverandorer/", follow=True)) == ["Vår leveranse"]
    assert lit(client.get("/oppfolging/")) == ["Vår leveranse"]
    assert lit(client.get("/rapporter/")) == ["Rapporter"]


def test_a_municipalitys_own_card_stands_under_its_services(cast: Cast, browser: Browser) -> None:
    client = browser(cast.service_owner)
    assert lit(client.get(f"/malkort/kommuner/{cast.municipality.pk}/")) == ["Våre tjenester"]
    assert lit(client.get("/avtaler/")) == ["Avtaler"]


@pytest.mark.parametrize(
    ("page", "section", "item"),
    [
        ("/portefolje/fliser/", "Portefølje", "Applikasjoner"),
        ("/portefolje/merk-deg/", "Portefølje", "Applikasjoner"),
        ("/systemkart/", "Portefølje", "Systemkart"),
        ("/systemkart/integrasjoner/", "Portefølje", "Integrasjoner"),
        ("/portefolje/funksjoner/", "Portefølje", "Funksjoner"),
    ],
)
def test_the_portfolios_pages_stand_in_groups_and_its_views_under_the_applications(
    cast: Cast, browser: Browser, page: str, section: str, item: str
) -> None:
    answer = browser(cast.administrator).get(page)
    assert (lit(answer), lit(answer, BELOW)) == ([section], [item])
    row = BELOW.search(answer.content)
    assert row
    groups = [re.findall(r">([^<]+)</a>", one) for one in row[0].decode().split("<ul>")[1:]]
    assert groups == [
        ["Applikasjoner", "Funksjoner"],
        ["Systemkart", "Integrasjoner", "Arkitekturer"],
        ["Prosesser", "Verdistrømmer"],
        ["Nøkkeltall", "Inn og ut"],
    ]


def test_a_narrow_screen_has_every_page_behind_one_button(cast: Cast, browser: Browser) -> None:
    def whole(answer: object) -> set[str]:
        found = WHOLE.search(answer.content)  # type: ignore[attr-defined]
        assert found
        return set(re.findall(r'href="([^"]+)"', found[0].decode()))

    everything = whole(browser(cast.administrator).get("/portefolje/prosesser/"))
    assert {"/systemkart/", "/portefolje/funksjoner/", "/planer/veikart/", "/oppsett/"} <= everything
    own = whole(browser(cast.service_owner).get("/avtaler/"))
    assert {"/portefolje/funksjoner/", "/portefolje/verdistrommer/"} <= own
    assert not own & {"/oppsett/", "/planer/veikart/", "/vurderinger/funn/"}
    few = browser(cast.employee).get("/")
    assert WHOLE.search(few.content) is None, "two sections need no menu of their own"
