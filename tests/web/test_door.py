"""The door: in with the right password, out again, and locked after repeated failure."""

from urllib.parse import quote

import pytest
from django.test import Client

from knutepunkt.party.models import Person
from tests.cast import make_cast

PASSWORD = "riktig hest batteri stift"
LOGIN = "/konto/login/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee() -> Person:
    person = make_cast().employee
    person.set_password(PASSWORD)
    person.save()
    return person


def try_password(client: Client, person: Person, password: str) -> bool:
    client.post(LOGIN, {"login": person.email.upper(), "password": password})
    return "_auth_user_id" in client.session


def test_in_with_the_right_password_whatever_the_case_of_the_address_and_out_again(
    client: Client, employee: Person
) -> None:
    assert employee.password.startswith("argon2$")
    assert try_password(client, employee, PASSWORD)
    assert client.get("/mine-saker/").status_code == 200
    client.post("/konto/logout/")
    assert client.get("/mine-saker/").status_code == 302


def test_locked_after_repeated_failure_also_for_the_right_password(client: Client, employee: Person) -> None:
    for _ in range(5):
        assert not try_password(client, employee, "galt passord")
    assert not try_password(client, employee, PASSWORD)
    answer = client.post(LOGIN, {"login": employee.email, "password": PASSWORD})
    assert answer.status_code in {200, 429}
    assert answer.content


def test_somebody_without_a_place_is_told_so(client: Client, employee: Person) -> None:
    employee.memberships.all().delete()
    client.force_login(employee)
    answer = client.get("/mine-saker/")
    assert answer.status_code == 403
    assert b"<h1>" in answer.content


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    answer = client.post("/konto/signup/", {"email": "ny@nordvik.example", "password1": PASSWORD})
    assert not Person.objects.filter(email="ny@nordvik.example").exists()
    assert answer.status_code in {200, 403}


def test_who_was_logged_out_while_writing_comes_back_to_the_page_with_the_form(client: Client) -> None:
    page = "http://testserver/sak/1/"
    for referrer, back in ((page, page), ("https://elsewhere.example/sak/1/", "/"), ("", "/")):
        answer = client.post("/sak/1/gjor/", {"act": "say"}, headers={"referer": referrer})
        assert answer.headers["Location"] == f"{LOGIN}?next={quote(back)}"


def test_an_address_of_a_form_says_so_to_who_opens_it(client: Client, employee: Person) -> None:
    client.force_login(employee)
    answer = client.get("/meg/nokler/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert b"<h1>" in answer.content


def test_the_door_says_once_what_to_do_when_the_password_is_forgotten(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert page.count("/konto/password/reset/") == 1
