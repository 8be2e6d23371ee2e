"""Which files a directory holds, in the order in which they are read: each is one kind of record."""

from knutepunkt.agreement.actions import kinds, price, register
from knutepunkt.agreement.actions import records as terms
from knutepunkt.assessment.actions import records as assessment
from knutepunkt.base.editing import Record
from knutepunkt.catalogue.actions import portfolio as owned
from knutepunkt.catalogue.actions import process
from knutepunkt.catalogue.actions import records as catalogue
from knutepunkt.party.actions import records as party
from knutepunkt.plan.actions import continuity, improvement, law, moving, portfolio, roadmap
from knutepunkt.plan.actions import records as procurement
from knutepunkt.signal.actions import records as signal

BOOKS: dict[str, dict[str, Record]] = {
    "party": {
        "organisations": party.ORGANISATION,
        "municipality_numbers": party.MUNICIPALITY_NUMBER,
        "ownership": party.OWNERSHIP,
        "teams": party.TEAM,
        "people": party.PERSON,
        "memberships": party.MEMBERSHIP,
    },
    "catalogue": {
        "groups": catalogue.GROUP,
        "services": catalogue.SERVICE,
        "offerings": catalogue.OFFERING,
        "applications": catalogue.APPLICATION,
        "components": catalogue.COMPONENT,
        "integrations": catalogue.INTEGRATION,
        "dependencies": catalogue.DEPENDENCY,
        "processes": process.PROCESS,
        "process_roles": process.ROLE,
        "process_steps": process.STEP,
        "process_flows": process.FLOW,
        "functions": owned.FUNCTION,
        "function_uses": owned.FUNCTION_USE,
        "costs": owned.COST,
        "documentation": owned.DOCUMENT,
        "key_figures": owned.KEY_FIGURE,
    },
    "agreement": {
        "types": kinds.TYPE,
        "type_versions": kinds.TYPE_VERSION,
        "type_appendices": kinds.TYPE_APPENDIX,
        "type_terms": kinds.TYPE_TERM,
        "change_limits": kinds.CHANGE_LIMIT,
        "matrix": kinds.MATRIX_CELL,
        "matrix_counts": kinds.MATRIX_COUNT,
        "price_indices": kinds.PRICE_INDEX,
        "calendars": terms.CALENDAR,
        "team_hours": terms.TEAM_HOURS,
        "frameworks": register.FRAMEWORK,
        "lots": register.LOT,
        "lot_suppliers": register.LOT_SUPPLIER,
        "contracts": terms.CONTRACT,
        "levels": terms.LEVEL,
        "notice_periods": register.NOTICE_PERIOD,
        "options": register.CONTRACT_OPTION,
        "contacts": register.CONTACT,
        "appendices": register.APPENDIX,
        "signatures": register.SIGNATURE,
        "change_orders": register.CHANGE_ORDER,
        "processing": register.PROCESSING,
        "sub_processors": register.SUB_PROCESSOR,
        "prices": price.PRICE_LINE,
        "licences": price.LICENCE,
        "compensation": price.COMPENSATION,
    },
    "plan": {
        "thresholds": law.THRESHOLD,
        "deadline_rules": law.DEADLINE_RULE,
        "legal_grounds": law.GROUND,
        "law_figures": law.FIGURE,
        "procurements": procurement.PROCUREMENT,
        "procurement_lots": procurement.LOT,
        "planned_steps": procurement.PLANNED_STEP,
        "procurement_criteria": procurement.CRITERION,
        "roadmaps": roadmap.ROADMAP,
        "activities": roadmap.ACTIVITY,
        "milestones": roadmap.MILESTONE,
        "waves": moving.WAVE,
        "moves": moving.MOVE,
        "move_steps": moving.MOVE_STEP,
        "improvements": improvement.IMPROVEMENT,
        "effects": improvement.EFFECT,
        "continuity_plans": continuity.PLAN,
        "continuity_steps": continuity.STEP,
        "exercises": continuity.EXERCISE,
        "business_areas": portfolio.AREA,
        "strategy_focus": portfolio.FOCUS,
        "gate_demands": portfolio.GATE_DEMAND,
        "cost_keys": portfolio.COST_KEY,
        "key_inhabitants": portfolio.INHABITANTS,
        "projects": portfolio.PROJECT,
        "capacity": portfolio.CAPACITY,
        "capacity_needs": portfolio.NEED,
        "benefits": portfolio.BENEFIT,
        "strategy_meetings": portfolio.MEETING,
    },
    "signal": {
        "outages": signal.OUTAGE,
    },
    "assessment": {
        "models": assessment.MODEL,
        "capabilities": assessment.CAPABILITY,
        "transfers": assessment.TRANSFER_STEP,
        "functions": assessment.FUNCTION,
        "responsibilities": assessment.RESPONSIBILITY,
        "conflicts": assessment.CONFLICT,
        "findings": assessment.FINDING,
        "time_shares": assessment.TIME_SHARE,
    },
}
