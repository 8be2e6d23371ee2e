"""Knutepunkt: one way in, many suppliers, one ledger of who holds each piece of work."""
