"""Listeners with which people see, get and erase their personal data, and coaches close and reopen a promotion."""

from collections.abc import Callable
from functools import partial

from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.errors import NotFound
from bot.rights import closing, rights
from bot.rights.closing import ClosingEffects
from bot.rights.rights import Unsettled
from bot.tools import Reading
from handlers.kit.blocks import Message, text_message
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.told import MailLinks
from handlers.kit.turn import Turn

from . import texts, views

OWN = MailLinks(("rights.file", "rights.erase"), rights.erasure_deadline, parted=True)


def register(routes: Routes) -> None:
    routes.words["mes-donnees"] = routes.words["mes-données"] = show_data
    routes.add("action", "rights.show", show_data_below, permits="rights.read")
    routes.add("action", "rights.file", send_file, permits="rights.read")
    routes.add("action", "rights.erase", ask_erasure, permits="rights.erase")
    routes.add("view", "rights.erased", erase_data, permits="rights.erase")
    routes.help.append([(texts.HELP, "rights.read")])
    routes.add("action", "rights.close", open_closing_form, permits="rights.close")
    routes.add("action", "rights.over", show_ended, permits="rights.close")
    routes.add("view", "rights.closed", close_promotion, permits="rights.close")
    routes.add("action", "rights.reopen", reopen_promotion, permits="rights.close")
    routes.help.append([(texts.CLOSING_HELP, "rights.close")])


def show_data(turn: Turn) -> None:
    """Show the actor's data to the actor alone (`/dispositifs mes-donnees`)."""
    turn.answer(_summary_message(turn))


def show_data_below(turn: Turn) -> None:
    """Show the actor's data below the bot's answer (« Mes données »)."""
    said = _summary_message(turn)
    turn.ack()
    reply_or_show(turn, said, title=texts.FILE_TITLE)


def _summary_message(turn: Turn) -> Message:
    if turn.actor.person is None:
        return text_message(texts.NOBODY)
    with turn.tools.reading() as reading:
        data, settings = rights.read(reading, turn.actor), turn.tools.settings
    named = {"controller": settings.bot_controller, "dpo": settings.bot_dpo}
    return views.summary_message(data, months=settings.bot_kept_months, **named)


def send_file(turn: Turn) -> None:
    """Send the file in a direct message or by mail (« Recevoir le fichier »). If the data is erased, say so."""
    if turn.actor.person is None:
        _show_already_erased(turn)
        return
    with turn.tools.transaction() as tx:
        mailed = rights.request_file(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, text_message(texts.MAILED if mailed else texts.COMING))


def ask_erasure(turn: Turn) -> None:
    """Show what the actor must settle first. If nothing is left, show what is erased (« Effacer mes données »)."""
    if turn.actor.person is None:
        _show_already_erased(turn)
        return
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        left = rights.things_to_settle(reading, turn.actor, now=now)
        view = views.erasure_form(left, dispositif_name=make_dispositif_namer(reading), now=now)
    turn.ack()
    turn.show(view)


def erase_data(turn: Turn) -> None:
    """Erase everything (« Tout effacer »). If the actor must settle something first, show that instead."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            rights.erase_actor(tx, turn.actor, now=now)
    except Unsettled as refusal:
        with turn.tools.reading() as reading:
            view = views.erasure_form(refusal.left, dispositif_name=make_dispositif_namer(reading), now=now)
        turn.ack(response_action="update", view=view)
    except NotFound:  # The form was submitted twice. The first time erased everything.
        turn.ack(response_action="update", view=views.erased_modal())
    else:
        turn.ack(response_action="update", view=views.erased_modal())


def _show_already_erased(turn: Turn) -> None:
    turn.ack()
    turn.show(views.erased_modal(already_erased=True))


def open_closing_form(turn: Turn) -> None:
    """Show the effects of closing the promotion (« Clore la promotion »). If it is closed, say since when."""
    found = _read_closing(turn, turn.value_id)
    with turn.tools.reading() as reading:
        view = views.closing_form(found, dispositif_name=make_dispositif_namer(reading), now=turn.tools.now())
    turn.ack()
    turn.show(view)


def show_ended(turn: Turn) -> None:
    """Show an ended promotion, with buttons to read and export its data (« Relire la promotion »)."""
    view = views.ended_modal(_read_closing(turn, turn.value_id), now=turn.tools.now())
    turn.ack()
    turn.open(view)


def close_promotion(turn: Turn) -> None:
    """Close the promotion. If it is closed already, say when and by whom."""
    now, promotion_id = turn.tools.now(), turn.private_id
    cancelling = turn.values.chosen_value(views.COMING) == views.CANCEL
    with turn.tools.transaction() as tx:
        months = turn.tools.settings.bot_kept_months
        fresh = closing.close_promotion(
            tx, turn.actor, promotion_id, months=months, cancels_appointments=cancelling, now=now
        )
    turn.ack(
        response_action="update",
        view=views.closed_modal(_read_closing(turn, promotion_id), is_first_time=fresh, now=now),
    )


def reopen_promotion(turn: Turn) -> None:
    """Reopen the promotion (« Rouvrir la promotion »), so that people have their roles again."""
    with turn.tools.transaction() as tx:
        fresh = closing.reopen_promotion(tx, turn.actor, turn.value_id, now=turn.tools.now())
        promotion = closing.promotion_of(tx, turn.value_id)
    turn.ack()
    turn.open(views.reopened_modal(promotion, is_first_time=fresh))


def _read_closing(turn: Turn, promotion_id: int) -> ClosingEffects:
    months = turn.tools.settings.bot_kept_months
    with turn.tools.reading() as reading:
        return closing.preview_closing(reading, turn.actor, promotion_id, months=months, now=turn.tools.now())


def make_dispositif_namer(reading: Reading) -> Callable[[str], str]:
    return partial(_dispositif_name, reading)


def _dispositif_name(reading: Reading, key: str) -> str:
    words = current_edition(reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    return words.name if words else key
