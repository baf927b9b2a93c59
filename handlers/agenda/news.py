"""Renderers of notices about appointments: calendar files, invitations by mail, an unreadable calendar."""

from dataclasses import replace
from typing import Any

from bot.agenda import agenda, facts, replies
from bot.agenda.agenda import get
from bot.agenda.away import AbsenceWay
from bot.agenda.busy import feeds
from bot.agenda.calendars import ics, invitations
from bot.agenda.calendars.calendars import entries_of, entry_of, outline_of, outlines_of
from bot.agenda.calendars.invitations import Invitation
from bot.agenda.calendars.model import file_name
from bot.agenda.model import LEAVING
from bot.agenda.writing.found import find_changed_appointment
from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.catalogue.model import plain_text
from bot.dates.words import duration_words, join_words, moment_words
from bot.gatherings.kinds import KINDS
from bot.gatherings.sheets import words_of
from bot.planning import facts as planning_facts
from bot.planning.absence import service
from bot.planning.coming import must_prepare
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.agenda import texts
from handlers.agenda.views import moved_entry_message
from handlers.kit.blocks import Message, text_message
from handlers.kit.sentences import end_sentence
from handlers.kit.told import Letter, RenderContext, Upload, draws

from . import invitation_views
from .absence import views
from .connecting import views as connecting_views
from .invitation_views import InvitationData


@draws(facts.AgendaEntry)
def render_entry(context: RenderContext[facts.AgendaEntry]) -> Upload | None:
    found = entry_of(context.reading, context.about, person_id=context.reader_id)
    if found is None:
        return None
    title = texts.ENTRY(summary=found.summary, when=moment_words(found.starts, context.now)).plain
    said = texts.ENTRY_REMOVED(what=title) if found.cancelled else texts.ENTRY_ADDED(what=title)
    name = file_name(found.uid, found.sequence, turn=context.fact.detail)
    return Upload(name, title, said, data=ics.make_invitation(found))


@draws(facts.AgendaEntries)
def render_entries(context: RenderContext[facts.AgendaEntries]) -> Upload | None:
    """Build the calendar files of several appointments. Slack shows all these files in one reply."""
    found = entries_of(context.reading, context.fact.known, person_id=context.reader_id)
    if not found:
        return None
    turn = str(int(context.fact.at.timestamp())) if context.fact.at else ""
    whens = [moment_words(entry.starts, context.now) for entry in found]
    said = texts.ENTRIES_ADDED(summary=found[0].summary, whens=join_words(whens))
    files = [
        Upload(
            file_name(entry.uid, entry.sequence, turn=turn),
            texts.ENTRY(summary=entry.summary, when=when).plain,
            said,
            data=ics.make_invitation(entry),
        )
        for entry, when in zip(found, whens, strict=True)
    ]
    return replace(files[0], others=tuple(files[1:]))


@draws(facts.FeedFailed)
def render_feed_failed(context: RenderContext[facts.FeedFailed]) -> Message | None:
    feed = feeds.describe(context.reading, context.about, now=context.now)
    hosts = may(Actor("", context.find_person(context.reader_id)), "agenda.hours")
    return connecting_views.failed_message(feed, is_host=hosts, now=context.now) if feed and feed.failure else None


@draws(facts.AgendaDelay)
def render_delay(context: RenderContext[facts.AgendaDelay]) -> Message | None:
    appointment, person = get(context.reading, context.about), context.find_person(context.fact.person_id)
    if person is None or appointment.part_of(person.id) is None or appointment.ends <= context.now:
        return None
    name, when = outline_of(context.reading, appointment).name, moment_words(appointment.starts, context.now)
    delay = duration_words(context.fact.minutes) if context.fact.minutes else ""
    return text_message(texts.late(person.name, delay, name, when))


@draws(facts.OwnerEntryChange)
def render_entry_moved(context: RenderContext[facts.OwnerEntryChange]) -> Message | None:
    """Build the notice that a person moved or deleted an entry in their own calendar."""
    appointment = find_changed_appointment(context.reading, context.about, context.fact, person_id=context.reader_id)
    return (
        moved_entry_message(outline_of(context.reading, appointment), context.fact.starts, now=context.now)
        if appointment
        else None
    )


@draws(facts.Invite)
def render_invite(context: RenderContext[facts.Invite]) -> Letter | None:
    read = invitations.read(context.reading, context.notice, context.fact)
    found = entry_of(context.reading, context.about, person_id=context.reader_id)
    if read is None or found is None:
        return None
    about = _read_invitation(context.reading, read)
    words, linked = (
        invitation_views.invitation_message(about, has_links=link, now=context.now) for link in (False, True)
    )
    # Ask only guests and experts, and not for a gathering: its participants have accepted already.
    asked = not about.outline.is_collective and about.appointment.part_of(context.reader_id) in LEAVING
    return Letter(
        words,
        invitation_views.mail_subject(about, now=context.now),
        found,
        _address(context),
        asked and read.told_starts != about.appointment.starts,
        linked,
    )


