"""FACTS: outages, until monitoring brings more."""
