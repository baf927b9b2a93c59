"""Listeners with which people open a support, fill it in and merge texts, and rate the committee."""

from functools import partial

from bot.errors import Invalid
from bot.evaluation.support import support
from bot.evaluation.support.model import FilledSupport, SupportPart
from bot.records.actions import list_open
from bot.tools import Reading
from handlers.kit.blocks import Json
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, reply_or_show
from handlers.kit.turn import Turn

from . import texts, views
from .forms import read_committee_and_choice, read_committee_and_part, read_fields, read_metadata

_WHY = {"early": texts.EARLY, "unknown": texts.UNKNOWN}


def register(routes: Routes) -> None:
    routes.add("action", "evaluation.support", open_support, permits="evaluation.support")
    routes.add("action", "evaluation.past", show_versions, permits="evaluation.support")
    fill_in = partial(routes.add, permits="evaluation.fill")
    fill_in("action", "evaluation.write", open_form)
    fill_in("view", "evaluation.filled", save_answers)
    routes.add("action", "evaluation.apart", open_separate_form, permits="evaluation.apart")
    routes.add("view", "evaluation.said_apart", save_answers, permits="evaluation.apart")
    routes.add("action", "evaluation.rate", rate_committee, permits="evaluation.rate")


def open_support(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        filled = support.read(reading, turn.actor, turn.value_id)
        view = _support_view(turn, reading, filled)
    turn.ack()
    turn.show(view)


def show_versions(turn: Turn) -> None:
    """Show all versions of the chosen answer (list « Relire les versions »)."""
    committee_id, field = read_committee_and_choice(turn.value)
    with turn.tools.reading() as reading:
        filled, several = support.answer_history(reading, turn.actor, committee_id, field=field)
    turn.ack()
    turn.show(views.versions_modal(filled, field, versions=several, now=turn.tools.now()))


def open_form(turn: Turn) -> None:
    """Open the form of one part of the support. It replaces the support's page."""
    _open_part(turn, *read_committee_and_part(turn.value))


def open_separate_form(turn: Turn) -> None:
    """Open the form of the porteur's own answers (button « Répondre à part »)."""
    _open_part(turn, turn.value_id, SupportPart.APART)


def save_answers(turn: Turn) -> None:
    """Save the texts of a form. If another person has changed a field too, show both texts for the writer to merge."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    try:
        typed = read_fields(turn.values, carried)
        with turn.tools.transaction() as tx:
            filled, clashes = support.save_form(
                tx, turn.actor, carried.committee_id, part=carried.part, typed_values=typed, now=now
            )
            sheet = _support_view(turn, tx, filled, is_saved=True)
        view = views.merge_form(filled, carried.part, clashes=clashes, now=now) if clashes else sheet
        turn.ack(response_action="update", view=view)
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        turn.ack(response_action="errors", errors={name: texts.INVALID[reason]})


def rate_committee(turn: Turn) -> None:
    """Count the rating (buttons « Utile », « Un peu » and « Pas cette fois »)."""
    committee_id, choice = read_committee_and_choice(turn.value)
    with explain_refusals(turn, _WHY):
        with turn.tools.transaction() as tx:
            support.rate_committee(tx, turn.actor, committee_id, choice=choice, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, views.thanks_message())


def _open_part(turn: Turn, committee_id: int, part: SupportPart) -> None:
    with turn.tools.reading() as reading:
        filled = support.open_part(reading, turn.actor, committee_id, part=part)
    turn.ack()
    turn.open(views.form(filled, part, writer_id=turn.known.id, now=turn.tools.now()))


def _support_view(turn: Turn, reading: Reading, filled: FilledSupport, *, is_saved: bool = False) -> Json:
    now = turn.tools.now()
    actions = list_open(reading, filled.support.defi_id, now=now)
    return views.support_modal(filled, turn.known, actions=actions, is_saved=is_saved, now=now)
