"""Conditions of rows that join two things, each of which may be one of several kinds."""

from django.db.models import F, Q


def exactly_one(*columns: str) -> Q:
    """Return the condition that one of the columns is set, and no other."""
    condition = Q()
    for one in columns:
        condition |= Q(**{f"{name}__isnull": name != one for name in columns})
    return condition


def differ(one: str, other: str) -> Q:
    """Return the condition that two columns do not name the same row."""
    return Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})
