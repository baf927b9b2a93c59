"""Listeners of a logbook's page, shared entries and files. « Ouvrir » on its reserved hour also shows the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from bot.agenda import agenda
from bot.dates.paris import day_of
from bot.errors import Invalid, NotAllowed
from bot.logbook import hour, leaving, service
from bot.logbook.facts import LogbookPaper
from bot.logbook.model import LOGBOOK, MonthPage, month_of
from bot.logbook.service import open_page
from bot.programme.model import Actor
from bot.tools import Reading
from handlers.kit.blocks import text_message
from handlers.kit.faults import note_modal
from handlers.kit.reading import read_month, read_word
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_by_field, explain_refusals, reply_or_show, show_errors
from handlers.kit.told import CardOpening, OpenedCard
from handlers.kit.turn import Turn
from handlers.kit.words import word_listener

from . import leaving_views, texts, views
from .forms import SKILLS, read_entry_to_share, read_hour, read_levels, read_metadata, read_place, read_share_choice


def register(routes: Routes) -> None:
    routes.add_opening([LOGBOOK], CardOpening(texts.TITLE, find_hour, read_card))
    read, keep = (partial(routes.add, permits=f"logbook.{action}") for action in ("read", "keep"))
    read("command", "/carnet", word_listener("/carnet", {"": open_logbook}, help_line=HELP))
    read("action", "logbook.open", open_logbook)
    read("action", "logbook.month", turn_page)
    keep("action", "logbook.keep", keep_evidence)
    keep("action", "logbook.drop", drop_evidence)
    keep("action", "logbook.write", open_words_form)
    keep("view", "logbook.written", save_words)
    keep("action", "logbook.skills", open_skills_form)
    keep("view", "logbook.followed", save_skills)
    keep("action", "logbook.assess", open_levels_form)
    keep("view", "logbook.assessed", save_levels)
    keep("action", "logbook.hour", open_hour_form)
    keep("view", "logbook.hour_kept", save_hour)
    keep("action", "logbook.no_hour", give_up_hours)
    routes.help.append(HELP)
    read, keep = (partial(routes.add, permits=f"logbook.{action}") for action in ("read", "keep"))
    keep("action", "logbook.talk", open_talk_form)
    keep("view", "logbook.preview", preview_entry)
    keep("view", "logbook.shared", share_entry)
    read("action", "logbook.file", send_file)
    read("action", "logbook.erase", erase_logbook)


def find_hour(reading: Reading, appointment_id: int) -> int:
    """Return the appointment's id, because the card of a reserved hour is found by this id. Raises NotFound."""
    return agenda.get(reading, appointment_id).id


