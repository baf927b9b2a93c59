"""Renderers of the notices about a bureau d'aide. `bot/helpdesk/facts.py` describes each notice."""

from bot.agenda.model import CLAIMING
from bot.catalogue.catalogue import current_edition, format_of
from bot.catalogue.model import plain_text
from bot.helpdesk import calls, facts, hosting, papers, proposals, swaps
from bot.helpdesk.model import Document, RequestSheet
from bot.helpdesk.sheets import describe_request, undoable_batches_of
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, Upload, draws

from . import card_views, news_texts, news_views
from .calls import views
from .swaps.views import question_message, swap_ended_message


@draws(facts.RequestCard)
def render_card(context: RenderContext[facts.RequestCard]) -> Message | None:
    """Build a person's card. Return None if the request has no séance yet."""
    sheet = _read_sheet(context)
    if not sheet.sessions:
        return None
    words = current_edition(context.reading).catalogue.get(sheet.request.format_key)
    preparation = plain_text(words.preparer) if words else ""
    undo = undoable_batches_of(context.reading, context.reader_id, [sheet], now=context.now).get(sheet.request.id)
    return card_views.card(sheet, context.reader_id, preparation=preparation, undo_id=undo, now=context.now)


@draws(facts.SessionInChannel)
def render_channel(context: RenderContext[facts.SessionInChannel]) -> Message | None:
    sheet = _read_sheet(context)
    return card_views.channel_message(sheet, now=context.now) if sheet.sessions else None


@draws(facts.RequestPaper)
def render_paper(context: RenderContext[facts.RequestPaper]) -> Upload | None:
    """Build the file with the document. Return None for a reader who may not read it.

    Hosts, specialists who may read the need, and the coach who took the request may read it."""
    sheet, reader_id = _read_sheet(context), context.notice.person_id
    given = sheet.request.paper
    took = not sheet.standing and reader_id == sheet.request.taken_by
    reads = took or any(
        someone.person_id == reader_id and someone.part in CLAIMING and someone.sees_need
        for appointment in sheet.standing
        for someone in appointment.present
    )
    if given.document is not Document.FILE or not given.ref or not reads:
        return None
    name = papers.file_name(sheet.request, context.notice.revision)
    title = given.name or name
    said = news_texts.PAPER(what=sheet.what, name=title, defi=sheet.defi.name)
    return Upload(name, title, said, slack_file=given.ref)


@draws(facts.PaperLoss)
def render_paper_lost(context: RenderContext[facts.PaperLoss]) -> Message | None:
    return news_views.paper_lost_message(_read_sheet(context), now=context.now)


@draws(facts.SessionsAdded)
def render_sessions_added(context: RenderContext[facts.SessionsAdded]) -> Message | None:
    fact, by = context.fact, context.find_person(context.fact.by_id)
    return news_views.added_message(
        _read_sheet(context), context.reader_id, appointment_ids=[*fact.known], by=by, now=context.now
    )


@draws(facts.RequestMoved)
def render_moved(context: RenderContext[facts.RequestMoved]) -> Message | None:
    fact, by = context.fact, context.find_person(context.fact.by_id)
    return news_views.moved_message(_read_sheet(context), context.reader_id, known=fact.known, by=by, now=context.now)


@draws(facts.RequestCancelled)
def render_cancelled(context: RenderContext[facts.RequestCancelled]) -> Message | None:
    fact, by = context.fact, context.find_person(context.fact.by_id)
    return news_views.cancelled_message(
        _read_sheet(context), context.reader_id, known=fact.known, by=by, now=context.now
    )


@draws(facts.HeldSessionsCancelled)
def render_not_agreed(context: RenderContext[facts.HeldSessionsCancelled]) -> Message | None:
    sheet, fact, by = _read_sheet(context), context.fact, context.find_person(context.fact.by_id)
    return news_views.cancelled_message(
        sheet, context.reader_id, known=fact.known, by=by, was_agreed=False, now=context.now
    )


@draws(facts.TimesExpired)
def render_no_time_chosen(context: RenderContext[facts.TimesExpired]) -> Message | None:
    sheet, fact, by = _read_sheet(context), context.fact, context.find_person(context.fact.by_id)
    return news_views.cancelled_message(
        sheet, context.reader_id, known=fact.known, by=by, unchosen=True, now=context.now
    )


@draws(facts.HostAgreement)
def render_agreed(context: RenderContext[facts.HostAgreement]) -> Message | None:
    fact, host, by = context.fact, context.find_person(context.fact.person_id), context.find_person(context.fact.by_id)
    ids = fact.appointment_ids
    return news_views.agreed_message(
        _read_sheet(context), context.reader_id, appointment_ids=ids, host=host, by=by, now=context.now
    )


@draws(facts.PersonLeft)
def render_participant_left(context: RenderContext[facts.PersonLeft]) -> Message | None:
    fact, who = context.fact, context.find_person(context.fact.by_id)
    return news_views.left_message(
        _read_sheet(context), context.reader_id, appointment_ids=[*fact.known], person=who, now=context.now
    )


@draws(facts.PersonBack)
def render_came_back(context: RenderContext[facts.PersonBack]) -> Message | None:
    fact, who = context.fact, context.find_person(context.fact.by_id)
    return news_views.came_back_message(
        _read_sheet(context), context.reader_id, appointment_ids=[*fact.known], person=who, now=context.now
    )


@draws(facts.HostHandover)
def render_handed(context: RenderContext[facts.HostHandover]) -> Message | None:
    fact, giver, taker = (
        context.fact,
        context.find_person(context.fact.giver_id),
        context.find_person(context.fact.taker_id),
    )
    ids = fact.appointment_ids
    return news_views.handed_message(
        _read_sheet(context), context.reader_id, appointment_ids=ids, giver=giver, taker=taker, now=context.now
    )


