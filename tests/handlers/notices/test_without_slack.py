"""Each kind of message to somebody without Slack: it goes by mail, or they are knowingly not owed it; never a fault."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.agenda.facts import REMINDERS, BouncedMail
from bot.gatherings.facts import Nudge
from bot.notices.copies import Copy
from bot.notices.facts import Fact
from bot.notices.model import NO_ACCOUNT, Action, NoticeState
from handlers.notices.messages import Mail
from handlers.notices.renderers import NEWS, find_fact_renderers, make_messages
from storage.database import Database
from storage.notices.ledger import notices
from storage.notices.rows import RETURNED, fetch_rows, to_notices
from storage.programme.people import people
from tests.handlers.notices.worlds import fill, worlds

SPARED = {
    "agenda.found",  # who connected their calendar did so in Slack
    "gatherings.nudge",  # the announcement asked the same by mail
    "rights.card",  # asked for in Slack alone, where its file is
}


def posts() -> Iterator[dict[str, Any]]:
    """Give one world of each kind of message to one person."""
    found = sorted(
        (one for one in worlds() if one["action"] == "post" and recipient(one) is not None),
        key=lambda one: str(one["kind"]),
    )
    yield from (next(several) for _, several in groupby(found, key=lambda one: one["kind"]))


def recipient(world: dict[str, Any]) -> int | None:
    kept = world["rows"]["notices"]
    rows = (dict(zip(kept["columns"], row, strict=True)) for row in kept["rows"])
    found: int | None = next(one["person_id"] for one in rows if one["id"] == world["id"])
    return found


def test_only_what_asks_again_stays_in_slack() -> None:
    assert {one.kind for one in facts() if not one.copied} == SPARED


def facts() -> list[type[Fact]]:
    return [*find_fact_renderers(*NEWS)]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_message_to_who_has_no_slack_goes_by_mail_or_to_nobody(database: Database) -> None:
    tried, mailed = 0, set()
    for world in posts():
        now = partial(datetime.fromtimestamp, world["now"], UTC)
        messages = make_messages(now, [])
        with database.rehearsal() as tx:
            fill(tx, world)
            [found] = to_notices(fetch_rows(tx, select(*RETURNED).where(notices.c.id == world["id"]), {}))
            lost = update(notices).where(notices.c.id == found.id).values(state=NoticeState.FAILED.value)
            for email in (None, "ici@example.org"):
                alone = {"slack_id": None, "email": email, "looked_up_at": now()}
                tx.execute(update(people).where(people.c.id == found.person_id).values(**alone))
                notice = replace(found, slack_id=None, email=email)
                tx.execute(lost)
                done = messages.follow_up(tx, notice, NO_ACCOUNT)
                state = tx.execute(select(notices.c.state).where(notices.c.id == notice.id)).scalar()
                assert (bool(done), state) == ((True, "dropped") if done else (False, "failed")), world["kind"]
                assert done or email is None, world["kind"]
            copied = Copy(found.kind, found.detail).detail
            told = select(notices.c.id).where(notices.c.kind == Copy.kind, notices.c.detail == copied)
            mail = replace(notice, action=Action.MAIL, kind=Copy.kind, detail=copied)
            drawn = messages.render(tx, mail) if tx.execute(told).first() else None
        tried += 1
        assert drawn is None or isinstance(drawn, Mail), world["kind"]
        mailed |= {world["kind"]} if drawn else set()
    assert (tried > 60, len(mailed) > 50, mailed & SPARED) == (True, True, set())


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_an_unknown_address_keeps_from_who_has_slack_comes_there_and_coaches_hear_of_it(
    database: Database,
) -> None:
    wanted = {*REMINDERS, Nudge.kind}
    came = {}
    for world in (one for one in posts() if one["kind"] in wanted):
        now = partial(datetime.fromtimestamp, world["now"], UTC)
        with database.rehearsal() as tx:
            fill(tx, world)
            [found] = to_notices(fetch_rows(tx, select(*RETURNED).where(notices.c.id == world["id"]), {}))
            mail = replace(found, action=Action.MAIL, email="ici@example.org", slack_id="U0HERE")
            for _ in range(2):
                make_messages(now, []).follow_up(tx, mail, "mail_unknown")
            again = select(notices.c.kind).where(
                notices.c.key.like("% unmailed %"), notices.c.person_id == found.person_id
            )
            told = select(notices.c.subject_id).where(notices.c.kind == BouncedMail.kind).distinct()
            came[world["kind"]] = (
                tx.execute(again).scalars().all(),
                tx.execute(told).scalars().all() == [found.person_id],
            )
    assert came == {kind: ([kind], True) for kind in wanted}
