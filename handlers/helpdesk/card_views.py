"""Views of a request: each participant's card, and the message in the défi's channel. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Part, Reply, State
from bot.catalogue.formats import is_added_format
from bot.dates.words import day_words, moment_words, range_words, time_words
from bot.helpdesk.model import Document, NeedKind, RequestSheet
from bot.programme.model import Actor, Person
from bot.programme.permissions import may
from handlers.helpdesk.booking.texts import KINDS
from handlers.kit import tags
from handlers.kit.blocks import Message, actions, button, context, header, message, plain_sections, section
from handlers.kit.escaping import Said, bold, escape_to_fit, link_to
from handlers.kit.gestures.texts import COME_BACK
from handlers.kit.sentences import FACT, fact, join_text, labelled_fact
from handlers.kit.texts import CALENDAR, JOIN, LEAVE, LINK, MORE, OPEN_FIRST, UNDO, UNDO_FOR_TWO_MINUTES, WHEN, WITH
from handlers.kit.told import shorten_card

from . import card_texts
from .agreeing import agreed_sessions, answer_buttons, awaited_answer

_ORDER = (Part.HOST, Part.EXPERT, Part.BOOKER, Part.GUEST)


def coming_sessions(sheet: RequestSheet, *, now: datetime) -> list[Appointment]:
    return [appointment for appointment in sheet.standing if appointment.starts > now]


def start_words(sessions: Iterable[Appointment], now: datetime) -> list[str]:
    return [moment_words(session.starts, now) for session in sessions]


def participant_name(person: Person, part: Part | None, *, promotion_id: int | None) -> str:
    if part is Part.HOST:
        return card_texts.host(person.name, coaches=person.coaches(promotion_id))
    return card_texts.specialist(person.name) if part is Part.EXPERT else person.name


def attendee_names(sheet: RequestSheet, sessions: Sequence[Appointment], *, except_id: int = 0) -> list[str]:
    """Return the names of people who attend séances: hosts, then specialists, then the team.

    `except_id` is the id of a person to leave out."""
    present: dict[int, Part] = {}
    for session in sessions:
        for someone in session.present:
            present.setdefault(someone.person_id, someone.part)
    named = []
    for person_id, part in sorted(present.items(), key=lambda each: (_ORDER.index(each[1]), each[0])):
        person = sheet.people.get(person_id)
        if person is not None and person_id != except_id:
            named.append(participant_name(person, part, promotion_id=sheet.promotion_id))
    return named


ROOM = 13_000  # Slack refuses messages whose blocks contain more than about 13,200 characters.
SHORT = 600  # the most characters of texts other than the need
# A card shows the first two of these buttons that apply, and « Autres actions » shows the others.
KEPT = (
    *(
        "helpdesk.undo",
        "helpdesk.accept_hosting",
        "helpdesk.propose",
        "helpdesk.move",
        "helpdesk.leave",
        "helpdesk.cancel",
    ),
    *("helpdesk.come_back", "helpdesk.paper"),
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LeftCard:
    """The title and the sentence of a card whose reader left the request or no longer hosts it."""

    title: Callable[[str, str], str]
    said: Said


GONE = LeftCard(card_texts.title_left, card_texts.YOU_LEFT)
HANDED = LeftCard(card_texts.title_handed, card_texts.YOU_HANDED)


def card(
    sheet: RequestSheet,
    viewer_id: int,
    *,
    preparation: str,
    in_modal: bool = False,
    undo_id: str | None = None,
    now: datetime,
) -> Message:
    """Build one person's card of a request.

    If `in_modal` is true, the card is in the modal of « Ouvrir », and further actions follow it. `undo_id` is the id of
    the change that this person can undo."""
    coming = coming_sessions(sheet, now=now)
    left = _left_card(sheet, viewer_id)
    title = _title(sheet, coming, left_card=left, now=now)
    facts = _fact_pairs(sheet, viewer_id, in_modal=in_modal, now=now)
    lines = [_date_lines(sheet, viewer_id, now=now), *(labelled_fact(name, what) for name, what in facts)]
    blocks: list[Block] = [header(title), section(join_text(lines, "\n"))]
    small = [reason for reason in (_change_reason(sheet), _host_reason(sheet)) if reason]
    prepares = sheet.part_of(viewer_id) in (Part.BOOKER, Part.GUEST) and sheet.request.paper.document is Document.LATER
    if preparation and prepares and coming and not left:
        small.append((card_texts.PREPARE, escape_to_fit(preparation, SHORT)))
    room = None if left else _room_sentence(sheet, viewer_id, in_modal=in_modal, now=now)
    after: list[Block] = [section(left.said)] if left else []
    after += [context(room)] if room else []
    after += [context(FACT(name=name, what=what)) for name, what in small]
    after += [context(UNDO_FOR_TWO_MINUTES)] if undo_id else []
    after += _rejoin_row(sheet, viewer_id, now=now) if left else _buttons(sheet, viewer_id, undo_id=undo_id, now=now)
    taken = _text_length([block.to_dict() for block in [*blocks, *after]]) + len(_link(sheet, viewer_id, now=now) or "")
    blocks += [*_need_blocks(sheet, viewer_id, max_chars=ROOM - taken), *after]
    text = _spoken_text(sheet, viewer_id, facts=[*facts, *small], left_card=left, now=now)
    drawn = message(join_text(filter(None, [text, room, UNDO_FOR_TWO_MINUTES if undo_id else None])), *blocks)
    if in_modal:
        return drawn
    # The label for screen readers names the time that is in the card's title.
    of = moment_words((_next_session(sheet, 0, now=now) or sheet.sessions[0]).starts, now)
    more = button(MORE, "helpdesk.more", value=str(sheet.request.id), of=of)
    return shorten_card(drawn, kept_actions=KEPT, more_button=more)


def change_buttons(sheet: RequestSheet, *, of: str, cancel_action: str = "helpdesk.cancel") -> list[InteractiveElement]:
    """Build « Changer la date » and « Annuler le rendez-vous ». `of` is the time of the first upcoming séance.

    `cancel_action` is the action id of the second button. It differs on a card that also has « Décliner »."""
    value = str(sheet.request.id)
    return [
        button(card_texts.MOVE, "helpdesk.move", value=value, of=of),
        button(card_texts.CANCEL, cancel_action, value=value, of=of),
    ]


def channel_message(sheet: RequestSheet, *, now: datetime) -> Message:
    """Build the message in a défi's channel. It says only the dates, or that they are cancelled."""
    agreed = [appointment for appointment in sheet.standing if appointment not in sheet.held]
    whens = join_names(start_words(agreed or sheet.held or sheet.sessions, now))
    text = card_texts.CHANNEL_CANCELLED(what=sheet.what, whens=whens)
    if sheet.held:
        text = card_texts.CHANNEL_HELD(what=sheet.what, whens=whens)
    if agreed:
        text = card_texts.CHANNEL(What=card_texts.capital(sheet.what), whens=whens)
    return message(text, section(text))


