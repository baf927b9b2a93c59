"""Listeners of a committee's card, and of « La phase en un coup d’œil »."""

from datetime import datetime
from functools import partial

from bot.errors import AlreadyAnswered, Invalid, SlotTaken
from bot.evaluation import changes, leading
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support import support
from bot.programme.model import Actor
from bot.programme.service import person_of
from bot.records import glance
from bot.tools import Reading
from handlers.kit.blocks import message, text_message
from handlers.kit.gestures.dated import Cancels, Moves, undo_row
from handlers.kit.gestures.presence import leave_single_date, send_calendar_files
from handlers.kit.gestures.views import cancelled_message
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn

from . import leading_views, texts, views


def _open_sheet(reading: Reading, actor: Actor, committee_id: int, now: datetime, *, action: str) -> CommitteeSheet:
    return changes.open_change(reading, actor, committee_id, action=action, now=now)


def _open_talk(reading: Reading, actor: Actor, committee_id: int, now: datetime) -> CommitteeSheet:
    return changes.open_talk(reading, actor, committee_id, now=now)


def _talk_starts(reading: Reading, committee_id: int) -> datetime | None:
    return next((talk.starts for talk in describe_committee(reading, committee_id).both[1:]), None)


MOVES = Moves(
    button="evaluation.move",
    form="evaluation.moved",
    permits="evaluation.move",
    read=partial(_open_sheet, action="evaluation.move"),
    named=lambda sheet, actor, now: views.date_form_texts(
        sheet, has_no_deadline=changes.may_move_freely(sheet, actor), now=now
    ),
    before=lambda reading, committee_id: describe_committee(reading, committee_id).appointment.starts,
    change=changes.move,
    clashes=changes.busy_participants_at,
    taken=lambda _: texts.TAKEN,
    faults={("starts", "reading"): ("day", texts.READING.plain)},
    why={"reading": texts.READING},
)
CANCELS = Cancels(
    button="evaluation.cancel",
    form="evaluation.cancelled",
    permits="evaluation.cancel",
    title=texts.CANCEL,
    read=partial(_open_sheet, action="evaluation.cancel"),
    named=lambda sheet, _, now: views.date_form_texts(sheet, now=now),
    change=changes.cancel,
)
MOVES_TALK = Moves(
    button="evaluation.move_talk",
    form="evaluation.talk_moved",
    permits="evaluation.move",
    read=_open_talk,
    named=lambda sheet, _, now: views.talk_form_texts(sheet, now=now),
    before=_talk_starts,
    change=changes.move_talk,
    taken=lambda _: texts.TAKEN,
    faults={("starts", "before"): ("day", texts.BEFORE)},
)


def register(routes: Routes) -> None:
    for gesture in (MOVES, CANCELS, MOVES_TALK):
        gesture.register(routes)
    leave = partial(
        leave_single_date, go=changes.leave, name_and_start=_name_and_start, notified_sentence=texts.HOSTS_TOLD
    )
    leave_talk = partial(
        leave_single_date,
        go=changes.leave_talk,
        name_and_start=_talk_name_and_start,
        notified_sentence=texts.HOSTS_TOLD,
    )
    routes.add("action", "evaluation.leave", leave, permits="evaluation.leave")
    routes.add("action", "evaluation.leave_talk", leave_talk, permits="evaluation.leave")
    routes.add("action", "evaluation.take", become_host, permits="evaluation.lead")
    routes.add("action", "evaluation.cancel_talk", cancel_talk, permits="evaluation.cancel")
    entry = partial(send_calendar_files, enqueue_files=changes.owe_calendar_files)
    routes.add("action", "evaluation.calendar", entry, permits="evaluation.calendar")
    routes.add("action", "evaluation.glance", open_phase, permits="evaluation.plan")
    routes.add("action", "evaluation.chase", remind_people, permits="evaluation.plan")


def _name_and_start(sheet: CommitteeSheet) -> tuple[str, datetime]:
    return texts.NAME(defi=sheet.defi.name), sheet.appointment.starts


def _talk_name_and_start(sheet: CommitteeSheet) -> tuple[str, datetime]:
    return texts.TALK_NAME(defi=sheet.defi.name), (sheet.talk or sheet.appointment).starts


def become_host(turn: Turn) -> None:
    """Make the actor the host of a committee without a host (button « Je m’en occupe »). The first click wins."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            sheet = leading.take_over_committee(tx, turn.actor, turn.value_id, now=now)
        shown = leading_views.became_host_message(sheet, person_of(turn.actor).id, now=now)
    except (AlreadyAnswered, SlotTaken) as refusal:
        shown = message(texts.NOT_FREE if isinstance(refusal, SlotTaken) else texts.TAKEN_ALREADY)
    turn.ack()
    reply_or_show(turn, shown)


def cancel_talk(turn: Turn) -> None:
    """Cancel the meeting about the report (button « Annuler l’échange », after its confirmation)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        sheet = changes.cancel_talk(tx, turn.actor, turn.value_id, now=now)
        undo = undo_row(tx, turn.actor, sheet.talk, now=now)
    turn.ack()
    name, starts = _talk_name_and_start(sheet)
    reply_or_show(turn, cancelled_message(name, starts, undo_rows=undo, now=now))


def open_phase(turn: Turn) -> None:
    """Open the page of a phase, or show another phase on the open page (button « La phase en un coup d’œil »)."""
    promotion, phase = split_pieces(turn.value, 2)
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = glance.read_glance(reading, turn.actor, read_id(promotion), phase=read_id(phase, 0) or None, now=now)
    turn.ack()
    view = leading_views.phase_modal(found, now=now)
    if turn.modal_id == "evaluation.glance":
        turn.replace_view(view)
    else:
        turn.show(view)


def remind_people(turn: Turn) -> None:
    """Remind the people who have written nothing (button « Relancer »). This works once a day."""
    try:
        with turn.tools.transaction() as tx:
            who = support.remind_writers(tx, turn.actor, turn.value_id, now=turn.tools.now())
        said = leading_views.people_reminded_message(who)
    except Invalid as refusal:
        said = text_message(leading_views.not_reminded_sentence(str(refusal.facts["reason"])))
    turn.ack()
    reply_or_show(turn, said)
