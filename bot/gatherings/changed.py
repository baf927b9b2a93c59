"""What is told of a gathering that changed, once to each whom it concerns; what shows it is set right."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.agenda import calendars
from bot.agenda.model import CLAIMING
from bot.gatherings import announcing, ballots, grouping, presenters, questions
from bot.gatherings.model import Reply, Sheet
from bot.gatherings.owing import owe_each, owe_in_channel, soon
from bot.notices import homes
from bot.notices import service as notices
from storage.database import Transaction

MOVED = "gatherings.moved"  # another time
CANCELLED = "gatherings.cancelled"
HANDED = "gatherings.handed"  # somebody else hosts it
FOR_ALL = frozenset({MOVED, CANCELLED})

NEWS = "gathering_news"
CARDS = (ballots.CARD, presenters.SUBJECT, grouping.SUBJECT, questions.SUBJECT)  # what kinds have of their own
ORGANISER = "organiser"  # of the messages that ask somebody for something about what they organise


def concerned(sheet: Sheet) -> set[int]:
    """Give whom a change concerns: who comes or stands in line, who hosts, organises or speaks."""
    coming = {one.person_id for one in sheet.answers.values() if one.reply is not Reply.DECLINES}
    leading = {one.person_id for one in sheet.appointment.present if one.part in CLAIMING}
    return coming | leading | {sheet.series.organiser_id}


def times(before: datetime, after: datetime) -> str:
    """Write what « another time » is told with: which time it was, and which it is, so that only what holds is told."""
    return f"{int(before.timestamp())} {int(after.timestamp())}"


def tell(
    tx: Transaction, sheet: Sheet, kind: str, *, to: Iterable[int | None], detail: str = "", now: datetime
) -> None:
    """Owe one piece of news to each of these people, once a revision of the appointment.

    Who has no Slack account gets the calendar invitation that changes, which `agenda.invitations` owes. Another time
    and the end are said in the channel too that was told of it: who has not answered yet hears of it there.
    """
    one = sheet.appointment
    whom = [each for each in to if each is not None]
    expires = one.ends if one.ends > now else None
    about, revision = (NEWS, sheet.gathering.id), one.revision
    owe_each(tx, kind, about, to=whom, revision=revision, detail=detail, due=now, expires=expires)
    if kind in FOR_ALL and sheet.channel is not None and announcing.is_in_channel(tx, sheet.gathering.id):
        due, where = soon(now, before=one.starts), sheet.channel
        owe_in_channel(tx, kind, about, channel=where, revision=revision, detail=detail, due=due, expires=expires)


def refresh(tx: Transaction, several: Collection[Sheet], *, besides: Collection[int] = (), now: datetime) -> None:
    """Set right all that shows these gatherings: announcements, Homes, entries taken, what organisers were asked."""
    for one in several:
        announcing.refresh(tx, one.gathering.id, everywhere=True, now=now)
        for subject in CARDS:
            notices.owe_updates(tx, subject, one.gathering.id, revision=0, due=now)
        calendars.owe_changed(tx, [one.appointment], card=(announcing.CARD_SUBJECT, one.gathering.id), now=now)
    everybody = set(besides).union(*map(concerned, several))
    homes.owe_home(tx, everybody, now=now)
    asked = {each for one in several for each in (one.series.organiser_id, *one.appointment.host_ids)}
    for organiser in sorted(asked):
        notices.owe_updates(tx, ORGANISER, organiser, revision=0, due=now)
