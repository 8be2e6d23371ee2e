"""The register by API: the same as its page gives, and only what the token's person may see."""

import pytest
from django.test import Client

from tests.api.test_tickets import Caller
from tests.cast import Cast, make_cast
from tests.register import make_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_the_register_is_the_same_by_api_and_on_the_page(cast: Cast, client: Client) -> None:
    make_register(cast)
    client.force_login(cast.administrator)
    by_api = Caller(cast, cast.administrator).get("/agreements").json()
    assert by_api == client.get("/avtaler/?as=json").json()
    assert {row["key"] for row in by_api} >= {"a", "b", "nordvik"}


def test_each_side_gets_its_own(cast: Cast) -> None:
    make_register(cast)
    assert {row["key"] for row in Caller(cast, cast.service_owner).get("/agreements").json()} == {"nordvik"}
    assert Caller(cast, cast.employee).get("/agreements").status_code == 403
