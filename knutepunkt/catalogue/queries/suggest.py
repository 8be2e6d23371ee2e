"""Finds the service that somebody's words are about, and what an organisation's people can ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from knutepunkt.catalogue.models import Offering, Service, ServiceGroup
from knutepunkt.party.queries import valid_on

# Trigrams are compared with the beginning only: their cost grows with the text, and people name the matter first.
_COMPARED = 160
_READ = 2_000
_AT_LEAST = 0.4
_OF_THE_BEST = 0.5

# What the words mean by full text (any of them, stemmed, the name and people's own words first), and what they look
# like by trigrams (spelling mistakes, compounds, nynorsk): the phrase that comes nearest says why.
_RANKED = """
with offered as materialized (
  select service_id from catalogue_offering where customer_id = %(customer)s
     and valid_from <= %(day)s and (valid_to is null or valid_to >= %(day)s)
), typed as materialized (
  select lower(left(%(typed)s, %(compared)s)) as start,
         replace(plainto_tsquery('norwegian', %(typed)s)::text, '&', '|')::tsquery as query)
select service.id, near.phrase, coalesce(near.similarity, 0) + ts_rank(document, query) as score
  from typed cross join catalogue_service service
  cross join lateral (select
    setweight(to_tsvector('norwegian', service.name || ' ' || array_to_string(service.words, ' ')), 'A')
    || setweight(to_tsvector('norwegian', service.description), 'C') as document) as read
  left join lateral (
    select phrase, word_similarity(lower(phrase), start) as similarity
      from unnest(service.words || service.name) phrase order by similarity desc, phrase limit 1) as near on true
 where service.is_active and (service.id in (select service_id from offered) or not exists (select from offered))
 order by score desc, service.name limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A service that fits what was typed; `because` is the word of ours that came nearest."""

    service: Service
    because: str
    score: float


def suggest(typed: str, *, customer_id: int, day: date, most: int = 4) -> list[Suggestion]:
    """Return the services that `typed` is most likely about, the best first; none when nothing comes near."""
    if len(typed.strip()) < 2:
        return []
    values: dict[str, str | int | date] = {
        "typed": typed[:_READ].replace("\x00", " "),
        "compared": _COMPARED,
        "customer": customer_id,
        "day": day,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, values)
        ranked = cursor.fetchall()
    return _near(ranked)


def offered(customer_id: int, *, day: date) -> QuerySet[Service]:
    """Return what the customer's people can ask for, by group; the whole catalogue when it has no offerings.

    The service for what nobody knows the service of is always among it.
    """
    ids = offered_ids(customer_id, day=day)
    chosen = Q(pk__in=ids) | Q(is_fallback=True) if ids else Q()
    services = Service.objects.filter(chosen, is_active=True).select_related("group")
    return services.order_by("group__order", "group__name", "name")


def by_group(services: Iterable[Service]) -> list[tuple[ServiceGroup, list[Service]]]:
    """Return services that come in the order of their groups, under them."""
    return [(group, list(members)) for group, members in groupby(services, key=lambda service: service.group)]


def offered_ids(customer_id: int, *, day: date) -> set[int]:
    """Return the services that the customer has on `day`."""
    return set(Offering.objects.filter(valid_on(day), customer_id=customer_id).values_list("service_id", flat=True))


def _near(ranked: Sequence[tuple[Any, ...]]) -> list[Suggestion]:
    """Keep what comes near enough, in itself and beside the best."""
    best = max((score for _, _, score in ranked), default=0.0)
    kept = [row for row in ranked if row[2] >= max(_AT_LEAST, best * _OF_THE_BEST)]
    services = Service.objects.select_related("group", "first_team__organisation").in_bulk([row[0] for row in kept])
    return [Suggestion(services[service_id], because, score) for service_id, because, score in kept]
