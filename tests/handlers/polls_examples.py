"""Fixed values for dates looked for: the form, the question, the ranking, the meeting's card and what is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, Reply, State
from bot.dates.paris import PARIS
from bot.polls.candidates import Candidate
from bot.polls.model import Choice, CloseReason, Meeting, Poll, PollSheet, Stage, Voter
from bot.polls.wishes import PollChoices, PollOffer, Wish
from bot.programme.model import Defi, Membership, Person, Promotion
from bot.programme.roles import Role
from handlers.home import views as home
from handlers.home.views import HomeContent
from handlers.kit.blocks import Message, message
from handlers.kit.fields import TimeToConfirm
from handlers.kit.gestures import texts as gesture_texts
from handlers.kit.gestures import views as gestures
from handlers.kit.told import opened_modal, put_actions_first
from handlers.polls import listeners
from handlers.polls.asking import texts as asking_texts
from handlers.polls.asking import views as asking
from handlers.polls.asking.forms import PollTarget
from handlers.polls.card import texts as card_texts
from handlers.polls.card import views as answering
from handlers.polls.running import texts as running_texts
from handlers.polls.running import views as running

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=PARIS)
TIMES = tuple(datetime(2026, 5, day, 10, 0, tzinfo=PARIS) for day in (19, 20, 21))
DATES = tuple(int(one.timestamp()) for one in TIMES)
DEADLINE = datetime(2026, 5, 12, 18, 0, tzinfo=PARIS)
DRAFT = "11111111-2222-4333-8444-555555555555"
HOSTILE = "<!channel> & *l’outil*"
LINK = "https://visio.numerique.gouv.fr/abc-defg-hij"
YES, MAYBE, NO = Choice
EIG = (Membership(Role.EIG, 1, 1),)
LEA = Person(1, "Léa Martin", email="lea@example.org", slack_id="U1", memberships=EIG)
CLAIRE = Person(2, "Claire Morel", slack_id="U2", memberships=(Membership(Role.COACH, 1),))
NOUR = Person(3, "Nour Haddad", email="nour@example.net")
ZOE = Person(4, "Zoé Garnier", memberships=EIG)
MANY = {one.id: one for one in (Person(100 + number, f"Personne {number:02}") for number in range(20))}
PEOPLE = {one.id: one for one in (LEA, CLAIRE, NOUR, ZOE)}
WISH = Wish("Choisir l’outil", 60, date(2026, 5, 11), date(2026, 6, 10), (2,), (3, 4))
FREE = tuple(Candidate(one) for one in DATES)
SOME = (Candidate(DATES[0], (), (4,)), Candidate(DATES[1], (2,), (3, 4)), Candidate(DATES[2]))


def voter(person_id: int, *said: Choice, required: bool = False) -> Voter:
    """Give who is asked, with what they said of the first dates."""
    return Voter(person_id, required, dict(zip(DATES, said, strict=False)), NOW if said else None)


def sheet(*voters: Voter, appointment: Appointment | None = None, **values: Any) -> PollSheet:  # noqa: ANN401 - its fields
    """Give a date that Léa looks for with Claire, who must come, Nour and Zoé."""
    asked = voters or (voter(2, required=True), voter(3), voter(4))
    poll = Poll(7, 1, values.pop("title", "Choisir l’outil"), 60, DATES, DEADLINE, NOW, **values)
    return PollSheet(poll, asked, PEOPLE | MANY, appointment)


def offer(*candidates: Candidate, read: int = 6, asked: int = 6) -> PollOffer:
    """Return what was found for six people; `read`: how many calendars are known."""
    return PollOffer(WISH, candidates, PEOPLE, date(2026, 5, 12), read, asked)


def meeting(
    *,
    state: State = State.CONFIRMED,
    reply: Reply = Reply.COMES,
    place: str | None = None,
    reason: str | None = None,
    title: str = "Choisir l’outil",
) -> Meeting:
    """Give the meeting that came of it, to which Zoé replied so."""
    parts = (
        Participant(1, Part.HOST),
        Participant(2, Part.EXPERT),
        Participant(3, Part.GUEST),
        Participant(4, Part.GUEST, reply),
    )
    one = Appointment(
        5,
        "rencontre-5",
        "rencontre",
        None,
        None,
        TIMES[0],
        TIMES[0] + timedelta(hours=1),
        state,
        1,
        None if place else LINK,
        parts,
        reason,
        NOW,
        place,
    )
    return Meeting(sheet(appointment=one, stage=Stage.BOOKED, appointment_id=5, title=title), one)


ANSWERED = (voter(2, YES, MAYBE, NO, required=True), voter(3, NO, YES, YES), voter(4, YES, YES, NO))
HALF = (voter(2, YES, MAYBE, NO, required=True), voter(3), voter(4, YES))
LACKING = (voter(2, NO, NO, YES, required=True), voter(3, YES, YES, NO), voter(4, YES, YES, YES))
CROWD = tuple(voter(one, YES if one % 3 else NO, NO, required=one == 101) for one in MANY)
ALONE = (voter(2, YES, NO, NO), *(voter(one, NO, NO, NO) for one in list(MANY)[:6]))
CLOSED: dict[str, Any] = {"stage": Stage.CLOSED, "why": CloseReason.ALL}
MET = meeting().appointment
MOVED = replace(MET, dispositif="comite")


def _home(*lines: Any) -> Drawn:  # noqa: ANN401 - lines
    return home.home_view(HomeContent(LEA, (), lines), now=NOW)


def _said(text: Any) -> Message:  # noqa: ANN401 - a sentence
    return message(text)


def _question(one: PollSheet, how: str = "asked", *, reader: int = 4, now: datetime = NOW) -> Message:
    return answering.question_message(one, reader, reason=how, now=now)


BOTH = tuple(Promotion(one, f"EIG {one}", date(2026, 1, 12), date(2026, 11, 11)) for one in (7, 8))
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "asking.form": lambda: asking.poll_form(
        PollChoices((Defi(1, 1, "Carte Vive", "Bureau"), Defi(2, 1, HOSTILE, "Bureau")), WISH.since, WISH.until), DRAFT
    ),
    "asking.form.precise": lambda: asking.poll_form(
        PollChoices((Defi(1, 1, "Carte Vive", "Bureau"), Defi(2, 1, HOSTILE, "Bureau")), WISH.since, WISH.until),
        DRAFT,
        shows_all_fields=True,
    ),
    "asking.form.precise.two-promotions": lambda: asking.poll_form(
        PollChoices((Defi(1, 1, "Carte Vive", "Bureau"),), WISH.since, WISH.until, promotions=BOTH),
        DRAFT,
        shows_all_fields=True,
    ),
    "asking.form.precise.nobody": lambda: asking.poll_form(
        PollChoices((), WISH.since, WISH.until), DRAFT, shows_all_fields=True
    ),
    "asking.form.moved": lambda: asking.poll_form(
        PollChoices((), WISH.since, WISH.until, HOSTILE, (CLAIRE, NOUR, ZOE), (2,)), DRAFT, target=PollTarget(moves=5)
    ),
    "asking.form.moved.alone": lambda: asking.poll_form(
        PollChoices((), WISH.since, WISH.until, "Un comité"), DRAFT, target=PollTarget(moves=5)
    ),
    "asking.offer": lambda: asking.dates_form(offer(*FREE), DRAFT, now=NOW),
    "asking.offer.two-known": lambda: asking.dates_form(offer(*FREE, read=2), DRAFT, now=NOW),
    "asking.offer.none-known": lambda: asking.dates_form(offer(*FREE, read=0), DRAFT, now=NOW),
    "asking.offer.few": lambda: asking.dates_form(offer(*FREE, read=3, asked=3), DRAFT, now=NOW),
    "asking.offer.nearest": lambda: asking.dates_form(offer(*SOME), DRAFT, now=NOW),
    "asking.offer.on-holiday": lambda: asking.dates_form(offer(replace(FREE[0], on_holiday=True)), DRAFT, now=NOW),
    "asking.offer.none": lambda: asking.dates_form(offer(), DRAFT, now=NOW),
    "asking.asked": lambda: asking.question_sent_modal(sheet(), now=NOW),
    "asking.asked.one": lambda: asking.question_sent_modal(
        replace(sheet(voter(4)), poll=replace(sheet().poll, deadline=NOW + timedelta(days=1))), now=NOW
    ),
    "asking.reading": lambda: _said(asking_texts.READING),
    "answering.question": lambda: _question(sheet()),
    "answering.question.hostile": lambda: _question(sheet(title=HOSTILE)),
    "answering.question.moves": lambda: answering.question_message(
        sheet(appointment=MET, moves=5, place="Salle Hortensia"), 2, now=NOW
    ),
    "answering.question.again": lambda: _question(sheet(), "again"),
    "answering.question.redated": lambda: _question(sheet(*HALF), "redated"),
    "answering.question.answered": lambda: _question(sheet(*ANSWERED)),
    "answering.question.closed": lambda: _question(sheet(*ANSWERED, **CLOSED)),
    "answering.question.booked": lambda: _question(sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED)),
    "answering.question.ended": lambda: _question(sheet(stage=Stage.ENDED)),
    "answering.question.late": lambda: _question(sheet(), now=DEADLINE),
    "answering.all.busy": lambda: answering.answered_all_message(sheet(*ANSWERED), 4, busy_starts=DATES[:1], now=NOW),
    "asking.asked.busy": lambda: asking.question_sent_modal(sheet(), busy_starts=DATES[:2], now=NOW),
    "answering.form": lambda: answering.answer_form(sheet(), 4, busy_starts=(DATES[1],), now=NOW),
    "answering.form.again": lambda: answering.answer_form(sheet(*ANSWERED, title=HOSTILE), 4, busy_starts=(), now=NOW),
    "answering.done": lambda: answering.answered_modal(sheet(*ANSWERED), 4, now=NOW),
    "answering.done.closed": lambda: answering.answered_modal(sheet(*ANSWERED, **CLOSED), 3, now=NOW),
    "answering.done.all": lambda: answering.answered_all_message(sheet(*ANSWERED), 4, now=NOW),
    "answering.ended": lambda: answering.ended_message(sheet(title=HOSTILE)),
    "answering.too-late": lambda: _said(card_texts.TOO_LATE),
    "running.running": lambda: running.state_message(sheet(*HALF), now=NOW),
    "running.running.none": lambda: running.state_message(sheet(title=HOSTILE), now=NOW),
    "running.running.closed": lambda: running.state_message(sheet(*ANSWERED, **CLOSED), now=NOW),
    "running.running.booked": lambda: running.state_message(
        sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED), now=NOW
    ),
    "running.running.ended": lambda: running.state_message(sheet(stage=Stage.ENDED), now=NOW),
    "running.closed": lambda: running.closed_message(sheet(*ANSWERED, **CLOSED), now=NOW),
    "running.closed.lacking": lambda: running.closed_message(
        sheet(*LACKING, stage=Stage.CLOSED, why=CloseReason.DEADLINE, title=HOSTILE), now=NOW
    ),
    "running.closed.crowd": lambda: running.closed_message(
        sheet(*CROWD, stage=Stage.CLOSED, why=CloseReason.BEATEN), now=NOW
    ),
    "running.closed.alone": lambda: running.closed_message(
        sheet(*ALONE, stage=Stage.CLOSED, why=CloseReason.ASKED), now=NOW
    ),
    "running.closed.undone": lambda: running.closed_message(
        sheet(*ALONE, stage=Stage.CLOSED, why=CloseReason.UNDONE), now=NOW
    ),
    "running.closed.nobody": lambda: running.closed_message(
        sheet(stage=Stage.CLOSED, why=CloseReason.DEADLINE), now=NOW
    ),
    "running.closed.past": lambda: running.closed_message(
        sheet(*ANSWERED, stage=Stage.CLOSED, why=CloseReason.PAST), now=TIMES[2] + timedelta(days=1)
    ),
    "running.closed.open": lambda: running.closed_message(sheet(*HALF), now=NOW),
    "running.closed.booked": lambda: running.closed_message(
        sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED), now=NOW
    ),
    "running.look": lambda: running.answers_modal(sheet(*HALF), now=NOW),
    "running.look.closed": lambda: running.answers_modal(sheet(*CROWD, title=HOSTILE, **CLOSED), now=NOW),
    "running.look.told": lambda: running.answers_modal(
        sheet(stage=Stage.ENDED), last_result=running.poll_ended_message().text, now=NOW
    ),
    "running.look.booked.undo": lambda: running.answers_modal(
        sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED), may_undo=True, now=NOW
    ),
    "running.look.booked": lambda: running.answers_modal(
        sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED), now=NOW
    ),
    "running.dates": lambda: running.dates_form(
        sheet(*HALF), (Candidate(DATES[0] + 86_400 * 7), Candidate(DATES[1] + 86_400 * 7, (2,), (3, 4))), now=NOW
    ),
    "running.dates.none": lambda: running.dates_form(sheet(*HALF), (), now=TIMES[2] + timedelta(days=1)),
    "running.dates.done": running.dates_done_modal,
    "running.ended.done": running.poll_ended_message,
    "running.booked": lambda: running.booked_message(
        sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED, title=HOSTILE), now=NOW
    ),
    "running.booked.undo": lambda: running.booked_message(
        sheet(*ANSWERED, appointment=MET, stage=Stage.BOOKED), may_undo=True, now=NOW
    ),
    "running.undone": lambda: running.undone_modal(sheet(*ANSWERED, stage=Stage.CLOSED), MET, now=NOW),
    "running.undone.known": lambda: running.undone_modal(sheet(stage=Stage.ENDED), MET, now=NOW),
    "running.booked.without": lambda: running.booked_message(
        sheet(*ANSWERED, appointment=meeting(reply=Reply.LEFT).appointment, stage=Stage.BOOKED), now=NOW
    ),
    "running.booked.moved": lambda: running.booked_message(
        sheet(*ANSWERED, appointment=MOVED, stage=Stage.BOOKED, moves=5), now=NOW
    ),
    "running.booked.not": lambda: running.booked_message(sheet(stage=Stage.ENDED), now=NOW),
    "running.booked.cancelled": lambda: running.booked_message(meeting(state=State.CANCELLED).sheet, now=NOW),
    "answering.ended.quoted": lambda: answering.ended_message(sheet(title="Conférence «\u00a0Le RGAA\u00a0»")),
    "running.taken": lambda: running.date_taken_message(
        sheet(*ANSWERED, **CLOSED), DATES[0], busy_names=["Claire Morel", "Léa Martin"], now=NOW
    ),
    "running.taken.one": lambda: running.date_taken_message(
        sheet(*ANSWERED, **CLOSED), DATES[1], busy_names=["Claire Morel"], now=NOW
    ),
    "running.taken.alone": lambda: running.date_taken_message(
        sheet(*ANSWERED, **CLOSED), DATES[0], busy_names=[], now=NOW
    ),
    "running.over": lambda: _said(running_texts.OVER),
    "running.past": lambda: _said(running_texts.PAST),
    "awaiting.asked": lambda: _home(*listeners.home_lines([sheet(title=HOSTILE)], [], now=NOW)),
    "awaiting.own": lambda: _home(
        *listeners.home_lines([], [sheet(*HALF), sheet(*ANSWERED, title=HOSTILE, **CLOSED)], now=NOW)
    ),
    "card.host": lambda: answering.card(meeting(reply=Reply.LEFT), 1, now=NOW),
    "card.undo": lambda: answering.card(meeting(), 1, undo=DRAFT, now=NOW),
    "card.tags": lambda: answering.card(meeting(title="Ouvrir le code de notre API"), 3, now=NOW),
    "card.guest": lambda: answering.card(meeting(), 3, now=NOW),
    "card.place": lambda: answering.card(meeting(place=HOSTILE, title=HOSTILE), 2, now=NOW),
    "card.left": lambda: answering.card(meeting(reply=Reply.LEFT), 4, now=NOW),
    "card.running": lambda: answering.card(meeting(), 1, now=TIMES[0]),
    "card.over": lambda: answering.card(meeting(reply=Reply.LEFT), 4, now=TIMES[1]),
    "card.cancelled": lambda: answering.card(meeting(state=State.CANCELLED), 3, now=NOW),
    "card.opened": lambda: opened_modal(
        "Rencontre", put_actions_first(answering.whole_card(meeting(), 50, now=NOW).blocks), metadata="rencontre 7"
    ),
    "card.move": lambda: gestures.move_form("polls.moved", answering.named_meeting(meeting(), now=NOW), now=NOW),
    "card.move.taken": lambda: gestures.move_form(
        "polls.moved",
        answering.named_meeting(meeting(), now=NOW),
        to_confirm=TimeToConfirm(TIMES[1], [ZOE.name], "Grève"),
        now=NOW,
    ),
    "card.cancel": lambda: gestures.cancel_form(
        "polls.cancelled", answering.named_meeting(meeting(title=HOSTILE), now=NOW), title="Annuler"
    ),
    "card.moved.done": lambda: gestures.moved_modal(answering.meeting_name(meeting()), [TIMES[0]], now=NOW),
    "card.moved.already": lambda: gestures.moved_modal(
        answering.meeting_name(meeting()), [TIMES[0]], has_changed=False, now=NOW
    ),
    "card.cancelled.done": lambda: gestures.cancelled_modal(answering.meeting_name(meeting()), [TIMES[0]], now=NOW),
    "card.moved": lambda: answering.moved_message(meeting(reason=HOSTILE), before=TIMES[1], by=LEA, now=NOW),
    "card.cancelled.told": lambda: answering.cancelled_message(
        meeting(state=State.CANCELLED, reason="Grève"), before=TIMES[0], by=None, now=NOW
    ),
    "card.turned.left": lambda: answering.attendance_changed_message(
        meeting(), participant=ZOE, is_coming=False, now=NOW
    ),
    "card.turned.back": lambda: answering.attendance_changed_message(
        meeting(), participant=ZOE, is_coming=True, now=NOW
    ),
    "card.left.done": lambda: gestures.left_message(
        answering.meeting_name(meeting()), TIMES[0], notified_sentence=card_texts.HOSTS_TOLD, now=NOW
    ),
    "card.back.done": lambda: answering.rejoined_message(meeting(), now=NOW),
    "card.back.taken": lambda: message(gesture_texts.STILL_BUSY),
}
