"""The documents, each by its name."""

from datetime import datetime

from knutepunkt.connectors.paper.documents import (
    CreditStatement,
    Document,
    Letter,
    OnePage,
    ReviewProtocol,
    ServiceReport,
)


def credit_statement(statement: CreditStatement, *, at: datetime) -> bytes:
    """Return a credit statement as PDF/UA-1."""
    return _pdf("credit_statement", statement, at=at)


def service_report(report: ServiceReport, *, at: datetime) -> bytes:
    """Return a service report as PDF/UA-1."""
    return _pdf("service_report", report, at=at)


def one_page(whole: OnePage, *, at: datetime) -> bytes:
    """Return the whole on one page as PDF/UA-1."""
    return _pdf("one_page", whole, at=at)


def review_protocol(protocol: ReviewProtocol, *, at: datetime) -> bytes:
    """Return the protocol of a review as PDF/UA-1."""
    return _pdf("review_protocol", protocol, at=at)


def letter(written: Letter, *, at: datetime) -> bytes:
    """Return a letter, or the protocol of a procurement, as PDF/UA-1."""
    return _pdf("letter", written, at=at)


def _pdf(template: str, document: Document, *, at: datetime) -> bytes:
    # Not at the start: few ask for a document, and Typst is a program of its own.
    from knutepunkt.connectors.paper.compiling import pdf

    return pdf(template, document, at=at)
