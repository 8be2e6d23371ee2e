"""Which files a directory holds, in the order in which they are read: each is one kind of record."""

from knutepunkt.agreement.actions import records as terms
from knutepunkt.base.editing import Record
from knutepunkt.catalogue.actions import records as catalogue
from knutepunkt.party.actions import records as party
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
        "dependencies": catalogue.DEPENDENCY,
    },
    "agreement": {
        "calendars": terms.CALENDAR,
        "team_hours": terms.TEAM_HOURS,
        "contracts": terms.CONTRACT,
        "levels": terms.LEVEL,
    },
    "signal": {
        "outages": signal.OUTAGE,
    },
}
