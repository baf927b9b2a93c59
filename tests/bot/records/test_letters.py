"""« Écrire aux porteurs »: its readers, once a week a person, once, taken back; nobody else reads it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.errors import DraftExpired, Invalid, NotAllowed, UndoTooLate
from bot.polls.model import Poll, Voter
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.records import letters
from bot.records.letters import ReaderChoice
from bot.records.model import Letter
from storage import personal
from storage.database import Database
from storage.polls import polls
from storage.programme import people
from tests.bot.helpdesk.desk import STANDS, Desk
from tests.journeys.promotion import NOW, seed

WORDS = "canari-de-la-lettre : le séminaire change de salle."
DAY = timedelta(days=1)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """Give the promotion of the journeys with a porteur in Slack, one with an address alone, and one without any."""
    with database.transaction() as tx:
        made = Desk(tx, seed(tx))
        for key, account in (("maud", "UMAUD"), ("remi", None)):
            address = f"{key}@example.org"
            made.ids[key] = people.add(tx, name=key.title(), email=address, slack_id=account)
            people.add_membership(tx, made.ids[key], Membership(Role.PORTEUR, made.ids["promotion"], made.ids["carte"]))
        yield made


def write(
    desk: Desk,
    *,
    who: str = "claire",
    draft: str = "l1",
    whom: ReaderChoice = ReaderChoice.ALL,
    said: str = WORDS,
    now: datetime = NOW,
) -> tuple[Letter, int]:
    """Read a letter over and send it."""
    promotion = desk.ids["promotion"]
    letters.preview_letter(desk.tx, desk.actor(who), promotion, draft_id=draft, whom=whom, text=said, now=now)
    return letters.send_letter(desk.tx, desk.actor(who), draft, now=now)


def told(desk: Desk) -> list[tuple[str, datetime]]:
    """Give the readers to whom a letter is owed, and when."""
    rows = desk.tx.execute(text("SELECT person_id, due FROM notices WHERE kind = 'records.letter' AND state = 'owed'"))
    keys = {value: key for key, value in desk.ids.items() if key in ("maud", "remi")}
    return sorted((keys[row.person_id], row.due) for row in rows)


def test_each_porteur_gets_it_once_in_two_minutes(desk: Desk) -> None:
    found = letters.preview_letter(
        desk.tx, desk.actor("claire"), desk.ids["promotion"], draft_id="l1", whom=ReaderChoice.ALL, text=WORDS, now=NOW
    )
    assert (len(found.readers), found.in_slack, told(desk)) == (2, 1, [])
    letter, count = letters.send_letter(desk.tx, desk.actor("claire"), "l1", now=NOW)
    assert (count, [key for key, _ in told(desk)]) == (2, ["maud", "remi"])
    assert letters.send_letter(desk.tx, desk.actor("claire"), "l1", now=NOW) == (letter, 0)
    assert len(told(desk)) == 2


def test_a_person_gets_one_a_week_whoever_writes(desk: Desk) -> None:
    write(desk)
    for now in (NOW, NOW + 6 * DAY):
        with pytest.raises(Invalid) as refused:
            write(desk, who="david", draft="l2", now=now)
        assert refused.value.facts == {"field": "whom", "reason": "nobody"}
    assert write(desk, who="david", draft="l2", now=NOW + 7 * DAY)[1] == 2


def test_two_coaches_who_read_over_at_once_write_once(desk: Desk) -> None:
    promotion = desk.ids["promotion"]
    for who, draft in (("claire", "l1"), ("david", "l2")):
        letters.preview_letter(
            desk.tx, desk.actor(who), promotion, draft_id=draft, whom=ReaderChoice.ALL, text=WORDS, now=NOW
        )
    letters.send_letter(desk.tx, desk.actor("claire"), "l1", now=NOW)
    with pytest.raises(Invalid):
        letters.send_letter(desk.tx, desk.actor("david"), "l2", now=NOW)


def test_it_is_taken_back_for_two_minutes_by_its_author(desk: Desk) -> None:
    letter, _ = write(desk)
    with pytest.raises(NotAllowed):
        letters.undo(desk.tx, desk.actor("david"), letter.id, now=NOW)
    letters.undo(desk.tx, desk.actor("claire"), letter.id, now=NOW)
    letters.undo(desk.tx, desk.actor("claire"), letter.id, now=NOW)
    assert (told(desk), letters.find(desk.tx, letter.id)) == ([], None)
    again, _ = write(desk, draft="l2")  # it does not count for the week
    with pytest.raises(UndoTooLate):
        letters.undo(desk.tx, desk.actor("claire"), again.id, now=STANDS)


def test_those_who_have_yet_to_answer_are_written_to_alone(desk: Desk) -> None:
    poll = Poll(0, desk.ids["claire"], "Point", 30, (int((NOW + 5 * DAY).timestamp()),), NOW + 3 * DAY, NOW)
    asked = [Voter(desk.ids[key], required=True, answers={}) for key in ("remi", "lea")]
    polls.add(desk.tx, poll, asked)
    assert write(desk, whom=ReaderChoice.SILENT)[1] == 1
    assert [key for key, _ in told(desk)] == ["remi"]


def test_who_has_yet_to_answer_somebody_of_another_promotion_is_not_told_from_the_others(desk: Desk) -> None:
    desk.ids["lena"] = people.add(desk.tx, name="Lena", slack_id="ULENA")
    people.add_membership(desk.tx, desk.ids["lena"], Membership(Role.ALUMNI))
    poll = Poll(0, desk.ids["lena"], "Café", 30, (int((NOW + 5 * DAY).timestamp()),), NOW + 3 * DAY, NOW)
    polls.add(desk.tx, poll, [Voter(desk.ids["remi"], required=True, answers={})])
    with pytest.raises(Invalid):
        write(desk, whom=ReaderChoice.SILENT)


@pytest.mark.parametrize("who", ["lea", "maud"])
def test_only_coaches_write(desk: Desk, who: str) -> None:
    with pytest.raises(NotAllowed):
        write(desk, who=who)
    with pytest.raises(DraftExpired):
        letters.send_letter(desk.tx, desk.actor(who), "l1", now=NOW)


@pytest.mark.parametrize(("said", "reason"), [("  ", "empty"), ("a" * 2001, "long")])
def test_it_says_something_short(desk: Desk, said: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(desk, said=said)
    assert refused.value.facts["reason"] == reason


def test_its_words_go_with_its_author(desk: Desk) -> None:
    letter, _ = write(desk)
    personal.erase(desk.tx, desk.ids["claire"], now=NOW)
    assert letters.find(desk.tx, letter.id) is None
