"""Pages of judgement: judged, advised and decided in the browser's forms, also without scripts; each sees its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knutepunkt.assessment.models import Assessment, AssessmentModel, Conflict, Decision, Function, Responsibility
from knutepunkt.party.models import Membership
from knutepunkt.party.queries import local_day
from knutepunkt.plan.models import BusinessArea, Capacity, Project, TimeSpent
from knutepunkt.plan.rules.capacity import quarter_of
from knutepunkt.web.projects.words import quarter
from tests.cast import MONDAY, SINCE, Cast
from tests.judged import make_application, make_judged, make_model
from tests.web.conftest import Browser
from tests.web.pages import faults, press, words
from tests.web.setup.test_editing import fill

pytestmark = pytest.mark.django_db
QUESTIONS = {"answer-agreement": ["yes"], "answer-fits": ["yes"]}


def test_it_is_judged_advised_and_decided(cast: Cast, browser: Browser) -> None:
    make_model()
    application = make_application(cast)
    client = browser(cast.administrator)
    page = f"/vurderinger/ny/placement/{application.pk}/"
    assert "Ikke avgjort" in words(client.get(page))
    shown = press(client, page, "reckon", **QUESTIONS)  # without scripts: nothing is stored
    assert "Sky er førstevalget." in words(shown)
    assert not Assessment.objects.exists()
    answer = press(client, page, "save", **QUESTIONS)
    row = Assessment.objects.get()
    assert answer.redirect_chain == [(f"/vurderinger/vurdering/{row.pk}/", 302)]
    assert "Venter på vedtak" in words(client.get("/vurderinger/?show=awaiting"))
    decided = client.post(f"/vurderinger/vurdering/{row.pk}/", {"decision-outcome": "stay"})
    assert (decided.status_code, faults(decided)) == (422, {"decision-reason"})
    client.post(f"/vurderinger/vurdering/{row.pk}/", {"decision-outcome": "stay", "decision-reason": "Byttes ut"})
    assert "Byttes ut" in words(client.get("/vurderinger/vedtak/"))


def test_the_advice_follows_the_answers_and_stores_nothing(cast: Cast, browser: Browser) -> None:
    make_model()
    application = make_application(cast)
    client = browser(cast.administrator)
    for answers, expected in (
        ({"answer-agreement": "yes", "answer-fits": "yes"}, "Sky er førstevalget."),
        ({"answer-agreement": "no", "answer-fits": "yes"}, "Avtale mangler."),
        ({"answer-fits": "rubbish"}, "Det kan fortsatt bli:"),
    ):
        answer = client.post(f"/vurderinger/ny/placement/{application.pk}/raad/", answers)
        assert expected in words(answer)
        assert b"<html" not in answer.content
    assert not Assessment.objects.exists()


def test_what_a_stop_excludes_is_not_offered(cast: Cast, browser: Browser) -> None:
    make_model()
    application = make_application(cast)
    client = browser(cast.administrator)
    answers = {"answer-agreement": "no", "answer-fits": "yes", "act": "save"}
    client.post(f"/vurderinger/ny/placement/{application.pk}/", answers)
    row = Assessment.objects.get()
    page = client.get(f"/vurderinger/vurdering/{row.pk}/").content.decode()
    assert 'value="stay"' in page
    assert 'value="cloud"' not in page
    sent = client.post(f"/vurderinger/vurdering/{row.pk}/", {"decision-outcome": "cloud", "decision-reason": "Vi vil"})
    assert (sent.status_code, faults(sent)) == (422, {"decision-outcome"})
    assert not Decision.objects.exists()


def test_a_bad_answer_is_shown_at_its_question_and_the_rest_is_kept(cast: Cast, browser: Browser) -> None:
    make_model()
    application = make_application(cast)
    typed = {"answer-agreement": "yes", "answer-fits": "yes", "answer-fits_evidence": "gjelder 01010112377"}
    answer = browser(cast.administrator).post(f"/vurderinger/ny/placement/{application.pk}/", typed | {"act": "save"})
    assert (answer.status_code, faults(answer)) == (422, {"answer-fits_evidence"})
    assert not Assessment.objects.exists()


def test_a_municipality_finds_what_is_decided_of_its_own(cast: Cast, browser: Browser) -> None:
    row = make_judged(cast)
    Assessment.objects.filter(pk=row.pk).update(remark="Fjellbygda er uenig")
    assert "Fjellbygda er uenig" in words(browser(cast.agent).get(f"/vurderinger/vurdering/{row.pk}/"))
    own, other = browser(cast.service_owner), browser(cast.stranger)
    assert "VPN-klient" in words(own.get("/vurderinger/vedtak/"))
    page = words(own.get(f"/vurderinger/vurdering/{row.pk}/"))
    assert "Leveres som skytjeneste" in page
    assert "Historikk" not in page
    assert "uenig" not in page, "free text may name others"
    assert "VPN-klient" not in words(other.get("/vurderinger/vedtak/"))
    assert other.get(f"/vurderinger/vurdering/{row.pk}/").status_code == 404
    sent = own.post(f"/vurderinger/vurdering/{row.pk}/", {"decision-outcome": "stay", "decision-reason": "Nei"})
    assert sent.status_code == 403
    for page in ("", "ny/", "varmekart/", "overforing/", "ansvar/", "funn/"):
        assert own.get(f"/vurderinger/{page}").status_code == 403, page


def test_a_supplier_sees_its_own_part_alone(cast: Cast, browser: Browser) -> None:
    make_judged(cast)
    secret = Function.objects.create(key="soc", name="Deteksjon", module=3)
    Responsibility.objects.create(function=secret, party=cast.other_supplier, role="R", valid_from=SINCE)
    Responsibility.objects.create(
        function=Function.objects.get(key="drift"), party=cast.integrator, role="A", valid_from=SINCE
    )
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    client = browser(cast.resolver)
    page = words(client.get("/vurderinger/ansvar/"))
    assert "Drift av tjenester" in page
    for hidden in ("Deteksjon", "Integratoren", "motstrid", "Drift står to steder"):
        assert hidden not in page
    for page in ("", "vedtak/", "varmekart/", "overforing/", "funn/", "ny/"):
        assert client.get(f"/vurderinger/{page}").status_code == 403, page


def test_the_matrix_names_what_is_wrong_and_what_waits(cast: Cast, browser: Browser) -> None:
    make_judged(cast)
    client = browser(cast.administrator)
    page = words(client.get("/vurderinger/ansvar/"))
    assert "Ingen svarer for det" in page
    assert "Venter på vedtak" in page
    assert "Drift av tjenester" in page
    assert "Ingen utfører det" not in page
    before = words(client.get("/vurderinger/ansvar/?on=2019-12-31"))
    assert "Ingen er oppgitt" in before
    row = Conflict.objects.get()
    client.post(f"/vurderinger/ansvar/motstrid/{row.pk}/", {"decision": "Leverandør A drifter"})
    row.refresh_from_db()
    assert row.decision == "Leverandør A drifter"


def test_a_lead_supplier_demands_a_recorded_decision(cast: Cast, browser: Browser) -> None:
    for module in (1, 2):
        function = Function.objects.create(key=f"m{module}", name=f"Funksjon {module}", module=module)
        Responsibility.objects.create(function=function, party=cast.supplier, role="R", valid_from=SINCE)
    client = browser(cast.administrator)
    assert "Leverandør A har modulene 1, 2" in words(client.get("/vurderinger/ansvar/"))
    page = f"/vurderinger/ansvar/hovedleverandor/{cast.supplier.pk}/"
    assert client.post(page, {"decision": ""}).status_code == 422
    client.post(page, {"decision": "Integratøren måles av oss"})
    assert "Integratøren måles av oss" in words(client.get("/vurderinger/ansvar/"))
    assert "Det krever et nedtegnet vedtak." not in words(client.get("/vurderinger/ansvar/"))
    assert client.get(f"/vurderinger/ansvar/hovedleverandor/{cast.other_supplier.pk}/").status_code == 404


def test_a_supplier_never_answers_for_governance(cast: Cast, browser: Browser) -> None:
    function = Function.objects.create(key="strategi", name="IT-strategi", layer="governance")
    client = browser(cast.administrator)
    sent = {"function": function.pk, "party": cast.supplier.pk, "role": "A", "valid_from": "2026-01-01"}
    answer = client.post("/oppsett/ansvar/ny/", sent)
    assert (answer.status_code, faults(answer)) == (422, {"party"})
    assert client.post("/oppsett/ansvar/ny/", sent | {"party": cast.integrator.pk}).status_code == 302
    second = client.post("/oppsett/ansvar/ny/", sent | {"party": cast.municipality.pk})
    assert (second.status_code, faults(second)) == (422, {"role"})
    assert Responsibility.objects.count() == 1


def test_a_model_is_changed_as_yaml_into_a_new_version(cast: Cast, browser: Browser) -> None:
    model = make_model()
    client = browser(cast.administrator)
    page = f"/oppsett/vurderingsmodeller/{model.pk}/endre/"
    form = client.get(page).content.decode()
    assert "forbids:" in form
    bad = client.post(
        page, {"title": "Ny", "lasts_days": 10, "content": "combine: [", "source": "x", "certainty": "example"}
    )
    assert (bad.status_code, faults(bad)) == (422, {"content"})
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    refused = client.post(
        page, {"title": "Ny", "lasts_days": 10, "content": bomb, "source": "x", "certainty": "example"}
    )
    assert faults(refused) == {"content"}
    answer = fill(client, page, lasts_days=["90"])
    assert answer.status_code == 302
    assert AssessmentModel.objects.get(is_current=True).version == 2
    kept = AssessmentModel.objects.get(version=1)
    assert (kept.lasts_days, kept.content) == (365, AssessmentModel.objects.get(version=2).content)


def test_findings_are_told_by_capability_and_dimension(cast: Cast, browser: Browser) -> None:
    make_judged(cast)
    client = browser(cast.administrator)
    assert "Lite er skrevet ned" in words(client.get("/vurderinger/funn/?capability=integration&dimension=processes"))
    assert "Lite er skrevet ned" not in words(client.get("/vurderinger/funn/?dimension=technology"))
    assert "dager forsinket" in words(client.get("/vurderinger/overforing/"))


def test_the_time_on_run_projects_is_reckoned_from_their_hours(cast: Cast, browser: Browser) -> None:
    before = quarter_of(quarter_of(local_day(timezone.now())) - timedelta(days=1))
    area = BusinessArea.objects.create(key="drift", name="Drift")
    Capacity.objects.create(area=area, quarter=before, hours=400)
    for kind, hours in (("run", 100), ("project", 150)):
        project = Project.objects.create(key=kind, title=kind, kind=kind, owner=cast.integrator)
        TimeSpent.objects.create(project=project, area=area, spent_on=before, hours=hours, at=MONDAY)
    page = words(browser(cast.administrator).get("/vurderinger/funn/"))
    assert f"Drift {quarter(before)} 100 400 25,0 %" in page
    assert page.count("25,0 %") == 2, "as a figure above, and in its line"
