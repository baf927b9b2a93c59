"""Listeners of « Comités de la phase », with which a coach asks for half-days, searches dates, and books committees.

The search runs in a subprocess, outside a transaction, after the form was answered."""

from functools import partial
from uuid import uuid4

from bot.agenda import pending
from bot.errors import Invalid, UndoTooLate
from bot.evaluation import half_days, planning
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.plans import DraftPlan, SolverTask
from bot.planning.solved import best_plan
from handlers.kit.blocks import Json
from handlers.kit.fields import WHOLE_FORM
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, show_errors
from handlers.kit.texts import refusal_sentence
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    COACHES,
    DAY,
    TALK_DAY,
    read_committee_line,
    read_half_days,
    read_metadata,
    read_plan_and_defi,
    read_weeks,
    read_wish,
)

_WHY = {"none": texts.NO_WEEK}


def register(routes: Routes) -> None:
    plan = partial(routes.add, permits="evaluation.plan")
    plan("action", "evaluation.plan", open_form)
    plan("action", "evaluation.ask", ask_half_days)
    plan("view", "evaluation.search", search_dates)
    plan("action", "evaluation.line", open_line_form)
    plan("view", "evaluation.lined", save_line)
    plan("view", "evaluation.booked", book_committees)
    routes.add("action", "evaluation.half_days", open_half_days, permits="evaluation.half_days")
    routes.add("view", "evaluation.answered", answer_half_days, permits="evaluation.half_days")
    plan("action", "evaluation.undo", undo_booking)


def open_form(turn: Turn) -> None:
    now, promotion_id = turn.tools.now(), turn.value_id
    with turn.tools.reading() as reading:
        choices = planning.open_choices(reading, turn.actor, promotion_id, now=now)
        batch = planning.undoable_batch(reading, turn.actor, choices.booked, now=now)
    turn.ack()
    turn.show(views.form(choices, str(uuid4()), batch=batch, now=now))


def ask_half_days(turn: Turn) -> None:
    """Ask everybody about the half-days of the ticked weeks (button « Demander les demi-journées »)."""
    now = turn.tools.now()
    promotion_id, phase, draft_id = read_metadata(turn.private)
    weeks = read_weeks(turn.values)
    with explain_refusals(turn, _WHY):
        with turn.tools.transaction() as tx:
            asked = half_days.ask_half_days(
                tx, turn.actor, promotion_id=promotion_id, phase=phase, weeks=weeks, now=now
            )
            choices = planning.open_choices(tx, turn.actor, asked.promotion_id, now=now)
        turn.ack()
        turn.open(views.form(choices, draft_id, asked_now=True, now=now))


def search_dates(turn: Turn) -> None:
    """Search dates, and show the plan in place of the form."""
    now = turn.tools.now()
    promotion_id, phase, draft_id = read_metadata(turn.private)
    try:
        wish = read_wish(turn.values, promotion_id=promotion_id, phase=phase)
        with turn.tools.reading() as reading:
            asked = planning.solver_task(reading, turn.actor, wish, now=now)
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=_field_errors(refusal))
        return
    turn.keep_waiting(views.searching_modal())
    turn.open(_plan_view(turn, asked, draft_id))


def open_line_form(turn: Turn) -> None:
    """Open the form of one committee of the plan. If the actor clicks « Préciser » in it, show all fields instead."""
    draft_id, defi_id = read_plan_and_defi(turn.value)
    now, precise = turn.tools.now(), turn.value.endswith(WHOLE_FORM)
    with turn.tools.reading() as reading:
        plan = planning.read_plan(reading, turn.actor, draft_id, now=now)
    turn.ack()
    (turn.open if precise else turn.show)(views.line_form(plan, defi_id, all_fields=precise, now=now))


def save_line(turn: Turn) -> None:
    """Save one committee of the plan, and update the plan in the modal below.

    If the form has no field for the meeting, the meeting keeps its time."""
    now = turn.tools.now()
    draft_id, defi_id = read_plan_and_defi(turn.private)
    with show_errors(turn, _field_errors):
        starts, coaches, talk = read_committee_line(turn.values)
        with turn.tools.transaction() as tx:
            if TALK_DAY not in turn.values:
                line = planning.read_plan(tx, turn.actor, draft_id, now=now).written.line_of(defi_id)
                talk = line.talk if line else None
            plan = planning.set_line(
                tx, turn.actor, draft_id, defi_id=defi_id, starts=starts, coach_ids=coaches, talk=talk, now=now
            )
        turn.ack()
        turn.update_view_below(views.plan_modal(plan, now=now))


def book_committees(turn: Turn) -> None:
    """Book all committees of the plan, or explain why none can be booked (button « Réserver ces comités »)."""
    now, draft_id = turn.tools.now(), turn.draft
    try:
        with turn.tools.transaction() as tx:
            booked = planning.book(tx, turn.actor, draft_id, visio_url=turn.tools.settings.bot_visio_url, now=now)
            can_undo = pending.undo_deadline(tx, draft_id, now=now) is not None
        view = views.booked_modal(booked, batch=draft_id if can_undo else None, now=now)
    except Invalid as refusal:
        view = _refusal_view(turn, draft_id, refusal)
    turn.ack(response_action="update", view=view)


def undo_booking(turn: Turn) -> None:
    """Undo the booking, before anybody is notified (button « Revenir en arrière »)."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            undone = planning.undo(tx, turn.actor, turn.value_mark, now=now)
        view = views.undone_modal(undone, now=now)
    except UndoTooLate as refusal:
        view = views.too_late_modal(refusal_sentence(refusal))
    turn.ack()
    turn.open(view)


def _plan_view(turn: Turn, asked: SolverTask, draft_id: str) -> Json:
    now, plan = turn.tools.now(), best_plan(asked)
    with turn.tools.transaction() as tx:
        kept = planning.save_plan(tx, turn.actor, draft_id, plan=plan, now=now)
    return views.plan_modal(kept, now=now)


def _refusal_view(turn: Turn, draft_id: str, refusal: Invalid) -> Json:
    """Build the view that says why nothing was booked.

    If another person has booked the committees, show these. Otherwise show the plan, and the défi that was refused."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        plan = planning.read_plan(reading, turn.actor, draft_id, now=now)
        if refusal.facts["reason"] == "outdated":
            return views.already_booked_modal(_booked_committees(turn, plan.written), now=now)
    defi = next((defi for defi in plan.defis.values() if defi.id == refusal.facts.get("defi_id")), None)
    why = texts.TAKEN(defi=defi.name) if defi else texts.EMPTY
    return views.plan_modal(plan, refused=why, now=now)


def _booked_committees(turn: Turn, plan: DraftPlan) -> list[CommitteeSheet]:
    with turn.tools.reading() as reading:
        choices = planning.open_choices(reading, turn.actor, plan.wish.promotion_id, now=turn.tools.now())
    return list(choices.booked)


def _field_errors(refusal: Invalid) -> dict[str, str]:
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    coaches = COACHES if "defi_id" in refusal.facts else "defis"
    field = {"starts": DAY, "talk": TALK_DAY, "coaches": coaches}.get(name, name)
    return {field: texts.INVALID[name, reason]}


def open_half_days(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        asked = half_days.read(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.half_days_form(asked, now=now))


def answer_half_days(turn: Turn) -> None:
    now = turn.tools.now()
    shown, possible = read_half_days(turn.values)
    with turn.tools.transaction() as tx:
        asked = half_days.answer(tx, turn.actor, turn.private_id, shown_halves=shown, possible_halves=possible, now=now)
    turn.ack(response_action="update", view=views.half_days_modal(asked, now=now))
