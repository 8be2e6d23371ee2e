"""Set-up changes what there is: every register has a form that saves, refuses in place, and loses nothing."""

from datetime import date, timedelta
from typing import Any

import pytest

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.catalogue.models import Application, Dependency
from knutepunkt.party.models import Membership, Organisation, Team
from knutepunkt.signal.models import Outage
from knutepunkt.web.setup.registers import REGISTERS
from tests.cast import Cast
from tests.register import make_register
from tests.web.conftest import Browser
from tests.web.pages import Form, _Forms, faults, words

pytestmark = pytest.mark.django_db


def form_at(client: Any, address: str) -> Form:
    """The page's own form: the one that remembers what was seen."""
    reader = _Forms()
    reader.feed(client.get(address).content.decode())
    (found,) = [form for form in reader.forms if "seen" in form.fields]
    return found


def fill(client: Any, address: str, **typed: Any) -> Any:
    form = form_at(client, address)
    assert not typed.keys() - form.fields.keys(), f"the form has {sorted(form.fields)}"
    return client.post(address, {**form.fields, **typed})


@pytest.mark.parametrize("key", REGISTERS)
def test_each_register_has_a_page_and_an_empty_form_that_is_refused_in_place(
    cast: Cast, browser: Browser, key: str
) -> None:
    client = browser(cast.administrator)
    assert client.get(f"/oppsett/{key}/").status_code == 200
    answer = fill(client, f"/oppsett/{key}/ny/")
    assert answer.status_code == 422
    assert faults(answer) or "ds-error-summary" in answer.content.decode()


@pytest.mark.parametrize("key", REGISTERS)
def test_each_row_is_shown_and_saved_unchanged(cast: Cast, browser: Browser, key: str) -> None:
    make_register(cast)
    client = browser(cast.administrator)
    for row in REGISTERS[key].model._default_manager.all()[:3]:
        assert client.get(f"/oppsett/{key}/{row.pk}/").status_code == 200
        answer = fill(client, f"/oppsett/{key}/{row.pk}/endre/")
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"/oppsett/{key}/{row.pk}/"), words(answer)


def test_a_service_and_an_application_say_who_is_hit_when_they_are_down(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    application = Application.objects.create(key="vpn", name="VPN-klient")
    page = f"/oppsett/applikasjoner/{application.pk}/"
    assert "Ingen, så langt det er skrevet ned." in words(client.get(page))
    Dependency.objects.create(service=cast.service, needs_application=application)
    assert "Kunder Fjellbygda kommune, Nordvik kommune Tjenester E-post" in words(client.get(page))
    assert "Kunder Fjellbygda kommune, Nordvik kommune" in words(client.get(f"/oppsett/tjenester/{cast.service.pk}/"))


def test_an_organisation_is_added_and_found(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    typed = {"name": "Ås kommune", "kind": "customer", "number": "974760673"}
    assert fill(client, "/oppsett/organisasjoner/ny/", **typed).status_code == 302
    made = Organisation.objects.get(number="974760673")
    assert made.key == "as-kommune"
    assert "Ås kommune" in words(client.get("/oppsett/organisasjoner/?q=ås"))


def test_a_wrong_number_is_refused_at_its_field_and_the_rest_is_kept(cast: Cast, browser: Browser) -> None:
    typed = {"name": "Ås kommune", "kind": "customer", "number": "974760674"}
    answer = fill(browser(cast.administrator), "/oppsett/organisasjoner/ny/", **typed)
    assert (answer.status_code, faults(answer)) == (422, {"number"})
    assert 'value="Ås kommune"' in answer.content.decode()
    assert not Organisation.objects.filter(number="974760674").exists()


def test_hours_are_written_by_weekday_and_become_a_new_version(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    address = f"/oppsett/kalendere/{cast.calendar.pk}/endre/"
    answer = fill(client, address, weekly_5="10-14", extra="2026-12-24 08–12\n2026-12-31", closed_on="2026-05-15")
    now = ServiceCalendar.objects.get(key="office", is_current=True)
    assert answer.headers["Location"] == f"/oppsett/kalendere/{now.pk}/"
    assert (now.version, now.weekly[-1], now.closed_on) == (2, [5, 600, 840], [date(2026, 5, 15)])
    assert now.extra == {"2026-12-24": [[480, 720]], "2026-12-31": []}
    assert client.get(address).headers["Location"] == f"/oppsett/kalendere/{cast.calendar.pk}/"  # it is history
    assert "man 08:00–16:00" in words(client.get(f"/oppsett/kalendere/{now.pk}/"))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("weekly_0", "åtte til fire"), ("extra", "julaften 08–12"), ("closed_on", "24.12")),
        *(("weekly_1", "16:00-08:00"), ("holidays_country", "XX"), ("time_zone", "Europe/Os")),
    ],
)
def test_hours_that_are_none_are_refused_at_their_field(cast: Cast, browser: Browser, field: str, text: str) -> None:
    answer = fill(browser(cast.administrator), f"/oppsett/kalendere/{cast.calendar.pk}/endre/", **{field: text})
    assert answer.status_code == 422
    assert faults(answer) == {field if text != "16:00-08:00" else "weekly_0"}
    assert text in answer.content.decode()


