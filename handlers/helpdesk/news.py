"""Renderers of the notices about a bureau d'aide. `bot/helpdesk/facts.py` describes each notice."""

from bot.agenda.model import CLAIMING
from bot.catalogue.catalogue import current_edition, format_of
from bot.catalogue.model import plain_text
from bot.helpdesk import calls, facts, hosting, papers, proposals, swaps
from bot.helpdesk.model import Document, RequestSheet
from bot.helpdesk.sheets import describe_request, undoable_batches_of
from handlers.kit.blocks import Message
from handlers.kit.told import Told, Upload, draws

from . import card_views, news_texts, news_views
from .calls import views
from .swaps.views import ended_message, question_message


@draws(facts.RequestCard)
def render_card(told: Told[facts.RequestCard]) -> Message | None:
    """Build a person's card. Return None if the request has no séance yet."""
    sheet = _sheet(told)
    if not sheet.sessions:
        return None
    words = current_edition(told.reading).catalogue.get(sheet.request.format_key)
    preparation = plain_text(words.preparer) if words else ""
    undo = undoable_batches_of(told.reading, told.reader_id, [sheet], now=told.now).get(sheet.request.id)
    return card_views.card(sheet, told.reader_id, preparation=preparation, undo=undo, now=told.now)


@draws(facts.Channel)
def render_channel(told: Told[facts.Channel]) -> Message | None:
    sheet = _sheet(told)
    return card_views.channel_message(sheet, now=told.now) if sheet.sessions else None


@draws(facts.RequestPaper)
def render_paper(told: Told[facts.RequestPaper]) -> Upload | None:
    """Build the file with the document. Return None for a reader who may not read it.

    Hosts, specialists who may read the need, and the coach who took the request may read it."""
    sheet, reader_id = _sheet(told), told.notice.person_id
    given = sheet.request.paper
    took = not sheet.standing and reader_id == sheet.request.taken_by
    reads = took or any(
        someone.person_id == reader_id and someone.part in CLAIMING and someone.sees_need
        for appointment in sheet.standing
        for someone in appointment.present
    )
    if given.document is not Document.FILE or not given.ref or not reads:
        return None
    name = papers.file_name(sheet.request, told.notice.revision)
    title = given.name or name
    said = news_texts.PAPER(what=sheet.what, name=title, defi=sheet.defi.name)
    return Upload(name, title, said, slack_file=given.ref)


@draws(facts.PaperLost)
def render_lost(told: Told[facts.PaperLost]) -> Message | None:
    return news_views.lost_message(_sheet(told), now=told.now)


@draws(facts.Added)
def render_added(told: Told[facts.Added]) -> Message | None:
    fact, by = told.fact, told.find_person(told.fact.by_id)
    return news_views.added_message(_sheet(told), told.reader_id, appointment_ids=[*fact.known], by=by, now=told.now)


@draws(facts.RequestMoved)
def render_moved(told: Told[facts.RequestMoved]) -> Message | None:
    fact, by = told.fact, told.find_person(told.fact.by_id)
    return news_views.moved_message(_sheet(told), told.reader_id, known=fact.known, by=by, now=told.now)


@draws(facts.RequestCancelled)
def render_cancelled(told: Told[facts.RequestCancelled]) -> Message | None:
    fact, by = told.fact, told.find_person(told.fact.by_id)
    return news_views.cancelled_message(_sheet(told), told.reader_id, known=fact.known, by=by, now=told.now)


@draws(facts.NotAgreed)
def render_not_agreed(told: Told[facts.NotAgreed]) -> Message | None:
    sheet, fact, by = _sheet(told), told.fact, told.find_person(told.fact.by_id)
    return news_views.cancelled_message(sheet, told.reader_id, known=fact.known, by=by, agreed=False, now=told.now)


@draws(facts.Unchosen)
def render_unchosen(told: Told[facts.Unchosen]) -> Message | None:
    sheet, fact, by = _sheet(told), told.fact, told.find_person(told.fact.by_id)
    return news_views.cancelled_message(sheet, told.reader_id, known=fact.known, by=by, unchosen=True, now=told.now)


@draws(facts.Agreed)
def render_agreed(told: Told[facts.Agreed]) -> Message | None:
    fact, host, by = told.fact, told.find_person(told.fact.person_id), told.find_person(told.fact.by_id)
    ids = fact.appointment_ids
    return news_views.agreed_message(_sheet(told), told.reader_id, appointment_ids=ids, host=host, by=by, now=told.now)


@draws(facts.RequestLeft)
def render_left(told: Told[facts.RequestLeft]) -> Message | None:
    fact, who = told.fact, told.find_person(told.fact.by_id)
    return news_views.left_message(_sheet(told), told.reader_id, appointment_ids=[*fact.known], who=who, now=told.now)


@draws(facts.Came)
def render_came(told: Told[facts.Came]) -> Message | None:
    fact, who = told.fact, told.find_person(told.fact.by_id)
    return news_views.came_message(_sheet(told), told.reader_id, appointment_ids=[*fact.known], who=who, now=told.now)