def read_card(reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
    """Return a function that builds the page of a reserved hour's month, or of this month if the hour is later.

    Raises NotFound, or NotAllowed for everybody but the owner."""
    hour = agenda.get(reading, thing_id)
    if hour.part_of(actor.person_id) is None:
        raise NotAllowed(action="logbook.read")
    month = month_of(min(day_of(hour.starts), day_of(now)))
    return partial(views.page_blocks, open_page(reading, actor, month=month, now=now), now=now)


HELP = ((texts.HELP, "logbook.keep"),)


def open_logbook(turn: Turn) -> None:
    """Show the page of the current month (command `/carnet`, buttons « Ouvrir mon carnet » and « Mon carnet »)."""
    page = _read_page(turn)
    turn.ack()
    turn.open(views.page_modal(page, now=turn.tools.now()))


def turn_page(turn: Turn) -> None:
    page = _read_page(turn, turn.value)
    turn.ack()
    turn.open(views.page_modal(page, now=turn.tools.now()))


def keep_evidence(turn: Turn) -> None:
    """Save an event as evidence (button « Garder »)."""
    shown, fact = read_place(turn.value)
    with turn.tools.transaction() as tx:
        service.keep_evidence(tx, turn.actor, month=shown, fact=fact, now=turn.tools.now())
    _replace_page(turn, shown)


def drop_evidence(turn: Turn) -> None:
    """Delete the evidence (button « Ne plus garder »)."""
    shown, fact = read_place(turn.value)
    with turn.tools.transaction() as tx:
        service.drop_evidence(tx, turn.actor, fact=fact, now=turn.tools.now())
    _replace_page(turn, shown)


def open_words_form(turn: Turn) -> None:
    """Open the form of a text (buttons « Répondre », « Modifier » and « Écrire »)."""
    shown, name = read_place(turn.value)
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        book = service.open_words(reading, turn.actor, month=shown, name=name, now=now)
    turn.ack()
    turn.show(views.words_form(book, month=shown, name=name, now=now))


def save_words(turn: Turn) -> None:
    """Save a text. If two windows are in conflict, show both texts."""
    carried, now = read_metadata(turn.private), turn.tools.now()
    with _show_errors(turn):
        typed = carried.typed(turn.values)
        with turn.tools.transaction() as tx:
            both = service.write_text(tx, turn.actor, month=carried.month, name=carried.name, typed_text=typed, now=now)
            book, _ = service.own_logbook(tx, turn.actor, now=now)
        if both is not None:
            form = views.words_form(book, month=carried.month, name=carried.name, now=now)
            turn.ack(response_action="update", view=form)
            return
        _close_form(turn, carried.month)


def open_skills_form(turn: Turn) -> None:
    page = _read_page(turn, turn.value, writes=True)
    turn.ack()
    turn.show(views.skills_form(page.book, page.month))


def save_skills(turn: Turn) -> None:
    with _show_errors(turn):
        shown = read_month(turn.private)
        with turn.tools.transaction() as tx:
            service.follow_skills(tx, turn.actor, turn.values.ticked_values(SKILLS), now=turn.tools.now())
        _close_form(turn, shown)


def open_levels_form(turn: Turn) -> None:
    with explain_refusals(turn, texts.PAGE_WHY):
        with turn.tools.reading() as reading:
            book, phase = service.open_skills(reading, turn.actor, now=turn.tools.now())
        turn.ack()
        turn.show(views.levels_form(book, month=read_month(turn.value), phase=phase))


def save_levels(turn: Turn) -> None:
    """Save the levels, unless the phase of the form is over."""
    shown, phase, levels = read_levels(turn.private, turn.values)
    with _show_errors(turn):
        with turn.tools.transaction() as tx:
            service.assess_skills(tx, turn.actor, levels, phase=phase, now=turn.tools.now())
        _close_form(turn, shown)


def open_hour_form(turn: Turn) -> None:
    page = _read_page(turn, turn.value, writes=True)
    turn.ack()
    turn.show(views.hour_form(page))


def save_hour(turn: Turn) -> None:
    now = turn.tools.now()
    with _show_errors(turn):
        shown, (weekday, minute) = read_month(turn.private), read_hour(turn.values)
        with turn.tools.transaction() as tx:
            several = hour.choose_hour(tx, turn.actor, weekday=weekday, minute=minute, now=now)
        turn.ack(response_action="update", view=views.hours_reserved_modal(several, now=now))
        _update_page_below(turn, shown)


def give_up_hours(turn: Turn) -> None:
    with turn.tools.transaction() as tx:
        hour.give_up_hours(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.open(views.no_hour_modal())


def _read_page(turn: Turn, text: str = "", *, writes: bool = False) -> MonthPage:
    shown = read_month(text) if text else None
    with turn.tools.reading() as reading:
        return service.open_page(reading, turn.actor, month=shown, will_write=writes, now=turn.tools.now())


def _replace_page(turn: Turn, month: str) -> None:
    page = _read_page(turn, month)
    turn.ack()
    turn.open(views.page_modal(page, now=turn.tools.now()))


def _close_form(turn: Turn, month: str) -> None:
    turn.ack()
    _update_page_below(turn, month)


def _update_page_below(turn: Turn, month: str) -> None:
    if turn.lies_over:
        turn.update_view_below(views.page_modal(_read_page(turn, month), now=turn.tools.now()))


@contextmanager
def _show_errors(turn: Turn) -> Iterator[None]:
    """If the block raises Invalid, show the error on its field, or in place of the form if the form lacks this field.

    The caller must return right after the block."""
    try:
        yield
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        if reason in texts.PAGE_WHY and name not in turn.inputs:
            turn.ack(response_action="update", view=note_modal(views.refusal_message(reason)))
        else:
            turn.ack(response_action="errors", errors={name: texts.PAGE_INVALID.get((name, reason), texts.LONG)})


def open_talk_form(turn: Turn) -> None:
    """Open the choice of one entry and one coach (button « En parler avec mon coach »)."""
    with explain_refusals(turn, texts.WHY):
        with turn.tools.reading() as reading:
            book, coaches = leaving.open_sharing(reading, turn.actor, now=turn.tools.now())
        turn.ack()
        turn.show(leaving_views.talk_form(book, coaches))


def preview_entry(turn: Turn) -> None:
    """Preview the entry exactly as the coach would read it. Nothing is sent yet."""
    now = turn.tools.now()
    with show_errors(turn, errors_by_field(texts.INVALID)):
        chosen = read_share_choice(turn.values)
        with turn.tools.reading() as reading:
            text, coach = leaving.preview_entry(reading, turn.actor, chosen.at, coach_id=chosen.coach_id, now=now)
            book, _ = service.own_logbook(reading, turn.actor, now=now)
        view = leaving_views.preview_modal(leaving_views.title_of(book, chosen.at), text, coach=coach, place=chosen.at)
        turn.ack(response_action="update", view=view)


def share_entry(turn: Turn) -> None:
    """Send the previewed entry to the chosen coach (button « Envoyer »)."""
    shown, now = read_entry_to_share(turn.private), turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            book, _ = service.own_logbook(tx, turn.actor, now=now)
            title, whom = leaving_views.title_of(book, shown.at), shown.coach_id
            coach = leaving.share_entry(
                tx, turn.actor, shown.at, coach_id=whom, title=title, seen_digest=shown.seen, now=now
            )
    except Invalid as refusal:
        turn.ack(response_action="update", view=note_modal(text_message(texts.WHY[str(refusal.facts["reason"])])))
        return
    turn.ack(response_action="update", view=leaving_views.entry_sent_modal(coach))


def send_file(turn: Turn) -> None:
    """Send the file to its owner, in the thread of a direct message (buttons « Recevoir… »)."""
    with explain_refusals(turn, texts.WHY):
        paper = read_word(LogbookPaper, turn.value)
        with turn.tools.transaction() as tx:
            leaving.ask_file(tx, turn.actor, paper, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, leaving_views.file_coming_message())


def erase_logbook(turn: Turn) -> None:
    """Erase the logbook (button « Effacer mon carnet », after its confirmation)."""
    with turn.tools.transaction() as tx:
        anything = leaving.erase_logbooks(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.open(leaving_views.erased_modal(had_content=anything))
