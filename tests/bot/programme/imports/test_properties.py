from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.programme.service import appoint_coaches
from storage.database import Database, Transaction
from storage.programme.history import history
from storage.programme.people import people
from tests.bot.programme.imports.written import PROMOTION, csv, held, imported, memberships_of, run

PEOPLE = ("ana", "bo", "cy", "dan")
ROLES = ("eig", "porteur", "sponsor", "coach", "mentor", "expert", "alumni")
OF_NONE = {"mentor", "expert", "alumni"}
DEFIS = ("Écho", "Relais")

parts = st.tuples(
    st.sets(st.sampled_from(ROLES), min_size=1, max_size=3),
    st.sets(st.sampled_from(DEFIS), min_size=1),
    st.sampled_from(("", "design", "développement")),
    st.sampled_from(("", "droit", "droit|visio")),
)
files = st.dictionaries(st.sampled_from(PEOPLE), parts, min_size=1)


class Undone(Exception):
    pass


@contextmanager
def undone(database: Database) -> Iterator[Transaction]:
    try:
        with database.transaction() as tx:
            yield tx
            raise Undone
    except Undone:
        pass


def text_of(file: dict[str, tuple[set[str], set[str], str, str]]) -> str:
    return csv(
        *(
            f"{name}@exemple.fr,{name},{'|'.join(sorted(roles))},{'|'.join(sorted(defis))},{metier},{skills},,"
            for name, (roles, defis, metier, skills) in file.items()
        )
    )


def expected(
    sequence: list[dict[str, tuple[set[str], set[str], str, str]]],
) -> list[tuple[str, str, str | None, str | None]]:
    """Give what must hold: for each role, what the last file that contains it says, and the settings' coach."""
    found: dict[str, set[tuple[str, str, str | None, str | None]]] = {}
    for file in sequence:
        said: dict[str, set[tuple[str, str, str | None, str | None]]] = {}
        for name, (roles, defis, _, _) in file.items():
            for role in roles:
                places = {(name, role, "EIG 7", defi) for defi in defis}
                said.setdefault(role, set()).update({(name, role, None, None)} if role in OF_NONE else places)
        found |= said
    rows = {("ana", "coach", None, None)}.union(*found.values())
    return sorted(rows, key=lambda row: tuple(part or "" for part in row))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(files, min_size=1, max_size=4))
def test_sequence_of_files_leaves_what_the_last_one_says_of_each_role(
    database: Database, sequence: list[dict[str, tuple[set[str], set[str], str, str]]]
) -> None:
    with undone(database) as tx:
        imported(tx, PROMOTION)
        appoint_coaches(tx, ["ana@exemple.fr"])
        for file in sequence:
            imported(tx, text_of(file), confirmed=True)
        assert held(tx) == expected(sequence)
        named = {"ana"}.union(*sequence)
        assert tx.execute(select(func.count()).select_from(people)).scalar_one() == len(named)
        lines = tx.execute(select(func.count()).select_from(history)).scalar_one()
        assert imported(tx, text_of(sequence[-1])).changes == 0
        assert tx.execute(select(func.count()).select_from(history)).scalar_one() == lines


def test_two_imports_at_once_leave_what_one_of_them_says(database: Database) -> None:
    texts = [
        csv(*(f"p{number}@exemple.fr,P{number},EIG,{defi},,,U0{number}X," for number in range(20)))
        for defi in ("Écho", "Relais")
    ]
    together = Barrier(2)
    results: list[int] = []

    def work(text: str) -> None:
        together.wait()
        results.append(run(database, PROMOTION, text, confirmed=True).changes)

    threads = [Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The first adds 1 promotion, 2 défis, 20 people and 20 memberships; the second moves the 20.
    assert sorted(results) == [40, 43]
    (defi,) = {row[3] for row in memberships_of(database)}
    (other,) = {row[3] for row in memberships_of(database, ended=True)}
    assert {defi, other} == set(DEFIS)
    assert len(memberships_of(database)) == len(memberships_of(database, ended=True)) == 20
