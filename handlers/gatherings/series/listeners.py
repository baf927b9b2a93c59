"""Listeners of the forms that create or edit series, and of the preview that the actor confirms."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.agenda import drafts
from bot.dates.paris import day_of
from bot.errors import Invalid, UndoTooLate
from bot.gatherings.model import Series
from bot.gatherings.series import overview, service
from bot.gatherings.series.dates import occurrences_by_series
from bot.gatherings.series.service import SavedSeries
from bot.tools import Transaction
from handlers.kit.blocks import Json
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.texts import refusal_sentence
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    Errors,
    SeriesMetadata,
    SubmittedForm,
    keep_hidden_fields,
    read_form,
    read_metadata,
    read_organisers,
    read_series,
    write_form,
)

CREATED, EACH, EDITED = "gatherings.created", "gatherings.created_each", "gatherings.edited"


def register(routes: Routes) -> None:
    plan = partial(routes.add, permits="gatherings.plan")
    plan("action", "gatherings.create", open_create_form)
    plan("view", CREATED, partial(check_form, callback_id=CREATED))
    plan("action", "gatherings.each", open_form_for_all_metiers)
    plan("view", EACH, partial(check_form, callback_id=EACH))
    plan("action", "gatherings.edit", open_edit_form)
    plan("view", EDITED, partial(check_form, callback_id=EDITED))
    plan("view", "gatherings.confirmed", confirm_series)
    plan("action", "gatherings.undo", undo_series)


def open_create_form(turn: Turn) -> None:
    """Open the form of a new series. If the actor clicks « Préciser » in it, replace it by the form with all fields."""
    promotion_id, kind, *precise = split_pieces(turn.value, 2, max_pieces=3)
    private = SeriesMetadata(str(uuid4()), read_id(promotion_id), kind)
    with turn.tools.reading() as reading:
        choices = overview.open_choices(reading, turn.actor, private.promotion_id)
    turn.ack()
    turn.open(
        views.series_form(choices, private, organiser_id=turn.known.id, all_fields=bool(precise), now=turn.tools.now())
    )


def open_form_for_all_metiers(turn: Turn) -> None:
    """Open the form that creates a group for each métier. « Préciser » in this form opens the form with all fields."""
    promotion, *precise = split_pieces(turn.value, 1, max_pieces=2)
    promotion_id = read_id(promotion)
    with turn.tools.reading() as reading:
        choices = overview.open_choices(reading, turn.actor, promotion_id)
    turn.ack()
    private = SeriesMetadata(str(uuid4()), promotion_id, "pairs")
    turn.open(views.form_for_all_metiers(choices, private, all_fields=bool(precise), now=turn.tools.now()))


def open_edit_form(turn: Turn) -> None:
    """Open the form of an existing series. « Préciser » in this form opens the form with all fields."""
    now = turn.tools.now()
    series_id, *precise = split_pieces(turn.value, 1, max_pieces=2)
    with turn.tools.reading() as reading:
        series: Series = overview.read_series(reading, turn.actor, read_id(series_id), now=now).series
        choices = overview.open_choices(reading, turn.actor, series.promotion_id)
    turn.ack()
    private = SeriesMetadata(str(uuid4()), series.promotion_id, series.dispositif, series.id)
    turn.open(views.series_form(choices, private, initial_series=series, all_fields=bool(precise), now=now))


def check_form(turn: Turn, *, callback_id: str) -> None:
    """Show the preview of a form, or its errors. If the change affects no date, save it without a preview.

    `callback_id` is the form's callback id."""
    now, form = turn.tools.now(), SubmittedForm(callback_id, turn.private, turn.values)
    with show_errors(turn, _errors):
        with turn.tools.rehearsal() as tx:
            several = save_series(tx, turn, form, now=now)
        if any(_is_noticeable(kept, now=now) for kept in several):
            action, view = _keep_preview(turn, form, several, now=now)
        else:
            with turn.tools.transaction() as tx:
                action, view = "update", views.series_saved_modal(save_series(tx, turn, form, now=now), now=now)
        turn.ack(response_action=action, view=view)


