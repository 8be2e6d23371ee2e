"""TERMS: contracts, service levels, calendars."""
