"""One contract as a file: out and in without a change, and each fault and contradiction at its line."""

from datetime import timedelta
from pathlib import Path

import pytest

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.connectors.contract_file import Summary, read_contract, write_contract
from knutepunkt.connectors.contract_file.parts import PARTS, columns_of
from knutepunkt.connectors.contract_file.reading import schema
from knutepunkt.connectors.records import FAULTS_AT_MOST
from tests.cast import MONDAY, Cast, make_cast
from tests.register import make_draft, make_register

pytestmark = pytest.mark.django_db
SLA = Path(__file__).parents[2] / "data" / "example-agreements" / "kommunal-sla.yaml"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def take_in(text: str, *, dry_run: bool = False) -> Summary:
    return read_contract(text, name="a.yaml", at=MONDAY, dry_run=dry_run)


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def municipal() -> str:
    return (
        SLA.read_text().replace("provider: dgi", "provider: integrator").replace("customer: nes", "customer: nordvik")
    )


def test_the_schema_names_what_the_records_have() -> None:
    parts = schema()["properties"]
    assert set(parts) == set(PARTS)
    for part in PARTS:
        one = parts[part] if part == "contract" else parts[part]["items"]
        assert tuple(one["properties"]) == columns_of(part), part


def test_a_contract_comes_back_as_it_was(cast: Cast) -> None:
    contract = make_register(cast)
    text = write_contract(contract)
    levels, rules = ServiceLevel.objects.count(), CompensationRule.objects.count()
    summary = take_in(text)
    assert [str(fault) for fault in summary.faults] == []
    assert write_contract(Contract.objects.get(key="a")) == text
    assert (ServiceLevel.objects.count(), CompensationRule.objects.count()) == (levels, rules)  # no new version


def test_a_level_that_differs_becomes_a_new_version_and_a_dry_run_stores_nothing(cast: Cast) -> None:
    text = write_contract(make_register(cast)).replace("target: 8 h", "target: 7 h")
    assert take_in(text, dry_run=True).counts["levels"] == 4
    assert ServiceLevel.objects.get(contract__key="a", key="resolve").version == 1
    take_in(text)
    assert ServiceLevel.objects.get(contract__key="a", key="resolve", is_current=True).version == 2


def test_a_file_does_not_sign_a_draft(cast: Cast) -> None:
    text = write_contract(make_draft(cast)).replace("state: draft", "state: signed").replace("9 h", "10 h")
    (fault,) = take_in(text).faults
    assert (fault.line, "agreement sign" in fault.message) == (line_of(text, "state: signed"), True)
    assert Contract.objects.get(key="a2").state == "draft"
    assert ServiceLevel.objects.get(contract__key="a2").target == timedelta(hours=9)


def test_what_comes_in_signed_is_held_against_what_is_promised(cast: Cast) -> None:
    text = write_contract(make_draft(cast))
    assert take_in(text).uncovered == [], "a draft promises nothing"
    text = text.replace("key: a2", "key: a3").replace("state: draft", "state: signed")
    found = take_in(text, dry_run=True)
    assert found.faults == []
    assert {one.customer.key for one in found.uncovered} == {"nordvik", "fjellbygda"}
    assert take_in(text.replace("target: 9 h", "target: 5 h")).uncovered == []


def test_the_municipal_agreement_escalates_after_its_own_solution_time(cast: Cast) -> None:
    text = municipal()
    (fault,) = take_in(text).faults
    assert (fault.line, fault.message.split(":")[0]) == (line_of(text, "escalates_after: 16 h"), "resolve-p2")
    assert not Contract.objects.filter(key="eksempel-kommunal-sla").exists()
    assert take_in(text.replace("escalates_after: 16 h", "escalates_after: 6 h")).faults == []
    kept = Contract.objects.get(key="eksempel-kommunal-sla")
    assert kept.levels.count() == 9
    assert kept.priorities["high"] == {"high": 1, "medium": 2, "low": 2}


@pytest.mark.parametrize(
    ("before", "after", "at", "words"),
    [
        ("  - {key: resolve-p1,", "  - {key: resolve-p9,", "key: resolve-p9", None),  # another name is no fault
        ("priority: 1, target: 4 h", "priority: 3, target: 4 h", "resolve-p3", "resolve-p1, resolve-p3"),
        ("priority: 1, target: 2 h", "priority: 2, target: 2 h", "response-p2", "response-p1, response-p2"),
        ("target: 160 h", "target: 9000 h", "resolve-p4", "resolve-p4"),
        ("goal: 95, calendar: helpdesk-09-17}", "goal: 0, calendar: helpdesk-09-17}", "tilgjengelighet,", "tilgj"),
        ("metric: availability", "metric: weather", "tilgjengelighet,", "weather"),
        ("calendar: helpdesk-09-17}", "calendar: finnes-ikke}", "tilgjengelighet,", "finnes-ikke"),
        ("  valid_from: 2027-01-01", "  valid_fra: 2027-01-01", "contract:", "valid_fra"),
        ("monday: 09:00-17:00", "mandag: 09:00-17:00", "mandag", "mandag"),
        ("contract:", "contract: [", "key: eksempel", "YAML"),
        ("  valid_from: 2027-01-01", "  valid_from: 2027-13-45", "valid_from", "2027-13-45"),
    ],
)
def test_each_fault_is_told_with_its_line(cast: Cast, before: str, after: str, at: str, words: str | None) -> None:
    text = municipal().replace("escalates_after: 16 h", "escalates_after: 6 h")
    assert before in text
    text = text.replace(before, after)
    faults = take_in(text).faults
    if words is None:
        assert faults == []
        return
    assert any(words in fault.message for fault in faults), [str(fault) for fault in faults]
    near = line_of(text, at)
    assert any(abs(fault.line - near) <= 1 for fault in faults), (near, [str(fault) for fault in faults])
    assert not Contract.objects.filter(key="eksempel-kommunal-sla").exists()


def test_after_two_hundred_faults_the_rest_is_not_read(cast: Cast) -> None:
    head, _levels = municipal().split("levels:\n")
    wrong = "".join(f"  - {{key: l{n}, name: L, metric: resolve, calendar: nowhere}}\n" for n in range(1_000))
    assert len(take_in(f"{head}levels:\n{wrong}").faults) == FAULTS_AT_MOST


@pytest.mark.parametrize(
    "text",
    [
        *("", "- a\n", "contract: 1\n", "contract: {}\n", "a: b: c\n", "x" * 2_000_001),
        *("[" * 5_000, "contract: " + "{a: " * 5_000, "contract: &a [*a]\n", f"contract: {'9' * 5_000}\n"),
        "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_contract_is_said_to_be_none(cast: Cast, text: str) -> None:
    assert take_in(text).faults
