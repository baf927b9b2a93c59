"""Renderers of notices about appointments: calendar files, invitations by mail, an unreadable calendar."""

from dataclasses import replace
from typing import Any

from bot.agenda import agenda, facts, replies
from bot.agenda.agenda import get
from bot.agenda.away import Way
from bot.agenda.busy import feeds
from bot.agenda.calendars import ics, invitations
from bot.agenda.calendars.calendars import entries_of, entry_of, outline_of, outlines_of
from bot.agenda.calendars.invitations import Invitation
from bot.agenda.calendars.model import file_name
from bot.agenda.model import LEAVING
from bot.agenda.writing.found import read_changed
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
from handlers.kit.told import Letter, Told, Upload, draws

from . import invitation_views
from .absence import views
from .connecting import views as connecting_views
from .invitation_views import Invited


@draws(facts.AgendaEntry)
def render_entry(told: Told[facts.AgendaEntry]) -> Upload | None:
    found = entry_of(told.reading, told.about, person_id=told.reader_id)
    if found is None:
        return None
    title = texts.ENTRY(summary=found.summary, when=moment_words(found.starts, told.now)).plain
    said = texts.ENTRY_REMOVED(what=title) if found.cancelled else texts.ENTRY_ADDED(what=title)
    name = file_name(found.uid, found.sequence, turn=told.fact.detail)
    return Upload(name, title, said, data=ics.make_invitation(found))


@draws(facts.Entries)
def render_entries(told: Told[facts.Entries]) -> Upload | None:
    """Build the calendar files of several appointments. Slack shows all these files in one reply."""
    found = entries_of(told.reading, told.fact.known, person_id=told.reader_id)
    if not found:
        return None
    turn = str(int(told.fact.at.timestamp())) if told.fact.at else ""
    whens = [moment_words(entry.starts, told.now) for entry in found]
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
def render_feed_failed(told: Told[facts.FeedFailed]) -> Message | None:
    feed = feeds.describe(told.reading, told.about, now=told.now)
    hosts = may(Actor("", told.find_person(told.reader_id)), "agenda.hours")
    return connecting_views.failed_message(feed, hosts=hosts, now=told.now) if feed and feed.failure else None


@draws(facts.AgendaLate)
def render_late(told: Told[facts.AgendaLate]) -> Message | None:
    appointment, person = get(told.reading, told.about), told.find_person(told.fact.person_id)
    if person is None or appointment.part_of(person.id) is None or appointment.ends <= told.now:
        return None
    name, when = outline_of(told.reading, appointment).name, moment_words(appointment.starts, told.now)
    delay = duration_words(told.fact.minutes) if told.fact.minutes else ""
    return text_message(texts.late(person.name, delay, name, when))


@draws(facts.AgendaFound)
def render_found_there(told: Told[facts.AgendaFound]) -> Message | None:
    """Build the notice that a person moved or deleted an entry in their own calendar."""
    appointment = read_changed(told.reading, told.about, told.fact, person_id=told.reader_id)
    return (
        moved_entry_message(outline_of(told.reading, appointment), told.fact.starts, now=told.now)
        if appointment
        else None
    )


@draws(facts.Invite)
def render_invite(told: Told[facts.Invite]) -> Letter | None:
    read = invitations.read(told.reading, told.notice, told.fact)
    found = entry_of(told.reading, told.about, person_id=told.reader_id)
    if read is None or found is None:
        return None
    about = _invited(told.reading, read)
    words, linked = (invitation_views.invitation_message(about, linked=link, now=told.now) for link in (False, True))
    # Participants and hosts of a gathering have accepted already, so they need not confirm the same time again.
    asked = not about.outline.is_collective and about.appointment.part_of(told.reader_id) in LEAVING
    return Letter(
        words,
        invitation_views.subject(about, now=told.now),
        found,
        _address(told),
        asked and read.told_starts != about.appointment.starts,
        linked,
    )


@draws(facts.AnswerAgain)
def render_answer_again(told: Told[facts.AnswerAgain]) -> Letter | None:
    """Build an invitation with the current time, for a person who answered about an earlier time.

    If the person has left, or if the time has changed again, return None."""
    appointment = get(told.reading, told.about)
    found = entry_of(told.reading, told.about, person_id=told.reader_id)
    if found is None or found.cancelled or found.sequence != told.notice.revision or appointment.starts <= told.now:
        return None
    about = _invited(told.reading, Invitation(appointment, told.reader_id))
    words, subject = (
        invitation_views.asked_again_message(about, now=told.now),
        invitation_views.asked_again_subject(about, now=told.now),
    )
    return Letter(words, subject, found, _address(told), asked=True)