@draws(facts.HourRecorded)
def render_held_afterwards(context: RenderContext[facts.HourRecorded]) -> Message | None:
    return news_views.held_message(
        _read_sheet(context), context.reader_id, by=context.find_person(context.fact.by_id), now=context.now
    )


@draws(facts.ParticipantAdded)
def render_person_added(context: RenderContext[facts.ParticipantAdded]) -> Message | None:
    fact, who = context.fact, context.find_person(context.fact.person_id)
    return news_views.joined_message(
        _read_sheet(context), context.reader_id, appointment_ids=fact.appointment_ids, who=who, now=context.now
    )


@draws(facts.SpecialistQuestion)
def render_specialist_question(context: RenderContext[facts.SpecialistQuestion]) -> Message | None:
    sheet, mine, ids = _read_sheet(context), context.reader_id, context.fact.appointment_ids
    awaits = any(appointment.awaits(mine) for appointment in sheet.standing)
    until = hosting.answer_deadline(context.reading, sheet, mine) if awaits else None
    by, posted = context.find_person(context.fact.by_id), context.posted
    return news_views.specialist_message(
        sheet, mine, appointment_ids=ids, by=by, until=until, is_posted=posted, now=context.now
    )


@draws(facts.SpecialistRefusal)
def render_specialist_declined(context: RenderContext[facts.SpecialistRefusal]) -> Message | None:
    fact, person = context.fact, context.find_person(context.fact.person_id)
    ids, late = fact.appointment_ids, bool(fact.late)
    return news_views.stays_away_message(
        _read_sheet(context), person, appointment_ids=ids, is_late=late, now=context.now
    )


@draws(facts.NeedAccessQuestion)
def render_share_need_question(context: RenderContext[facts.NeedAccessQuestion]) -> Message | None:
    sheet, person_id = _read_sheet(context), context.fact.person_id
    answer = hosting.read_need_answer(context.reading, sheet.request.id, person_id=person_id)
    person = context.find_person(person_id)
    return news_views.share_need_message(sheet, person, answer=answer, is_posted=context.posted, now=context.now)


@draws(facts.HostNote)
def render_note(context: RenderContext[facts.HostNote]) -> Message | None:
    text, author = hosting.read_note(context.reading, context.fact.note_id)
    return news_views.note_message(_read_sheet(context), context.reader_id, text=text, author=author, now=context.now)


@draws(facts.RequestOrphaned)
def render_orphaned(context: RenderContext[facts.RequestOrphaned]) -> Message | None:
    person = context.find_person(context.fact.person_id)
    return news_views.orphaned_message(_read_sheet(context), person, posted=context.posted, now=context.now)


@draws(facts.TimesQuestion)
def render_proposed(context: RenderContext[facts.TimesQuestion]) -> Message | None:
    batch = proposals.read_batch(context.reading, context.fact.batch)
    host = context.find_person(batch[0].host_id) if batch else None
    return views.proposed_message(_read_sheet(context), batch, host=host, is_posted=context.posted, now=context.now)


@draws(facts.TimesDeclined)
def render_declined(context: RenderContext[facts.TimesDeclined]) -> Message | None:
    """Build the notice that no proposed time suits. Return None if the host has proposed other times since."""
    sheet, batch = _read_sheet(context), proposals.read_batch(context.reading, context.fact.batch)
    about = {proposal.appointment_id for proposal in batch}
    since = [
        proposal
        for proposal in proposals.open_proposals(context.reading, sheet.request.id)
        if proposal.appointment_id in about
    ]
    return views.declined_message(sheet, batch, open_proposals=since, now=context.now)


@draws(facts.SwapAsked)
def render_swap_asked(context: RenderContext[facts.SwapAsked]) -> Message | None:
    return question_message(
        swaps.read(context.reading, context.fact.swap_id), is_posted=context.posted, now=context.now
    )


@draws(facts.SwapEnded)
def render_swap_ended(context: RenderContext[facts.SwapEnded]) -> Message:
    return swap_ended_message(swaps.read(context.reading, context.fact.swap_id), now=context.now)


@draws(facts.CoachCall)
def render_call_to_coaches(context: RenderContext[facts.CoachCall]) -> Message | None:
    return views.call_message(_read_sheet(context), is_posted=context.posted)


@draws(facts.RequestTaken)
def render_taken(context: RenderContext[facts.RequestTaken]) -> Message | None:
    sheet = _read_sheet(context)
    times = [
        proposal
        for proposal in proposals.open_proposals(context.reading, sheet.request.id)
        if proposal.appointment_id is None
    ]
    return views.taken_request_message(
        sheet, context.reader_id, open_proposals=times, is_posted=context.posted, now=context.now
    )


@draws(facts.RequestAnswered)
def render_call_answered(context: RenderContext[facts.RequestAnswered]) -> Message | None:
    return views.answered_message(_read_sheet(context))


@draws(facts.FreeSlotNotice)
def render_free_slot(context: RenderContext[facts.FreeSlotNotice]) -> Message | None:
    wait, defi = calls.read_wait(context.reading, context.about)
    starts = calls.first_free_start(context.reading, wait, now=context.now)
    person, host = context.find_person(wait.person_id), calls.awaited_host(context.reading, wait)
    terms = format_of(context.reading, wait.format_key)
    return views.free_slot_message(defi, person, help_format=terms, host=host, starts=starts, now=context.now)


def _read_sheet(context: RenderContext[facts.AboutRequest]) -> RequestSheet:
    return describe_request(context.reading, context.about)
