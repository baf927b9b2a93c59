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
from bot.planning.absence.model import AbsencePage, ChoicesRefused, Days, SavedAbsence
from bot.programme.service import find_people
from bot.tools import Reading
from handlers.kit.blocks import Json
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, views
from .forms import WORD, AbsenceMetadata, line_field_name, read_choices, read_days, read_metadata
from .views import AbsenceLookup


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
    view = _days_view(turn, AbsenceMetadata(str(uuid4()), Days(today, today)))
    turn.ack()
    turn.show(view)


def show_days(turn: Turn) -> None:
    """Show the appointments of the chosen days, and keep the choices made before."""
    carried = AbsenceMetadata(read_metadata(turn.private).batch, read_days(turn.value))
    view = _days_view(turn, carried)
    turn.ack()
    turn.open(view)


def save_absence(turn: Turn) -> None:
    """Save all choices, or show an error on each line."""
    now, carried, choices = turn.tools.now(), read_metadata(turn.private), read_choices(turn.values)
    batch, days, word = carried.batch, carried.days, turn.values.typed_text(WORD)
    try:
        with turn.tools.transaction() as tx:
            said = service.declare_absence(tx, turn.actor, batch=batch, days=days, choices=choices, word=word, now=now)
            view = _result_view(turn, tx, said, now=now)
    except ChoicesRefused as refusal:
        _show_refusal(turn, carried, choices, refusal, now=now)
    except Invalid as refusal:
        _show_form_refusal(turn, refusal)
    else:
        turn.ack(response_action="update", view=view)


def undo_absence(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        said = service.undo_absence(tx, turn.actor, turn.value_mark, now=now)
        known = _read_lookup(tx, [line.appointment_id for line in said.lines], ())
    turn.ack()
    turn.open(views.undone_modal(said, known, viewer_id=turn.known.id, now=now))


def _days_view(turn: Turn, metadata: AbsenceMetadata) -> Json:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        page = service.list_open_days(reading, turn.actor, metadata.days, now=now)
        if page.pending is not None:
            return _result_view(turn, reading, service.describe_absence(reading, page.pending), now=now)
        return _form(turn, reading, page, metadata, now=now)


def _form(
    turn: Turn,
    reading: Reading,
    page: AbsencePage,
    metadata: AbsenceMetadata,
    *,
    chosen_by_id: Mapping[int, AwayChoice] | None = None,
    has_new_appointment: bool = False,
    now: datetime,
) -> Json:
    ids = [line.appointment.id for line in page.lines] + [appointment.id for appointment in page.begun]
    known = _read_lookup(reading, ids, [taker for line in page.lines for taker in line.takers])
    return views.form(
        page,
        known,
        metadata=metadata,
        viewer_id=turn.known.id,
        chosen_by_id=chosen_by_id,
        has_new_appointment=has_new_appointment,
        now=now,
    )


def _result_view(turn: Turn, reading: Reading, absence_result: SavedAbsence, *, now: datetime) -> Json:
    takers = [line.taker_id for line in absence_result.lines if line.taker_id]
    known = _read_lookup(reading, [line.appointment_id for line in absence_result.lines], takers)
    return views.noted_modal(absence_result, known, viewer_id=turn.known.id, now=now)


def _read_lookup(reading: Reading, appointment_ids: Iterable[int], person_ids: Iterable[int]) -> AbsenceLookup:
    several = agenda.get_all(reading, {*appointment_ids}) if appointment_ids else []
    outlines = {outline.appointment.id: outline for outline in outlines_of(reading, several)} if several else {}
    return AbsenceLookup(outlines, find_people(reading, {*person_ids}))


def _show_refusal(
    turn: Turn, metadata: AbsenceMetadata, choices: Mapping[int, AwayChoice], refusal: ChoicesRefused, *, now: datetime
) -> None:
    with turn.tools.reading() as reading:
        page = service.list_open_days(reading, turn.actor, metadata.days, now=now)
        if refusal.fresh or not refusal.faults:
            view = _form(
                turn, reading, page, metadata, chosen_by_id=choices, has_new_appointment=bool(refusal.fresh), now=now
            )
            turn.ack(response_action="update", view=view)
            return
        takers = {choice.taker_id for choice in choices.values() if choice.taker_id}
        takers |= {taker for line in page.lines for taker in line.takers}
        known = _read_lookup(reading, [], takers)
    lines = {line.appointment.id: line for line in page.lines}
    errors = {}
    for field, fault in refusal.faults.items():
        others = [each for each in lines[field].choices if each != choices[field]] if field in lines else []
        left = [views.option_name(other, known) for other in others]
        errors[line_field_name(field)] = _choice_error(fault, known.name(choices[field].taker_id), left)
    turn.ack(response_action="errors", errors=errors)


def _show_form_refusal(turn: Turn, refusal: Invalid) -> None:
    if refusal.facts["field"] == WORD:
        turn.ack(response_action="errors", errors={WORD: texts.WORD_LONG})
        return
    turn.ack(response_action="update", view=views.refused_modal(is_past=refusal.facts["reason"] == "past"))


def _choice_error(fault: Refusal, taker: str, free_times: list[str]) -> str:
    if not free_times:
        return texts.already()
    if isinstance(fault, SlotTaken):
        return texts.busy(taker, free_times) if taker else texts.late(free_times)
    if isinstance(fault, Invalid) and fault.facts.get("field") == "times":
        return texts.late(free_times)
    return texts.gone(free_times)
