"""A purchase through its pages: announced, sent to, opened by two, judged, awarded and signed; refused in its place."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from knutepunkt.base.session import seen_by
from knutepunkt.plan.models import (
    Award,
    AwardLetter,
    DrawingOfLots,
    PlannedStep,
    Procurement,
    ProcurementLot,
    ProcurementNotice,
    SealedFile,
    Submission,
)
from tests.cast import MONDAY, Cast
from tests.procurement import (
    DAY,
    OPENING,
    REQUESTS_AT,
    TENDERS_AT,
    Buying,
    announce,
    make_buying,
    send,
    to_opened,
    to_tenders,
)
from tests.web.conftest import Browser
from tests.web.pages import faults, form_with, forms_of, press, words
from tests.web.test_list_queries import FRAME

pytestmark = pytest.mark.django_db
PAGE = "/anskaffelser/drift/"
JUDGED = TENDERS_AT + timedelta(hours=2)


@pytest.fixture
def found(cast: Cast) -> Buying:
    return make_buying(cast)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set what the edge reads when it asks for the present moment."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(MONDAY)
    return at


def test_a_purchase_is_announced_where_its_deadline_is_lawful(found: Buying, browser: Browser, clock: Any) -> None:
    buyer = browser(found.cast.administrator)
    early = press(buyer, PAGE, "announce", **{"announce-text": "Kjøp", "announce-deadline_at": "2026-12-01T12:00"})
    assert early.status_code == 422
    assert faults(early) == {"announce-deadline_at"}
    assert "23.12.2026" in words(early)
    past = press(buyer, PAGE, "announce", **{"announce-text": "Kjøp", "announce-deadline_at": "2026-11-01T12:00"})
    assert faults(past) == {"announce-deadline_at"}
    done = press(buyer, PAGE, "announce", **{"announce-text": "Kjøp", "announce-deadline_at": "2026-12-28T12:00"})
    assert done.status_code == 200
    assert "Konkurransen er kunngjort." in words(done)
    assert Procurement.objects.get().state == "announced"


def test_a_lots_value_is_told_with_what_it_is_made_of(found: Buying, browser: Browser) -> None:
    lot = found.one.lots.get()
    lot.monthly, lot.months, lot.amount, lot.options = None, None, Decimal(900_000), Decimal(100_000)
    lot.basis = "Timer fra forrige gang"
    lot.save()
    page = words(browser(found.cast.administrator).get(f"/anskaffelser/{found.one.key}/"))
    assert "900 000 + 100 000 i opsjoner Timer fra forrige gang" in page


def test_what_is_told_ahead_leads_on_to_the_competition(found: Buying, browser: Browser, clock: Any) -> None:
    clock(MONDAY - 40 * DAY)
    buyer, seller = browser(found.cast.administrator), browser(found.sellers[0])
    empty = press(buyer, PAGE, "announce_ahead")
    assert faults(empty) == {"announce_ahead-text"}
    said = {"announce_ahead-text": "Drift til våren", "announce_ahead-is_whole": "on"}
    sent = press(buyer, PAGE, "announce_ahead", **said)
    assert "Den veiledende kunngjøringen er sendt, til alle leverandører." in words(sent)
    assert "Korter ned frister" in words(sent)
    assert "Veiledende kunngjøring" in words(seller.get("/anskaffelser/"))
    address = f"/anskaffelser/kunngjoring/{ProcurementNotice.objects.get().pk}/"
    page = words(seller.get(address))
    assert "Drift til våren" in page
    assert "Kvalitet" not in page, "nothing of the draft"
    clock(MONDAY)
    announce(found)
    seller = browser(found.sellers[0])
    notice = ProcurementNotice.objects.get(kind="competition")
    assert seller.get(address).headers["Location"] == f"/anskaffelser/kunngjoring/{notice.pk}/"
    assert words(seller.get("/anskaffelser/")).count("Drift av servere") == 1


def test_a_supplier_asks_sends_and_sees_only_its_own(found: Buying, browser: Browser, clock: Any) -> None:
    announce(found)
    clock(MONDAY + DAY)
    seller, rival, buyer = (browser(one) for one in (*found.sellers[:2], found.cast.administrator))
    address = f"/anskaffelser/kunngjoring/{ProcurementNotice.objects.get().pk}/"
    (asked,) = found.one.criteria.filter(kind="qualification")
    assert "Drift av servere" in words(seller.get("/anskaffelser/"))
    assert press(seller, address, "ask", **{"ask-text": "Hva er omfanget?"}).status_code == 200
    wrong = press(seller, address, "send")
    assert faults(wrong) == {f"send-meets-{asked.pk}"}
    file = SimpleUploadedFile("svar.txt", b"hemmelig svar")
    sent = press(seller, address, "send", **{f"send-meets-{asked.pk}": "yes", "send-files": file})
    assert "Mottatt og forseglet" in words(sent)
    with seen_by(found.cast.sees(found.sellers[0])):
        kept = f"/anskaffelser/fil/{SealedFile.objects.get().pk}/"
    assert seller.get(kept).content == b"hemmelig svar"
    for other in (rival, buyer):
        assert other.get(kept).status_code == 404
    assert "Leverandør A" not in words(buyer.get(PAGE)).replace("Leverandør A, ", "")  # but as the one who asked
    assert "svar.txt" not in words(rival.get(address))
    question = found.one.questions.get()
    said = {"answer-question_id": question.pk, "answer-asked": "Omfang?", "answer-text": "40 servere"}
    assert press(buyer, PAGE, "answer", **said).status_code == 200
    assert "40 servere" in words(rival.get(address))
    assert "Leverandør A" not in words(rival.get(address))


def test_after_the_deadline_nothing_is_received(found: Buying, browser: Browser, clock: Any) -> None:
    announce(found)
    clock(MONDAY + DAY)
    address = f"/anskaffelser/kunngjoring/{ProcurementNotice.objects.get().pk}/"
    (asked,) = found.one.criteria.filter(kind="qualification")
    clock(REQUESTS_AT + timedelta(seconds=1))
    seller = browser(found.sellers[0])
    late = seller.post(address, {"act": "send", f"send-meets-{asked.pk}": "yes"})
    assert late.status_code == 422
    assert not Submission.objects.exists()
    assert "Fristen er ute" in words(seller.get(address))


def test_two_persons_open_and_nobody_twice(found: Buying, browser: Browser, clock: Any) -> None:
    announce(found)
    send(found, found.sellers[0], at=MONDAY + DAY)
    early = browser(found.cast.administrator).post(PAGE, {"act": "open"})
    assert early.status_code == 422
    assert "forseglet til fristen er ute" in words(early)
    clock(OPENING)
    buyer, agent = browser(found.cast.administrator), browser(found.cast.agent)
    assert "Nøkkelen din er vridd om" in words(press(buyer, PAGE, "open"))
    again = buyer.post(PAGE, {"act": "open"})
    assert again.status_code == 422
    assert "en annen person vrir om den andre" in words(again)
    assert "Slik løser vi det" not in words(buyer.get(PAGE))
    opened = press(agent, PAGE, "open")
    assert "Slik løser vi det" in words(opened)
    assert "Slik løser vi det" not in words(browser(found.cast.second_agent).get(PAGE))


def score_all(
    found: Buying, client: Any, other: Any, sent: list[Submission], given: tuple[int, ...] = (6, 8, 7)
) -> None:
    for one, points in zip(sent, given, strict=True):
        for criterion in found.one.criteria.filter(kind="award", is_price=False):
            for who, act in ((client, "score"), (other, "score"), (client, "agree")):
                said = {
                    f"{act}-submission_id": one.pk,
                    f"{act}-criterion_id": criterion.pk,
                    f"{act}-points": str(points),
                    f"{act}-reason": "Dekker behovet",
                }
                assert press(who, f"{PAGE}vurdering/1/", act, **said).status_code == 200


def test_from_judging_to_a_draft_in_the_register(found: Buying, browser: Browser, clock: Any) -> None:
    sent = to_opened(found)
    clock(JUDGED)
    buyer, agent = browser(found.cast.administrator), browser(found.cast.agent)
    over = press(
        buyer,
        f"{PAGE}vurdering/1/",
        "score",
        **{"score-points": "11", "score-reason": "x", "score-submission_id": sent[0].pk},
    )
    assert over.status_code == 422
    score_all(found, buyer, agent, sent)
    page = words(buyer.get(f"{PAGE}vurdering/1/"))
    assert "84,00" in page
    assert "ville Leverandør A stått først" in page  # what would turn it
    chosen = press(
        buyer, f"{PAGE}vurdering/1/", "choose", **{"choose-submission_id": sent[1].pk, "choose-reason": "Best samlet"}
    )
    assert "Valgt: Leverandør B" in words(chosen)
    assert "3 brev er sendt" in words(press(buyer, PAGE, "letters"))
    assert ("act", "sign") not in {button for form in forms_of(buyer.get(PAGE)) for button in form.buttons}
    early = buyer.post(PAGE, {"act": "sign", "row": Award.objects.get().pk})
    assert early.status_code == 422
    assert "Karensen løper til" in words(early)
    clock(JUDGED + 20 * DAY)
    buyer = browser(found.cast.administrator)
    assert "står som utkast i avtaleregisteret" in words(press(buyer, PAGE, "sign", row=Award.objects.get().pk))
    assert buyer.get("/avtaler/avtale/drift-1/").status_code == 200
    _papers(found, browser)


def test_equals_are_drawn_between_on_the_page_and_it_is_told(found: Buying, browser: Browser, clock: Any) -> None:
    Procurement.objects.update(tie_rule="drawn")
    sent = to_opened(found, prices=(1_000_000, 1_000_000, 1_000_000))
    clock(JUDGED)
    buyer, agent = browser(found.cast.administrator), browser(found.cast.agent)
    score_all(found, buyer, agent, sent, (7, 7, 5))
    address = f"{PAGE}vurdering/1/"
    page = words(buyer.get(address))
    assert "Etter det som er kunngjort, står disse likt: Leverandør A, Leverandør B." in page
    assert "Velg dette tilbudet" not in page
    nobody = press(buyer, address, "draw")
    assert faults(nobody) == {"draw-witness"}
    done = words(press(buyer, address, "draw", **{"draw-witness": found.cast.agent.pk, "draw-present": "Kontrollør"}))
    drawing = DrawingOfLots.objects.get()
    for told in ("Det ble trukket lodd", drawing.seed, "Kontrollør", f"({drawing.order[0]})", "Velg dette tilbudet"):
        assert told in done, told
    assert drawing.seed in words(buyer.get(f"{PAGE}protokoll/"))
    assert drawing.seed not in words(browser(found.cast.second_agent).get(f"{PAGE}protokoll/"))


def _papers(found: Buying, browser: Browser) -> None:
    """The protocol tells what happened; each supplier reads its own letter and no other's."""
    buyer = browser(found.cast.administrator)
    page = words(buyer.get(f"{PAGE}protokoll/"))
    for told in (
        "FOA § 7-5",
        "Løsningen må tilpasses",
        "Best samlet",
        "Hvem som kunne se tilbud",
        "Delene henger sammen",
        *("Kvalitet 30 %", "Lineær", "Det tyngste kriteriet avgjør", "Leverandørenes egenerklæringer (ESPD)"),
        *("Økonomisk soliditet Oppfyller", "Dekker behovet"),
    ):
        assert told in page, told
    paper = PdfReader(BytesIO(buyer.get(f"{PAGE}protokoll.pdf").content))
    text = " ".join(part.extract_text() for part in paper.pages)
    assert "Best samlet" in text
    assert "Leverandør B" in text
    letter = AwardLetter.objects.get(supplier=found.cast.supplier)
    address = f"/anskaffelser/brev/{letter.pk}/tildelingsbrev.pdf"
    read = PdfReader(BytesIO(browser(found.sellers[0]).get(address).content))
    assert "Leverandør B" in read.pages[0].extract_text()
    assert browser(found.sellers[1]).get(address).status_code == 404


