"""The page of List-Unsubscribe: stop the kinds of reminders that a mail had, in one press, and undo."""

from collections.abc import Sequence
from uuid import uuid4

from markupsafe import Markup

from bot.agenda.reminders import choices, reminders
from bot.agenda.reminders.timetable import ReminderKind
from bot.programme.model import Actor
from bot.tools import Reading, Tools
from handlers.agenda.reminders.texts import KINDS

from . import drawing, texts
from .drawing import Page

ONE_CLICK = "List-Unsubscribe"  # RFC 8058: the field that a mail programme posts
RESUME = "resume"


def draw(
    reading: Reading, actor: Actor, *, kinds: Sequence[ReminderKind], foot: Sequence[Markup], done: bool = False
) -> Page:
    """Show which reminders of these kinds somebody gets, and the button that changes it for all of them."""
    wanted = reminders.read_wishes(reading, actor).kinds
    told = [texts.GETS(kind=KINDS[kind]) if kind in wanted else texts.GETS_NOT(kind=KINDS[kind]) for kind in kinds]
    said = Markup("").join(map(drawing.paragraph, told))
    said = drawing.heard(said, kind="said", role="status") if done else drawing.heard(said)
    stop, again = (texts.STOP, texts.GET_AGAIN) if len(kinds) == 1 else (texts.STOP_ALL, texts.GET_ALL_AGAIN)
    gets = not wanted.isdisjoint(kinds)
    press = drawing.button(stop, ONE_CLICK, first=True) if gets else drawing.button(again, RESUME)
    return drawing.page(
        texts.STOP_TITLE,
        said,
        drawing.form(press, gesture=str(uuid4())),
        drawing.paragraph(texts.STOP_HINT, kind="note"),
        foot=foot,
    )


def change(tools: Tools, actor: Actor, *, kinds: Sequence[ReminderKind], wanted: bool, foot: Sequence[Markup]) -> Page:
    """Stop reminders of these kinds, or have them again; as often as it is asked for."""
    with tools.transaction() as tx:
        choices.want(tx, actor, kinds, wanted=wanted, now=tools.now())
        return draw(tx, actor, kinds=kinds, foot=foot, done=True)
