"""What many tests begin with: done once a process, and then by the rows that it adds."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeAlias, TypeVar, cast

from storage.database import Transaction
from tests.databases import Rows, copied, counted, put_back

T = TypeVar("T")
Replay: TypeAlias = tuple[object, Rows, dict[str, int]]
_done: dict[tuple[Any, ...], Replay | None] = {}


def replayed(hold: Callable[[], AbstractContextManager[Transaction]], name: str, do: Callable[[], T]) -> T:
    """Do it, and give what it gives; where the same was done to the very same rows before, by the rows that it added.

    `name` says what is done, with all that it depends on beside the database. `hold` opens a transaction, `do` its own
    or the same. What changed or deleted a row is done each time. What is given is shared: nobody may change it.
    """
    with hold() as tx:
        before, kind = copied(tx), tx.dialect.name
    key = kind, name, *((table, *rows) for table, rows in before.items())
    if known := _done.get(key):
        value, added, last = known
        with hold() as tx:
            put_back(tx, added, last)
        return cast(T, value)
    value = do()
    if key not in _done:
        with hold() as tx:
            _done[key] = _added(value, before, copied(tx), counted(tx))
    return value


def _added(value: object, before: Rows, after: Rows, last: dict[str, int]) -> Replay | None:
    """Give what there is to replay; None where not only rows were added."""
    added: Rows = {}
    for table in {**before, **after}:
        old, new = Counter(before.get(table, ())), Counter(after.get(table, ()))
        if old - new:
            return None
        if new - old:
            added[table] = [one for one in after[table] if one not in old]
    return value, {one: added[one] for one in after if one in added}, last
