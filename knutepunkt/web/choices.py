"""What is stored as a code and read as a word: kinds, roles, states."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knutepunkt.web import display
from knutepunkt.web.performance.words import TIERS
from knutepunkt.web.procurement import words as procurement
from knutepunkt.web.projects import words as projects
from knutepunkt.web.roadmap import words as roadmap

Words = Mapping[Any, Any]

ROLES: Words = {
    "employee": _("Employee"),
    "service_owner": _("Service owner"),
    "agent": _("Service desk agent"),
    "resolver": _("Resolver"),
    "supplier_manager": _("Supplier manager"),
    "security": _("Security officer"),
    "administrator": _("Administrator"),
}
MAILS: Words = {
    "at_once": _("At once, one mail for each event"),
    "digest": _("Gathered, one mail now and then"),
    "never": _("Never; I look here"),
}
CRITICALITIES: Words = {1: _("Critical"), 2: _("High"), 3: _("Normal"), 4: _("Low")}
HOSTING: Words = {
    "cloud_saas": _("Cloud"),
    "own_datacentre": _("Own data centre"),
    "hybrid_cloud_and_local": _("Cloud and local"),
    "supplier_hosted": _("At the supplier's"),
    "local_install": _("On the computers"),
    "unstated": _("Unknown"),
}
PHASES: Words = {
    "planned": pgettext_lazy("of an application", "Planned"),
    "live": _("In use"),
    "replace": _("To be replaced"),
    "retired": _("Retired"),
    "unstated": _("Unknown"),
}
DATA: Words = {
    "none": _("No personal data"),
    "ordinary": _("Ordinary personal data"),
    "special": _("Special categories"),
    "child_welfare": _("Child welfare"),
    "health": _("Health"),
    "security_graded": _("Security graded"),
    "pupil": _("Pupils"),
}
GRADES: Words = {"high": _("High"), "medium": _("Medium"), "low": _("Low")}
CERTAINTY: dict[Any, Any] = {"verified": _("Verified"), "secondary": _("Second hand"), "memory": _("From memory")}
SURENESS: Words = CERTAINTY | {
    "stated": _("Stated in the source"),
    "inferred": _("Inferred by us"),
    "example": _("Example"),
}
# What facts of the catalogue say of themselves.
_SAID: Words = {
    "stated": _("Stated by the source"),
    "inferred": _("Read into the source"),
    "example": _("Example"),
    "measured": _("Measured here"),
}
STATES: Words = {"draft": _("Draft"), "signed": _("Signed"), "ended": _("Ended")}
AWARDS: Words = {
    "direct": _("Directly"),
    "fixed_key": _("Fixed key"),
    "mini_competition": _("Mini-competition"),
    "both": _("Key or competition"),
}
SUBJECTS: Words = {"goods_services": _("Goods and services"), "works": _("Works")}
BASES: Words = {
    "clear_clause": _("A clear clause"),
    "small": _("A small change"),
    "necessary": _("A necessary addition"),
    "unforeseeable": _("Unforeseeable"),
    "not_substantial": _("Not substantial"),
}
STEP_KINDS: Words = {
    "start": _("Start"),
    "end": _("End"),
    "catch": _("Something that is waited for"),
    "throw": _("Something that is told"),
    "task": _("Task"),
    "user": _("Task done in a system"),
    "manual": _("Task done by hand"),
    "service": _("Task that a system does"),
    "send": _("Sending"),
    "receive": _("Receiving"),
    "script": _("Script"),
    "rule": _("Rule"),
    "call": _("Another process"),
    "part": _("Part with steps of its own"),
    "exclusive": _("Choice of one way"),
    "inclusive": _("Choice of several ways"),
    "parallel": _("All ways at once"),
}
IMPROVEMENT_SOURCES: Words = {
    "idea": _("Idea"),
    "review": _("Review"),
    "ticket": _("Ticket"),
    "problem": _("Problem"),
    "finding": _("Finding"),
    "process": _("Process"),
    "exercise": _("Exercise"),
}
IMPROVEMENT_STATES: Words = {
    "proposed": _("Proposed"),
    "accepted": _("Accepted"),
    "under_way": _("Under way"),
    "done": _("Done"),
    "rejected": _("Rejected"),
}
EXERCISE_OUTCOMES: Words = {"passed": _("Passed"), "partly": _("Partly passed"), "failed": _("Failed")}
# By "table.column".
CHOICES: dict[str, Words] = {
    "organisation.kind": {
        "customer": _("Customer"),
        "integrator": _("Service integrator"),
        "supplier": _("Supplier"),
        "authority": _("Authority"),
    },
    "municipalitynumber.certainty": {"verified": _("Verified"), "memory": _("From memory")},
    "membership.role": ROLES,
    "person.mail": MAILS,
    "servicegroup.kind": {"catalogue": _("Catalogue"), "sector": _("Sector")},
    "service.criticality": CRITICALITIES,
    "application.hosting": HOSTING,
    "application.phase": PHASES,
    "application.data_categories": DATA,
    "application.criticality": CRITICALITIES,
    "functionuse.certainty": _SAID,
    "realization.certainty": _SAID,
    "applicationcost.kind": {
        "licence": _("Licence"),
        "operation": _("Operation"),
        "upkeep": _("Upkeep"),
        "project": _("Project"),
        "other": _("Something else"),
    },
    "applicationcost.certainty": _SAID,
    "systemdocument.certainty": _SAID,
    "keyfigure.kind": {
        "users": _("Users"),
        "pupils": _("Pupils"),
        "devices": _("Devices"),
        "servers": _("Servers"),
        "applications": _("Applications"),
        "storage": _("Storage, TB"),
        "tickets": _("Tickets a month"),
    },
    "keyfigure.certainty": _SAID,
    "component.kind": {
        "system": _("System outside the portfolio"),
        "software": _("Software"),
        "database": _("Database"),
        "server": _("Server"),
        "storage": _("Storage"),
        "network": _("Network"),
        "identity": _("Identity"),
        "site": _("Site"),
        "other": _("Other"),
    },
    "integration.state": {
        "exists": _("Exists"),
        "planned": _("Is planned"),
        "possible": _("Possible"),
        "missing": _("Missing"),
        "retired": _("Retired"),
    },
    "integration.direction": {"one": _("One way"), "both": _("Both ways"), "unstated": _("Not stated")},
    "integration.certainty": {
        "stated": _("Stated by the source"),
        "inferred": _("Read into the source"),
        "example": _("Example"),
    },
    "contract.kind": {"customer": _("Customer agreement"), "underpinning": _("Underpinning contract")},
    "servicelevel.metric": display.METRICS,
    "servicelevel.counts_from": {
        "opening": _("the ticket's opening"),
        "applying": _("when the level came to apply"),
    },
    "agreementtype.nature": {
        "framework": _("Framework"),
        "running": _("Running service"),
        "time": _("Time and effort"),
        "result": _("Result"),
        "purchase": _("Purchase"),
        "project": _("Project"),
        "partner": _("Partner"),
        "licences": _("Licences"),
    },
    "typeversion.certainty": CERTAINTY,
    "typeappendix.certainty": CERTAINTY,
    "typeterm.certainty": CERTAINTY,
    "compensationrule.certainty": CERTAINTY,
    "typeappendix.holds": {
        "requirements": _("Requirements"),
        "solution": _("Solution"),
        "operated": _("What is operated"),
        "plan": _("Plan"),
        "service_levels": _("Service levels"),
        "administration": _("Administration"),
        "price": _("Price"),
        "text_changes": _("Changes to the text"),
        "later_changes": _("Changes after signing"),
        "third_party": _("Third parties' terms"),
        "processing": _("Data processing"),
        "call_offs": _("Contracts for call-offs"),
        "award": _("Award of call-offs"),
        "other": _("Something else"),
    },
    "framework.state": STATES,
    "contract.state": STATES,
    "framework.mechanism": AWARDS,
    "contract.award": AWARDS,
    "framework.allocation_key": {"ranking": _("By rank"), "rotation": _("In turn"), "share": _("By share")},
    "matrixcell.belief": {
        "certain": _("Certain"),
        "plausible": _("Plausible"),
        "possible": _("Possible"),
        "unlikely_but_possible": _("Unlikely, but possible"),
    },
    "contract.renewal": {"ends": _("It ends"), "renews": _("It renews itself")},
    "contract.subject": SUBJECTS,
    "changelimit.subject": SUBJECTS,
    "noticeperiod.party": {"customer": _("Customer"), "provider": _("Supplier")},
    "appendix.state": {
        "missing": _("Missing"),
        "draft": _("Draft"),
        "complete": _("Complete"),
        "not_used": _("Not used"),
    },
    "changeorder.state": {
        "requested": _("Requested"),
        "estimated": _("Estimated"),
        "ordered": _("Ordered"),
        "disputed": _("Disputed"),
        "rejected": _("Rejected"),
    },
    "changeorder.basis": BASES,
    "changelimit.basis": BASES,
    "changelimit.certainty": CERTAINTY,
    "processing.state": {
        "missing": _("Missing"),
        "draft": _("Draft"),
        "signed": _("Signed"),
        "not_needed": _("Not needed"),
    },
    "subprocessor.basis": {
        "eea": _("Within the EEA"),
        "adequacy": _("Adequacy decision"),
        "clauses": _("Standard contractual clauses"),
        "none": _("No basis"),
    },
    "priceline.every": {"once": _("Once"), "month": _("Every month"), "year": _("Every year")},
    "licence.metric": {
        "user": _("User"),
        "device": _("Device"),
        "core": _("Core"),
        "resident": _("Resident"),
        "pupil": _("Pupil"),
        "site": _("Site"),
    },
    "compensationrule.kind": {
        "price_reduction": _("Price reduction"),
        "hourly": _("By the hour"),
        "daily": _("By the day"),
        "fixed": _("Fixed amount"),
    },
    "compensationrule.base": {
        "monthly_fee": _("Monthly fee"),
        "annual_fee": _("Annual fee"),
        "contract_sum": _("Contract sum"),
        "first_6_months": _("First six months' fee"),
        "fixed": _("An amount given here"),
    },
    "compensationrule.unit": {
        "hour": _("Hour"),
        "calendar_day": _("Calendar day"),
        "working_day": _("Working day"),
        "percentage_point": _("Percentage point"),
        "period": _("Period"),
        "case": _("Case"),
    },
    "regime.tier": TIERS,
    "settlement.state": {
        "measured": _("Measured"),
        "contested": _("Contested"),
        "agreed": _("Agreed"),
        "credited": _("Credited"),
    },
    "contest.outcome": {
        "open": _("Awaits an answer"),
        "upheld": _("Upheld: does not count"),
        "dismissed": _("Dismissed: counts"),
        "withdrawn": _("Withdrawn"),
    },
    "threshold.certainty": CERTAINTY,
    "deadlinerule.certainty": CERTAINTY,
    "deadlinerule.procedure": procurement.PROCEDURES,
    "deadlinerule.from_step": procurement.STEPS,
    "deadlinerule.to_step": procurement.STEPS,
    "deadlinerule.counting": procurement.COUNTINGS,
    "legalground.certainty": CERTAINTY,
    "legalground.kind": {
        "negotiation": _("For negotiating (§ 13-2)"),
        "exemption": _("For environment weighing less (§ 7-9)"),
    },
    "lawfigure.certainty": CERTAINTY,
    "lawfigure.name": procurement.FIGURES,
    "procurement.state": procurement.STATES,
    "procurement.subject": procurement.SUBJECTS,
    "procurement.result": procurement.RESULTS,
    "procurement.procedure": procurement.PROCEDURES,
    "procurement.price_model": procurement.PRICE_MODELS,
    "procurement.tie_rule": procurement.TIES,
    "procurement.exemption": procurement.EXEMPTIONS,
    "plannedstep.step": procurement.STEPS,
    "plannedstep.certainty": CERTAINTY,
    "procurementcriterion.kind": {
        "qualification": _("Qualification requirement"),
        "award": _("Award criterion"),
    },
    "assessmentmodel.judges": {
        "service": _("Service"),
        "application": _("Application"),
        "supplier": _("Supplier"),
        "capability": _("Capability"),
        "project": _("Project"),
    },
    "assessment.state": {
        "open": _("Under assessment"),
        "decided": _("Decision made"),
        "replaced": _("Replaced"),
    },
    "assessmentmodel.certainty": SURENESS,
    "capability.certainty": SURENESS,
    "transferstep.certainty": SURENESS,
    "function.certainty": SURENESS,
    "responsibility.certainty": SURENESS,
    "conflict.certainty": SURENESS,
    "finding.dimension_certainty": SURENESS,
    "transferstep.holder": {"partner": _("The partner"), "shared": _("Shared"), "own": _("Ourselves")},
    "function.layer": {
        "governance": _("Governance and management"),
        "integration": _("Service integration and control"),
        "production": _("Service production"),
    },
    "responsibility.role": {
        "R": _("R – does it"),
        "A": _("A – answers for it"),
        "C": _("C – is asked"),
        "I": _("I – is told"),
    },
    "finding.kind": {
        "strength": _("Strength"),
        "weakness": _("Weakness"),
        "need": _("Need"),
        "technical_debt": _("Technical debt"),
        "functional_debt": _("Functional debt"),
    },
    "finding.dimension": {
        "processes": _("Processes"),
        "organisation": _("Organisation and governance"),
        "people": _("People and resources"),
        "technology": _("Technology"),
    },
    "finding.state": {
        "open": _("Still open"),
        "working": _("Being worked on"),
        "accepted": _("Accepted"),
        "closed": _("Closed"),
    },
    "activity.holder": roadmap.HOLDERS,
    "wave.state": roadmap.WAVE_STATES,
    "move.target": HOSTING,
    "move.way": roadmap.WAYS,
    "movestep.kind": roadmap.STEP_KINDS,
    "clarification.demand": roadmap.SAID_BY_HAND,
    "processstep.kind": STEP_KINDS,
    "improvement.source": IMPROVEMENT_SOURCES,
    "improvement.state": IMPROVEMENT_STATES,
    "exercise.outcome": EXERCISE_OUTCOMES,
    "project.kind": projects.KINDS,
    "project.phase": projects.PHASES,
    "project.divides_by": projects.BASES,
    "project.certainty": CERTAINTY,
    "gatedemand.gate": projects.GATES,
    "gatedemand.demand": projects.DEMANDS,
    "gatedemand.certainty": CERTAINTY,
    "costkey.divides_by": projects.BASES,
    "costkey.certainty": CERTAINTY,
    "benefit.kind": projects.BENEFIT_KINDS,
    "benefit.measured_by": projects.MEASURES,
    "benefit.certainty": CERTAINTY,
    "strategymeeting.state": projects.MEETING_STATES,
    "strategyitem.decision": projects.DECISIONS,
    "ticket.kind": display.KINDS,
    "ticket.state": display.STATES,
    "ticket.mode": display.MODES,
    "ticket.reason": display.WAITING,
    "ticket.channel": {
        "portal": _("The portal"),
        "phone": _("Telephone"),
        "mail": _("E-mail"),
        "desk": _("At the desk"),
        "system": _("Another system"),
        "api": _("API"),
    },
    "ticket.impact": GRADES,
    "ticket.urgency": GRADES,
}


def choice_word(table: str | None, column: str, value: Any) -> Any:
    """Return what a column of `table` holds in words; what is no choice as it is."""
    words = CHOICES.get(f"{table}.{column}", {})
    return str(words[value]) if isinstance(value, str | int) and value in words else value


def in_words(table: str, column: str) -> Callable[[Any], Any]:
    """Return what puts a column's codes into words."""
    return partial(choice_word, table, column)
