"""Views of a cycle's card and of the message to its group. Both are updated in place. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.calendars.entries import OPEN_FIRST, join_names
from bot.dates.words import moment_words, time_words
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import CycleSheet, Session
from handlers.kit import tags
from handlers.kit.blocks import Message, actions, button, context, header, message, plain_sections, section
from handlers.kit.escaping import Said, escape_to_fit, link_to
from handlers.kit.gestures.texts import COME_BACK
from handlers.kit.sentences import join_text
from handlers.kit.texts import LINK, WITH
from handlers.kit.told import add_undo, shorten_card
from handlers.mentoring import texts as shared
from handlers.mentoring.standing import (
    ReaderRole,
    awaited_person_id,
    deadline_words,
    name_of,
    next_session,
    open_questions,
    role_of_reader,
    session_line,
    sessions_in,
)

from . import buttons, texts
from .buttons import buttons_of

ROOM = 13_000  # Slack refuses more than about 13,200 characters in a message's blocks.
SHORT = 600  # the longest text other than the need, in characters
# A shortened card shows only the first two of these buttons that it has.
KEPT = (
    "agenda.undo",
    *("mentoring.when", "mentoring.confirm", "mentoring.answer", "mentoring.accept", "mentoring.choose"),
    *("mentoring.replan", "mentoring.agree_late", "mentoring.refuse_late", "mentoring.missed"),
    *("mentoring.move", "mentoring.come_back", "mentoring.skip", "mentoring.leave"),
    *("mentoring.hand_over", "mentoring.withdraw", "mentoring.reassign"),
)
_SAID_LOST = (CycleState.ENDED, CycleState.LAPSED, CycleState.WITHDRAWN)
_NOTHING_HELD = (CycleState.DECLINED, CycleState.LAPSED, CycleState.WITHDRAWN)


def card(
    sheet: CycleSheet,
    viewer_id: int,
    *,
    preparation: str,
    has_group: bool,
    on_own_list: bool = False,
    undoable_batch: str | None = None,
    now: datetime,
) -> Message:
    """Build a cycle's card for one person, with three buttons at most. One of them can undo `undoable_batch`."""
    drawn = whole_card(sheet, viewer_id, preparation=preparation, has_group=has_group, on_own_list=on_own_list, now=now)
    return shorten_card(add_undo(drawn, undoable_batch), kept_actions=KEPT, more_button=buttons.more_button(sheet))


def whole_card(
    sheet: CycleSheet, viewer_id: int, *, preparation: str, has_group: bool, on_own_list: bool = False, now: datetime
) -> Message:
    """Build the whole cycle for one person: the pending answer, the séances, the need, the buttons.

    `on_own_list` means that the card is on the reader's own list. A reader outside the cycle is then a former
    participant, and otherwise a coach. `preparation` has the catalogue's words on how to prepare, for the team.
    `has_group` means that there is a group conversation."""
    reader = role_of_reader(sheet, viewer_id)
    if reader is ReaderRole.LEFT or (on_own_list and reader is ReaderRole.COACH):
        return _card_after_leaving(sheet, viewer_id, now=now)
    facts = [*_card_facts(sheet, viewer_id), *tags.facts(sheet.tags, private=True)]
    lead = join_text(_lead_lines(sheet, viewer_id, reader, now=now))
    blocks: list[Block] = [header(_card_title(sheet, viewer_id, now=now)), section(lead)]
    listed = session_lines(sheet, viewer_id, now=now)
    if listed:
        blocks.append(section(join_text([texts.SESSIONS, shared.listed(listed)], "\n")))
    blocks.append(section(join_text((texts.FACT(name=name, what=what) for name, what in facts), "\n")))
    team = reader in (ReaderRole.ASKER, ReaderRole.GUEST)
    small = _small_print_lines(sheet, preparation=preparation if team else "", has_group=has_group, now=now)
    small += opening_sentences(sheet, viewer_id, now=now)
    row = buttons_of(sheet, reader, viewer_id=viewer_id, now=now)
    after: list[Block] = [*(context(text) for text in small), *([actions(*row)] if row else [])]
    taken = length_of([*blocks, *after]) + sum(map(len, room_links(sheet, now=now)))
    blocks += [*need_blocks(sheet, max_length=ROOM - taken), *after]
    said = [texts.fact(name, what) for name, what in facts if name not in tags.UNSAID]
    spoken = [lead, *([texts.spoken(listed)] if listed else []), *said]
    return message(join_text([*spoken, *room_links(sheet, now=now), *small]), *blocks)


