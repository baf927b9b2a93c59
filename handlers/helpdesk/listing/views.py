"""Views of a person's bureaux d'aide: the list, and the lines on the Home. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Appointment
from bot.dates.words import join_words, moment_words, relative_words
from bot.helpdesk.awaiting import AwaitingRequests
from bot.helpdesk.model import DESK, Proposal, RequestSheet
from bot.programme.model import Person
from handlers.helpdesk import card_texts, news_views
from handlers.helpdesk.agreeing import answer_buttons, first_session
from handlers.helpdesk.calls.texts import NONE_SUITS
from handlers.helpdesk.card_views import attendee_names, document_state
from handlers.helpdesk.swaps.views import question_message
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    context,
    divider,
    header,
    line,
    message,
    message_lines,
    modal,
    plain_sections,
    section,
)
from handlers.kit.escaping import Said, bold, escape
from handlers.kit.sentences import end_sentence, join_text, labelled_fact
from handlers.kit.texts import UNDO
from handlers.kit.told import open_button, open_menu

from . import texts

MOST_SHOWN = 20
MOST_SAID = 3500  # the most characters of all lines, since they are the message's text too
MOST_BUTTONS = 5  # the most buttons of the message, including « Réserver »
MOST_OPENED = 2  # If more requests than this are listed, one list of options replaces their buttons.
MOST_NEEDS = 12  # The modal shows at most this number of needs. Each takes at most eight of Slack's 100 blocks.


def requests_message(
    sheets: Sequence[RequestSheet], viewer_id: int, *, undo_ids: Mapping[int, str], may_book: bool, now: datetime
) -> Message:
    """Build the list of one person's requests, without the needs.

    `undo_ids` are the ids of changes that the viewer can undo, by request. If `may_book` is true, the viewer can book
    another bureau d'aide."""
    told = {sheet.request.id: _request_lines(sheet, viewer_id, now=now) for sheet in sheets[:MOST_SHOWN]}
    shown = _fitting_requests(sheets[:MOST_SHOWN], told)
    title = texts.TITLE if all(sheet.what == DESK for sheet in sheets) else texts.TITLE_OF_ALL
    blocks: list[Block] = [header(title)]
    blocks += [section(_request_text(sheet, told[sheet.request.id])) for sheet in shown]
    spoken = [texts.told(_request_title(sheet).plain, told[sheet.request.id]) for sheet in shown]
    if len(sheets) > len(shown):
        spoken.append(texts.more(len(sheets) - len(shown)))
        blocks.append(context(spoken[-1]))
    if not sheets:
        spoken.append(texts.NOTHING)
        blocks.append(section(texts.NOTHING))
    batches = {batch: sheet for sheet in shown for batch in [undo_ids.get(sheet.request.id)] if batch}
    row = _open_buttons(shown, viewer_id, now=now)
    left = MOST_BUTTONS - len(row) - may_book
    undo = [
        button(UNDO, f"helpdesk.undo:{at}", value=batch, of=_request_name(sheet, viewer_id, now=now))
        for at, (batch, sheet) in enumerate(list(batches.items())[:left])
    ]
    if undo:
        blocks.append(context(texts.UNDO_WITHIN))
        spoken.append(texts.UNDO_WITHIN)
    row += undo
    if may_book:
        row.append(button(texts.BOOK, "helpdesk.start"))
    if row:
        blocks.append(actions(*row))
    return message(join_text([end_sentence(title), *spoken]), *blocks)


