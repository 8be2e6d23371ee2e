"""Terms as rows: kinds of agreement, frameworks, contracts, levels, calendars, prices, and what is paid back."""

from knutepunkt.agreement.models.calendar import ServiceCalendar, TeamHours
from knutepunkt.agreement.models.contract import Contract, ContractContact, ContractOption, NoticePeriod
from knutepunkt.agreement.models.framework import Framework, Lot, LotSupplier, MatrixCell, MatrixCount
from knutepunkt.agreement.models.level import Edition, ServiceLevel
from knutepunkt.agreement.models.price import CompensationRule, Licence, PriceIndex, PriceLine
from knutepunkt.agreement.models.register import (
    Appendix,
    ChangeLimit,
    ChangeOrder,
    Document,
    FeedToken,
    Processing,
    SubProcessor,
)
from knutepunkt.agreement.models.types import AgreementType, Certainty, TypeAppendix, TypeTerm, TypeVersion

__all__ = [
    "AgreementType",
    "Appendix",
    "Certainty",
    "ChangeLimit",
    "ChangeOrder",
    "CompensationRule",
    "Contract",
    "ContractContact",
    "ContractOption",
    "Document",
    "Edition",
    "FeedToken",
    "Framework",
    "Licence",
    "Lot",
    "LotSupplier",
    "MatrixCell",
    "MatrixCount",
    "NoticePeriod",
    "PriceIndex",
    "PriceLine",
    "Processing",
    "ServiceCalendar",
    "ServiceLevel",
    "SubProcessor",
    "TeamHours",
    "TypeAppendix",
    "TypeTerm",
    "TypeVersion",
]
