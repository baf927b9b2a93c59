"""Listeners of one's own logbook: open, keep, write, levels, the monthly hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bot.errors import Invalid
from bot.logbook import hour, service
from bot.logbook.model import Page
from handlers.kit.faults import note
from handlers.kit.reading import month
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining
from handlers.kit.turn import Turn
from handlers.kit.words import by_word

from . import texts, views
from .forms import SKILLS, read_carried, read_hour, read_levels, read_place

HELP = ((texts.HELP, "logbook.keep"),)


def register(routes: Routes) -> None:
    """Enter the command, the page's buttons and its forms into the table of routes."""
    read, keep = (partial(routes.add, permits=f"logbook.{action}") for action in ("read", "keep"))
    read("command", "/carnet", by_word("/carnet", {"": open_mine}, help_line=HELP))
    read("action", "logbook.open", open_mine)
    read("action", "logbook.month", turn_page)
    keep("action", "logbook.keep", keep_evidence)
    keep("action", "logbook.drop", drop_evidence)
    keep("action", "logbook.write", open_words)
    keep("view", "logbook.written", write)
    keep("action", "logbook.skills", open_skills)
    keep("view", "logbook.followed", follow)
    keep("action", "logbook.assess", open_levels)
    keep("view", "logbook.assessed", assess)
    keep("action", "logbook.hour", open_hour)
    keep("view", "logbook.hour_kept", keep_hour)
    keep("action", "logbook.no_hour", give_hour_up)
    routes.help.append(HELP)


def open_mine(turn: Turn) -> None:
    """`/carnet`, « Ouvrir mon carnet », « Mon carnet »: the page of this month."""
    page = _page(turn)
    turn.ack()
    turn.open(views.page(page, now=turn.tools.now()))


def turn_page(turn: Turn) -> None:
    """Another month was chosen."""
    page = _page(turn, turn.value)
    turn.ack()
    turn.open(views.page(page, now=turn.tools.now()))


def keep_evidence(turn: Turn) -> None:
    """« Garder »: something that the month brought is evidence from now on."""
    shown, fact = read_place(turn.value)
    with turn.tools.transaction() as tx:
        service.keep_evidence(tx, turn.actor, month=shown, fact=fact, now=turn.tools.now())
    _put(turn, shown)


def drop_evidence(turn: Turn) -> None:
    """« Ne plus garder »."""
    shown, fact = read_place(turn.value)
    with turn.tools.transaction() as tx:
        service.drop_evidence(tx, turn.actor, fact=fact, now=turn.tools.now())
    _put(turn, shown)


def open_words(turn: Turn) -> None:
    """« Répondre », « Modifier », « Écrire »: open the form of that one thing."""
    shown, name = read_place(turn.value)
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        book = service.open_words(reading, turn.actor, month=shown, name=name, now=now)
    turn.ack()
    turn.show(views.words_form(book, month=shown, name=name, now=now))


def write(turn: Turn) -> None:
    """It is sent: keep it, or show both texts where two windows met."""
    carried, now = read_carried(turn.private), turn.tools.now()
    with _refusing(turn):
        typed = carried.typed(turn.values)
        with turn.tools.transaction() as tx:
            both = service.write(tx, turn.actor, month=carried.month, name=carried.name, typed=typed, now=now)
            book, _ = service.mine(tx, turn.actor, now=now)
        if both is not None:
            form = views.words_form(book, month=carried.month, name=carried.name, now=now)
            turn.ack(response_action="update", view=form)
            return
        _close(turn, carried.month)


def open_skills(turn: Turn) -> None:
    """« Choisir mes compétences »."""
    page = _page(turn, turn.value, writes=True)
    turn.ack()
    turn.show(views.skills_form(page.book, page.month))


def follow(turn: Turn) -> None:
    """Skills are chosen: follow these."""
    with _refusing(turn):
        shown = month(turn.private)
        with turn.tools.transaction() as tx:
            service.follow(tx, turn.actor, turn.values.ticked(SKILLS), now=turn.tools.now())
        _close(turn, shown)


def open_levels(turn: Turn) -> None:
    """« Dire où j’en suis »."""
    with explaining(turn, texts.WHY):
        with turn.tools.reading() as reading:
            book, phase = service.open_skills(reading, turn.actor, now=turn.tools.now())
        turn.ack()
        turn.show(views.levels_form(book, month=month(turn.value), phase=phase))


def assess(turn: Turn) -> None:
    """It is said how far one is: keep it, unless that phase is over."""
    shown, phase, levels = read_levels(turn.private, turn.values)
    with _refusing(turn):
        with turn.tools.transaction() as tx:
            service.assess(tx, turn.actor, levels, phase=phase, now=turn.tools.now())
        _close(turn, shown)


def open_hour(turn: Turn) -> None:
    """« Choisir mon heure », « Changer mon heure »."""
    page = _page(turn, turn.value, writes=True)
    turn.ack()
    turn.show(views.hour_form(page))


def keep_hour(turn: Turn) -> None:
    """The hour is chosen: keep it free each month."""
    now = turn.tools.now()
    with _refusing(turn):
        shown, (weekday, minute) = month(turn.private), read_hour(turn.values)
        with turn.tools.transaction() as tx:
            several = hour.choose(tx, turn.actor, weekday=weekday, minute=minute, now=now)
        turn.ack(response_action="update", view=views.hours_kept(several, now=now))
        _set_below(turn, shown)


def give_hour_up(turn: Turn) -> None:
    """« Ne plus garder d’heure »."""
    with turn.tools.transaction() as tx:
        hour.give_up(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.open(views.no_hour())


def _page(turn: Turn, text: str = "", *, writes: bool = False) -> Page:
    shown = month(text) if text else None
    with turn.tools.reading() as reading:
        return service.open_page(reading, turn.actor, month=shown, writes=writes, now=turn.tools.now())


def _put(turn: Turn, shown: str) -> None:
    page = _page(turn, shown)
    turn.ack()
    turn.open(views.page(page, now=turn.tools.now()))


def _close(turn: Turn, shown: str) -> None:
    """Close a form, and set the page below it right."""
    turn.ack()
    _set_below(turn, shown)


def _set_below(turn: Turn, shown: str) -> None:
    if turn.lies_over:
        turn.set_right_below(views.page(_page(turn, shown), now=turn.tools.now()))


@contextmanager
def _refusing(turn: Turn) -> Iterator[None]:
    """Show a refusal raised in the block on its field, or over the form; code after the block must not follow."""
    try:
        yield
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        if reason in texts.WHY and name not in turn.inputs:
            turn.ack(response_action="update", view=note(views.why(reason)))
        else:
            turn.ack(response_action="errors", errors={name: texts.INVALID.get((name, reason), texts.LONG)})
