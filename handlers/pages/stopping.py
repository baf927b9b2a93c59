"""The page of List-Unsubscribe: no more reminders of one kind, in one press, and back."""

from collections.abc import Sequence
from uuid import uuid4

from bot.agenda.reminders import choices
from bot.agenda.reminders import service as reminders
from bot.agenda.reminders.timetable import Kind
from bot.programme.model import Actor
from bot.tools import Reading, Tools
from handlers.agenda.reminders.form_texts import KINDS

from . import drawing, texts
from .drawing import Page

ONE_CLICK = "List-Unsubscribe"  # RFC 8058: the field that a mail programme posts
RESUME = "resume"


def draw(reading: Reading, actor: Actor, *, kind: Kind, foot: Sequence[str], done: bool = False) -> Page:
    """Draw whether somebody gets reminders of this kind, and the button that changes it."""
    wanted = kind in reminders.read_wishes(reading, actor).kinds
    said = texts.GETS(kind=KINDS[kind]) if wanted else texts.GETS_NOT(kind=KINDS[kind])
    role = ' class="said" role="status"' if done else ""
    press = drawing.button(texts.STOP, ONE_CLICK, first=True) if wanted else drawing.button(texts.GET_AGAIN, RESUME)
    return drawing.page(
        texts.STOP_TITLE,
        f"<div{role}>{drawing.paragraph(said)}</div>",
        drawing.form(press, gesture=str(uuid4())),
        drawing.paragraph(texts.STOP_HINT, kind="note"),
        foot=foot,
    )


def change(tools: Tools, actor: Actor, *, kind: Kind, wanted: bool, foot: Sequence[str]) -> Page:
    """Stop reminders of this kind, or have them again; as often as it is asked for."""
    with tools.transaction() as tx:
        choices.want(tx, actor, kind, wanted=wanted, now=tools.now())
        return draw(tx, actor, kind=kind, foot=foot, done=True)
