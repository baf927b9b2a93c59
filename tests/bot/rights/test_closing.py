"""A promotion is closed and taken back: who becomes what, what is counted first, what is erased when."""

from datetime import date, datetime, timedelta

import pytest

from bot.dates.paris import PARIS
from bot.errors import NotAllowed, NotFound
from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.rights import closing, facts
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import history, people
from tests.journeys.promotion import NOW, seed

BEFORE_ITS_END, AFTER_ITS_END = NOW, datetime(2027, 3, 1, 9, 0, tzinfo=PARIS)


def actor(tx: Transaction, ids: dict[str, int], key: str) -> Actor:
    return Actor(f"U{key}", people.by_id(tx, ids[key]))


def roles(tx: Transaction, ids: dict[str, int]) -> dict[str, set[Role]]:
    return {key: set(known.roles) for key in ("lea", "claire") if (known := people.by_id(tx, ids[key]))}


def ends_of(tx: Transaction, promotion: int) -> date:
    return closing.promotion_of(tx, promotion).ends_on


@pytest.mark.parametrize("now", [BEFORE_ITS_END, AFTER_ITS_END])
@pytest.mark.parametrize("months", [0, 24])
def test_eig_become_alumni_once_and_come_back_as_they_were(database: Database, now: datetime, months: int) -> None:
    with database.transaction() as tx:
        ids = seed(tx)
        claire, promotion = actor(tx, ids, "claire"), ids["promotion"]
        planned = ends_of(tx, promotion)
        ends = min(planned, now.date())
        looked = closing.preview_closing(tx, claire, promotion, months=months, now=now)
        assert (looked.eig, looked.porteurs, looked.closed) == (3, 0, None)
        assert looked.erased_on == (date(ends.year + 2, ends.month, ends.day) if months else None)
        before = roles(tx, ids)
        assert closing.close_promotion(tx, claire, promotion, months=months, now=now)
        assert roles(tx, ids)["lea"] == {Role.ALUMNI}
        assert Role.ALUMNI not in roles(tx, ids)["claire"]
        assert ends_of(tx, promotion) == ends
        told = {
            row.person_id for row in tx.execute(notices.select().where(notices.c.kind == facts.PromotionClosed.kind))
        }
        assert told == {ids[key] for key in ("lea", "sami", "ines")}
        assert not closing.close_promotion(tx, claire, promotion, months=months, now=now)
        later = now + timedelta(minutes=1)
        assert (
            closing.preview_closing(tx, actor(tx, ids, "claire"), promotion, months=months, now=later).closed
            is not None
        )
        assert [one.action for one in history.entries_of(tx, "promotion", promotion)][-1] == "rights.close"
        assert closing.reopen_promotion(tx, claire, promotion, now=later)
        assert (roles(tx, ids), ends_of(tx, promotion)) == (before, planned)
        assert not closing.reopen_promotion(tx, claire, promotion, now=later)


@pytest.mark.parametrize("key", ["lea", "nobody"])
def test_who_may_not_neither_looks_nor_closes_nor_reopens(database: Database, key: str) -> None:
    with database.transaction() as tx:
        ids = seed(tx)
        who = actor(tx, ids, key) if key in ids else Actor("Unobody")
        for gesture in (closing.preview_closing, closing.close_promotion):
            with pytest.raises(NotAllowed):
                gesture(tx, who, ids["promotion"], months=24, now=NOW)
        with pytest.raises(NotAllowed):
            closing.reopen_promotion(tx, who, ids["promotion"], now=NOW)
        with pytest.raises(NotFound):
            closing.preview_closing(tx, actor(tx, ids, "claire"), ids["promotion"] + 99, months=24, now=NOW)
