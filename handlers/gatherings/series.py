"""Receive the forms of series: create one, one a métier in one go, change one."""

from functools import partial
from uuid import uuid4

from bot.dates.paris import day_of
from bot.errors import Invalid
from bot.gatherings import programme, series
from bot.gatherings.model import Series
from handlers.kit.reading import number, pieces
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import series_texts as texts
from . import series_views as views
from .series_forms import Errors, Private, read_organisers, read_private, read_series


def register(routes: Routes) -> None:
    """Enter the forms of series into the table of routes."""
    plan = partial(routes.add, permits="gatherings.plan")
    plan("action", "gatherings.create", open_create)
    plan("view", "gatherings.created", create)
    plan("action", "gatherings.each", open_each)
    plan("view", "gatherings.created_each", create_each)
    plan("action", "gatherings.edit", open_edit)
    plan("view", "gatherings.edited", edit)


def open_create(turn: Turn) -> None:
    """A kind is chosen: open the form of a series of it, in the place of the choice."""
    promotion_id, kind = pieces(turn.value, 2)
    private = Private(str(uuid4()), number(promotion_id), kind)
    with turn.tools.reading() as reading:
        choices = programme.choices(reading, turn.actor, private.promotion_id)
    turn.ack()
    turn.open(views.form(choices, private, now=turn.tools.now()))


def create(turn: Turn) -> None:
    """The form of a new series is sent: make it, once, or say on the fields what is wrong."""
    now, private = turn.tools.now(), read_private(turn.private)
    given, errors = read_series(turn.values, private, today=day_of(now))
    if _refused(turn, errors):
        return
    try:
        with turn.tools.transaction() as tx:
            kept = series.create(
                tx, turn.actor, private.draft_id, given=given, visio_url=turn.tools.settings.bot_visio_url, now=now
            )
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=_errors(refusal))
    else:
        turn.ack(response_action="update", view=views.kept(kept, now=now))


def open_each(turn: Turn) -> None:
    """« Un groupe par métier »: open the form for all of them."""
    promotion_id = turn.value_id
    with turn.tools.reading() as reading:
        choices = programme.choices(reading, turn.actor, promotion_id)
    turn.ack()
    turn.open(views.each_form(choices, Private(str(uuid4()), promotion_id, "pairs"), now=turn.tools.now()))


def create_each(turn: Turn) -> None:
    """The form for all métiers is sent."""
    now, private = turn.tools.now(), read_private(turn.private)
    given, errors = read_series(turn.values, private, today=day_of(now))
    if _refused(turn, errors):
        return
    organisers, visio = read_organisers(turn.values), turn.tools.settings.bot_visio_url
    try:
        with turn.tools.transaction() as tx:
            several = series.create_each(
                tx, turn.actor, private.draft_id, given=given, organisers=organisers, visio_url=visio, now=now
            )
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=_errors(refusal))
    else:
        turn.ack(response_action="update", view=views.kept_each(several, now=now))


def open_edit(turn: Turn) -> None:
    """« Modifier »: open the form with the series as it is."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        one: Series = programme.read_series(reading, turn.actor, turn.value_id, now=now).series
        choices = programme.choices(reading, turn.actor, one.promotion_id)
    turn.ack()
    private = Private(str(uuid4()), one.promotion_id, one.dispositif, one.id)
    turn.open(views.form(choices, private, given=one, now=now))


def edit(turn: Turn) -> None:
    """The form of a series that exists is sent: what is to come of it follows."""
    now, private = turn.tools.now(), read_private(turn.private)
    given, errors = read_series(turn.values, private, today=day_of(now))
    if _refused(turn, errors):
        return
    visio = turn.tools.settings.bot_visio_url
    try:
        with turn.tools.transaction() as tx:
            kept = series.edit(tx, turn.actor, private.series_id, given=given, visio_url=visio, now=now)
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=_errors(refusal))
    else:
        turn.ack(response_action="update", view=views.kept(kept, now=now))


def _refused(turn: Turn, errors: Errors) -> bool:
    """Say on the fields what cannot be read of them."""
    if errors:
        turn.ack(response_action="errors", errors=errors)
    return bool(errors)


def _errors(refusal: Invalid) -> Errors:
    facts = refusal.facts
    if facts["reason"] == "below":
        return {"capacity": texts.below(int(str(facts["comes"])))}
    faults = facts.get("faults")
    found = faults if isinstance(faults, dict) else {str(facts["field"]): str(facts["reason"])}
    return {str(name): texts.error(str(name), str(reason)) for name, reason in found.items()}