@draws(facts.AnswerAgain)
def render_invitation_again(context: RenderContext[facts.AnswerAgain]) -> Letter | None:
    """Build an invitation with the current time, for a person whose answer was about an earlier time.

    If the person has left, or if the time has changed again, return None."""
    appointment = get(context.reading, context.about)
    found = entry_of(context.reading, context.about, person_id=context.reader_id)
    if (
        found is None
        or found.cancelled
        or found.sequence != context.notice.revision
        or appointment.starts <= context.now
    ):
        return None
    about = _read_invitation(context.reading, Invitation(appointment, context.reader_id))
    words, subject = (
        invitation_views.asked_again_message(about, now=context.now),
        invitation_views.asked_again_subject(about, now=context.now),
    )
    return Letter(words, subject, found, _address(context), asked=True)


@draws(facts.CalendarReply)
def render_calendar_reply(context: RenderContext[facts.CalendarReply]) -> Message | None:
    """Build the notice to the host of an answer from a calendar program."""
    person = context.find_person(context.fact.person_id)
    if person is None:
        return None
    words = replies.comment_of(context.reading, context.about, context.fact.person_id)
    outline = outline_of(context.reading, get(context.reading, context.about))
    return invitation_views.calendar_reply_message(context.fact, outline, person=person, comment=words, now=context.now)


@draws(facts.BouncedMail)
def render_mail_bounced(context: RenderContext[facts.BouncedMail]) -> Message | None:
    person = context.find_person(context.about)
    return invitation_views.mail_bounced_message(person, person.email) if person and person.email else None


@draws(facts.UnreachedNotice)
def render_text_to_forward(context: RenderContext[facts.UnreachedNotice]) -> Message | None:
    """Build the text that a host forwards to a person whose mail did not arrive."""
    found = invitations.read_failed_invitation(context.reading, context.about, context.fact)
    if found is None:
        return None
    about, teller = _read_invitation(context.reading, found.invitation), context.find_person(context.reader_id)
    return invitation_views.mail_not_delivered_message(about, reason=found.reason, teller=teller, now=context.now)


@draws(facts.UnreachedFile)
def render_file(context: RenderContext[facts.UnreachedFile]) -> Upload | None:
    unread = invitations.read_failed_invitation(context.reading, context.about, context.fact)
    found = entry_of(context.reading, context.about, person_id=unread.invitation.person_id) if unread else None
    if found is None:
        return None
    title = texts.ENTRY(summary=found.summary, when=moment_words(found.starts, context.now)).plain
    name = file_name(found.uid, context.notice.revision)
    return Upload(name, title, end_sentence(title), data=ics.make_invitation(found))


def _address(context: RenderContext[Any]) -> str:
    reader = context.find_person(context.reader_id)
    return (reader.email if reader else None) or ""


def _read_invitation(reading: Reading, context: Invitation) -> InvitationData:
    """Read the data of an invitation. The number of queries is constant."""
    appointment = context.appointment
    words = current_edition(reading).catalogue.get(appointment.dispositif) or OWN_WORDS.catalogue.get(
        appointment.dispositif
    )
    said = words_of(reading, appointment.id) if appointment.dispositif in KINDS else None
    return InvitationData(
        outline_of(reading, appointment),
        context.person_id,
        cancelled=context.cancelled,
        told_starts=context.told_starts,
        preparation=plain_text(words.preparer)
        if words and must_prepare(reading, appointment, context.person_id)
        else "",
        abstract=(said.abstract or "") if said else "",
    )


@draws(planning_facts.HostAbsence)
def render_absence(context: RenderContext[planning_facts.HostAbsence]) -> Message | None:
    """Build the notice of an absence. Other notices tell the reader about each of their changed appointments."""
    absence = service.find_absence(context.reading, context.about)
    who = context.find_person(absence.person_id) if absence else None
    if absence is None or who is None:
        return None
    lines = [line for line in service.describe_absence(context.reading, absence).lines if line.done]
    theirs = {
        appointment.id
        for appointment in agenda.get_all(context.reading, [line.appointment_id for line in lines])
        if any(participant.person_id == context.reader_id for participant in appointment.participants)
    }
    mine = [line for line in lines if line.appointment_id in theirs]
    moved = [line.appointment_id for line in mine if line.way == AbsenceWay.PROPOSE]
    waiting = outlines_of(context.reading, agenda.get_all(context.reading, moved)) if moved else []
    word = all(
        line.way != AbsenceWay.CANCEL for line in mine
    )  # The notice of a cancellation shows the note as its reason.
    return views.absence_message(absence, who, outlines=waiting, with_note=word, now=context.now)


@draws(planning_facts.FailedChoices)
def render_unapplied_choices(context: RenderContext[planning_facts.FailedChoices]) -> Message | None:
    """Build the list of choices that the bot could not apply. Return None if no such choice is left."""
    absence = service.find_absence(context.reading, context.about)
    standing = [
        appointment
        for appointment in agenda.get_all(context.reading, context.fact.appointment_ids)
        if appointment.starts > context.now and appointment.part_of(context.reader_id)
    ]
    if absence is None or not standing:
        return None
    return views.choices_not_applied_message(
        absence, outlines_of(context.reading, standing), viewer_id=context.reader_id, now=context.now
    )
