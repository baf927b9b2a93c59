"""Fixed values for the message about rooms that were replaced."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.agenda.calendars.entries import Outline
from bot.planning.rooms import RoomNews
from bot.programme.model import Person
from handlers.notices import views
from tests.handlers.helpdesk_card_examples import CARTE, CLAIRE, LEA, NOW, ONE, PEOPLE, RELAIS, ROOM, TWO, Drawn

HOSTILE = ("Conférences\u00a0: {0} <!channel>", "https://visio.example.org/a?b=1&c=2|3")


def news(reader: Person, count: int = 2, *, own: bool = False) -> RoomNews:
    """Give what somebody is told of their first appointments."""
    several = [ONE, TWO, *(replace(TWO, id=20 + n, starts=TWO.starts + timedelta(days=n)) for n in range(1, 29))]
    rooms = [replace(one, link=f"{ROOM[:-1]}{chr(97 + n % 26)}") for n, one in enumerate(several)]
    outlines = tuple(Outline(one, "Bureau d’aide", CARTE.name, PEOPLE) for one in rooms[:count])
    return RoomNews(reader.id, outlines, own=own, defis=(), series=())


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "rooms.replaced": lambda: views.replaced_message(news(LEA), now=NOW),
    "rooms.replaced.one": lambda: views.replaced_message(news(LEA, 1), now=NOW),
    "rooms.replaced.host": lambda: views.replaced_message(
        replace(news(CLAIRE, own=True), defis=(RELAIS,), series=(HOSTILE,)), now=NOW
    ),
    "rooms.replaced.many": lambda: views.replaced_message(news(LEA, 30), now=NOW),
    "rooms.replaced.own": lambda: views.replaced_message(news(CLAIRE, 0, own=True), now=NOW),
}
