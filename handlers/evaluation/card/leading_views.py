"""Views of a committee's hosts, or of the talk about its report: missing, changed, the reader. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import InteractiveElement

from bot.agenda.model import Appointment, Part
from bot.dates.words import moment_words
from bot.evaluation.model import CommitteeSheet
from bot.programme.model import Person
from handlers.kit.blocks import Message, actions, alone, button, message, section
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined
from handlers.kit.told import open_button

from . import texts


def take_button(sheet: CommitteeSheet, *, now: datetime) -> InteractiveElement:
    """Build « Je m’en occupe », for a coach, of a committee or a talk that nobody leads."""
    appointment = next(iter(sheet.unled(now)), sheet.appointment)
    of = moment_words(appointment.starts, now)
    return button(texts.TAKE, "evaluation.take", value=str(sheet.committee.id), of=of, style="primary")


def unled(sheet: CommitteeSheet, *, now: datetime) -> Said:
    """Return that a committee, or its talk, has no host."""
    appointment = next(iter(sheet.unled(now)), sheet.appointment)
    defi, when = sheet.defi.name, moment_words(appointment.starts, now)
    return texts.TALK_UNLED(defi=defi, when=when) if sheet.is_talk(appointment) else texts.UNLED(defi=defi, when=when)


def taken(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> Message:
    """Show to a coach that they lead it now."""
    led = [
        appointment
        for appointment in sheet.both
        if appointment.starts > now and appointment.part_of(viewer_id) is Part.HOST
    ]
    other = next(iter(led), sheet.appointment)
    defi, when = sheet.defi.name, moment_words(other.starts, now)
    if sheet.is_talk(other):
        return alone(texts.TALK_TAKEN_BY_YOU(defi=defi, when=when))
    return alone(texts.TAKEN_BY_YOU(defi=defi, when=when))


def handed(
    sheet: CommitteeSheet, appointment: Appointment, *, giver: Person | None, taker: Person, now: datetime
) -> Message:
    """Show who leads the committee or its talk now, and in whose place."""
    when, talk = moment_words(appointment.starts, now), sheet.is_talk(appointment)
    if giver is None:
        return alone(texts.led_by([taker.name], sheet.defi.name, when, talk=talk))
    who, of, defi = taker.name, giver.name, sheet.defi.name
    if talk:
        return alone(texts.TALK_HANDED(who=who, giver=of, defi=defi, when=when))
    return alone(texts.HANDED(who=who, giver=of, defi=defi, when=when))


def orphaned(sheet: CommitteeSheet, appointment: Appointment, *, left: Person, now: datetime) -> Message:
    """Show to the coaches that nobody leads the committee or its talk, until somebody does or it is over."""
    defi, when, talk = sheet.defi.name, moment_words(appointment.starts, now), sheet.is_talk(appointment)
    stands = appointment in sheet.both and not sheet.is_cancelled
    hosts = [sheet.people[id_].name for id_ in appointment.host_ids]
    if hosts and stands:
        return alone(texts.led_by(hosts, defi, when, talk=talk))
    if not stands or appointment.starts <= now:
        over = texts.TALK_ORPHAN_OVER(defi=defi, when=when) if talk else texts.ORPHAN_OVER(defi=defi, when=when)
        return alone(over)
    text = texts.ORPHANED(name=left.name, defi=defi, when=when)
    if talk:
        text = texts.TALK_ORPHANED(name=left.name, defi=defi, when=when)
    opens = open_button(appointment.id, of=joined([when, defi], ", ").plain)
    return message(text, section(text), actions(take_button(sheet, now=now), opens))
