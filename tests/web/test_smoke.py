"""Every page answers for every role: shown, or refused with a page."""

from datetime import timedelta

import pytest
from django.test import Client

from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions
from tests.cast import MONDAY, make_cast
from tests.improving import make_plans
from tests.processes import make_process
from tests.systems import make_systems

PAGES = (
    "/", "/hjelp/", "/sok/?q=epost", "/meld/", "/bestill/", "/mine-saker/", "/meg/", "/tilgjengelighet/", "/personvern/",
    "/varsler/", "/arbeidsbenk/", "/arbeidsbenk/?q=epost&sort=newest", "/arbeidsbenk/rader/", "/arbeidsbenk/ny/", "/oversikt/",
    "/ansvarsrapport/", "/ansvarsrapport/?as=json", "/ansvarsrapport/?as=csv&by=team", "/vaare-tjenester/", "/avtaler/dekning/", "/avtaler/dekning/?gap=all&as=csv", "/avtaler/dekning/a/", "/avtaler/dekning/a/tilbakeblikk/", "/oppsett/",
    "/oppsett/organisasjoner/", "/oppsett/nivaer/?q=pickup", "/oppsett/finnes-ikke/", "/finnes-ikke/",
    "/leverandorer/", "/malkort/tjenester/", "/malkort/kommuner/?month=2026-10", "/malkort/finnes-ikke/", "/malkort/leverandorer/1/",
    "/undersokelser/?days=30", "/oppfolging/", "/oppfolging/1/", "/oppfolging/1/protokoll.pdf", "/rapporter/", "/rapporter/1/", "/rapporter/1/rapport.pdf", "/rapporter/1/rapport.xlsx",
    "/oppsett/malkort/", "/oppsett/regimer/",
    "/oppgjor/", "/oppgjor/1/",
    "/anskaffelser/", "/anskaffelser/finnes-ikke/", "/anskaffelser/kunngjoring/1/", "/anskaffelser/finnes-ikke/protokoll/",
    "/anskaffelser/finnes-ikke/protokoll.pdf", "/anskaffelser/finnes-ikke/vurdering/1/", "/anskaffelser/brev/1/tildelingsbrev.pdf",
    "/anskaffelser/dokument/1/", "/anskaffelser/fil/00000000-0000-4000-8000-000000000000/",
    "/oppsett/anskaffelser/", "/oppsett/terskelverdier/", "/oppsett/anskaffelsesfrister/", "/oppsett/lovgrunner/", "/oppsett/lovtall/",
    "/systemkart/", "/systemkart/integrasjoner/?state=missing", "/systemkart/integrasjoner/?as=json", "/systemkart/sektor/helse/", "/systemkart/sektor/finnes-ikke/",
    "/systemkart/applikasjon/journal/", "/systemkart/applikasjon/journal/konsekvens/", "/systemkart/tjeneste/mail/", "/systemkart/komponent/register/konsekvens/", "/systemkart/komponent/finnes-ikke/",
    "/systemkart/modeller/", "/systemkart/modeller/1/", "/systemkart/modeller/1/id-1/", "/systemkart/modeller/1/fil/", "/oppsett/integrasjoner/", "/oppsett/komponenter/", "/oppsett/avhengigheter/ny/",
    "/vurderinger/", "/vurderinger/?show=stale&model=x", "/vurderinger/ny/", "/vurderinger/ny/finnes-ikke/1/", "/vurderinger/vurdering/1/",
    "/vurderinger/vedtak/", "/vurderinger/varmekart/", "/vurderinger/overforing/", "/vurderinger/ansvar/?on=2020-01-01", "/vurderinger/ansvar/motstrid/1/",
    "/vurderinger/ansvar/hovedleverandor/1/", "/vurderinger/funn/?show=debt", "/oppsett/vurderingsmodeller/",
    "/planer/styret/", "/planer/styret.pdf", "/planer/prosjekter/", "/planer/prosjekter/finnes-ikke/", "/planer/kapasitet/",
    "/planer/gevinster/", "/planer/gevinster/finnes-ikke/", "/planer/sektorstrategi/", "/planer/sektorstrategi/1/",
    "/oppsett/prosjekter/", "/oppsett/gevinster/", "/oppsett/kapasitet/",
    "/avtaler/", "/avtaler/?as=xlsx", "/avtaler/?as=json", "/avtaler/avtale/a/", "/avtaler/avtale/finnes-ikke/",
    "/planer/veikart/", "/planer/veikart/plan/", "/planer/veikart/plan/kalender.ics", "/planer/bolger/", "/planer/bolger/one/",
    "/portefolje/prosesser/", "/portefolje/prosesser/melde-feil/", "/portefolje/prosesser/melde-feil.bpmn", "/portefolje/prosesser/finnes-ikke/",
    "/portefolje/verdistrommer/", "/portefolje/verdistrommer/mail/", "/portefolje/verdistrommer/finnes-ikke/",
    "/planer/forbedringer/", "/planer/forbedringer/sertifikat/", "/planer/forbedringer/finnes-ikke/",
    "/planer/kontinuitet/", "/planer/kontinuitet/epost/", "/planer/kontinuitet/finnes-ikke/",
    "/oppsett/prosesser/", "/oppsett/prosesstrinn/", "/oppsett/forbedringer/", "/oppsett/kontinuitetsplaner/",
    "/avtaler/rammeavtale/modul-2/", "/avtaler/lisenser/", "/avtaler/dager/?days=1095", "/avtaler/dager/?as=json",
    "/portefolje/", "/portefolje/?unknown=hosting&as=json", "/portefolje/?as=csv", "/portefolje/fliser/", "/portefolje/funksjoner/",
    "/portefolje/funksjoner/finnes-ikke/", "/portefolje/merk-deg/", "/portefolje/applikasjon/finnes-ikke/", "/portefolje/nokkeltall/",
    "/portefolje/inn-og-ut/", "/portefolje/inn-og-ut/ut/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["employee", "service_owner", "agent", "security_officer", "administrator", "resolver"])
def test_every_page_answers_every_role(client: Client, who: str) -> None:
    cast = make_cast()
    make_systems(cast)
    make_process(cast)
    make_plans(cast)
    with seen_by(cast.sees(cast.employee)):
        ticket = actions.open_ticket(title="Får ikke sendt e-post", service=cast.service, by=cast.employee, at=MONDAY)
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=MONDAY + timedelta(minutes=5))
        actions.answer(ticket.pk, body="Vi ser på det", by=cast.agent, at=MONDAY + timedelta(minutes=6))
    client.force_login(getattr(cast, who))
    for page in (*PAGES, f"/sak/{ticket.pk}/", f"/sak/{ticket.pk + 1}/"):
        answer = client.get(page)
        assert answer.status_code in {200, 302, 403, 404}, page
        if not answer.headers["Content-Type"].startswith("application/pdf"):  # whose packed bytes may be any
            assert b"{{" not in answer.content, page


@pytest.mark.django_db
def test_a_stranger_at_the_door_is_asked_to_log_in(client: Client) -> None:
    for page in PAGES:
        assert client.get(page).status_code in {200, 302, 404}, page
