"""Documents as the pages would ask for them, in bokmål: for tests, and for looking at (`python -m tests.connectors.papers FOLDER`)."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from knutepunkt.connectors.paper import (
    Action,
    Chart,
    Column,
    CreditStatement,
    Fact,
    Frame,
    Item,
    KeyFigure,
    Limit,
    Marked,
    OnePage,
    Party,
    ReviewProtocol,
    Section,
    Series,
    ServiceReport,
    Table,
    Text,
    Tone,
    credit_statement,
    one_page,
    review_protocol,
    service_report,
)

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
MONTHS = ("nov.", "des.", "jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.")


def frame(kind: str, title: str, *, recipient: tuple[str, ...] = ()) -> Frame:
    return Frame(
        language="nb",
        house="Digitale Gardermoen IKS",
        house_lines=("Org.nr. 123 456 785", "Tjenesteintegrator for Øvre Romerike"),
        recipient=recipient,
        kind=kind,
        title=title,
        period="1.–31. oktober 2026",
        computed="Beregnet 2. november 2026 kl. 06.00 av gjeldende avtaleversjoner",
        page="Side {page} av {pages}",
    )


LEVELS = Table(
    "Tjenestenivå",
    (
        Column("Nivå", grows=True),
        Column("Mål", is_number=True),
        Column("Innen frist", is_number=True),
        Column("Av", is_number=True),
        Column("Oppnådd", is_number=True),
        Column("Vurdering"),
    ),
    (
        ("Løsningstid, prioritet 1", "95,0 %", "11", "12", "91,7 %", Marked("Under mål", Tone.OVER)),
        ("Løsningstid, prioritet 2", "95,0 %", "87", "91", "95,6 %", Marked("Nær mål", Tone.NEAR)),
        ("Løsningstid, prioritet 3", "95,0 %", "402", "409", "98,3 %", Marked("Innfridd", Tone.WELL)),
        ("Første svar, alle prioriteter", "98,0 %", "509", "512", "99,4 %", Marked("Innfridd", Tone.WELL)),
        ("Tilgjengelighet, sak- og arkivsystem i kontortid", "99,5 %", "–", "–", "99,82 %", Marked("Innfridd", Tone.WELL)),
    ),
    total=("Alle saker", "", "1 009", "1 024", "98,5 %", ""),
    note="Saker der klokken stoppet i perioden. Tid utenfor åpningstid og tid i vent på kunden teller ikke.",
)  # fmt: skip

ATTAINMENT = Chart(
    title="Løst innen frist, siste tolv måneder",
    words="Andelen løst innen frist steg fra 93,1 prosent i november 2025 til 97,0 i oktober 2026, og var under målet på 95 prosent i fire måneder.",
    labels=MONTHS,
    series=(
        Series("Prioritet 1 og 2", (93.1, 92.4, 94.2, 95.5, 95.9, 94.0, 96.1, 97.2, None, 96.4, 95.1, 97.0)),
        Series("Prioritet 3 og 4", (97.0, 97.4, 96.9, 98.0, 98.3, 97.7, 98.1, 98.8, 98.4, 98.2, 98.3, 98.6)),
    ),
    is_line=True,
    unit=" %",
    starts_at=90,
    ends_at=100,
    limit=Limit(95, "Avtalt: 95 %"),
)

VOLUME = Chart(
    title="Saker per måned",
    words="Mellom 804 og 1 190 saker i måneden; flest i august, ved skolestart.",
    labels=MONTHS,
    series=(Series("Saker", (904, 956, 873, 941, 888, 902, 861, 888, 804, 1190, 1041, 1024)),),
)

REPORT = ServiceReport(
    frame("Tjenesterapport", "Nannestad kommune", recipient=("Nannestad kommune", "Tjenesteeier IKT")),
    (
        KeyFigure("Saker avsluttet", "1 024", "17 færre enn i september"),
        KeyFigure("Innen frist", "98,5 %", "mål 95 %: innfridd", Tone.WELL),
        KeyFigure("Prioritet 1 innen frist", "91,7 %", "mål 95 %: under mål", Tone.OVER),
        KeyFigure("Gjenåpnet", "2,1 %", "opp fra 1,6 %", Tone.NEAR),
    ),
    (
        Section("Løfter og oppnåelse", (LEVELS, ATTAINMENT)),
        Section(
            "Saksmengde",
            (
                VOLUME,
                Text(
                    "Antallet saker var lavere enn i fjor, og flere ble løst i førstelinjen.\n\nDriftsavbruddet 14. oktober sto for 38 saker på én formiddag."
                ),
            ),
        ),
        Section(
            "Hvor tiden ble brukt",
            (
                Chart(
                    title="Median tid til løsning, per part",
                    words="Modul 3 brukte mest tid, 9,4 timer i median; førstelinjen minst, 0,4 timer.",
                    labels=("Førstelinje", "Modul 1", "Modul 2", "Modul 3", "Modul 4"),
                    series=(
                        Series("September", (0.5, 2.8, 5.1, 8.7, 3.2)),
                        Series("Oktober", (0.4, 2.6, 5.9, 9.4, 3.0)),
                    ),
                    unit=" t",
                    note="Tid i åpningstiden, fra saken ble mottatt til den gikk videre eller ble løst.",
                ),
            ),
        ),
    ),
    "I oktober ble 98,5 prosent av sakene løst innen frist. Ett løfte ble ikke holdt: løsningstid for prioritet 1, der én av tolv saker gikk over fristen etter driftsavbruddet 14. oktober.",
)  # fmt: skip

STATEMENT = CreditStatement(
    frame=frame("Kreditoversikt", "Modulleverandør 2, oktober 2026"),
    parties=(
        Party("Selger", "Modulleverandør 2 AS", ("Org.nr. 310 070 106 MVA", "Storgata 1, 2050 Jessheim")),
        Party("Kjøper", "Digitale Gardermoen IKS", ("Org.nr. 123 456 785", "Storgata 2, 2050 Jessheim")),
    ),
    facts=(
        Fact("Avtale", "M2-2025-04 Moderne IT-tjenester, vedlikehold (SSA-V 2024)"),
        Fact("Hjemmel", "Bilag 5, standardiserte kompensasjoner"),
        Fact("Oppgjør", "O-2026-10-M2, avtalt 1. november 2026 av leverandøroppfølging og leverandøransvarlig"),
        Fact("Tak", "5 % av årlig vederlag per forhold (brukt), 15 % per år (180 000,00; 63 900,00 brukt)"),
        Fact("Betaling", "Trekkes fra neste faktura"),
    ),
    lines=Table(
        "Krediterte forhold",
        (Column("Forhold", grows=True), Column("Over frist", is_number=True), Column("Sats", is_number=True), Column("Grunnlag", is_number=True), Column("Beløp", is_number=True)),
        (
            ("Løsningstid prioritet 1, sak INC-10233: prisavslag per påbegynt time", "30 t", "0,2 %", "1 200 000,00", "60 000,00"),
            ("Løsningstid prioritet 2, sak INC-10301: prisavslag per påbegynt time", "2 t", "0,1 %", "1 200 000,00", "2 400,00"),
            ("Tilgjengelighet, sak- og arkivsystem: 0,4 prosentpoeng under løftet", "–", "1,5 %", "100 000,00", "1 500,00"),
        ),
        note="Kroner uten merverdiavgift. Hvert forhold rundes til hele øre, halve øre opp.",
    ),
    sums=(
        Fact("Sum", "63 900,00"),
        Fact("Merverdiavgift 25 %", "15 975,00"),
        Fact("Til gode", "79 875,00 kr"),
    ),
    working=(
        Section(
            "Utregning",
            (
                Table(
                    "INC-10233: løsningstid prioritet 1, frist 4 timer, kalender hverdager 07–17",
                    (Column("Fra"), Column("Til"), Column("Hos", grows=True), Column("Teller", is_number=True), Column("Teller ikke", is_number=True), Column("Fordi", grows=True)),
                    (
                        ("14.10. 08.12", "14.10. 10.40", "Førstelinje", "–", "2 t 28 min", "hos noen andre"),
                        ("14.10. 10.40", "15.10. 16.40", "Modulleverandør 2, drift", "16 t 00 min", "14 t 00 min", "utenfor åpningstid"),
                        ("15.10. 16.40", "16.10. 09.00", "Modulleverandør 2, drift", "–", "16 t 20 min", "venter på kunden"),
                        ("16.10. 09.00", "20.10. 07.00", "Modulleverandør 2, drift", "18 t 00 min", "76 t 00 min", "utenfor åpningstid"),
                    ),
                    total=("", "", "Talt tid", "34 t 00 min", "", "30 t 00 min over frist"),
                ),
            ),
        ),
    ),
    note="Oversikten er regnet ut av hvem som hadde sakene når, og av avtalens tjenestenivå i versjon 3. Den kan regnes ut på nytt når som helst.",
)  # fmt: skip

PROTOCOL = ReviewProtocol(
    frame=frame("Møteprotokoll", "Taktisk oppfølging, modulleverandør 2"),
    facts=(
        Fact("Tid og sted", "Onsdag 4. november 2026 kl. 10.00–11.30, Jessheim"),
        Fact("Møte", "Nummer 10 av 12 planlagte i 2026"),
        Fact("Neste møte", "2. desember 2026"),
    ),
    present=Table(
        "Til stede",
        (Column("Funksjon", grows=True), Column("For", grows=True)),
        (
            ("Leverandøransvarlig", "Digitale Gardermoen IKS"),
            ("Tjenesteansvarlig moderne IT", "Digitale Gardermoen IKS"),
            ("Kundeansvarlig", "Modulleverandør 2 AS"),
        ),
    ),
    key_figures=(
        KeyFigure("Poeng denne måneden", "78 av 100", "ned fra 84", Tone.NEAR),
        KeyFigure("Innen frist", "94,1 %", "mål 95 %: under mål", Tone.OVER),
        KeyFigure("Pingpong", "3,2 %", "ned fra 4,0 %", Tone.WELL),
    ),
    items=(
        Item("Tjenestenivå i oktober", "Løsningstid for prioritet 1 ble ikke holdt. Leverandøren viser til driftsavbruddet 14. oktober.", (ATTAINMENT,), "Avbruddet regnes ikke som varslet vedlikehold. Saken blir stående i oppgjøret."),
        Item("Tiltak fra forrige møte", "Fire av fem tiltak er gjort. Vaktordningen er forsinket."),
        Item("Endringer som kommer", "Ny lagringsplattform tas i bruk i uke 48.", (), "Endringen legges i felles endringskalender innen 10. november."),
    ),
    decision_word="Vedtak",
    actions_title="Tiltak",
    action_heads=("Hva", "Hvem", "Frist", "Status"),
    actions=(
        Action("Legge fram ny vaktordning med bemanning i ferier", "Kundeansvarlig, modulleverandør 2", "10.11.2026", Marked("Forfalt", Tone.OVER)),
        Action("Melde inn endringen av lagringsplattform", "Teknisk ansvarlig, modulleverandør 2", "10.11.2026", Marked("Åpen", Tone.PLAIN)),
        Action("Oppdatere overvåking av sak- og arkivsystem", "Tjenesteansvarlig moderne IT", "30.10.2026", Marked("Gjort", Tone.WELL)),
    ),
    signatures=(
        Party("For Digitale Gardermoen IKS", "Leverandøransvarlig"),
        Party("For modulleverandør 2 AS", "Kundeansvarlig"),
    ),
)  # fmt: skip

ONE_PAGE = OnePage(
    frame("Til styret", "Helheten på én side"),
    REPORT.key_figures,
    (Section("Avtaler", (LEVELS,)),),
    (
        (Section("Andeler", (LEVELS,)), Section("Risiko", (Text("Ingenting å vise."),))),
        (Section("Ikke gjort i tide", (LEVELS,)),),
    ),
)


def main(folder: Path) -> None:
    """Write each document into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "service_report.pdf").write_bytes(service_report(REPORT, at=AT))
    (folder / "one_page.pdf").write_bytes(one_page(ONE_PAGE, at=AT))
    (folder / "credit_statement.pdf").write_bytes(credit_statement(STATEMENT, at=AT))
    (folder / "review_protocol.pdf").write_bytes(review_protocol(PROTOCOL, at=AT))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
