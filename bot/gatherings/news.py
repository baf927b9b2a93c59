"""What is told of a gathering that changed, once to each whom it concerns; what shows it is set right."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.agenda.calendars import service as calendars
from bot.agenda.model import CLAIMING
from bot.agenda.pending import told_at
from bot.dates.paris import from_epoch
from bot.gatherings import announcements
from bot.gatherings.conference import questions
from bot.gatherings.groups import formation, presenters
from bot.gatherings.model import Reply, Sheet
from bot.gatherings.owing import soon
from bot.gatherings.subjects import ballots
from bot.notices import homes
from bot.notices import service as notices
from bot.notices.model import Action, Owed
from bot.notices.unheard import Known, Telling, owe_from
from storage.database import Transaction

MOVED = "gatherings.moved"  # another time
CANCELLED = "gatherings.cancelled"
HANDED = "gatherings.handed"  # somebody else hosts it
FOR_ALL = frozenset({MOVED, CANCELLED})

NEWS = "gathering_news"
CARDS = (ballots.CARD, presenters.SUBJECT, formation.SUBJECT, questions.SUBJECT)  # what kinds have of their own
ORGANISER = "organiser"  # of the messages that ask somebody for something about what they organise


def concerned(sheet: Sheet) -> set[int]:
    """Give whom a change concerns: who comes or stands in line, who hosts, organises or speaks."""
    coming = {one.person_id for one in sheet.answers.values() if one.reply is not Reply.DECLINES}
    leading = {one.person_id for one in sheet.appointment.present if one.part in CLAIMING}
    return coming | leading | {sheet.series.organiser_id}


def times(before: datetime, after: datetime) -> str:
    """Write what « another time » is told with: which time it was, and which it is, so that only what holds is told."""
    return f"{int(before.timestamp())} {int(after.timestamp())}"


def known_time(detail: str) -> datetime | None:
    """Read the time that people knew; None of what was written before it said so."""
    known = _read_known(detail)
    return from_epoch(known[0]) if known else None


def tell(
    tx: Transaction,
    sheet: Sheet,
    kind: str,
    *,
    to: Iterable[int | None],
    detail: str = "",
    by: int | None = None,
    now: datetime,
) -> None:
    """Owe one piece of news to each of these people, once a revision of the appointment, as from what they know.

    Who has no Slack account gets the calendar invitation that changes, which `agenda.invitations` owes. Another time
    and the end are said in the channel too that was told of it: who has not answered yet hears of it there. Another
    time waits a minute for the next. `by`: who changed it.
    """
    one = sheet.appointment
    detail = detail or str(int(one.starts.timestamp()))
    told = _told_at(one.starts, detail, now=now) if kind == MOVED else now
    whom = sorted({each for each in to if each is not None})
    owed = [_news(sheet, kind, person_id=each, detail=detail, due=told, now=now) for each in whom]
    if kind not in FOR_ALL:
        notices.owe(tx, owed)
        return
    if sheet.channel is not None and announcements.is_in_channel(tx, sheet.gathering.id):
        due = max(soon(now, before=one.starts), told)
        owed.append(_news(sheet, kind, channel=sheet.channel, detail=detail, due=due, now=now))
    owe_from(tx, owed, _MOVES if kind == MOVED else _ENDS, by=by, now=now)


def refresh(tx: Transaction, several: Collection[Sheet], *, besides: Collection[int] = (), now: datetime) -> None:
    """Set right all that shows these gatherings: announcements, Homes, entries taken, what organisers were asked."""
    for one in several:
        announcements.refresh(tx, one.gathering.id, everywhere=True, now=now)
        for subject in CARDS:
            notices.owe_updates(tx, subject, one.gathering.id, revision=0, due=now)
        calendars.owe_changed(tx, [one.appointment], card=(announcements.CARD_SUBJECT, one.gathering.id), now=now)
    everybody = set(besides).union(*map(concerned, several))
    homes.owe_home(tx, everybody, now=now)
    asked = {each for one in several for each in (one.series.organiser_id, *one.appointment.host_ids)}
    for organiser in sorted(asked):
        notices.owe_updates(tx, ORGANISER, organiser, revision=0, due=now)


def _news(
    sheet: Sheet,
    kind: str,
    *,
    person_id: int | None = None,
    channel: str | None = None,
    detail: str,
    due: datetime,
    now: datetime,
) -> Owed:
    one = sheet.appointment
    return Owed(
        action=Action.POST,
        kind=kind,
        subject=NEWS,
        subject_id=sheet.gathering.id,
        revision=one.revision,
        person_id=person_id,
        channel=channel,
        due=due,
        expires=one.ends if one.ends > now else None,
        detail=detail,
    )


def _read_known(detail: str) -> Known:
    return {0: int(detail.split(maxsplit=1)[0])} if detail else {}


def _told_at(starts: datetime, detail: str, *, now: datetime) -> datetime:
    return told_at(starts, known_time(detail) or starts, now=now)


def _write_moved(detail: str, known: Known) -> str:
    after = detail.split()[1]
    return "" if after == str(known[0]) else f"{known[0]} {after}"  # back where it was: nobody heard of anything else


_MOVES = Telling([MOVED], read=_read_known, write=_write_moved)
_ENDS = Telling([MOVED, CANCELLED], read=_read_known, write=lambda _detail, known: str(known[0]))