def test_what_comes_after_the_award_is_refused_and_the_page_stands(found: Buying, browser: Browser, clock: Any) -> None:
    sent = to_opened(found)
    clock(JUDGED)
    buyer, agent = browser(found.cast.administrator), browser(found.cast.agent)
    assert ("act", "letters") not in {button for form in forms_of(buyer.get(PAGE)) for button in form.buttons}
    score_all(found, buyer, agent, sent)
    chosen = {"choose-submission_id": sent[1].pk, "choose-reason": "Best samlet"}
    press(buyer, f"{PAGE}vurdering/1/", "choose", **chosen)
    press(buyer, PAGE, "letters")
    quality = found.one.criteria.get(title="Kvalitet")
    said = {"submission_id": sent[0].pk, "criterion_id": quality.pk, "points": "10", "reason": "Likevel"}
    for act in ("score", "agree"):
        late = buyer.post(
            f"{PAGE}vurdering/1/", {"act": act, **{f"{act}-{name}": value for name, value in said.items()}}
        )
        assert late.status_code == 422
        assert "Det hører til et annet steg" in words(late)
    assert buyer.post(f"{PAGE}vurdering/1/", {"act": "choose", **chosen}).status_code == 422


def test_scoring_begins_with_what_one_has_not_scored(found: Buying, browser: Browser, clock: Any) -> None:
    sent = to_opened(found)
    clock(JUDGED)
    buyer, address = browser(found.cast.administrator), f"{PAGE}vurdering/1/"
    for one in sent:
        for criterion in found.one.criteria.filter(kind="award", is_price=False):
            fields = form_with(buyer.get(address), "act", "score").fields
            assert fields["score-submission_id"] == [str(one.pk)]
            assert fields["score-criterion_id"] == [str(criterion.pk)]
            press(buyer, address, "score", **{"score-points": "7", "score-reason": "Godt"})