def confirm_series(turn: Turn) -> None:
    """Save the previewed series once, and show until when the change can be undone."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            draft = drafts.find(tx, turn.actor, turn.draft, now=now, lock=True)
            if draft.result_id is None:
                several = save_series(tx, turn, read_form(draft.content), now=now)
                drafts.settle(tx, draft, result_id=several[0].series.id)
            else:
                several = service.read_submitted(tx, turn.actor, draft.id, series_id=draft.result_id, now=now)
            view = _result_view(tx, turn, several, now=now)
    except Invalid as refusal:
        turn.ack(response_action="update", view=views.preview_outdated_modal(list(_errors(refusal).values())))
    else:
        turn.ack(response_action="update", view=view)


def undo_series(turn: Turn) -> None:
    """Undo the new series, before anybody is notified (button « Revenir en arrière »)."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            several = service.undo(tx, turn.actor, turn.value_mark, now=now)
            made = occurrences_by_series(tx, [service.id for service in several])
        starts = {key: [occurrence.starts for occurrence in mine] for key, mine in made.items()}
        view = views.series_undone_modal(several, starts, now=now)
    except UndoTooLate as refusal:
        view = views.too_late_modal(refusal_sentence(refusal))
    turn.ack()
    turn.open(view)


def save_series(tx: Transaction, turn: Turn, form: SubmittedForm, *, now: datetime) -> list[SavedSeries]:
    """Create or edit the series of a form. Raises Invalid, whose `faults` are a dictionary of fields and reasons."""
    private, visio = read_metadata(form.private), turn.tools.settings.bot_visio_url
    given, errors = read_series(form.values, private, today=day_of(now))
    if errors:
        raise Invalid(field=next(iter(errors)), reason="unread", faults=errors, said=True)
    if private.series_id:
        held = overview.read_series(tx, turn.actor, private.series_id, now=now).series
        given = keep_hidden_fields(given, held, values=form.values)
        return [service.edit(tx, turn.actor, private.series_id, values=given, visio_url=visio, now=now)]
    if form.sent != EACH:
        return [service.create(tx, turn.actor, private.draft_id, values=given, visio_url=visio, now=now)]
    organisers = read_organisers(form.values)
    return service.create_for_metiers(
        tx, turn.actor, private.draft_id, values=given, organisers=organisers, visio_url=visio, now=now
    )


def _keep_preview(
    turn: Turn, form: SubmittedForm, saved_series: Sequence[SavedSeries], *, now: datetime
) -> tuple[str, Json]:
    """Save the form as a draft. Return the `response_action` and the preview, which lies over the form."""
    draft_id = read_metadata(form.private).draft_id
    with turn.tools.transaction() as tx:
        drafts.save(tx, turn.actor, draft_id, content=write_form(form), now=now)
    view = views.preview_modal(saved_series, draft_id, now=now)
    return turn.lay_over_action, view


def _result_view(tx: Transaction, turn: Turn, saved_series: Sequence[SavedSeries], *, now: datetime) -> Json:
    coming = [sheet for kept in saved_series if kept.remade is None for sheet in kept.coming]
    return views.series_saved_modal(
        saved_series, batch=service.undoable_batch(tx, turn.actor, coming, now=now), now=now
    )


def _is_noticeable(saved_series: SavedSeries, *, now: datetime) -> bool:
    """Return whether people will notice the edit: the series is new, dates change, or a date is announced at once."""
    made = saved_series.remade
    moves = made is None or bool(made.moved or made.made or made.dropped)
    return moves or any(views.is_announced_at_once(sheet, now=now) for sheet in saved_series.coming)


def _errors(refusal: Invalid) -> Errors:
    facts = refusal.facts
    if facts["reason"] == "below":
        return {"capacity": texts.below(int(str(facts["comes"])))}
    faults = facts.get("faults")
    found = faults if isinstance(faults, dict) else {str(facts["field"]): str(facts["reason"])}
    # If `said` is true, the errors are sentences already, since they quote the text that could not be parsed.
    if facts.get("said"):
        return {str(name): str(said) for name, said in found.items()}
    return {str(name): texts.error(str(name), str(reason)) for name, reason in found.items()}
