"""Listeners of the command `/programme` and of its modals: a series, small métiers, and the next month's dates."""

from functools import partial
from uuid import uuid4

from bot.catalogue.openings import keys_closed_in
from bot.errors import Garbled, NotFound
from bot.evaluation.model import COMMITTEE
from bot.gatherings.kinds import KINDS
from bot.gatherings.series import joining, orphans, overview, service
from bot.gatherings.series.overview import Programme
from bot.planning import lines
from bot.planning.setup import setups
from bot.rights import closing
from handlers.gatherings.date import views as month_views
from handlers.gatherings.series import views as series_views
from handlers.gatherings.series.forms import SeriesMetadata
from handlers.kit.blocks import Json, Message
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn
from handlers.kit.words import word_listener

from . import texts, views

HELP = ((texts.HELP, "gatherings.plan"),)


def register(routes: Routes) -> None:
    plan = partial(routes.add, permits="gatherings.plan")
    plan("command", "/programme", word_listener("/programme", {"": answer_command}, help_line=HELP))
    plan("action", "gatherings.programme", show_series)
    plan("action", "gatherings.which", ask_promotion)
    plan("action", "gatherings.kinds", open_kinds)
    plan("action", "gatherings.series", open_series)
    plan("action", "gatherings.end", end_series)
    plan("action", "gatherings.alone", open_small_metiers)
    plan("action", "gatherings.alumni", invite_alumni)
    plan("action", "gatherings.next_month", preview_month)
    plan("action", "gatherings.take", take_over_series)
    routes.add("action", "gatherings.dates", list_dates, permits="gatherings.list")
    routes.help.append(HELP)


def answer_command(turn: Turn) -> None:
    """Show all series of the promotions that the actor coaches (command `/programme`)."""
    turn.answer(_menu_message(turn))


def show_series(turn: Turn) -> None:
    """Show the list of series that `/programme` shows (button « Programmer » on a card)."""
    said = _menu_message(turn)
    turn.ack()
    reply_or_show(turn, said, title=texts.SHORT_TITLE)


def ask_promotion(turn: Turn) -> None:
    """Ask a coach of several promotions which promotion a button such as « Comités de la phase » is about."""
    room, now = turn.value, turn.tools.now()
    if room not in views.ROOMS:
        raise Garbled
    with turn.tools.reading() as reading:
        _, running = setups.list_promotions(reading, turn.actor, now=now)
        if room == views.OF_COMMITTEES:
            running = [
                promotion for promotion in running if COMMITTEE not in keys_closed_in(reading, [promotion.id], now=now)
            ]
    turn.ack()
    turn.show(views.promotion_modal(room, running))


def open_kinds(turn: Turn) -> None:
    programme = _read_programme(turn, turn.value_id)
    turn.ack()
    show_view(turn, views.kinds_modal(programme))


def open_series(turn: Turn) -> None:
    show_page(turn, turn.value_id)


def end_series(turn: Turn) -> None:
    """End a series and cancel its coming dates (button « Mettre fin à la série », after its confirmation)."""
    with turn.tools.transaction() as tx:
        ended = service.end(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.open(views.done_modal(texts.ENDED_TITLE, texts.ENDED(name=views.series_name(ended))))


def open_small_metiers(turn: Turn) -> None:
    """Show the small métiers and what can be done for each (button « Choisir »)."""
    programme = _read_programme(turn, turn.value_id)
    turn.ack()
    show_view(turn, views.small_metiers_modal(programme))


def invite_alumni(turn: Turn) -> None:
    """Open the form that creates a group for a métier. Its default is to open the group to alumni."""
    first, metier = split_pieces(turn.value, 2)
    promotion_id = read_id(first)
    with turn.tools.reading() as reading:
        choices = overview.open_choices(reading, turn.actor, promotion_id)
    turn.ack()
    private = SeriesMetadata(str(uuid4()), promotion_id, "pairs")
    turn.open(series_views.alumni_form(choices, private, metier=metier, now=turn.tools.now()))


def preview_month(turn: Turn) -> None:
    """Preview the next month, without saving anything (button « Le mois prochain »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        month = lines.preview_month(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    show_view(turn, month_views.month_preview_modal(month, now=now))


def take_over_series(turn: Turn) -> None:
    """Make the actor the organiser of a series without one (button « Je m’en occupe »)."""
    with turn.tools.transaction() as tx:
        taken = orphans.take_over_series(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, views.taken_over_message(taken))


def list_dates(turn: Turn) -> None:
    """Show the next dates of a dispositif (button « Prochaines dates » on its card)."""
    if turn.value not in KINDS:
        raise NotFound(thing="dispositif")
    now, viewer = turn.tools.now(), turn.known.id
    with turn.tools.reading() as reading:
        coming = overview.list_next(reading, turn.actor, turn.value, now=now)
    turn.ack()
    reply_or_show(turn, views.dates_message(turn.value, coming, viewer_id=viewer, now=now), title=texts.NEXT_DATES)


def show_page(turn: Turn, series_id: int) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        listed = overview.read_series(reading, turn.actor, series_id, now=now)
        few = joining.read_small_group(reading, series_id) if joining.is_small_group(reading, listed.series) else None
        batch = service.undoable_batch(reading, turn.actor, listed.coming, now=now)
    turn.ack()
    show_view(turn, views.series_modal(listed, small_group=few, batch=batch, now=now))


def show_view(turn: Turn, view: Json) -> None:
    """Open a modal. If another modal is open, the new one opens over it."""
    (turn.lay_over if turn.in_modal else turn.open)(view)


def _menu_message(turn: Turn) -> Message:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        several = overview.list_programmes(reading, turn.actor, now=now)
        waiting = [] if several else setups.list_promotions(reading, turn.actor, now=now)[0]
        over = [] if several else closing.ended_promotions(reading, turn.actor, now=now)
        return views.menu_message(several, setups=waiting, ended_promotions=over, now=now)


def _read_programme(turn: Turn, promotion_id: int) -> Programme:
    with turn.tools.reading() as reading:
        return overview.read_promotion(reading, turn.actor, promotion_id, now=turn.tools.now())
