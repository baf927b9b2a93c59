"""Listeners of a team member who misses séances of a cycle, or rejoins them."""

from datetime import datetime

from bot.errors import AlreadyAnswered
from bot.mentoring import absences
from bot.mentoring.sheets import describe_cycle
from bot.programme.model import Actor
from bot.tools import Reading
from handlers.kit.blocks import message
from handlers.kit.gestures.presence import LeavableSessions, Presence
from handlers.kit.gestures.views import returned_message
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn

from . import texts


def _cycle_name(reading: Reading, cycle_id: int) -> str:
    return texts.NAME.format(what=describe_cycle(reading, cycle_id).what)


def _read_coming(reading: Reading, actor: Actor, cycle_id: int, now: datetime) -> LeavableSessions:
    sheet, coming = absences.open_skip(reading, actor, cycle_id, now=now)
    others = absences.other_participants(sheet, coming, without_id=actor.person_id or 0)
    return LeavableSessions(
        coming, [sheet.people[id_].name for id_ in sorted(others)], texts.STAYS(this=sheet.cycle.terms.this)
    )


PRESENCE = Presence(
    name=_cycle_name,
    leave=("mentoring.skip", "mentoring.skipped"),
    back=("mentoring.come_back", "mentoring.came"),
    permits=("mentoring.skip", "mentoring.skip"),
    read=_read_coming,
    go=absences.skip_sessions,
    missed=absences.rejoinable_sessions,
    come=absences.rejoin_sessions,
)


def register(routes: Routes) -> None:
    PRESENCE.register(routes)
    routes.add("action", "mentoring.rejoin", rejoin_cycle, permits="mentoring.rejoin")


def rejoin_cycle(turn: Turn) -> None:
    """Rejoin the cycle that the actor left (« Finalement, je viens »)."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = returned_message(
                _cycle_name(tx, turn.value_id), absences.rejoin_cycle(tx, turn.actor, turn.value_id, now=now), now=now
            )
    except AlreadyAnswered:
        shown = message(texts.NOTHING_LEFT)
    turn.ack()
    reply_or_show(turn, shown)