def test_a_tender_for_each_lot_is_written_as_people_write_and_taken_back_by_itself(
    found: Buying, browser: Browser, clock: Any
) -> None:
    ProcurementLot.objects.create(procurement=found.one, number=2, title="Rådgivning", amount=500_000)
    Procurement.objects.update(procedure="open", ground=None, ground_reason="")
    announce(found)
    clock(MONDAY + DAY)
    seller, address = browser(found.sellers[0]), f"/anskaffelser/kunngjoring/{ProcurementNotice.objects.get().pk}/"
    asked = {row.title: row.pk for row in found.one.criteria.all()}
    said = {
        f"send-meets-{asked['Økonomisk soliditet']}": "yes",
        f"send-answer-{asked['Pris']}": "1 100 000,50",
        f"send-answer-{asked['Kvalitet']}": "God",
        f"send-answer-{asked['Miljø']}": "Grønn",
    }
    for lot in (1, 2):
        files = [SimpleUploadedFile(f"{name}.txt", b"innhold") for name in ("tilbud", "vedlegg")]
        sent = press(seller, address, "send", **said, **{"send-lot_number": lot, "send-files": files})
        assert "Mottatt og forseglet" in words(sent)
    assert "1 100 000,50" in words(seller.get(address)).replace("\xa0", " ")
    with seen_by(found.cast.sees(found.sellers[0])):
        assert SealedFile.objects.filter(submission__replaced_at=None).count() == 4
    assert seller.post(address, {"act": "withdraw", "row": "2"}).status_code == 302
    assert [one.lot_number for one in Submission.objects.filter(replaced_at=None)] == [1]