@draws(facts.RequestHanded)
def render_handed(told: Told[facts.RequestHanded]) -> Message | None:
    fact, giver, taker = told.fact, told.find_person(told.fact.giver_id), told.find_person(told.fact.taker_id)
    ids = fact.appointment_ids
    return news_views.handed_message(
        _sheet(told), told.reader_id, appointment_ids=ids, giver=giver, taker=taker, now=told.now
    )


@draws(facts.Held)
def render_held(told: Told[facts.Held]) -> Message | None:
    return news_views.held_message(_sheet(told), told.reader_id, by=told.find_person(told.fact.by_id), now=told.now)


@draws(facts.Joined)
def render_joined(told: Told[facts.Joined]) -> Message | None:
    fact, who = told.fact, told.find_person(told.fact.person_id)
    return news_views.joined_message(
        _sheet(told), told.reader_id, appointment_ids=fact.appointment_ids, who=who, now=told.now
    )


@draws(facts.Wanted)
def render_wanted(told: Told[facts.Wanted]) -> Message | None:
    sheet, mine, ids = _sheet(told), told.reader_id, told.fact.appointment_ids
    awaits = any(appointment.awaits(mine) for appointment in sheet.standing)
    until = hosting.answer_deadline(told.reading, sheet, mine) if awaits else None
    by, posted = told.find_person(told.fact.by_id), told.posted
    return news_views.wanted_message(sheet, mine, appointment_ids=ids, by=by, until=until, posted=posted, now=told.now)


@draws(facts.StaysOut)
def render_stays_out(told: Told[facts.StaysOut]) -> Message | None:
    fact, person = told.fact, told.find_person(told.fact.person_id)
    ids, late = fact.appointment_ids, bool(fact.late)
    return news_views.stays_out_message(_sheet(told), person, appointment_ids=ids, late=late, now=told.now)


@draws(facts.Asks)
def render_asks(told: Told[facts.Asks]) -> Message | None:
    sheet, person_id = _sheet(told), told.fact.person_id
    answer = hosting.read_answer(told.reading, sheet.request.id, person_id=person_id)
    person = told.find_person(person_id)
    return news_views.share_need_message(sheet, person, answer=answer, posted=told.posted, now=told.now)


@draws(facts.Note)
def render_note(told: Told[facts.Note]) -> Message | None:
    text, author = hosting.read_note(told.reading, told.fact.note_id)
    return news_views.note_message(_sheet(told), told.reader_id, text=text, author=author, now=told.now)


@draws(facts.RequestOrphaned)
def render_orphaned(told: Told[facts.RequestOrphaned]) -> Message | None:
    person = told.find_person(told.fact.person_id)
    return news_views.orphaned_message(_sheet(told), person, posted=told.posted, now=told.now)


@draws(facts.Proposed)
def render_proposed(told: Told[facts.Proposed]) -> Message | None:
    batch = proposals.read_batch(told.reading, told.fact.batch)
    host = told.find_person(batch[0].host_id) if batch else None
    return views.proposed_message(_sheet(told), batch, host=host, posted=told.posted, now=told.now)


@draws(facts.Declined)
def render_declined(told: Told[facts.Declined]) -> Message | None:
    """Build the notice that no proposed time suits. Return None if the host has proposed other times since."""
    sheet, batch = _sheet(told), proposals.read_batch(told.reading, told.fact.batch)
    about = {proposal.appointment_id for proposal in batch}
    since = [
        proposal
        for proposal in proposals.open_proposals(told.reading, sheet.request.id)
        if proposal.appointment_id in about
    ]
    return views.declined_message(sheet, batch, open_now=since, now=told.now)


@draws(facts.SwapAsked)
def render_swap_asked(told: Told[facts.SwapAsked]) -> Message | None:
    return question_message(swaps.read(told.reading, told.fact.swap_id), posted=told.posted, now=told.now)


@draws(facts.SwapEnded)
def render_swap_ended(told: Told[facts.SwapEnded]) -> Message:
    return ended_message(swaps.read(told.reading, told.fact.swap_id), now=told.now)


@draws(facts.Call)
def render_call(told: Told[facts.Call]) -> Message | None:
    return views.call_message(_sheet(told), posted=told.posted)


@draws(facts.RequestTaken)
def render_taken(told: Told[facts.RequestTaken]) -> Message | None:
    sheet = _sheet(told)
    times = [
        proposal
        for proposal in proposals.open_proposals(told.reading, sheet.request.id)
        if proposal.appointment_id is None
    ]
    return views.taken_message(sheet, told.reader_id, times=times, posted=told.posted, now=told.now)


@draws(facts.RequestAnswered)
def render_answered(told: Told[facts.RequestAnswered]) -> Message | None:
    return views.answered_message(_sheet(told))


@draws(facts.Opened)
def render_opened(told: Told[facts.Opened]) -> Message | None:
    wait, defi = calls.read_wait(told.reading, told.about)
    starts = calls.first_free_start(told.reading, wait, now=told.now)
    person, host = told.find_person(wait.person_id), calls.awaited_host(told.reading, wait)
    terms = format_of(told.reading, wait.format_key)
    return views.opened_message(defi, person, terms=terms, host=host, starts=starts, now=told.now)


def _sheet(told: Told[facts.AboutRequest]) -> RequestSheet:
    return describe_request(told.reading, told.about)
