"""Writing many rows at once, on either database."""

from typing import Any, TypeVar  # Any: a row's columns have their own types

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Id = TypeVar("Id", str, int)
Row = dict[str, Any]  # Any: see above
CHUNK = 500


def insert(db: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    if rows:  # an empty list would insert one row of defaults
        db.execute(sa.insert(table), rows)


def upsert(db: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    """Insert, or replace the rows with the same primary key."""
    if not rows:
        return
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    replaced = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    db.execute(statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows)


def chunks(ids: list[Id], most: int = CHUNK) -> list[list[Id]]:
    """Ids in bites a statement's parameter limit can take."""
    return [ids[start : start + most] for start in range(0, len(ids), most)]