def test_a_supplier_manager_keeps_terms_but_not_people(cast: Cast, browser: Browser) -> None:
    Membership.objects.filter(person=cast.agent).update(role="supplier_manager", team=None)
    client = browser(cast.agent)
    level = ServiceLevel.objects.get(contract__key="nordvik", key="pickup")
    assert fill(client, f"/oppsett/nivaer/{level.pk}/endre/", target="45 min").status_code == 302
    assert ServiceLevel.objects.get(contract__key="nordvik", key="pickup", is_current=True).target == timedelta(
        minutes=45
    )
    assert client.get("/oppsett/personer/ny/").status_code == 403
    assert client.post(f"/oppsett/grupper/{cast.first_line.pk}/endre/", {"name": "Min"}).status_code == 403


def test_a_level_that_is_never_due_is_refused_and_its_length_is_written_in_hours(cast: Cast, browser: Browser) -> None:
    client, level = browser(cast.administrator), ServiceLevel.objects.get(contract__key="nordvik", key="pickup")
    address = f"/oppsett/nivaer/{level.pk}/endre/"
    assert faults(fill(client, address, target="900000 t")) == {"target"}
    kept = fill(client, address, target="2 d").headers["Location"]
    assert form_at(client, f"{kept}endre/").fields["target"] == ["48 t"]


