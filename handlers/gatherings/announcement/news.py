"""Renderers of notices about a gathering's announcement, its answers and its follow-up."""

from dataclasses import replace

from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import ReminderKind
from bot.catalogue.catalogue import OWN_WORDS, current
from bot.catalogue.model import plain
from bot.gatherings import announcements, attendance, facts
from bot.gatherings.groups import presenting
from bot.gatherings.model import Reply
from bot.gatherings.sheets import agreed_speakers, describe_gathering
from bot.notices.facts import Fact
from handlers.gatherings import kinds
from handlers.gatherings.after import views
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import texts
from . import views as announcement_views
from .views import Announced


@draws(facts.Announced)
def announced(told: Told[facts.Announced]) -> Message | None:
    """Build the announcement in the channel."""
    about = _read(told)
    if not _helps(told, about):
        return None
    extra = kinds.drawings_of(about.sheet).announced(told.reading, about.sheet, told.now)
    return announcement_views.announcement(replace(about, extra=extra), now=told.now)


@draws(facts.GatheringCard)
def card(told: Told[facts.GatheringCard]) -> Message | None:
    """Build somebody's own."""
    about = _read(told)
    if not _helps(told, about):
        return None
    extra = kinds.drawings_of(about.sheet).announced(told.reading, about.sheet, told.now)
    counts = not announcements.is_in_channel(told.reading, about.sheet.gathering.id)
    return announcement_views.card(replace(about, extra=extra), told.reader_id, counts=counts, now=told.now)


@draws(facts.Freed)
def freed(told: Told[facts.Freed]) -> Message | None:
    """Show that a place is theirs."""
    about = _read(told)
    mine = about.sheet.answers.get(told.reader_id)
    theirs = mine is not None and mine.reply is Reply.COMES
    if not told.posted and not (theirs and about.open_at(told.now)):
        return None
    return announcement_views.freed(about, told.reader_id, now=told.now)


@draws(facts.AnsweredFor)
def answered_for(told: Told[facts.AnsweredFor]) -> Message | None:
    """Show who answered for them, and what."""
    named = told.named(told.fact.teller_id)
    teller = named.name if named else texts.A_COACH
    return announcement_views.answered_for(
        _read(told), told.reader_id, teller=teller, reply=told.fact.reply, now=told.now
    )


@draws(facts.NoChannel)
def no_channel(told: Told[facts.NoChannel]) -> Message | None:
    """Show which channel took nothing, and why."""
    channel, reason = told.fact.channel, told.fact.reason
    return announcement_views.no_channel(_read(told), channel=channel, reason=reason, now=told.now)


@draws(facts.Nudge)
def nudge(told: Told[facts.Nudge]) -> Message | None:
    """Build the line of « Votre semaine » for the person who has not answered: wanted as that message is."""
    about, person_id = _read(told), told.reader_id
    if not told.posted:
        sheet, key = about.sheet, about.sheet.series.dispositif
        still = about.open_at(told.now) and any(person.id == person_id for person in sheet.unanswered)
        if not still or not reminders.is_wanted(told.reading, ReminderKind.WEEK, person_id=person_id, dispositif=key):
            return None
        if presenting.presents(told.reading, sheet.gathering.id, person_id):
            return None  # they are asked whether they present, which says that they come
    return announcement_views.nudge(about, person_id, now=told.now)


@draws(facts.After)
def after(told: Told[facts.After]) -> Message | None:
    """Show what follows, for those who came."""
    about = _read(told)
    if not told.posted and not attendance.took_place(about.sheet):
        return None
    extra = kinds.drawings_of(about.sheet).after(told.reading, about.sheet, told.now)
    words = current(told.reading).catalogue.get(about.sheet.series.dispositif)
    inspiration = plain(words.inspirer) if words else ""
    return views.after(replace(about, extra=extra), inspiration=inspiration, now=told.now)


@draws(facts.WhoCame)
def who_came(told: Told[facts.WhoCame]) -> Message | None:
    """Build the question to the host."""
    about = _read(told)
    open_still = about.sheet.gathering.attendance is None and not about.sheet.is_cancelled
    extra = kinds.drawings_of(about.sheet).asked(told.reading, about.sheet, told.now)
    return views.who_came(replace(about, extra=extra), now=told.now) if open_still or told.posted else None


def _read(told: Told[Fact]) -> Announced:
    sheet = describe_gathering(told.reading, told.about)
    key = sheet.series.dispositif
    words = current(told.reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    agreed = frozenset(agreed_speakers(told.reading, told.about)) if sheet.kind.has_talk else None
    return Announced(sheet, plain(words.preparer) if words else "", agreed=agreed)


def _helps(told: Told[Fact], about: Announced) -> bool:
    return told.posted or about.open_at(told.now)
