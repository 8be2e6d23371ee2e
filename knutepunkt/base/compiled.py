"""Queries compiled once: written with the ORM, turned into SQL at the first call, after that only bound and run.

Writing its SQL anew costs a small query more than PostgreSQL takes to answer it. What is kept is the text of a
statement, never an answer: each run asks the database, as the viewer of the present transaction.
"""

from collections.abc import Callable
from threading import local
from typing import Any, Generic, ParamSpec, TypeVar

from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.types.numeric import Int8

LARGEST = (1 << 63) - 1

P = ParamSpec("P")
R = TypeVar("R")


class Place(Expression):
    """Where an argument goes: stands for it in a filter while the query is compiled."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Leave itself among the parameters, to be found at each run."""
        return "%s", [self]


class Compiled(Generic[P, R]):
    """A function that builds a queryset from its arguments, as one that runs it. The arguments may only be compared."""

    def __init__(self, build: Callable[P, "QuerySet[Any, R]"]) -> None:
        self.build = build
        self.kept = local()  # a compiler belongs to a connection, and a connection to a thread

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Return the rows, read now; none for a number beyond those that the database knows."""
        assert not kwargs, "the arguments of a compiled query have their places"
        if any(isinstance(value, int) and abs(value) > LARGEST for value in args):
            return []
        queryset, compiler, statement, parameters = self._compiled(len(args))
        bound = tuple(_bound(args[one.position]) if isinstance(one, Place) else one for one in parameters)
        compiler.as_sql = lambda *_args, **_kwargs: (statement, bound)
        return list(queryset._iterable_class(queryset))  # noqa: SLF001

    def first(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Return the first row, None without any; the query itself reads one at most."""
        return next(iter(self(*args, **kwargs)), None)

    def _compiled(self, many: int) -> tuple[Any, Any, str, tuple[Any, ...]]:
        found = getattr(self.kept, "all", None)
        if found is None:
            queryset: Any = self.build(*(Place(position) for position in range(many)))  # type: ignore[call-arg, arg-type]
            compiler = queryset.query.get_compiler(using=queryset.db)
            statement, parameters = compiler.as_sql()
            queryset.query.get_compiler = lambda *_args, **_kwargs: compiler
            found = self.kept.all = (queryset, compiler, statement, tuple(parameters))
        return found


def _bound(value: object) -> object:
    """A number as one type whatever its size, so that the server prepares one statement for all."""
    return Int8(value) if isinstance(value, int) and not isinstance(value, bool) else value
