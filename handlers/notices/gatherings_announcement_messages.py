"""The notices of a gathering's announcement, of who answers it, and of what follows it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot.agenda.reminders import service as reminders
from bot.agenda.reminders.timetable import Kind
from bot.catalogue.model import plain
from bot.catalogue.service import OWN_WORDS, current
from bot.clock import Now
from bot.gatherings import announcements, attendance
from bot.gatherings.groups import presenting
from bot.gatherings.model import Reply, Sheet
from bot.gatherings.sheets import describe
from bot.notices.model import Action, Notice
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.gatherings import kinds
from handlers.gatherings.after import views as after_views
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement import views as announcement_views
from handlers.gatherings.announcement.views import Announced
from handlers.kit.blocks import Message

from .messages import Renderer

Draw: TypeAlias = Callable[[Reading, Announced, Notice], Message | None]


def gatherings_announcement_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of what is told of a gathering. What is posted is always drawn anew, as it is true by then."""

    def announced(reading: Reading, about: Announced, notice: Notice) -> Message | None:
        if not _helps(about, notice, now=now):
            return None
        extra = kinds.extra_of(reading, about.sheet, registry=kinds.ANNOUNCED, now=now())
        return announcement_views.announcement(replace(about, extra=extra), now=now())

    def card(reading: Reading, about: Announced, notice: Notice) -> Message | None:
        if not _helps(about, notice, now=now):
            return None
        extra = kinds.extra_of(reading, about.sheet, registry=kinds.ANNOUNCED, now=now())
        counts = not announcements.is_in_channel(reading, about.sheet.gathering.id)
        return announcement_views.card(replace(about, extra=extra), notice.person_id or 0, counts=counts, now=now())

    def freed(_reading: Reading, about: Announced, notice: Notice) -> Message | None:
        mine = about.sheet.answers.get(notice.person_id or 0)
        theirs = mine is not None and mine.reply is Reply.COMES
        if not _posted(notice) and not (theirs and about.open_at(now())):
            return None
        return announcement_views.freed(about, notice.person_id or 0, now=now())

    def answered_for(reading: Reading, about: Announced, notice: Notice) -> Message | None:
        teller, reply = notice.detail.split()
        named = person_named(reading, int(teller)) if teller.isdigit() else None
        return announcement_views.answered_for(
            about,
            notice.person_id or 0,
            teller=named.name if named else announcement_texts.A_COACH,
            reply=Reply(reply),
            now=now(),
        )

    def no_channel(_reading: Reading, about: Announced, notice: Notice) -> Message | None:
        channel, reason = notice.detail.split()
        return announcement_views.no_channel(about, channel=channel, reason=reason, now=now())

    draws: Mapping[str, Draw] = {
        announcements.ANNOUNCED: announced,
        announcements.CARD: card,
        announcements.FREED: freed,
        announcements.ANSWERED_FOR: answered_for,
        announcements.NO_CHANNEL: no_channel,
        **_after(now),
    }
    return {kind: _about(draw) for kind, draw in draws.items()}


def gatherings_nudge_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderer of the line of « Votre semaine » for who has not answered: wanted as that message is."""

    def nudge(reading: Reading, about: Announced, notice: Notice) -> Message | None:
        sheet, person_id = about.sheet, notice.person_id or 0
        if not _posted(notice):
            still = about.open_at(now()) and any(one.id == person_id for one in sheet.unanswered)
            key = sheet.series.dispositif
            if not still or not reminders.is_wanted(reading, Kind.WEEK, person_id=person_id, dispositif=key):
                return None
            if presenting.presents(reading, sheet.gathering.id, person_id):
                return None  # they are asked whether they present, which says that they come
        return announcement_views.nudge(about, person_id, now=now())

    return {announcements.NUDGE: _about(nudge)}


def _after(now: Now) -> Mapping[str, Draw]:
    def after(reading: Reading, about: Announced, notice: Notice) -> Message | None:
        sheet = about.sheet
        if not _posted(notice) and not attendance.took_place(sheet):
            return None
        extra = kinds.extra_of(reading, sheet, registry=kinds.AFTER, now=now())
        words = current(reading).catalogue.get(sheet.series.dispositif)
        inspiration = plain(words.inspirer) if words else ""
        return after_views.after(replace(about, extra=extra), inspiration=inspiration, now=now())

    def who_came(reading: Reading, about: Announced, notice: Notice) -> Message | None:
        open_still = about.sheet.gathering.attendance is None and not about.sheet.is_cancelled
        extra = kinds.extra_of(reading, about.sheet, registry=kinds.ASKED, now=now())
        return after_views.who_came(replace(about, extra=extra), now=now()) if open_still or _posted(notice) else None

    return {attendance.AFTER: after, attendance.WHO_CAME: who_came}


def _about(draw: Draw) -> Renderer:
    """Make the renderer of a kind of notice about a gathering."""

    def render(reading: Reading, notice: Notice) -> Message | None:
        return draw(reading, _gather(reading, describe(reading, notice.subject_id)), notice)

    return render


def _gather(reading: Reading, sheet: Sheet) -> Announced:
    key = sheet.series.dispositif
    words = current(reading).catalogue.get(key) or OWN_WORDS.catalogue.get(key)
    return Announced(sheet, plain(words.preparer) if words else "")


def _helps(about: Announced, notice: Notice, *, now: Now) -> bool:
    return _posted(notice) or about.open_at(now())


def _posted(notice: Notice) -> bool:
    return notice.action is Action.UPDATE
