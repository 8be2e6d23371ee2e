"""A register for tests: a framework with its lot, and all that can hang on supplier A's contract."""

from datetime import date, timedelta
from decimal import Decimal

from knutepunkt.agreement.models import (
    AgreementType,
    Appendix,
    ChangeLimit,
    ChangeOrder,
    CompensationRule,
    Contract,
    ContractContact,
    ContractOption,
    Document,
    FeedToken,
    Framework,
    Licence,
    Lot,
    LotSupplier,
    MatrixCell,
    MatrixCount,
    NoticePeriod,
    PriceIndex,
    PriceLine,
    Processing,
    ServiceLevel,
    SubProcessor,
    TypeAppendix,
    TypeTerm,
    TypeVersion,
)
from knutepunkt.catalogue.models import Dependency
from tests.cast import MONDAY, SINCE, Cast


def make_register(cast: Cast) -> Contract:
    """Write it as the owner of the tables; returns supplier A's contract, called off on the framework."""
    umbrella, running = _types()
    lot = _framework(cast, umbrella, running)
    contract = Contract.objects.get(key="a")
    contract.version, contract.lot, contract.module, contract.value = running, lot, 2, Decimal(1_200_000)
    contract.signed_on, contract.valid_to = SINCE, date(2027, 12, 31)
    contract.save()
    contract.services.add(cast.service)
    contract.municipalities.add(cast.municipality)
    _hang_on(contract, cast)
    return contract


def promise_availability(cast: Cast) -> ServiceLevel:
    """Nordvik is promised that its services are up 99.5 % of office hours; mail needs the firewall."""
    Dependency.objects.create(service=cast.service, needs_service=cast.security_service)
    contract = Contract.objects.get(key="nordvik")
    return ServiceLevel.objects.create(
        contract=contract, key="oppetid", name="Oppetid", metric="availability", goal=Decimal("99.5"),
        calendar=cast.calendar,
    )  # fmt: skip


def _types() -> tuple[TypeVersion, TypeVersion]:
    umbrella = AgreementType.objects.create(key="ssa-r", name="SSA-R", nature="framework", is_of_source=True)
    running = AgreementType.objects.create(key="ssa-d", name="SSA-D", nature="running", is_of_source=True)
    versions = [TypeVersion.objects.create(type=one, label="2024") for one in (umbrella, running)]
    TypeTerm.objects.create(version=versions[1], name="cap-per-case", value=5, unit="percent")
    for number, holds in enumerate(("requirements", "solution", "operated", "plan", "service_levels"), start=1):
        TypeAppendix.objects.create(version=versions[1], number=number, title=holds, holds=holds)
    MatrixCell.objects.create(module=2, type=running, is_called=True, belief="certain")
    MatrixCount.objects.create(module=2, number=6)
    return versions[0], versions[1]


def _framework(cast: Cast, umbrella: TypeVersion, running: TypeVersion) -> Lot:
    framework = Framework.objects.create(
        key="modul-2",
        title="Rammeavtale modul 2",
        module=2,
        version=umbrella,
        owner=cast.integrator,
        valid_from=SINCE,
        valid_to=date(2023, 12, 31),
        state="signed",
        signed_on=SINCE,
    )
    lot = Lot.objects.create(framework=framework, title="Drift", ceiling=Decimal(10_000_000))
    LotSupplier.objects.create(lot=lot, supplier=cast.supplier, rank=1)
    for template in running.appendices.all():
        Appendix.objects.create(framework=framework, template=template, state="complete")
    return lot


def _hang_on(contract: Contract, cast: Cast) -> None:
    NoticePeriod.objects.create(contract=contract, party="customer", months=3)
    ContractOption.objects.create(contract=contract, months=12, exercise_by=date(2027, 9, 30))
    ContractContact.objects.create(contract=contract, organisation=cast.supplier, function="Leveranseansvarlig")
    appendix = Appendix.objects.create(contract=contract, template=TypeAppendix.objects.get(number=5))
    Document.objects.create(
        contract=contract,
        appendix=appendix,
        title="Bilag 5",
        name="bilag-5.pdf",
        media_type="application/pdf",
        size=1,
        digest="0" * 64,
        added_by=cast.agent,
        added_at=MONDAY,
    )
    ChangeOrder.objects.create(contract=contract, number=1, title="Utvidet vakt", requested_on=SINCE)
    ChangeLimit.objects.create(
        basis="small", percent=10, is_accumulated=True, valid_from=SINCE, source="FOA kap. 28", certainty="memory"
    )
    Processing.objects.create(contract=contract, state="signed", signed_on=SINCE)
    SubProcessor.objects.create(contract=contract, name="Datasenter", country="NO")
    PriceIndex.objects.create(name="KPI", month=SINCE, value=Decimal("112.3"))
    PriceLine.objects.create(
        contract=contract, key="drift", title="Drift", amount=Decimal(100_000), every="month", valid_from=SINCE
    )
    Licence.objects.create(contract=contract, key="post", name="Postkasse", metric="user", entitled=100)
    CompensationRule.objects.create(
        contract=contract,
        key="timebot",
        title="Timebot",
        kind="hourly",
        levels=["resolve"],
        rate=Decimal("0.2"),
        base="annual_fee",
        unit="hour",
        cap_per_case=5,
        cap_per_year=15,
    )
    FeedToken.objects.create(person=cast.agent, digest="0" * 64, created_at=MONDAY)


def make_draft(cast: Cast) -> Contract:
    """Write supplier A's next contract: it would have nine hours, of the eight that were promised."""
    draft = Contract.objects.create(
        key="a2",
        kind="underpinning",
        title="Ny avtale",
        provider=cast.supplier,
        customer=cast.integrator,
        state="draft",
        valid_from=SINCE,
    )
    ServiceLevel.objects.create(
        contract=draft,
        key="hold",
        name="Behandlingstid",
        metric="hold",
        target=timedelta(hours=9),
        calendar=cast.calendar,
    )
    return draft