def session_lines(sheet: CycleSheet, viewer_id: int = 0, *, now: datetime) -> list[str]:
    """Return a line for each séance: its day, hours and state. The line says if the viewer misses the séance."""
    return [
        texts.session(
            session_line(session, now=now),
            _state_words(sheet, session, now=now)
            or (texts.WITHOUT_YOU if session.appointment.left_by(viewer_id) else ""),
        )
        for session in sheet.sessions
    ]


def need_blocks(sheet: CycleSheet, *, max_length: int) -> list[Block]:
    cycle = sheet.cycle
    foot = texts.READ_BY(mentor=sheet.mentor.name)
    max_length -= len(texts.NEED) + len(foot) + len(cycle.link or "") * 5
    head = join_text([texts.NEED, link_to(cycle.link)]) if cycle.link else texts.NEED
    return [section(head), *plain_sections(cycle.need, max_chars=max_length), context(foot)]


def opening_sentences(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> list[Said]:
    """Return how to open the video room of the next séance, if this reader must open it."""
    session = next_session(sheet, now=now) if sheet.cycle.state is CycleState.RUNNING else None
    return [texts.OTHER_ROOM(open_first=OPEN_FIRST)] if session and session.appointment.opens_room(viewer_id) else []


def room_links(sheet: CycleSheet, *, now: datetime) -> list[Said]:
    session = next_session(sheet, now=now) if sheet.cycle.state is CycleState.RUNNING else None
    return [texts.fact(LINK, session.appointment.link)] if session and session.appointment.link else []


def length_of(blocks: Sequence[Block]) -> int:
    """Return the length of all texts in blocks. Slack limits it for a message."""
    return _text_length([block.to_dict() for block in blocks])


def lost_sessions_words(sheet: CycleSheet) -> str:
    """Return what happened to the dropped séances of a failed cycle, or "" if none was dropped.

    The text begins with a space."""
    state = sheet.cycle.state
    if state not in _SAID_LOST or not any(session.state is SessionState.DROPPED for session in sheet.sessions):
        return ""
    return texts.NOT_HELD if state is CycleState.ENDED else texts.FREE


def _card_title(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> str:
    state = sheet.cycle.state
    if state in texts.TITLES:
        return texts.TITLE(what=sheet.what, title=texts.TITLES[state]).plain
    if state is CycleState.RUNNING:
        return _running_title(sheet, viewer_id, now=now)
    until, awaited = deadline_words(sheet, now=now), awaited_person_id(sheet)
    if awaited == viewer_id:
        return texts.title_awaits_you(sheet.what, until)
    return texts.title_awaits(sheet.what, name_of(sheet, awaited), until)


def _running_title(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> str:
    """Return the title. It names the first that exists of the current séance, a pending answer, and the next séance."""
    session, what = next_session(sheet, now=now), sheet.what
    if session is not None and session.appointment.starts <= now:
        return texts.TITLE_NOW(what=what, until=time_words(session.appointment.ends)).plain
    if viewer_id == sheet.cycle.mentor_id and (asked := sessions_in(sheet, SessionState.LATE, SessionState.MOVING)):
        return texts.TITLE(what=what, title=texts.TITLE_ALL if asked[0].together else texts.TITLE_LATE).plain
    if sessions_in(sheet, SessionState.OPEN):
        return texts.TITLE(what=what, title=texts.TITLE_REPLAN).plain
    if session is None:
        return texts.TITLE(what=what, title=texts.TITLE_PAST).plain
    if session.state is SessionState.LATE:
        return texts.TITLE_WORD(what=what, mentor=sheet.mentor.name).plain
    return texts.TITLE_RUNNING(what=what, when=moment_words(session.appointment.starts, now)).plain


def _lead_lines(sheet: CycleSheet, viewer_id: int, reader: ReaderRole, *, now: datetime) -> list[Said]:
    cycle = sheet.cycle
    asker, mentor, until = sheet.asker.name, sheet.mentor.name, deadline_words(sheet, now=now)
    if reader is ReaderRole.MENTOR and cycle.state is CycleState.HELD and sessions_in(sheet, SessionState.AGREED):
        said = [texts.ASKED_AGAIN(asker=asker, until=until)]
    else:
        said = [texts.lead(cycle, reader, asker=asker, mentor=mentor, until=until, lost=lost_sessions_words(sheet))]
    if cycle.state is CycleState.RUNNING:
        over = [] if next_session(sheet, now=now) else [shared.OVER]
        said = open_questions(sheet, viewer_id, now=now) or over or said
    coach = sheet.people.get(cycle.taken_by or 0)
    if cycle.state in _NOTHING_HELD:
        if cycle.followed_by is not None:
            said.append(texts.FOLLOWED)
        elif coach is not None and cycle.state is not CycleState.WITHDRAWN:
            said.append(texts.TAKEN(coach=coach.name))
        elif reader is ReaderRole.ASKER and cycle.state is not CycleState.WITHDRAWN:
            said.append(texts.CAN_GO_ON)
    return said


def _state_words(sheet: CycleSheet, session: Session, *, now: datetime) -> str:
    state, cycle = session.state, sheet.cycle
    if state is SessionState.OPEN:
        return texts.IMPOSSIBLE if cycle.state.is_open else texts.TO_REPLAN
    if state is SessionState.DROPPED:
        return texts.FREED if cycle.state in _NOTHING_HELD else texts.DROPPED
    if state is SessionState.CONFIRMED or state is SessionState.OVER:
        if session.appointment.starts > now:
            return ""
        if session.appointment.ends > now:
            return texts.RUNNING
        said = {Outcome.TOOK_PLACE: texts.TOOK_PLACE, Outcome.INCOMPLETE: texts.INCOMPLETE}
        return said.get(session.outcome, texts.PAST) if session.outcome else texts.PAST
    return {
        SessionState.AGREED: texts.AGREED,
        SessionState.COUNTERED: texts.COUNTERED,
        SessionState.LATE: texts.LATE(period=cycle.terms.period).plain,
        SessionState.MOVING: texts.MOVING,
    }.get(state, texts.TO_CONFIRM)


def _card_facts(sheet: CycleSheet, viewer_id: int) -> list[tuple[str, str]]:
    cycle = sheet.cycle
    people = [texts.MENTOR(name=sheet.mentor.name, what=sheet.what).plain] if viewer_id != cycle.mentor_id else []
    people += [name_of(sheet, id_) for id_ in sheet.team_ids if id_ != viewer_id and id_ in sheet.people]
    facts: list[tuple[str, str]] = [
        (WITH, join_names(people)),
        (texts.FOR, sheet.defi.name),
    ]
    facts += [] if cycle.terms.is_own else [(texts.DOMAIN, cycle.domain)]
    alone = viewer_id == cycle.mentor_id and len(sheet.team_ids) == 1  # In this case, « Avec » already names the asker.
    if viewer_id != cycle.asked_by and not alone:
        facts.append((texts.BY, sheet.asker.name))
    if cycle.reason:
        facts.append((texts.REASON, escape_to_fit(cycle.reason, SHORT)))
    return facts


def _small_print_lines(sheet: CycleSheet, *, preparation: str, has_group: bool, now: datetime) -> list[Said]:
    running = sheet.cycle.state is CycleState.RUNNING
    small = [texts.GROUP(this=sheet.cycle.terms.this)] if running and has_group else []
    if preparation and (sheet.cycle.state.is_open or (running and next_session(sheet, now=now))):
        small.append(texts.fact(texts.PREPARE, escape_to_fit(preparation, SHORT)))
    return small


def _card_after_leaving(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> Message:
    title = texts.TITLE_LEFT(what=sheet.what, defi=sheet.defi.name)
    you_left = texts.YOU_LEFT(this=sheet.cycle.terms.this)
    said = join_text([you_left, texts.TITLE_SAID(title=title)])
    back = button(COME_BACK, "mentoring.rejoin", value=str(sheet.cycle.id))
    row = [actions(back)] if sheet.can_return(viewer_id, now=now) else []
    return message(said, header(title.plain), section(you_left), *row)


def _text_length(json_value: object) -> int:
    if isinstance(json_value, dict):
        return sum(
            len(one) if isinstance(one, str) and key == "text" else _text_length(one) for key, one in json_value.items()
        )
    return sum(_text_length(one) for one in json_value) if isinstance(json_value, list) else 0


def group_message(sheet: CycleSheet, *, has_needs: bool = True, now: datetime) -> Message:
    """Build the first message to the mentor and the team: the dates, the need, and the purpose of their conversation.

    After the end of the cycle, the message has no buttons. If `has_needs` is False, it leaves out the need."""
    running = sheet.cycle.state is CycleState.RUNNING
    lead = [*_group_lead_lines(sheet, now=now), *([texts.PURPOSE] if running else [])]
    blocks = _group_blocks(sheet, lead, now=now)
    row = buttons.running_buttons(sheet, now=now) if running else []
    after: list[Block] = [actions(*row)] if row else []
    if has_needs:
        taken = length_of([*blocks, *after]) + sum(map(len, room_links(sheet, now=now)))
        blocks += need_blocks(sheet, max_length=ROOM - taken)
    return shorten_card(
        message(_group_text(sheet, lead, now=now), *blocks, *after),
        kept_actions=KEPT,
        more_button=buttons.more_button(sheet),
    )


def cycle_closed_message(sheet: CycleSheet) -> Message:
    """Build the closing message of an old group conversation, which replaces its first message."""
    said = texts.CLOSED(the=sheet.cycle.terms.the, mentor=sheet.mentor.name, defi=sheet.defi.name)
    return message(said, section(said))


def cycle_started_message(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> Message | None:
    """Build the notice that a cycle begins. If it does not run, or the reader does not take part, return None."""
    reader = role_of_reader(sheet, viewer_id)
    if sheet.cycle.state is not CycleState.RUNNING or reader in (ReaderRole.COACH, ReaderRole.LEFT):
        return None
    lead = [*_group_lead_lines(sheet, now=now), texts.ALONE]
    row, small = (
        buttons.buttons_of(sheet, reader, viewer_id=viewer_id, now=now),
        opening_sentences(sheet, viewer_id, now=now),
    )
    blocks = [*_group_blocks(sheet, lead, now=now), *map(context, small), *([actions(*row)] if row else [])]
    return message(join_text([_group_text(sheet, lead, now=now), *small]), *blocks)


def _group_lead_lines(sheet: CycleSheet, *, now: datetime) -> list[Said]:
    state = sheet.cycle.state
    if state is CycleState.RUNNING:
        # No person has the id 0, so the words suit every reader.
        return open_questions(sheet, 0, now=now) or [texts.CONFIRMED(what=sheet.what)]
    asker, mentor = sheet.asker.name, sheet.mentor.name
    return [
        texts.lead(sheet.cycle, ReaderRole.GUEST, asker=asker, mentor=mentor, until="", lost=lost_sessions_words(sheet))
    ]


def _group_blocks(sheet: CycleSheet, lead: Sequence[Said], *, now: datetime) -> list[Block]:
    dates = join_text([texts.SESSIONS, shared.listed(session_lines(sheet, now=now))], "\n")
    people = texts.FACT(name=WITH, what=_people_names(sheet))
    return [header(_group_title(sheet).plain), section(join_text(lead)), section(dates), section(people)]


def _group_text(sheet: CycleSheet, lead: Sequence[Said], *, now: datetime) -> Said:
    said = [texts.TITLE_SAID(title=_group_title(sheet)), *lead, texts.spoken(session_lines(sheet, now=now))]
    return join_text([*said, texts.fact(WITH, _people_names(sheet)), *room_links(sheet, now=now)])


def _group_title(sheet: CycleSheet) -> Said:
    return texts.GROUP_TITLE(what=sheet.what, mentor=sheet.mentor.name, defi=sheet.defi.name)


def _people_names(sheet: CycleSheet) -> str:
    mentor = texts.MENTOR(name=sheet.mentor.name, what=sheet.what).plain
    return join_names([mentor, *(name_of(sheet, id_) for id_ in sheet.team_ids)])
