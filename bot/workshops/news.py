"""Send notices about a workshop, except about its date, and update its cards."""

from datetime import datetime, timedelta

from bot.agenda.calendars import calendars
from bot.dates.paris import day_of
from bot.dates.working import shift_out_of_quiet, week_morning
from bot.notices import homes, notices
from bot.notices.team import address_to_coaches, owe_homes
from bot.workshops import facts
from bot.workshops.model import WorkshopSheet
from storage.database import Transaction
from storage.programme import people

SUBJECT = facts.AboutWorkshop.subject
MEETING = "poll_meeting"  # subject of the meeting's cards, which belong to `bot.polls`


def ask_coaches(tx: Transaction, sheet: WorkshopSheet, *, period: str, now: datetime) -> None:
    """Ask all coaches of the promotion to become the coach of the workshop."""
    about, promotion_id = sheet.workshop.id, sheet.promotion_id
    notices.owe(
        tx,
        address_to_coaches(tx, facts.WorkshopAsked(), about=about, promotion_id=promotion_id, period=period, now=now),
    )


def refresh_homes(tx: Transaction, sheet: WorkshopSheet, *, now: datetime) -> None:
    """Update the Homes of the coaches and the team, which list the workshop as a request without a date."""
    team = [person.id for person in people.members_of_defi(tx, sheet.defi.id)]
    owe_homes(tx, *team, promotion_id=sheet.promotion_id, now=now)


def post_question(tx: Transaction, sheet: WorkshopSheet, *, now: datetime) -> None:
    """Post the workshop's question in the défi's channel, if it has one. The meeting's card has a button for ideas."""
    if sheet.defi.channel and sheet.standing:
        due, expires = shift_out_of_quiet(now), sheet.standing.starts
        about, channel, period = sheet.workshop.id, sheet.defi.channel, str(sheet.standing.id)
        notices.tell(
            tx, facts.WorkshopQuestion(), about=about, channel=channel, due=due, expires=expires, period=period
        )


def ask_outcome(tx: Transaction, sheet: WorkshopSheet) -> None:
    """In the next « Votre semaine », ask the person who requested the workshop, or else its host, for the outcome."""
    appointment = sheet.standing
    if appointment is not None:
        asker = sheet.workshop.asked_by
        to = [asker] if appointment.part_of(asker) else appointment.host_ids
        notices.tell(
            tx,
            facts.WorkshopOutcomeQuestion(),
            about=sheet.workshop.id,
            to=to,
            due=week_morning(day_of(appointment.ends) + timedelta(days=7)),
        )


def refresh(tx: Transaction, sheet: WorkshopSheet, *, now: datetime) -> None:
    """Update everything that shows the workshop: messages to coaches and in the channel, the meeting's cards, Homes."""
    appointment = sheet.date
    notices.owe_updates(tx, SUBJECT, sheet.workshop.id, revision=sheet.workshop.revision, due=now)
    if appointment is not None and sheet.workshop.poll_id is not None:
        card = (MEETING, sheet.workshop.poll_id)
        notices.owe_updates(tx, *card, revision=appointment.revision, due=now)
        calendars.owe_changed_files(tx, [appointment], card=card, now=now)
        homes.owe_home(tx, {participant.person_id for participant in appointment.participants}, now=now)
    if sheet.standing is None:
        refresh_homes(tx, sheet, now=now)
