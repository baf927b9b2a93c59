"""Listeners of « Plan de la promotion »: show it, change it, send its picture, confirm it."""

from datetime import date
from functools import partial

from bot import pictures
from bot.dates.words import day_words
from bot.errors import Invalid, UndoTooLate
from bot.planning.year import confirming, picture, service
from bot.planning.year.model import PlanSheet
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show, show_errors
from handlers.kit.texts import refusal_sentence
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    DAY,
    END,
    NUMBER,
    ORGANISER,
    OTHER,
    SCHOOL,
    TIME,
    WEEKDAY,
    WEEKS,
    read_ends,
    read_ends_metadata,
    read_line,
    read_metadata,
)

_FIELDS = {
    "line": (OTHER, DAY, WEEKS, WEEKDAY, NUMBER),
    "day": (DAY, WEEKS, WEEKDAY),
    "weeks": (WEEKS,),
    "time": (TIME,),
    "organiser": (ORGANISER,),
    "what": (NUMBER,),
    "school": (SCHOOL,),
}


def register(routes: Routes) -> None:
    plan = partial(routes.add, permits="planning.year")
    plan("action", "planning.year", show_plan)
    plan("action", "planning.year_line", open_line_form)
    plan("view", "planning.year_lined", save_line)
    plan("action", "planning.year_school", open_school_form)
    plan("view", "planning.year_schooled", save_school_dates)
    plan("action", "planning.year_dates", open_dates_form)
    plan("view", "planning.year_dated", preview_dates)
    plan("view", "planning.year_moved", move_dates)
    plan("action", "planning.year_picture", send_picture)
    plan("view", "planning.year_confirmed", confirm_plan)
    plan("action", "planning.year_undo", undo_plan)


def show_plan(turn: Turn) -> None:
    sheet = _read_sheet(turn, turn.value_id)
    turn.ack()
    turn.show(views.plan_modal(sheet, now=turn.tools.now()))


def open_line_form(turn: Turn) -> None:
    """Open the form of a line. If the line no longer exists, show the plan."""
    promotion_id, key = split_pieces(turn.value, 2)
    sheet = _read_sheet(turn, read_id(promotion_id))
    line = sheet.year.find_line(key)
    now = turn.tools.now()
    turn.ack()
    turn.show(views.line_form(sheet, line, now=now) if line else views.plan_modal(sheet, now=now))


def save_line(turn: Turn) -> None:
    promotion_id, seen, key = read_metadata(turn.private)
    now = turn.tools.now()
    with show_errors(turn, partial(_field_errors, turn)):
        with turn.tools.transaction() as tx:
            choice = read_line(turn.values, service.find_line(tx, turn.actor, promotion_id, key=key, now=now))
            sheet = service.set_line(tx, turn.actor, promotion_id, key=key, choice=choice, seen_revision=seen, now=now)
        turn.ack()
        turn.update_view_below(views.plan_modal(sheet, now=now))


def open_school_form(turn: Turn) -> None:
    sheet = _read_sheet(turn, turn.value_id)
    turn.ack()
    turn.show(views.school_form(sheet))


def save_school_dates(turn: Turn) -> None:
    """Save the school holidays, which the plan then avoids (« Vacances scolaires »)."""
    promotion_id, seen, _ = read_metadata(turn.private)
    now, text = turn.tools.now(), turn.values.typed_text(SCHOOL)
    with show_errors(turn, partial(_field_errors, turn)):
        with turn.tools.transaction() as tx:
            sheet = service.set_school(tx, turn.actor, promotion_id, text=text, seen_revision=seen, now=now)
        turn.ack()
        turn.update_view_below(views.plan_modal(sheet, now=now))


def open_dates_form(turn: Turn) -> None:
    sheet = _read_sheet(turn, turn.value_id)
    turn.ack()
    turn.show(views.dates_form(sheet))


