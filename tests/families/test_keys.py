"""What makes a message another one: the promotion that it is about, and whether its like was ever read.

A key names a kind, a subject and a reader. If the subject does not belong to one promotion, somebody of two promotions
could be told of one alone; ACROSS says why they are not. A subject that is new stands here, in one list or the other.
"""

from datetime import timedelta

import pytest

from bot.notices import notices as ledger
from bot.notices.facts import Fact
from bot.notices.model import Action
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.notices.kinds import all_kinds
from tests.promotion import NOW

# Their id is that of a promotion, or of a thing that belongs to one.
OF_ONE = {
    *("action", "appointment", "committee", "committee_round", "coach_request", "defi", "letter", "report", "series"),
    *("gathering", "gathering_after", "gathering_attendance", "gathering_card", "gathering_group", "gathering_groups"),
    *("gathering_news", "gathering_presenter", "gathering_questions", "gathering_shared", "gathering_subjects"),
    *("helpdesk_request", "invitation", "mentoring_cycle", "poll", "poll_meeting", "promotion", "promotion_month"),
    *("wait", "workshop", "year_plan"),
}
ACROSS = {
    "": "the mail of another message",
    "absence": "each absence has its own id",
    "action_owner": "one line a week has the actions of all promotions",
    "arrivals": "each card has its own id",
    "busy_feed": "a calendar is its owner's",
    "event": "each question has its own id",
    "helping_ask": "an ask is between two people",
    "home": "the whole Home",
    "host_week": "one list has the appointments of all promotions",
    "logbook_file": "each press has its own number",
    "logbook_share": "each share has its own id",
    "mentoring_export": "one file has the cycles of all promotions",
    "organiser": "the period names the promotion, or the dates",
    "overview": "the file has all promotions of its reader",
    "own_data": "each press has its own number",
    "person": "distinct: the promotion that welcomes; or the moment",
    "setup_blanks": "each press has its own number",
}
ANEW = [kind for kind in all_kinds() if kind.anew and kind.action is not Action.FILE]  # a file goes with its card


def test_a_message_in_one_promotion_hides_none_of_another() -> None:
    assert not OF_ONE & ACROSS.keys()
    assert {kind.subject for kind in all_kinds()} == OF_ONE | ACROSS.keys()


@pytest.mark.parametrize(
    ("ended", "many"),
    [
        ({"state": "dropped", "reason": "empty"}, 1),
        ({"state": "dropped", "reason": "mailed"}, 0),
        ({"state": "dropped", "reason": "late", "doubtful": True}, 0),
        ({"state": "sent", "sent_ts": "1", "sent_channel": "D1"}, 0),
        ({}, 0),
    ],
    ids=["had nothing to say", "went by mail", "may have arrived", "was sent", "is still owed"],
)
@pytest.mark.parametrize("kind", ANEW, ids=[kind.kind for kind in ANEW])
def test_what_was_read_nowhere_is_owed_anew(
    database: Database, kind: type[Fact], ended: dict[str, object], many: int
) -> None:
    with database.transaction() as tx:
        lea, sami, fact = people.add(tx, name="Léa"), people.add(tx, name="Sami"), kind.read("1778450400")
        assert ledger.tell(tx, fact, about=1, to=[lea, sami], due=NOW, period="2026-05") == 2
        for _ in range(2):  # and each time again
            if ended:
                theirs = notices.update().where(notices.c.person_id == lea, notices.c.state == "owed")
                tx.execute(theirs.values(closed_at=NOW + timedelta(hours=1), **ended))
            assert ledger.tell(tx, fact, about=1, to=[lea, sami], due=NOW, period="2026-05") == many
