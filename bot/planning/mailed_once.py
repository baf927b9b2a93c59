"""What a calendar invitation by mail says already, so that no other mail says it to who has no Slack account."""

from datetime import datetime

from bot.agenda import invitations
from bot.gatherings.facts import Group, Speaker
from bot.helpdesk import facts as helpdesk
from bot.mentoring.facts import Moved
from bot.notices.model import Notice
from bot.planning import rooms
from bot.planning.facts import Rooms
from storage import gatherings
from storage import helpdesk as requests
from storage.database import Reading

_REQUEST = frozenset(one.kind for one in (helpdesk.Card, helpdesk.Added, helpdesk.Moved, helpdesk.Cancelled))


def is_said(tx: Reading, notice: Notice, *, now: datetime) -> bool:
    """Say whether the invitations that its reader gets say all that this message would: when, where, with whom."""
    return invitations.says(tx, _appointments(tx, notice, now=now), person_id=notice.person_id or 0, now=now)


def _appointments(tx: Reading, notice: Notice, *, now: datetime) -> list[int]:
    """Give the appointments that a message is about, and about nothing else; none for any other message."""
    if notice.kind in _REQUEST:
        return list(requests.session_ids(tx, notice.subject_id))
    if notice.kind == Moved.kind:
        return list(Moved.read(notice.detail).known)
    if notice.kind == Group.kind:
        return [notice.subject_id]
    if notice.kind == Speaker.kind:
        found = gatherings.read(tx, notice.subject_id)
        return [found.appointment_id] if found else []
    if notice.kind == Rooms.kind:
        news = rooms.read(tx, notice.subject_id, since=Rooms.read(notice.detail).since, now=now)
        alone = news is not None and not (news.own or news.defis or news.series)
        return [one.appointment.id for one in news.outlines] if news and alone else []
    return []