def preview_dates(turn: Turn) -> None:
    """Preview the changes that new last days of the phases would cause (« Dates des phases »). Save nothing."""
    promotion_id, _, _ = read_metadata(turn.private)
    before, now = _read_sheet(turn, promotion_id), turn.tools.now()
    with show_errors(turn, partial(_field_errors, turn)):
        ends = read_ends(turn.values, tuple(phase.number for phase in before.promotion.phases))
        with turn.tools.rehearsal() as tx:
            sheet = confirming.set_phases(tx, turn.actor, promotion_id, ends=ends, now=now)
        turn.ack(response_action="update", view=views.preview_modal(sheet, before, now=now))


def move_dates(turn: Turn) -> None:
    """Save new last days of the phases, and move the dates that depend on them (« Changer les dates »)."""
    promotion_id, seen, ends = read_ends_metadata(turn.private)
    now, url = turn.tools.now(), turn.tools.settings.bot_visio_url
    try:
        with turn.tools.transaction() as tx:
            done = confirming.move_phases(
                tx, turn.actor, promotion_id, ends=ends, seen_revision=seen, visio_url=url, now=now
            )
    except Invalid as refusal:
        view = views.plan_modal(_read_sheet(turn, promotion_id), last_result=_refusal_reason(refusal), now=now)
        turn.ack(response_action="update", view=view)
        return
    page, wrote = views.plan_modal(done.sheet, now=now), bool(done.written or done.dropped)
    if turn.lies_over and not wrote:  # The plan below this modal shows the new dates already.
        turn.ack()
    else:
        turn.ack(response_action="update", view=views.done_modal(done) if wrote else page)
    if turn.lies_over:
        turn.update_view_below(page)


def send_picture(turn: Turn) -> None:
    """Request the picture of the plan. The bot sends it in a direct message that has the plan as text."""
    if not pictures.is_installed():
        _read_sheet(turn, turn.value_id)
        turn.ack()
        reply_or_show(turn, message(texts.MISSING), title=texts.TITLE)
        return
    with turn.tools.transaction() as tx:
        picture.request_picture(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.COMING), title=texts.TITLE)


def confirm_plan(turn: Turn) -> None:
    """Confirm the whole plan (« Confirmer le plan »), or explain why it is not confirmed."""
    promotion_id, seen, _ = read_metadata(turn.private)
    now, url = turn.tools.now(), turn.tools.settings.bot_visio_url
    try:
        with turn.tools.transaction() as tx:
            done = confirming.confirm_plan(tx, turn.actor, promotion_id, seen_revision=seen, visio_url=url, now=now)
        view = views.done_modal(done)
    except Invalid as refusal:
        view = views.plan_modal(_read_sheet(turn, promotion_id), last_result=_refusal_reason(refusal), now=now)
    turn.ack(response_action="update", view=view)


def undo_plan(turn: Turn) -> None:
    """Undo the confirmation of the plan, before people are notified of it (« Revenir en arrière »)."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            view = views.plan_modal(
                confirming.undo_confirmation(tx, turn.actor, turn.value_id, now=now), last_result=texts.UNDONE, now=now
            )
    except UndoTooLate as refusal:
        view = views.too_late_modal(refusal_sentence(refusal))
    turn.ack()
    turn.open(view)


def _read_sheet(turn: Turn, promotion_id: int) -> PlanSheet:
    with turn.tools.reading() as reading:
        return service.read_plan(reading, turn.actor, promotion_id, now=turn.tools.now())


def _refusal_reason(refusal: Invalid) -> Said:
    return texts.REFUSED.get(str(refusal.facts["reason"]), texts.NOT_MADE)


def _field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    day = refusal.facts.get("day")
    told = day_words(day, turn.tools.now()) if isinstance(day, date) else ""
    said = texts.INVALID[name, reason].format(line=refusal.facts.get("line", ""), day=told)
    fields = (f"{END}{refusal.facts['number']}",) if name == "ends" else _FIELDS[name]
    return {next((field for field in fields if field in turn.inputs), (*fields[:1], *turn.inputs)[-1]): said}
