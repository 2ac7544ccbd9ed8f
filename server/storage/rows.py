"""Writing many rows at once, on either database."""

from functools import cache
from typing import Any, TypeVar  # Any: a row's columns have their own types

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg

Id = TypeVar("Id")
Row = dict[str, Any]  # Any: see above
CHUNK = 500
NAMED: dict[str, sa.Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": psycopg.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it out
}
"""Both drivers take a row as a table of its columns when asked in this style."""


def insert(db: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    if rows:  # an empty list would insert one row of defaults
        _run(db, _text(db.dialect.name, table, frozenset(rows[0]), False), rows)


def upsert(db: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    """Insert, or replace the rows with the same primary key."""
    if rows:
        _run(db, _text(db.dialect.name, table, frozenset(rows[0]), True), rows)


def _run(db: sa.Connection, text: str, rows: list[Row]) -> None:
    """Rows go to the driver as they are: worked through by SQLAlchemy, each would cost as much as its judging."""
    db.exec_driver_sql(text, rows)


@cache
def _text(dialect: str, table: sa.Table, names: frozenset[str], replace: bool) -> str:
    maker = sqlite if dialect == "sqlite" else postgresql
    statement = maker.insert(table)
    if replace:
        keys = [column.name for column in table.primary_key]
        others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=others)
    style = NAMED[dialect]
    return str(statement.compile(dialect=style, column_keys=sorted(names)))


def chunks(ids: list[Id], most: int = CHUNK) -> list[list[Id]]:
    """Ids in bites a statement's parameter limit can take."""
    return [ids[start : start + most] for start in range(0, len(ids), most)]
