"""Views about being late. Pure."""

from datetime import datetime

from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.late import DELAYS
from bot.dates.words import duration_words, moment_words
from handlers.kit.blocks import Json, Message, actions, alone, button, modal, section

from . import texts


def form(outline: Outline, reader_id: int, *, now: datetime) -> Json:
    """Ask how late somebody is, a button for each delay; without anybody else to tell, say so."""
    appointment, names = outline.appointment, outline.others(reader_id)
    when = moment_words(appointment.starts, now)
    if not names:
        return modal("agenda.late_form", texts.TITLE, [section(texts.NOBODY(what=outline.name, when=when))])
    row = [
        button(
            duration_words(minutes),
            f"agenda.late_by:{minutes}",
            value=f"{appointment.id} {minutes}",
            of=f"{when}, {outline.name}",
        )
        for minutes in DELAYS
    ]
    asked = section(texts.ask(names, outline.name, when))
    return modal("agenda.late_form", texts.TITLE, [asked, actions(*row)])


def told(outline: Outline | None, *, told: bool, reader_id: int, chosen: bool = False, now: datetime) -> Message:
    """Show who hears that the reader comes late to an appointment; None: none is near.

    `chosen`: this one and no other was meant."""
    if outline is None:
        return alone(texts.NOT_NEAR if chosen else texts.FOR_NOTHING)
    names, when = join_names(outline.others(reader_id)), moment_words(outline.appointment.starts, now)
    if not names:
        return alone(texts.NOBODY(what=outline.name, when=when))
    if told:
        return alone(texts.TOLD(names=names, what=outline.name, when=when))
    return alone(texts.AGAIN(names=names, what=outline.name, when=when))
