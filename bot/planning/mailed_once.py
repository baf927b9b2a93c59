"""What a calendar invitation by mail says already, so that no other mail says it to who has no Slack account."""

from datetime import datetime

from bot.agenda.calendars import invitations
from bot.gatherings.conference import talks
from bot.gatherings.groups import service as grouped
from bot.helpdesk import news as helpdesk
from bot.mentoring import news as mentoring
from bot.notices.model import Notice
from bot.notices.unheard import parse_times
from bot.planning import rooms
from storage.database import Reading
from storage.gatherings import occurrences as gatherings
from storage.helpdesk import requests

_REQUEST = frozenset({helpdesk.CARD, helpdesk.ADDED, helpdesk.MOVED, helpdesk.CANCELLED})


def is_said(tx: Reading, notice: Notice, *, now: datetime) -> bool:
    """Say whether the invitations that its reader gets say all that this message would: when, where, with whom."""
    return invitations.says(tx, _appointments(tx, notice, now=now), person_id=notice.person_id or 0, now=now)


def _appointments(tx: Reading, notice: Notice, *, now: datetime) -> list[int]:
    """Give the appointments that a message is about, and about nothing else; none for any other message."""
    if notice.kind in _REQUEST:
        return list(requests.session_ids(tx, notice.subject_id))
    if notice.kind == mentoring.MOVED:
        return list(parse_times(notice.detail)[1])
    if notice.kind == grouped.GROUP:
        return [notice.subject_id]
    if notice.kind == talks.SPEAKER:
        found = gatherings.read(tx, notice.subject_id)
        return [found.appointment_id] if found else []
    if notice.kind == rooms.KIND:
        news = rooms.read(tx, notice.subject_id, since=rooms.since_of(notice.detail), now=now)
        alone = news is not None and not (news.own or news.defis or news.series)
        return [one.appointment.id for one in news.outlines] if news and alone else []
    return []