@draws(facts.Replied)
def render_replied(told: Told[facts.Replied]) -> Message | None:
    """Build the notice to the host of an answer from a calendar program."""
    person = told.find_person(told.fact.person_id)
    if person is None:
        return None
    words = replies.comment_of(told.reading, told.about, told.fact.person_id)
    outline = outline_of(told.reading, get(told.reading, told.about))
    return invitation_views.replied_message(told.fact, outline, person=person, words=words, now=told.now)


@draws(facts.Bounced)
def render_bounced(told: Told[facts.Bounced]) -> Message | None:
    person = told.find_person(told.about)
    return invitation_views.bounced_message(person, person.email) if person and person.email else None


@draws(facts.AgendaUnreached)
def render_not_reached(told: Told[facts.AgendaUnreached]) -> Message | None:
    """Build the text that a host forwards to a person whose mail did not arrive."""
    found = invitations.read_unreached(told.reading, told.about, told.fact)
    if found is None:
        return None
    about, teller = _invited(told.reading, found.invitation), told.find_person(told.reader_id)
    return invitation_views.unreached_message(about, reason=found.reason, teller=teller, now=told.now)


@draws(facts.UnreachedFile)
def render_file(told: Told[facts.UnreachedFile]) -> Upload | None:
    unread = invitations.read_unreached(told.reading, told.about, told.fact)
    found = entry_of(told.reading, told.about, person_id=unread.invitation.person_id) if unread else None
    if found is None:
        return None
    title = texts.ENTRY(summary=found.summary, when=moment_words(found.starts, told.now)).plain
    name = file_name(found.uid, told.notice.revision)
    return Upload(name, title, end_sentence(title), data=ics.make_invitation(found))


def _address(told: Told[Any]) -> str:
    reader = told.find_person(told.reader_id)
    return (reader.email if reader else None) or ""


def _invited(reading: Reading, told: Invitation) -> Invited:
    """Read the data of an invitation. The number of queries is constant."""
    appointment = told.appointment
    words = current_edition(reading).catalogue.get(appointment.dispositif) or OWN_WORDS.catalogue.get(
        appointment.dispositif
    )
    said = words_of(reading, appointment.id) if appointment.dispositif in KINDS else None
    return Invited(
        outline_of(reading, appointment),
        told.person_id,
        cancelled=told.cancelled,
        told_starts=told.told_starts,
        preparation=plain_text(words.preparer) if words and must_prepare(reading, appointment, told.person_id) else "",
        abstract=(said.abstract or "") if said else "",
    )


@draws(planning_facts.PlanAway)
def render_away(told: Told[planning_facts.PlanAway]) -> Message | None:
    """Build the notice of an absence. Other notices tell the reader about each of their changed appointments."""
    absence = service.find_absence(told.reading, told.about)
    who = told.find_person(absence.person_id) if absence else None
    if absence is None or who is None:
        return None
    lines = [line for line in service.describe_absence(told.reading, absence).lines if line.done]
    theirs = {
        appointment.id
        for appointment in agenda.get_all(told.reading, [line.appointment_id for line in lines])
        if any(participant.person_id == told.reader_id for participant in appointment.participants)
    }
    mine = [line for line in lines if line.appointment_id in theirs]
    moved = [line.appointment_id for line in mine if line.way == Way.PROPOSE]
    waiting = outlines_of(told.reading, agenda.get_all(told.reading, moved)) if moved else []
    word = all(line.way != Way.CANCEL for line in mine)  # The notice of a cancellation shows the note as its reason.
    return views.absence_message(absence, who, waiting=waiting, word=word, now=told.now)


@draws(planning_facts.PlanLeft)
def render_left(told: Told[planning_facts.PlanLeft]) -> Message | None:
    """Build the list of choices that the bot could not apply. Return None if no such choice is left."""
    absence = service.find_absence(told.reading, told.about)
    standing = [
        appointment
        for appointment in agenda.get_all(told.reading, told.fact.appointment_ids)
        if appointment.starts > told.now and appointment.part_of(told.reader_id)
    ]
    if absence is None or not standing:
        return None
    return views.unapplied_message(absence, outlines_of(told.reading, standing), viewer_id=told.reader_id, now=told.now)
