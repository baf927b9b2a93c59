"""Listeners that show the form of an absence, save the choices made in it, and undo a saved absence."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.agenda import agenda
from bot.agenda.away import AwayChoice
from bot.agenda.calendars.calendars import outlines_of
from bot.dates.paris import day_of
from bot.errors import Invalid, Refusal, SlotTaken
from bot.planning.absence import service
from bot.planning.absence.model import AbsencePage, AbsenceSaid, Days, Unfit
from bot.programme.service import find_people
from bot.tools import Reading
from handlers.kit.blocks import Json
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, views
from .forms import WORD, AbsenceCarried, line_name, read_carried, read_choices, read_days
from .views import Known


def register(routes: Routes) -> None:
    """Register the buttons and the form of an absence. `handlers.agenda.hours` registers the command."""
    mine = partial(routes.add, permits="agenda.hours")
    mine("action", "absence.open", open_form)
    mine("action", "absence.days", show_days)
    mine("view", "absence.said", save_absence)
    mine("action", "absence.undo", undo_absence)


def open_form(turn: Turn) -> None:
    """Open the form for an absence today, with the choices for each appointment (« Je ne suis pas là aujourd’hui »)."""
    today = day_of(turn.tools.now())
    view = _days_view(turn, AbsenceCarried(str(uuid4()), Days(today, today)))
    turn.ack()
    turn.show(view)


def show_days(turn: Turn) -> None:
    """Show the appointments of the chosen days, and keep the choices made before."""
    carried = AbsenceCarried(read_carried(turn.private).batch, read_days(turn.value))
    view = _days_view(turn, carried)
    turn.ack()
    turn.open(view)


def save_absence(turn: Turn) -> None:
    """Save all choices, or show an error on each line."""
    now, carried, choices = turn.tools.now(), read_carried(turn.private), read_choices(turn.values)
    batch, days, word = carried.batch, carried.days, turn.values.typed_text(WORD)
    try:
        with turn.tools.transaction() as tx:
            said = service.declare_absence(tx, turn.actor, batch=batch, days=days, choices=choices, word=word, now=now)
            view = _result_view(turn, tx, said, now=now)
    except Unfit as refusal:
        _show_refusal(turn, carried, choices, refusal, now=now)
    except Invalid as refusal:
        _refuse_form(turn, refusal)
    else:
        turn.ack(response_action="update", view=view)


def undo_absence(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        said = service.undo_absence(tx, turn.actor, turn.value_mark, now=now)
        known = _read_known(tx, [line.appointment_id for line in said.lines], ())
    turn.ack()
    turn.open(views.undone_modal(said, known, viewer_id=turn.known.id, now=now))


def _days_view(turn: Turn, carried: AbsenceCarried) -> Json:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        page = service.list_open_days(reading, turn.actor, carried.days, now=now)
        if page.pending is not None:
            return _result_view(turn, reading, service.describe_absence(reading, page.pending), now=now)
        return _form(turn, reading, page, carried, now=now)


def _form(
    turn: Turn,
    reading: Reading,
    page: AbsencePage,
    carried: AbsenceCarried,
    *,
    chosen: Mapping[int, AwayChoice] | None = None,
    fresh: bool = False,
    now: datetime,
) -> Json:
    ids = [line.appointment.id for line in page.lines] + [appointment.id for appointment in page.begun]
    known = _read_known(reading, ids, [taker for line in page.lines for taker in line.takers])
    return views.form(page, known, carried=carried, viewer_id=turn.known.id, chosen=chosen, fresh=fresh, now=now)


def _result_view(turn: Turn, reading: Reading, said: AbsenceSaid, *, now: datetime) -> Json:
    takers = [line.taker_id for line in said.lines if line.taker_id]
    known = _read_known(reading, [line.appointment_id for line in said.lines], takers)
    return views.noted_modal(said, known, viewer_id=turn.known.id, now=now)


def _read_known(reading: Reading, appointment_ids: Iterable[int], person_ids: Iterable[int]) -> Known:
    several = agenda.get_all(reading, {*appointment_ids}) if appointment_ids else []
    outlines = {outline.appointment.id: outline for outline in outlines_of(reading, several)} if several else {}
    return Known(outlines, find_people(reading, {*person_ids}))


def _show_refusal(
    turn: Turn, carried: AbsenceCarried, choices: Mapping[int, AwayChoice], refusal: Unfit, *, now: datetime
) -> None:
    with turn.tools.reading() as reading:
        page = service.list_open_days(reading, turn.actor, carried.days, now=now)
        if refusal.fresh or not refusal.faults:
            view = _form(turn, reading, page, carried, chosen=choices, fresh=bool(refusal.fresh), now=now)
            turn.ack(response_action="update", view=view)
            return
        takers = {choice.taker_id for choice in choices.values() if choice.taker_id}
        takers |= {taker for line in page.lines for taker in line.takers}
        known = _read_known(reading, [], takers)
    lines = {line.appointment.id: line for line in page.lines}
    errors = {}
    for field, fault in refusal.faults.items():
        others = [each for each in lines[field].choices if each != choices[field]] if field in lines else []
        left = [views.option_name(other, known) for other in others]
        errors[line_name(field)] = _choice_error(fault, known.name(choices[field].taker_id), left)
    turn.ack(response_action="errors", errors=errors)


def _refuse_form(turn: Turn, refusal: Invalid) -> None:
    if refusal.facts["field"] == WORD:
        turn.ack(response_action="errors", errors={WORD: texts.WORD_LONG})
        return
    turn.ack(response_action="update", view=views.refused_modal(past=refusal.facts["reason"] == "past"))


def _choice_error(fault: Refusal, taker: str, left: list[str]) -> str:
    if not left:
        return texts.already()
    if isinstance(fault, SlotTaken):
        return texts.busy(taker, left) if taker else texts.late(left)
    if isinstance(fault, Invalid) and fault.facts.get("field") == "times":
        return texts.late(left)
    return texts.gone(left)
