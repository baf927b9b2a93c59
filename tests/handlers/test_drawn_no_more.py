"""Messages, buttons and extras that help nobody any more are not drawn: cancelled, begun, changed back, done, gone."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bot.agenda.model import State
from bot.catalogue.eleven import FORMATS
from bot.gatherings.kinds import SEMINAR
from bot.gatherings.subjects.ballots import Ballot
from bot.helpdesk.model import Document, Paper
from bot.programme.roles import Role
from handlers.gatherings.announcement import views as answers_views
from handlers.gatherings.announcement.views import AnnouncementData, CardExtra
from handlers.gatherings.conference import views as conference_views
from handlers.gatherings.seminars import views as seminars_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.helpdesk import news_views
from handlers.helpdesk.calls import views as calls_views
from tests.handlers import gatherings_announcement_sheets as date
from tests.handlers import gatherings_subjects_examples as subjects
from tests.handlers import helpdesk_card_examples as card
from tests.handlers import helpdesk_hosting_examples as hosting

DESK = FORMATS["bureau-aide"]

NOW, LEA, SAMI, CLAIRE, DAVID, NORA = card.NOW, card.LEA, card.SAMI, card.CLAIRE, card.DAVID, card.NORA
PAST = card.STARTS + card.HOUR
KNOWN = {7: int(card.STARTS.timestamp())}
ELSEWHERE = {9: KNOWN[7]}  # a séance of others
LATER = replace(card.SHEET, request=replace(card.REQUEST, paper=Paper(Document.LATER)))
OFF = date.sheet(state=State.CANCELLED)
SEMINAR_OFF = date.sheet(SEMINAR, state=State.CANCELLED)
OPEN = hosting.batch_of(7, hosting.OPEN)
OVER = (*hosting.batch_of(7, hosting.PASSED), *hosting.batch_of(7, hosting.CHOSEN))
DECLINED = hosting.batch_of(7, hosting.PASSED)
CHOSEN = subjects.ballot(title="Un sujet")


def vote(ballot: Ballot) -> Ballot:
    """Return the ballot of a date that was cancelled."""
    return replace(ballot, sheet=subjects.sheet(ballot.sheet.series, state=State.CANCELLED))


# A name, what draws, and in the order of its conditions each state in which nothing is drawn.
NO_MORE: Mapping[str, Callable[[], object]] = {
    "added, of others": lambda: news_views.added_message(card.BOTH, LEA.id, appointment_ids=(9,), by=LEA, now=NOW),
    "added, to somebody who does not come": lambda: news_views.added_message(
        card.BOTH, NORA.id, appointment_ids=(7,), by=LEA, now=NOW
    ),
    "added, cancelled since": lambda: news_views.added_message(
        card.GONE, LEA.id, appointment_ids=(7,), by=LEA, now=NOW
    ),
    "moved back": lambda: news_views.moved_message(card.SHEET, SAMI.id, known=KNOWN, by=CLAIRE, now=NOW),
    "moved, of others": lambda: news_views.moved_message(card.SHEET, SAMI.id, known=ELSEWHERE, by=CLAIRE, now=NOW),
    "cancelled, but stands again": lambda: news_views.cancelled_message(
        card.SHEET, SAMI.id, known=KNOWN, by=LEA, now=NOW
    ),
    "cancelled, of others": lambda: news_views.cancelled_message(card.GONE, SAMI.id, known=ELSEWHERE, by=LEA, now=NOW),
    "left, but is back": lambda: news_views.left_message(
        card.SHEET, CLAIRE.id, appointment_ids=(7,), person=SAMI, now=NOW
    ),
    "left, nobody knows who": lambda: news_views.left_message(
        card.SAMI_LEFT, CLAIRE.id, appointment_ids=(7,), person=None, now=NOW
    ),
    "came, but left": lambda: news_views.came_back_message(
        card.SAMI_LEFT, CLAIRE.id, appointment_ids=(7,), person=SAMI, now=NOW
    ),
    "came, nobody knows who": lambda: news_views.came_back_message(
        card.SHEET, CLAIRE.id, appointment_ids=(7,), person=None, now=NOW
    ),
    "handed, but back": lambda: news_views.handed_message(
        card.SHEET, LEA.id, appointment_ids=(7,), giver=CLAIRE, taker=DAVID, now=NOW
    ),
    "handed, to nobody": lambda: news_views.handed_message(
        card.HANDED, LEA.id, appointment_ids=(7,), giver=CLAIRE, taker=None, now=NOW
    ),
    "handed, by nobody": lambda: news_views.handed_message(
        card.HANDED, LEA.id, appointment_ids=(7,), giver=None, taker=DAVID, now=NOW
    ),
    "handed, over": lambda: news_views.handed_message(
        card.HANDED, LEA.id, appointment_ids=(7,), giver=CLAIRE, taker=DAVID, now=PAST
    ),
    "joined, but left": lambda: news_views.joined_message(card.SHEET, LEA.id, appointment_ids=(7,), who=NORA, now=NOW),
    "joined, nobody": lambda: news_views.joined_message(
        card.HOSTED_BY_TWO, LEA.id, appointment_ids=(7,), who=None, now=NOW
    ),
    "joined, to somebody who does not come": lambda: news_views.joined_message(
        card.SHEET, NORA.id, appointment_ids=(7,), who=DAVID, now=NOW
    ),
    "joined, over": lambda: news_views.joined_message(
        card.HOSTED_BY_TWO, LEA.id, appointment_ids=(7,), who=NORA, now=PAST
    ),
    "lost, another came": lambda: news_views.paper_lost_message(
        replace(LATER, request=replace(card.REQUEST, paper=card.FILE)), now=NOW
    ),
    "lost, over": lambda: news_views.paper_lost_message(LATER, now=PAST),
    "note, to somebody who does not come": lambda: news_views.note_message(
        card.SAMI_LEFT, SAMI.id, text="Un mot", author=CLAIRE, now=NOW
    ),
    "note, over": lambda: news_views.note_message(card.SHEET, LEA.id, text="Un mot", author=CLAIRE, now=PAST),
    "asks, of nobody": lambda: news_views.share_need_message(
        hosting.WITH_NORA, None, answer=None, is_posted=True, now=NOW
    ),
    "asks, answered first": lambda: news_views.share_need_message(
        hosting.WITH_NORA, NORA, answer=True, is_posted=False, now=NOW
    ),
    "asks, gone first": lambda: news_views.share_need_message(
        hosting.SHEET, NORA, answer=None, is_posted=False, now=NOW
    ),
    "orphaned, settled first": lambda: news_views.orphaned_message(
        hosting.HANDED, hosting.GONE_CLAIRE, posted=False, now=NOW
    ),
    "orphaned, nobody": lambda: news_views.orphaned_message(hosting.BOTH, None, posted=True, now=NOW),
    "answered, by nobody": lambda: calls_views.answered_message(hosting.CALL),
    "answered, booked since": lambda: calls_views.answered_message(
        replace(hosting.SHEET, request=replace(hosting.REQUEST, taken_by=3))
    ),
    "opened, to nobody": lambda: calls_views.free_slot_message(
        hosting.CARTE, None, help_format=DESK, host=CLAIRE, starts=hosting.STARTS, now=NOW
    ),
    "opened, of another team": lambda: calls_views.free_slot_message(
        hosting.RELAIS, LEA, help_format=DESK, host=CLAIRE, starts=hosting.STARTS, now=NOW
    ),
    "proposed, of nothing": lambda: calls_views.proposed_message(
        hosting.SHEET, [], host=CLAIRE, is_posted=False, now=NOW
    ),
    "proposed, chosen first": lambda: calls_views.proposed_message(
        hosting.SHEET, OVER, host=CLAIRE, is_posted=False, now=NOW
    ),
    "proposed, over": lambda: calls_views.proposed_message(
        hosting.SHEET, OPEN, host=CLAIRE, is_posted=False, now=OPEN[0].starts
    ),
    "proposed, cancelled": lambda: calls_views.proposed_message(
        hosting.GONE, OPEN, host=CLAIRE, is_posted=False, now=NOW
    ),
    "declined, nothing": lambda: calls_views.declined_message(hosting.SHEET, [], open_proposals=(), now=NOW),
    "declined, others since": lambda: calls_views.declined_message(
        hosting.SHEET, DECLINED, open_proposals=OPEN, now=NOW
    ),
    "declined, cancelled": lambda: calls_views.declined_message(hosting.GONE, DECLINED, open_proposals=(), now=NOW),
    "after, no word": lambda: seminars_views.after_message(
        AnnouncementData(date.sheet(), ""), inspiration="", now=date.NOW
    ),
    "answer for, cancelled": lambda: answers_views.answer_for_button(OFF, now=date.NOW),
    "answer for, begun": lambda: answers_views.answer_for_button(date.sheet(), now=date.STARTS),
    "unasked, cancelled first": lambda: conference_views.no_longer_speaker_message(
        OFF, NORA.id, is_posted=False, now=date.NOW
    ),
    "unasked, speaks again": lambda: conference_views.no_longer_speaker_message(
        date.sheet(speakers=(date.NADINE,)), date.NADINE.id, is_posted=False, now=date.NOW
    ),
    "small, ended first": lambda: subjects_views.small_group_message(
        replace(subjects.FEW, series=replace(subjects.PEERS, ended_at=NOW)), is_posted=False
    ),
    "small, opened first": lambda: subjects_views.small_group_message(
        replace(subjects.FEW, series=replace(subjects.PEERS, opened_to=frozenset({Role.ALUMNI}))), is_posted=False
    ),
    "small, grown first": lambda: subjects_views.small_group_message(
        replace(subjects.FEW, members=(NORA, NORA, NORA)), is_posted=False
    ),
    "placed, cancelled": lambda: seminars_views.new_place_message(
        date.sheet(SEMINAR, place="Ségur", state=State.CANCELLED), now=date.NOW
    ),
    "placed, nowhere": lambda: seminars_views.new_place_message(date.sheet(SEMINAR), now=date.NOW),
    "peers planned, cancelled": lambda: subjects_views.page_extra(vote(CHOSEN), small_group=None, now=subjects.NOW),
    "peers planned, begun": lambda: subjects_views.page_extra(CHOSEN, small_group=None, now=subjects.STARTS),
    "porteurs after, cancelled": lambda: seminars_views.sharing_extra(SEMINAR_OFF, now=subjects.AFTER),
    "porteurs after, not begun": lambda: seminars_views.sharing_extra(date.sheet(SEMINAR), now=date.NOW),
    "porteurs planned, cancelled": lambda: seminars_views.porteurs_page_extra(vote(CHOSEN), now=subjects.NOW),
    "porteurs planned, begun": lambda: seminars_views.porteurs_page_extra(CHOSEN, now=subjects.STARTS),
    "next subject, none": lambda: subjects_views.next_subject_extra(subjects.ballot(), 6, now=subjects.CLOSES),
    "next subject, begun": lambda: subjects_views.next_subject_extra(CHOSEN, 6, now=subjects.STARTS),
    "next subject, cancelled": lambda: subjects_views.next_subject_extra(vote(CHOSEN), 6, now=subjects.CLOSES),
}


@pytest.mark.parametrize("name", NO_MORE)
def test_nothing_is_drawn_that_helps_nobody_any_more(name: str) -> None:
    assert NO_MORE[name]() in (None, CardExtra(), ())
