"""Views of requests without a slot and of proposed times. Pure.

A view returns None if its notice is outdated. If the notice is already in Slack (`is_posted`), the view returns it
without buttons."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, State
from bot.catalogue.formats import Format
from bot.dates.words import duration_words, moment_words
from bot.helpdesk.model import ChangeResult, Document, NeedKind, Proposal, ProposalState, Request, RequestSheet
from bot.helpdesk.wishes import booking_name, defis_of
from bot.programme.model import Defi, Person
from handlers.helpdesk import card_texts
from handlers.helpdesk.agreeing import answer_buttons, hosts_of
from handlers.helpdesk.booking import forms
from handlers.helpdesk.booking.texts import KINDS
from handlers.helpdesk.card_texts import SOMEBODY, of_defi
from handlers.helpdesk.card_views import coming_sessions, need_heading, start_words
from handlers.helpdesk.changes.texts import asked
from handlers.helpdesk.slot_texts import TOLD_AT_ONCE
from handlers.helpdesk.slots import undo_blocks
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    button,
    context,
    header,
    message,
    modal,
    plain_sections,
    section,
)
from handlers.kit.escaping import Said, bold, escape_to_fit, link_to
from handlers.kit.sentences import join_text, labelled_fact
from handlers.kit.texts import UNDO_FOR_TWO_MINUTES

from . import texts

# The most characters of a need. Slack refuses messages above about 13,200 characters, and other texts need room.
NEED_ROOM = 10_000
SHORT = 600  # the most characters of other texts


def call_form(draft_id: str) -> Json:
    return forms.CALL.draw([section(texts.CALL_INTRO), forms.WISHED.draw()], metadata=draft_id)


def coaches_asked_modal() -> Json:
    return modal("helpdesk.done", texts.CALLED_TITLE, [section(texts.CALLED)], last=True)


def waiting_list_modal(*, has_just_joined: bool) -> Json:
    """Build the confirmation that a person is on the waiting list.

    If `has_just_joined` is true, they have just joined it."""
    said = texts.WAITS if has_just_joined else texts.WAITED
    return modal("helpdesk.done", texts.WAIT_TITLE, [section(said)], last=True)


def call_message(sheet: RequestSheet, *, is_posted: bool) -> Message | None:
    """Build the notice that tells coaches about a request. The notice leaves out the need."""
    request = sheet.request
    if request.taken_by is not None:
        taker = sheet.people.get(request.taken_by)
        said = texts.CALL_TAKEN(what=sheet.what, name=taker.name if taker else SOMEBODY, defi=sheet.defi.name)
        return _plain_message(said) if is_posted else None
    team = {request.asked_by, *request.guest_ids}
    text = texts.call(
        sheet.defi.name,
        what=sheet.what,
        length=duration_words(request.minutes),
        number=len(team),
        number_of_sessions=request.sessions,
        kind=_request_kind(request),
        wished=request.wished or "",
    )
    take = button(texts.TAKE, "helpdesk.take", value=str(request.id), of=of_defi(sheet.defi.name))
    return message(
        text, header(texts.CALL_DATE(what=sheet.what, defi=sheet.defi.name).plain), section(text), actions(take)
    )


def taken_request_message(
    sheet: RequestSheet, viewer_id: int, *, open_proposals: Sequence[Proposal], is_posted: bool, now: datetime
) -> Message | None:
    """Build the whole request for the coach who took it. `open_proposals` are the proposed times without an answer."""
    request = sheet.request
    if request.taken_by != viewer_id:
        return _plain_message(texts.TAKEN_BY_ANOTHER(defi=sheet.defi.name)) if is_posted else None
    names = [
        sheet.people[person_id].name
        for person_id in (request.asked_by, *request.guest_ids)
        if person_id in sheet.people
    ]
    said = texts.taken(
        sheet.defi.name,
        names,
        what=sheet.what,
        number_of_sessions=request.sessions,
        kind=_request_kind(request),
        wished=request.wished or "",
    )
    state = (
        [texts.WAITS_FOR(whens=join_names([moment_words(time.starts, now) for time in open_proposals]))]
        if open_proposals
        else []
    )
    if sheet.standing:
        state = [texts.SETTLED(whens=join_names(start_words(sheet.standing, now)))]
    title = texts.TAKEN_TITLE(defi=sheet.defi.name).plain
    blocks: list[Block] = [header(title), section(_facts(sheet, names))]
    blocks += [
        section(bold(need_heading(sheet))),
        *plain_sections(request.need, max_chars=NEED_ROOM),
        *map(section, state),
    ]
    if not sheet.standing:
        label = texts.PROPOSE_OTHERS if open_proposals else texts.PROPOSE_DATES
        blocks.append(actions(button(label, "helpdesk.propose", value=str(request.id), of=of_defi(sheet.defi.name))))
    return message(join_text([said, *state]), *blocks)


def answered_message(sheet: RequestSheet) -> Message | None:
    taker = sheet.people.get(sheet.request.taken_by or 0)
    if taker is None or sheet.standing:
        return None
    return _plain_message(texts.ANSWERED(what=sheet.what, name=taker.name, defi=sheet.defi.name))


def free_slot_message(
    defi: Defi,
    person: Person | None,
    *,
    help_format: Format,
    host: Person | None,
    starts: datetime | None,
    now: datetime,
) -> Message | None:
    """Build the notice of a free slot, for a person who may still book. `starts` is the first free slot."""
    if person is None or defi.id not in defis_of(person, help_format):
        return None
    when = moment_words(starts, now) if starts else None
    text = texts.opened(defi.name, host.name if host else None, what=booking_name(help_format), when=when)
    return message(text, section(text), actions(button(texts.BOOK, "helpdesk.start", value=help_format.key)))


def proposed_message(
    sheet: RequestSheet, proposals: Sequence[Proposal], *, host: Person | None, is_posted: bool, now: datetime
) -> Message | None:
    """Build the message with the times that a host proposed, and a button for each time that can be chosen."""
    session = (
        next((appointment for appointment in sheet.sessions if appointment.id == proposals[0].appointment_id), None)
        if proposals
        else None
    )
    chosen = next((proposal for proposal in proposals if proposal.state is ProposalState.CHOSEN), None)
    times = [proposal for proposal in proposals if proposal.state is ProposalState.OPEN and proposal.starts > now]
    if not times or not _is_still_needed(sheet, proposals[0], session, now=now):
        if not is_posted:
            return None
        kept = chosen is not None and any(appointment.starts == chosen.starts for appointment in sheet.standing)
        when = moment_words(chosen.starts, now) if chosen and kept else ""
        said = (
            texts.CHOSEN(what=sheet.what, when=when, defi=sheet.defi.name)
            if when
            else _closed_reason(sheet, proposals, session, now=now)
        )
        return _plain_message(said)
    whens = [moment_words(time.starts, now) for time in times]
    name = host.name if host else SOMEBODY
    defi = of = of_defi(sheet.defi.name)
    if session:
        before = moment_words(session.starts, now)
        of = f"{before}, {defi}"
        said = texts.PROPOSED(
            what=sheet.what, name=name, before=before, defi=sheet.defi.name, times=texts.either(whens)
        )
        if session in sheet.held:
            said = texts.PROPOSED_HELD(
                what=sheet.what,
                name=name,
                before=before,
                defi=sheet.defi.name,
                times=texts.either(whens),
                until=moment_words(sheet.agreement_deadline(session), now),
            )
    else:
        said = _first_proposal_sentence(sheet, host, whens)
    more = join_text([texts.HOW_TO_ANSWER, *([texts.OR_CHANGE] if session else [])])
    row = [
        button(texts.choose(when), f"helpdesk.accept:{proposal.id}", value=str(proposal.id), of=defi)
        for when, proposal in zip(whens, times, strict=True)
    ]
    none = button(texts.NONE_SUITS, "helpdesk.decline", value=proposals[0].batch, of=of)
    return message(join_text([said, more]), section(said), context(more), actions(*row, none))


def _first_proposal_sentence(sheet: RequestSheet, host: Person | None, date_words: Sequence[str]) -> Said:
    taker, name = sheet.people.get(sheet.request.taken_by or 0), host.name if host else SOMEBODY
    by, hosted = (taker.name, name) if taker and host and taker.id != host.id else (name, "")
    return texts.proposed_first(by, date_words, defi=sheet.defi.name, what=sheet.what, host=hosted)


def accepted_message(result: ChangeResult, starts: datetime, *, now: datetime) -> Message:
    """Build the confirmation of an accepted time. It has « Revenir en arrière » until people are notified."""
    sheet, text = result.sheet, texts.ACCEPTED(what=result.sheet.what, when=moment_words(starts, now))
    held = [session for session in sheet.held if session.starts == starts]
    # A coach proposed this time for the host, who must still accept it.
    if held:
        until = asked(hosts_of(sheet, held), moment_words(sheet.agreement_deadline(held[0]), now))
        text = join_text([texts.CHOSEN_NOW(when=moment_words(starts, now)), until])
    undo = undo_blocks(result.batch, result.undo_until, now=now)
    told = [] if undo else [context(TOLD_AT_ONCE)]
    more = UNDO_FOR_TWO_MINUTES if undo else TOLD_AT_ONCE
    return message(join_text([text, more]), section(bold(text)), *undo, *told)


def no_longer_free_message(open_proposals: Sequence[Proposal], *, now: datetime) -> Message:
    """Build the answer that a proposed time is taken or past.

    `open_proposals` are the times that can still be chosen."""
    return _plain_message(texts.gone([moment_words(proposal.starts, now) for proposal in open_proposals]))


def declined_message(
    sheet: RequestSheet, proposals: Sequence[Proposal], *, open_proposals: Sequence[Proposal], now: datetime
) -> Message | None:
    """Build the notice to the host that no proposed time suits. Return None if other proposed times are still open."""
    session = (
        next((appointment for appointment in sheet.sessions if appointment.id == proposals[0].appointment_id), None)
        if proposals
        else None
    )
    if not proposals or open_proposals or not _is_still_needed(sheet, proposals[0], session, now=now):
        return None
    times = [moment_words(proposal.starts, now) for proposal in proposals]
    keeps = moment_words(session.starts, now) if session else None
    if session and session in sheet.held:
        until = moment_words(sheet.agreement_deadline(session), now)
        text = texts.declined(sheet.defi.name, times, what=sheet.what, keeps=keeps, until=until)
        return message(text, section(text), actions(*answer_buttons(sheet, proposals[0].host_id, now=now)))
    text = texts.declined(sheet.defi.name, times, what=sheet.what, keeps=keeps)
    of = f"{keeps}, {of_defi(sheet.defi.name)}" if keeps else of_defi(sheet.defi.name)
    again = button(texts.PROPOSE_OTHERS, "helpdesk.propose", value=str(sheet.request.id), of=of)
    return message(text, section(text), actions(again))


def _closed_reason(
    sheet: RequestSheet, proposals: Sequence[Proposal], session: Appointment | None, *, now: datetime
) -> Said:
    if session is not None and session.state is State.CANCELLED:
        return texts.PASSED_WITH(what=sheet.what, when=moment_words(session.starts, now), defi=sheet.defi.name)
    return texts.PASSED(
        what=sheet.what,
        defi=sheet.defi.name,
        times=join_names([moment_words(proposal.starts, now) for proposal in proposals]),
    )


def _is_still_needed(sheet: RequestSheet, proposal: Proposal, session: Appointment | None, *, now: datetime) -> bool:
    """Return whether a proposal is still needed: its séance is upcoming, or its request has no séance yet."""
    if proposal.appointment_id is None:
        return not sheet.standing
    return session in coming_sessions(sheet, now=now)


def _facts(sheet: RequestSheet, names: Sequence[str]) -> Said:
    request = sheet.request
    facts = [
        (texts.FORMAT, texts.FORMAT_IS.format(what=sheet.what, length=duration_words(request.minutes))),
        (texts.TEAM, ", ".join(names)),
        (texts.FOR, sheet.defi.name),
        (texts.KIND, _request_kind(request)),
        (texts.SESSIONS, str(request.sessions)),
        (texts.WISHED_DATES, escape_to_fit(request.wished or "", SHORT)),
        (texts.DOCUMENT, _document_words(sheet)),
    ]
    return join_text([labelled_fact(name, what) for name, what in facts if what], "\n")


def _request_kind(request: Request) -> str:
    return "" if request.kind is NeedKind.UNKNOWN else KINDS[request.kind]


def _document_words(sheet: RequestSheet) -> str:
    paper = sheet.request.paper
    if paper.document is Document.LINK and paper.ref:
        return link_to(paper.ref)
    if paper.document is Document.FILE and paper.name:
        return card_texts.file(paper.name, here=True, opened=False)
    if paper.document is Document.SPOKEN:
        return card_texts.SPOKEN
    return card_texts.NOT_YET if sheet.request.awaits_paper else ""


def _plain_message(said: Said) -> Message:
    return message(said, section(said))