def test_what_a_draft_lacks_leads_to_where_it_is_put_in(found: Buying, browser: Browser, clock: Any) -> None:
    found.one.criteria.all().delete()
    Procurement.objects.update(need="")
    buyer = browser(found.cast.administrator)
    page = buyer.get(PAGE).content.decode()
    for address in (
        f"/oppsett/anskaffelser/{found.one.pk}/endre/",
        f"/oppsett/anskaffelseskriterier/ny/?procurement={found.one.pk}",
        f"/oppsett/anskaffelsesplan/ny/?procurement={found.one.pk}",
        f"/oppsett/anskaffelsesdeler/ny/?procurement={found.one.pk}",
    ):
        assert f'href="{address}"' in page
        assert buyer.get(address).status_code == 200
    assert "/oppsett/anskaffelser" not in browser(found.cast.agent).get(PAGE).content.decode()


def test_a_supplier_reaches_no_page_of_the_buyers(found: Buying, browser: Browser, clock: Any) -> None:
    to_tenders(found)
    seller = browser(found.sellers[0])
    for page in (PAGE, f"{PAGE}protokoll/", f"{PAGE}protokoll.pdf", f"{PAGE}vurdering/1/"):
        assert seller.get(page).status_code == 403, page
    assert browser(found.cast.service_owner).get("/anskaffelser/").status_code == 403
    assert browser(found.cast.second_agent).get(f"{PAGE}vurdering/1/").status_code == 404


def test_the_registers_refuse_at_the_field(found: Buying, browser: Browser, clock: Any) -> None:
    buyer = browser(found.cast.administrator)
    price = found.one.criteria.get(title="Pris")
    typed = {"title": "Pris", "text": "", "weight": "41", "is_price": "on"}
    answer = buyer.post(f"/oppsett/anskaffelseskriterier/{price.pk}/endre/", typed)
    assert answer.status_code == 422
    assert faults(answer) == {"weight"}
    price.refresh_from_db()
    assert price.weight == Decimal(40)
    twice = {"procurement": found.one.pk, "number": "1", "title": "Enda en", "options": "1 000,50", "winners": "1"}
    answer = buyer.post("/oppsett/anskaffelsesdeler/ny/", twice)
    assert faults(answer) == {"number"}
    assert "En annen rad har dette allerede" in words(answer)
    assert buyer.post("/oppsett/anskaffelsesdeler/ny/", twice | {"number": "2"}).status_code == 302
    assert ProcurementLot.objects.get(number=2).options == Decimal("1000.50")


def test_the_list_asks_fifteen_whatever_there_is(found: Buying, browser: Browser, clock: Any) -> None:
    buyer = browser(found.cast.administrator)
    buyer.get("/anskaffelser/")
    few = asked(buyer)
    announce(found)
    for n in range(3):
        more = Procurement.objects.create(key=f"d{n}", title=f"Kjøp {n}", owner=found.cast.integrator, procedure="open")
        ProcurementLot.objects.create(procurement=more, title="Alt", amount=10**7)
        PlannedStep.objects.create(procurement=more, step="notice", first_on=f"202{n}-01-01", last_on=f"202{n}-02-01")
        Award.objects.create(
            procurement=more, lot=more.lots.get(), supplier=found.cast.supplier, reason="Best", decided_at=MONDAY,
            decided_by=found.cast.agent,
        )  # fmt: skip
    assert asked(buyer) == few
    assert few - FRAME == 15


def asked(client: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/anskaffelser/").status_code == 200
    return len(queries)