def _open_buttons(sheets: Sequence[RequestSheet], viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    """Build a button for each request with upcoming séances. For more than two requests, build one list instead."""
    dated = [(sheet, coming[0]) for sheet in sheets if (coming := _upcoming_sessions(sheet, viewer_id, now=now))]
    named = [(each.id, f"{moment_words(each.starts, now)}, {_request_title(sheet).plain}") for sheet, each in dated]
    if len(named) > MOST_OPENED:
        return [open_menu([(of, str(appointment_id)) for appointment_id, of in named])]
    return [open_button(appointment_id, of=of) for appointment_id, of in named]


def needs_modal(sheets: Sequence[RequestSheet], viewer_id: int, *, now: datetime) -> Json:
    """Build the modal with the full needs of a host's next bureaux d'aide. It leaves out needs that do not fit."""
    if not sheets:
        return modal("helpdesk.done", texts.NEEDS_TITLE, [section(texts.NO_NEEDS)])
    blocks: list[Block] = []
    for sheet in sheets[:MOST_NEEDS]:
        coming = _upcoming_sessions(sheet, viewer_id, now=now)
        people = attendee_names(sheet, coming, except_id=viewer_id)
        whens = [relative_words(appointment.starts, now) for appointment in coming]
        said = texts.need_of(whens, people, sheet.defi.name, what=sheet.what)
        blocks += [
            section(said),
            *plain_sections(sheet.request.need),
            *_document_blocks(sheet, viewer_id, now=now),
            divider(),
        ]
    later = [
        appointment for sheet in sheets[MOST_NEEDS:] for appointment in _upcoming_sessions(sheet, viewer_id, now=now)
    ]
    if later:
        blocks.append(
            section(
                texts.MORE_NEEDS(whens=join_words([relative_words(appointment.starts, now) for appointment in later]))
            )
        )
    return modal("helpdesk.done", texts.NEEDS_TITLE, blocks)


def _document_blocks(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> list[Block]:
    said = document_state(sheet, viewer_id, now=now)
    return [section(labelled_fact(card_texts.DOCUMENT, said))] if said else []


def _fitting_requests(
    sheets: Sequence[RequestSheet], lines_by_request: Mapping[int, Sequence[Said]]
) -> Sequence[RequestSheet]:
    """Return the first requests whose lines fit in a message's text, but at least one."""
    lengths = accumulate(
        sum(map(len, (escape(sheet.defi.name), *lines_by_request[sheet.request.id]))) + 20 for sheet in sheets
    )
    return sheets[: max(1, sum(length <= MOST_SAID for length in lengths))]


def _request_text(sheet: RequestSheet, lines: Sequence[Said]) -> Said:
    return join_text([bold(_request_title(sheet)), *lines], "\n• ")


def _request_lines(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> list[Said]:
    """Return one line for each upcoming séance of a request, or the request's state if no séance is upcoming."""
    coming = _upcoming_sessions(sheet, viewer_id, now=now)
    if coming:
        return [
            texts.session(
                relative_words(appointment.starts, now),
                attendee_names(sheet, [appointment], except_id=viewer_id),
                held=appointment in sheet.held,
            )
            for appointment in coming
        ]
    coach = sheet.people.get(sheet.request.taken_by or 0)
    return [texts.TAKEN(coach=coach.name) if coach else texts.WAITING]


def _upcoming_sessions(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> list[Appointment]:
    return [appointment for appointment in sheet.standing if appointment.ends > now and appointment.part_of(viewer_id)]


def _request_name(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> str:
    coming = _upcoming_sessions(sheet, viewer_id, now=now)
    return relative_words(coming[0].starts, now) if coming else _request_title(sheet).plain


def _request_title(sheet: RequestSheet) -> Said:
    return texts.about(sheet.defi.name, sheet.what)


def home_lines(
    awaiting: AwaitingRequests, sheets: Sequence[RequestSheet], *, viewer_id: int, now: datetime
) -> list[HomeLine]:
    """Return the lines of the Home: first what the reader (`viewer_id`) must do, then what other people must do."""
    offered = {sheet.request.id for sheet, _ in awaiting.times}
    waiting = [sheet for sheet in sheets if not sheet.sessions and sheet.request.asked_by == viewer_id]
    return [
        *(_proposals_line(sheet, times, now=now) for sheet, times in awaiting.times),
        *(
            line(to_agree_sentence(sheet, viewer_id, now=now), *answer_buttons(sheet, viewer_id, now=now))
            for sheet in awaiting.to_agree
        ),
        *(_specialist_line(sheet, viewer_id, now=now) for sheet in awaiting.wanted),
        *(_show_need_line(sheet, person) for sheet, person in awaiting.to_show),
        *(each for swap in awaiting.swaps for each in message_lines(question_message(swap, is_posted=False, now=now))),
        *(
            _button_line(texts.CALL(what=call.what, defi=call.defi.name), texts.TAKE, "helpdesk.take", call)
            for call in awaiting.calls
        ),
        *(
            _button_line(
                texts.TAKEN_CALL(what=sheet.what, defi=sheet.defi.name), texts.PROPOSE, "helpdesk.propose", sheet
            )
            for sheet in awaiting.taken
        ),
        *(
            each
            for sheet, person in awaiting.orphaned
            for each in message_lines(news_views.orphaned_message(sheet, person, posted=False, now=now))
        ),
        *(_send_paper_line(sheet, now=now) for sheet in awaiting.to_send),
        *(line(_waiting_sentence(sheet)) for sheet in waiting if sheet.request.id not in offered),
    ]


def _proposals_line(sheet: RequestSheet, open_proposals: Sequence[Proposal], *, now: datetime) -> HomeLine:
    name = sheet.defi.name
    chosen = [(moment_words(time.starts, now), time) for time in open_proposals]
    row = [
        button(texts.choose(when), f"helpdesk.accept:{proposal.id}", value=str(proposal.id), of=name)
        for when, proposal in chosen
    ]
    none = button(NONE_SUITS, "helpdesk.decline", value=open_proposals[0].batch, of=name)
    return line(texts.times(name, len(open_proposals), what=sheet.what), *row, none)


def to_agree_sentence(sheet: RequestSheet, host_id: int, *, now: datetime) -> Said:
    first = first_session(sheet.held, host_id)
    until = moment_words(sheet.agreement_deadline(first), now)
    return texts.TO_AGREE(what=sheet.what, when=moment_words(first.starts, now), defi=sheet.defi.name, until=until)


def _specialist_line(sheet: RequestSheet, viewer_id: int, *, now: datetime) -> HomeLine:
    when = moment_words(min(session.starts for session in sheet.standing if session.awaits(viewer_id)), now)
    said = texts.WANTED(what=sheet.what, when=when, defi=sheet.defi.name)
    return line(said, *news_views.specialist_buttons(sheet, viewer_id, of=when))


def _show_need_line(sheet: RequestSheet, person: Person) -> HomeLine:
    value = f"{sheet.request.id} {person.id}"
    agree = button(texts.AGREE, "helpdesk.agree", value=value, of=person.name)
    refuse = button(texts.REFUSE, "helpdesk.refuse", value=value, of=person.name)
    return line(texts.TO_SHOW(what=sheet.what, person=person.name, defi=sheet.defi.name), agree, refuse)


def _send_paper_line(sheet: RequestSheet, *, now: datetime) -> HomeLine:
    when = moment_words(min(appointment.starts for appointment in sheet.standing if appointment.starts > now), now)
    return _button_line(
        texts.TO_SEND(What=card_texts.capital(sheet.what), defi=sheet.defi.name, when=when),
        texts.SEND,
        "helpdesk.paper",
        sheet,
    )


def _waiting_sentence(sheet: RequestSheet) -> Said:
    coach = sheet.people.get(sheet.request.taken_by or 0)
    defi = sheet.defi.name
    return (
        texts.TAKEN_BY(what=sheet.what, coach=coach.name, defi=defi)
        if coach
        else texts.WAITING_CALL(what=sheet.what, defi=defi)
    )


def _button_line(text: Said, label: str, action: str, sheet: RequestSheet) -> HomeLine:
    return line(text, button(label, action, value=str(sheet.request.id), of=sheet.defi.name))
