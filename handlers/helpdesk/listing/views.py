"""Views of a person's bureaux d'aide: the list, and the lines on the Home. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Appointment
from bot.dates.words import join_words, moment_words, relative_words
from bot.helpdesk.awaiting import Awaiting
from bot.helpdesk.model import DESK, Proposal, RequestSheet
from bot.programme.model import Person
from handlers.helpdesk import card_texts, news_views
from handlers.helpdesk.agreeing import answer_buttons, first_session
from handlers.helpdesk.calls.texts import NONE_SUITS
from handlers.helpdesk.card_views import document_of, names_of
from handlers.helpdesk.swaps.views import question_message
from handlers.kit.blocks import (
    Json,
    Line,
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
from handlers.kit.told import open_button, open_list

from . import texts

MOST_SHOWN = 20
MOST_SAID = 3500  # the most characters of all lines, since they are the message's text too
MOST_BUTTONS = 5  # the most buttons of the message, including « Réserver »
MOST_OPENED = 2  # If more requests than this are listed, one list of options replaces their buttons.
MOST_NEEDS = 12  # The modal shows at most this number of needs. Each takes at most eight of Slack's 100 blocks.


def listed_message(
    sheets: Sequence[RequestSheet], viewer_id: int, *, undoable: Mapping[int, str], books: bool, now: datetime
) -> Message:
    """Build the list of one person's requests, without the needs.

    `undoable` are the ids of changes that the viewer can undo, by request. If `books` is true, the viewer can book
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
    batches = {batch: sheet for sheet in shown for batch in [undoable.get(sheet.request.id)] if batch}
    row = _open_buttons(shown, viewer_id, now=now)
    left = MOST_BUTTONS - len(row) - books
    undo = [
        button(UNDO, f"helpdesk.undo:{at}", value=batch, of=_request_name(sheet, viewer_id, now=now))
        for at, (batch, sheet) in enumerate(list(batches.items())[:left])
    ]
    if undo:
        blocks.append(context(texts.UNDO_WITHIN))
        spoken.append(texts.UNDO_WITHIN)
    row += undo
    if books:
        row.append(button(texts.BOOK, "helpdesk.start"))
    if row:
        blocks.append(actions(*row))
    return message(join_text([end_sentence(title), *spoken]), *blocks)


def _open_buttons(sheets: Sequence[RequestSheet], viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    """Build a button for each request with upcoming séances. For more than two requests, build one list instead."""
    dated = [(sheet, coming[0]) for sheet in sheets if (coming := _upcoming_sessions(sheet, viewer_id, now=now))]
    named = [(each.id, f"{moment_words(each.starts, now)}, {_request_title(sheet).plain}") for sheet, each in dated]
    if len(named) > MOST_OPENED:
        return [open_list([(of, str(appointment_id)) for appointment_id, of in named])]
    return [open_button(appointment_id, of=of) for appointment_id, of in named]


def needs_modal(sheets: Sequence[RequestSheet], viewer_id: int, *, now: datetime) -> Json:
    """Build the modal with the full needs of a host's next bureaux d'aide. It leaves out needs that do not fit."""
    if not sheets:
        return modal("helpdesk.done", texts.NEEDS_TITLE, [section(texts.NO_NEEDS)])
    blocks: list[Block] = []
    for sheet in sheets[:MOST_NEEDS]:
        coming = _upcoming_sessions(sheet, viewer_id, now=now)
        people = names_of(sheet, coming, besides=viewer_id)
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
    said = document_of(sheet, viewer_id, now=now)
    return [section(labelled_fact(card_texts.DOCUMENT, said))] if said else []


def _fitting_requests(sheets: Sequence[RequestSheet], told: Mapping[int, Sequence[Said]]) -> Sequence[RequestSheet]:
    """Return the first requests whose lines fit in a message's text, but at least one."""
    lengths = accumulate(sum(map(len, (escape(sheet.defi.name), *told[sheet.request.id]))) + 20 for sheet in sheets)
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
                names_of(sheet, [appointment], besides=viewer_id),
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


def home_lines(found: Awaiting, sheets: Sequence[RequestSheet], *, mine: int, now: datetime) -> list[Line]:
    """Return the lines of the Home: first what the reader (`mine`) must do, then what other people must do."""
    offered = {sheet.request.id for sheet, _ in found.times}
    waiting = [sheet for sheet in sheets if not sheet.sessions and sheet.request.asked_by == mine]
    return [
        *(_proposals_line(sheet, times, now=now) for sheet, times in found.times),
        *(
            line(to_agree_sentence(sheet, mine, now=now), *answer_buttons(sheet, mine, now=now))
            for sheet in found.to_agree
        ),
        *(_specialist_line(sheet, mine, now=now) for sheet in found.wanted),
        *(_show_need_line(sheet, person) for sheet, person in found.to_show),
        *(each for swap in found.swaps for each in message_lines(question_message(swap, posted=False, now=now))),
        *(
            _button_line(texts.CALL(what=call.what, defi=call.defi.name), texts.TAKE, "helpdesk.take", call)
            for call in found.calls
        ),
        *(
            _button_line(
                texts.TAKEN_CALL(what=sheet.what, defi=sheet.defi.name), texts.PROPOSE, "helpdesk.propose", sheet
            )
            for sheet in found.taken
        ),
        *(
            each
            for sheet, person in found.orphaned
            for each in message_lines(news_views.orphaned_message(sheet, person, posted=False, now=now))
        ),
        *(_send_paper_line(sheet, now=now) for sheet in found.to_send),
        *(line(_waiting_sentence(sheet)) for sheet in waiting if sheet.request.id not in offered),
    ]


def _proposals_line(sheet: RequestSheet, times: Sequence[Proposal], *, now: datetime) -> Line:
    name = sheet.defi.name
    chosen = [(moment_words(time.starts, now), time) for time in times]
    row = [
        button(texts.choose(when), f"helpdesk.accept:{proposal.id}", value=str(proposal.id), of=name)
        for when, proposal in chosen
    ]
    none = button(NONE_SUITS, "helpdesk.decline", value=times[0].batch, of=name)
    return line(texts.times(name, len(times), what=sheet.what), *row, none)


def to_agree_sentence(sheet: RequestSheet, host_id: int, *, now: datetime) -> Said:
    first = first_session(sheet.held, host_id)
    until = moment_words(sheet.agreement_deadline(first), now)
    return texts.TO_AGREE(what=sheet.what, when=moment_words(first.starts, now), defi=sheet.defi.name, until=until)


def _specialist_line(sheet: RequestSheet, mine: int, *, now: datetime) -> Line:
    when = moment_words(min(session.starts for session in sheet.standing if session.awaits(mine)), now)
    said = texts.WANTED(what=sheet.what, when=when, defi=sheet.defi.name)
    return line(said, *news_views.specialist_buttons(sheet, mine, of=when))


def _show_need_line(sheet: RequestSheet, person: Person) -> Line:
    value = f"{sheet.request.id} {person.id}"
    agree = button(texts.AGREE, "helpdesk.agree", value=value, of=person.name)
    refuse = button(texts.REFUSE, "helpdesk.refuse", value=value, of=person.name)
    return line(texts.TO_SHOW(what=sheet.what, person=person.name, defi=sheet.defi.name), agree, refuse)


def _send_paper_line(sheet: RequestSheet, *, now: datetime) -> Line:
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


def _button_line(text: Said, label: str, action: str, sheet: RequestSheet) -> Line:
    return line(text, button(label, action, value=str(sheet.request.id), of=sheet.defi.name))