@pytest.mark.parametrize("who", ["employee", "service_owner", "resolver"])
def test_set_up_is_the_integrators(cast: Cast, browser: Browser, who: str) -> None:
    client = browser(getattr(cast, who))
    for address in (
        "/oppsett/",
        "/oppsett/personer/",
        "/oppsett/personer/ny/",
        f"/oppsett/grupper/{cast.first_line.pk}/endre/",
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code in (403, 405)


def test_priorities_are_a_table_of_the_agreement(cast: Cast, browser: Browser) -> None:
    contract = Contract.objects.get(key="nordvik")
    fill(browser(cast.administrator), f"/oppsett/avtaler/{contract.pk}/endre/", priorities_low_high="1")
    assert Contract.objects.get(key="nordvik").priorities["low"] == {"high": 1, "medium": 4, "low": 4}


def test_an_agreement_begins_as_a_draft_and_is_not_signed_by_hand(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    typed = {"title": "Ny avtale", "kind": "underpinning", "valid_from": "2027-01-01"}
    typed |= {"provider": str(cast.supplier.pk), "customer": str(cast.integrator.pk)}
    assert form_at(client, "/oppsett/avtaler/ny/").fields["state"] == ["draft"]
    refused = fill(client, "/oppsett/avtaler/ny/", **typed, state="signed")
    assert (refused.status_code, faults(refused)) == (422, {"state"})
    assert fill(client, "/oppsett/avtaler/ny/", **typed).status_code == 302
    draft = Contract.objects.get(key="ny-avtale")
    refused = fill(client, f"/oppsett/avtaler/{draft.pk}/endre/", state="signed")
    assert (refused.status_code, faults(refused)) == (422, {"state"})
    assert Contract.objects.get(key="ny-avtale").state == "draft"


def test_the_second_editor_sees_what_changed_and_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    address = f"/oppsett/grupper/{cast.first_line.pk}/endre/"
    late = form_at(client, address)
    fill(client, address, name="Servicesenteret")
    answer = client.post(address, {**late.fields, "name": "Førstelinja"})
    assert answer.status_code == 409
    assert 'value="Førstelinja"' in answer.content.decode()
    assert "Servicesenteret" in words(answer)
    assert Team.objects.get(pk=cast.first_line.pk).name == "Servicesenteret"


def test_a_place_is_given_from_the_persons_page_and_taken_back(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    page = client.get(f"/oppsett/personer/{cast.stranger.pk}/").content.decode()
    address = f"/oppsett/tilknytninger/ny/?person={cast.stranger.email}"
    assert address in page
    typed = {"organisation": cast.other_municipality.pk, "role": "employee", "valid_from": "2026-01-01"}
    form = form_at(client, address)
    assert form.fields["person"] == [cast.stranger.email]
    answer = client.post(address, {**form.fields, **typed})
    place = Membership.objects.get(person=cast.stranger, role="employee")
    assert answer.headers["Location"] == f"/oppsett/tilknytninger/{place.pk}/"
    assert client.post(f"/oppsett/tilknytninger/{place.pk}/fjern/").status_code == 422  # it is ended, not removed
    assert Membership.objects.filter(pk=place.pk).exists()


def test_history_names_what_it_points_at(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    fill(client, f"/oppsett/tjenester/{cast.service.pk}/endre/", next_team=cast.security.pk, is_active="")
    history = words(client.get(f"/oppsett/tjenester/{cast.service.pk}/")).split("Historikk")[-1]
    assert "Administrator" in history
    assert "Drift" in history
    assert "Sikkerhet" in history


def test_history_writes_numbers_as_pages_do(cast: Cast, browser: Browser) -> None:
    client, contract = browser(cast.administrator), make_register(cast)
    address = f"/oppsett/avtaler/{contract.pk}/"
    fill(client, f"{address}endre/", value="1300000.5")
    history = words(client.get(address)).split("Historikk")[-1].replace("\xa0", " ")
    assert "1 300 000,50" in history
    assert "1 200 000 " in history


def test_what_is_missing_is_listed_with_links(cast: Cast, browser: Browser) -> None:
    page = browser(cast.administrator).get("/oppsett/").content.decode()
    assert f'href="/oppsett/tjenester/{cast.security_service.pk}/"' in page  # nobody has it
    assert f'href="/oppsett/grupper/{cast.first_line.pk}/"' in page  # no hours


def test_no_text_breaks_a_form(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    for key, one in REGISTERS.items():
        form = form_at(client, f"/oppsett/{key}/ny/")
        for rubbish in ("\x00", "<script>alert(1)</script>", "9" * 30, "-1", "x" * 100_000, "\ufffd", "2026-13-45"):
            answer = client.post(f"/oppsett/{key}/ny/", dict.fromkeys(form.fields, rubbish))
            assert answer.status_code in (400, 409, 422), (key, rubbish[:20])
            assert "<script>alert" not in answer.content.decode()
        assert one.name


def test_the_last_administrator_stays(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    form = form_at(client, f"/oppsett/personer/{cast.administrator.pk}/endre/")
    form.fields["is_active"] = []
    assert faults(client.post(f"/oppsett/personer/{cast.administrator.pk}/endre/", form.fields)) == {"is_active"}
    place = Membership.objects.get(person=cast.administrator)
    answer = fill(client, f"/oppsett/tilknytninger/{place.pk}/endre/", valid_to="2030-01-01")
    assert faults(answer) == {"valid_to"}


def test_an_outage_that_overlaps_another_is_kept_with_a_warning_that_links_to_it(cast: Cast, browser: Browser) -> None:
    client, typed = browser(cast.administrator), {"service": str(cast.service.pk)}
    times = [("08:00", "10:00"), ("10:00", "11:00"), ("09:00", "09:30")]
    shown = []
    for start, end in times:
        span = {"start_at": f"2026-03-02T{start}", "end_at": f"2026-03-02T{end}"}
        kept = fill(client, "/oppsett/avbrudd/ny/", **typed, **span)
        shown.append(client.get(kept.headers["Location"]).content.decode())
    first = Outage.objects.earliest("start_at")
    warnings = [page.partition('data-color="warning" role="status"')[2].partition("</p>")[0] for page in shown]
    links = [f'href="/oppsett/avbrudd/{first.pk}/">' in warning for warning in warnings]
    assert links == [False, False, True]
    assert Outage.objects.count() == 3


def test_an_outage_is_entered_to_the_minute_and_saved_again_unchanged(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    span = {"start_at": "2026-10-20T10:05", "end_at": "2026-10-20T11:20"}
    address = fill(client, "/oppsett/avbrudd/ny/", service=cast.service.pk, **span).headers["Location"]
    shown = client.get(f"{address}endre/").content.decode()
    assert shown.count('type="datetime-local"') == 2  # a browser's field for days would lose the time
    assert fill(client, f"{address}endre/", cause="Strøm").status_code == 302
    outage = Outage.objects.get()
    assert (outage.end_at or outage.start_at) - outage.start_at == timedelta(minutes=75)


def test_hours_that_never_open_or_overlap_are_refused_in_the_readers_words(cast: Cast, browser: Browser) -> None:
    client, address = browser(cast.administrator), f"/oppsett/kalendere/{cast.calendar.pk}/endre/"
    never = fill(client, address, **{f"weekly_{day}": "" for day in range(7)})
    assert (faults(never), "Den er aldri åpen" in words(never)) == ({"weekly_0"}, True)
    assert "overlapper: 07:00–12:00, 11:00–17:00" in words(fill(client, address, weekly_0="7-12, 11-17"))