def _title(sheet: RequestSheet, sessions: Sequence[Appointment], *, left_card: LeftCard | None, now: datetime) -> str:
    if not sheet.standing:
        return card_texts.title_cancelled(
            sheet.what, moment_words(sheet.sessions[0].starts, now), more=len(sheet.sessions) - 1
        )
    first = sessions[0] if sessions else sheet.standing[-1]
    when = moment_words(first.starts, now)
    if left_card:
        return left_card.title(sheet.what, when)
    running = next(
        (appointment for appointment in sheet.standing if appointment.starts <= now < appointment.ends), None
    )
    if running is not None:
        return card_texts.title_running(sheet.what, time_words(running.ends), more=len(sessions))
    if not sessions:
        return card_texts.title_past(sheet.what, when)
    name = card_texts.title_held if first in sheet.held else card_texts.title
    return name(sheet.what, when, more=len(sessions) - 1)


def _date_lines(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> Said:
    said = _session_lines(sheet, viewer_id, now=now)
    if len(said) == 1:
        return labelled_fact(WHEN, said[0])
    return join_text([card_texts.WHEN_SEVERAL, *said], "\n• ")


def _session_lines(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> list[Said]:
    # If the reader left all séances, the card says so elsewhere, and not at each séance.
    some = sheet.part_of(viewer_id) is not None
    come = {person_id for appointment in _shown_sessions(sheet, now=now) for person_id in appointment.person_ids} - {
        viewer_id
    }
    drawn = []
    for session in sheet.sessions:
        away = [sheet.people[each].name for each in sorted(come) if each in sheet.people and session.left_by(each)]
        left = some and bool(session.left_by(viewer_id))
        drawn.append(
            _session_line(session, is_single=len(sheet.sessions) == 1, has_left=left, absent_names=away, now=now)
        )
    return drawn


def _session_line(
    appointment: Appointment, *, is_single: bool, has_left: bool, absent_names: Sequence[str] = (), now: datetime
) -> Said:
    without = card_texts.session_without(absent_names) if absent_names else None
    coming = card_texts.SESSION_LEFT if has_left else without
    state = (
        card_texts.SESSION_PAST
        if appointment.ends <= now
        else card_texts.SESSION_RUNNING
        if appointment.starts <= now
        else coming
    )
    if appointment.state is not State.CONFIRMED:
        state = card_texts.SESSION_HELD if appointment.state is State.HELD else card_texts.SESSION_CANCELLED
    return card_texts.session(
        day_words(appointment.starts, now), range_words(appointment.starts, appointment.ends), state, alone=is_single
    )


def _fact_pairs(sheet: RequestSheet, viewer_id: int, *, in_modal: bool, now: datetime) -> list[tuple[str, str]]:
    """Return the label and the value of each fact except the séances. Values that are not `Said` are escaped later."""
    people = attendee_names(sheet, _shown_sessions(sheet, now=now), except_id=viewer_id)
    asker = sheet.people.get(sheet.request.asked_by)
    facts: list[tuple[str, str]] = [(WITH, join_names(people))] if people else []
    if answer := awaited_answer(sheet, viewer_id, now=now):
        facts.append(answer)
    facts.append((card_texts.FOR, sheet.defi.name))
    if asker is not None:
        facts.append((card_texts.BY, asker.name))
    if sheet.request.kind is not NeedKind.UNKNOWN:
        facts.append((card_texts.KIND, KINDS[sheet.request.kind]))
    facts += tags.facts(sheet.tags_for(viewer_id), private=True)
    document = document_state(sheet, viewer_id, in_modal=in_modal, now=now) if sheet.reads_need(viewer_id) else ""
    return [*facts, (card_texts.DOCUMENT, document)] if document else facts


def _shown_sessions(sheet: RequestSheet, *, now: datetime) -> Sequence[Appointment]:
    """Return the upcoming séances. If there are none, return those not cancelled. If all are cancelled, return all."""
    return coming_sessions(sheet, now=now) or sheet.standing or sheet.sessions


def document_state(sheet: RequestSheet, viewer_id: int, *, in_modal: bool = False, now: datetime) -> str:
    """Return the state of the document that the team shares, or "" if none exists and none is awaited."""
    paper = sheet.request.paper
    if paper.document is Document.LINK and paper.ref:
        return link_to(paper.ref)
    if paper.document is Document.FILE and paper.name:
        here = sheet.part_of(viewer_id) in (Part.HOST, Part.EXPERT)
        return card_texts.file(paper.name, here=here, opened=in_modal)
    if paper.document is Document.SPOKEN:
        return card_texts.SPOKEN
    if not coming_sessions(sheet, now=now) or not sheet.request.awaits_paper:
        return ""
    return card_texts.LATER if sheet.part_of(viewer_id) in (Part.BOOKER, Part.GUEST) else card_texts.NOT_YET


def _change_reason(sheet: RequestSheet) -> tuple[str, str] | None:
    """Return the reason of the last change. A cancelled séance counts only if all séances are cancelled."""
    given = [appointment for appointment in sheet.standing or sheet.sessions if appointment.reason]
    if not given:
        return None
    last = max(given, key=lambda appointment: appointment.changed_at or _LONG_AGO)
    return card_texts.REASON, escape_to_fit(last.reason or "", SHORT)


def _host_reason(sheet: RequestSheet) -> tuple[str, str] | None:
    host = sheet.people.get(sheet.request.host_id or 0)
    said = card_texts.why(sheet.request.reason, host.name) if host and sheet.standing else None
    return (card_texts.NO_PREFERENCE, said) if said else None


def _need_blocks(sheet: RequestSheet, viewer_id: int, *, max_chars: int) -> list[Block]:
    typed = sheet.request.need
    if not typed or not sheet.reads_need(viewer_id):
        return []
    return [section(bold(need_heading(sheet))), *plain_sections(typed, max_chars=max_chars)]


def need_heading(sheet: RequestSheet) -> Said:
    return card_texts.OWN_NEED if is_added_format(sheet.request.format_key) else card_texts.NEED


def _spoken_text(
    sheet: RequestSheet, viewer_id: int, *, facts: Sequence[tuple[str, str]], left_card: LeftCard | None, now: datetime
) -> Said:
    """Return the card's content for screen readers. It leaves out the need, because locked screens show this text."""
    defi = sheet.defi.name
    if not sheet.standing:
        gone = card_texts.CANCELLED(
            what=sheet.what, days=card_texts.of_days(start_words(sheet.sessions, now)), defi=defi
        )
        return join_text([gone, *(fact(name, what) for name, what in facts if name == card_texts.REASON)])
    people = attendee_names(sheet, _shown_sessions(sheet, now=now), except_id=viewer_id)
    said = [left_card.said] if left_card else []
    said.append(card_texts.spoken(_session_lines(sheet, viewer_id, now=now), people, defi, what=sheet.what))
    said += [fact(name, what) for name, what in facts if name not in (WITH, card_texts.FOR, *tags.UNSAID)]
    link = None if left_card else _link(sheet, viewer_id, now=now)
    return join_text([*said, fact(LINK, link)] if link else said)


def _next_session(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> Appointment | None:
    """Return the current or next séance. Prefer one that the viewer attends."""
    several = [appointment for appointment in sheet.standing if appointment.ends > now]
    mine = [appointment for appointment in several if appointment.part_of(viewer_id) is not None]
    return next(iter(mine or several), None)


def _link(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> str | None:
    appointment = _next_session(sheet, viewer_id, now=now)
    return appointment.link if appointment and appointment not in sheet.held else None


def _room_sentence(sheet: RequestSheet, viewer_id: int, *, in_modal: bool, now: datetime) -> Said | None:
    """Return the sentence that says how to open the video room, or None for a reader who need not open it."""
    appointment = _next_session(sheet, viewer_id, now=now)
    if appointment is None or not appointment.opens_room(viewer_id):
        return None
    other = card_texts.OTHER_ROOM_BELOW if in_modal else card_texts.OTHER_ROOM
    return join_text([OPEN_FIRST, other] if coming_sessions(sheet, now=now) else [OPEN_FIRST])


def _buttons(sheet: RequestSheet, viewer_id: int, *, undo_id: str | None, now: datetime) -> list[Block]:
    appointment = _next_session(sheet, viewer_id, now=now)
    coming = coming_sessions(sheet, now=now)
    row: list[InteractiveElement] = []
    if undo_id:
        row.append(
            button(
                UNDO, "helpdesk.undo", value=undo_id, of=moment_words((appointment or sheet.sessions[0]).starts, now)
            )
        )
    if appointment and (link := _link(sheet, viewer_id, now=now)):
        row.append(button(JOIN, "kit.link", url=link, of=moment_words(appointment.starts, now), style="primary"))
    part = sheet.part_of(viewer_id)
    if coming and part is not None:
        row += _part_buttons(sheet, part, viewer_id, now=now)
    if not sheet.standing and _may_book_again(sheet, viewer_id):
        value, of = str(sheet.request.id), moment_words(sheet.sessions[0].starts, now)
        row.append(button(card_texts.AGAIN, "helpdesk.again", value=value, of=of))
    return [actions(*row)] if row else []


def _may_book_again(sheet: RequestSheet, viewer_id: int) -> bool:
    person = sheet.people.get(viewer_id)
    return person is not None and may(Actor("", person), "helpdesk.again", thing=sheet) and sheet.is_asked_by(person)


def _rejoin_row(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> list[Block]:
    left = [appointment for appointment in coming_sessions(sheet, now=now) if appointment.left_by(viewer_id)]
    return [actions(_come_back_button(sheet, of=moment_words(left[0].starts, now)))] if left else []


def _come_back_button(sheet: RequestSheet, *, of: str) -> InteractiveElement:
    return button(COME_BACK, "helpdesk.come_back", value=str(sheet.request.id), of=of)


def _part_buttons(sheet: RequestSheet, part: Part, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    coming = coming_sessions(sheet, now=now)
    value, of = str(sheet.request.id), moment_words(coming[0].starts, now)
    calendar = button(CALENDAR, "helpdesk.calendar", value=value, of=of)
    if sheet.must_agree(viewer_id):
        agreed = agreed_sessions(sheet, viewer_id, now=now)
        row = answer_buttons(sheet, viewer_id, now=now)
        if agreed:
            row += [
                *change_buttons(sheet, of=moment_words(agreed[0].starts, now), cancel_action="helpdesk.cancel:all"),
                calendar,
            ]
        return row
    if part in (Part.BOOKER, Part.HOST):
        return [*change_buttons(sheet, of=of), calendar]
    theirs = any(appointment.part_of(viewer_id) for appointment in coming)
    row = [*([button(LEAVE, "helpdesk.leave", value=value, of=of)] if theirs else []), calendar]
    if any(appointment.left_by(viewer_id) for appointment in coming):
        row.append(_come_back_button(sheet, of=of))
    if part is Part.GUEST and sheet.request.paper.document is Document.LATER:
        row.append(button(card_texts.PAPER, "helpdesk.paper", value=value, of=of))
    return row


def _left_card(sheet: RequestSheet, viewer_id: int) -> LeftCard | None:
    mine = [
        participant
        for appointment in sheet.standing
        for participant in appointment.participants
        if participant.person_id == viewer_id
    ]
    if not mine or any(participant.reply is Reply.COMES for participant in mine):
        return None
    return HANDED if any(participant.part is Part.HOST for participant in mine) else GONE


def _text_length(blocks: object) -> int:
    if isinstance(blocks, dict):
        return sum(
            len(part) if isinstance(part, str) and key == "text" else _text_length(part) for key, part in blocks.items()
        )
    return sum(_text_length(part) for part in blocks) if isinstance(blocks, list) else 0
