"""Views of the porteurs' seminar: subjects in its announcement, colleagues invited, sharing. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import EmailInputElement, PlainTextInputElement, UserSelectElement

from bot.dates.words import day_words
from bot.gatherings.model import SHARED_LIMIT, GatheringSheet
from bot.gatherings.porteurs import PorteursShared
from bot.gatherings.subjects.ballots import Ballot
from bot.programme.files.fields import NAME_LENGTH
from bot.programme.model import Person
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import Extra, of
from handlers.gatherings.subjects import texts as subjects_texts
from handlers.gatherings.subjects.forms import TEXT, SubjectsCarried
from handlers.gatherings.subjects.views import buttons, drawn_lines, said_lines, when_of
from handlers.kit.blocks import Json, Message, button, field, message, modal, section, text_area
from handlers.kit.blocks import words as own_words
from handlers.kit.escaping import Said, bold, clip
from handlers.kit.sentences import joined, stopped

from . import texts

ACCOUNT, NAME, EMAIL = "account", "name", "email"


def announced(ballot: Ballot, *, now: datetime) -> Extra:
    """Build the subjects on the announcement, with what is proposed, supported, and whom one may invite."""
    sheet = ballot.sheet
    lines = (section(drawn_lines(ballot)),)
    if not ballot.is_open(now):
        return Extra(said_lines(ballot), lines) if ballot.proposals else Extra()
    named = of(sheet, now)
    invite = button(texts.INVITE, "gatherings.invite", value=str(sheet.gathering.id), of=named)
    return Extra(said_lines(ballot), lines, (*buttons(ballot, sheet.gathering.id, of=named), invite))


def after(sheet: GatheringSheet, *, now: datetime) -> Extra:
    """Show what follows a seminar: the way to share what one takes from it."""
    if sheet.is_cancelled or sheet.appointment.starts > now:
        return Extra()
    share = button(texts.SHARE, "gatherings.share", value=str(sheet.gathering.id), of=of(sheet, now))
    return Extra(texts.ASKED, (section(texts.ASKED),), (share,))


def planned(ballot: Ballot, *, now: datetime) -> Extra:
    """Show what who organises a seminar sees of its subjects, and the way to invite somebody."""
    sheet = ballot.sheet
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return Extra()
    invite = button(texts.INVITE, "gatherings.invite", value=str(sheet.gathering.id), of=of(sheet, now))
    return Extra(said_lines(ballot), (section(drawn_lines(ballot)),), (invite,))


def invite_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    """Build the form that invites a colleague."""
    account = UserSelectElement(action_id=ACCOUNT, placeholder=texts.ACCOUNT_CHOOSE)
    name = PlainTextInputElement(action_id=NAME, min_length=1, max_length=NAME_LENGTH)
    blocks = [
        section(_about(sheet, now)),
        section(texts.INTRO),
        field(ACCOUNT, texts.ACCOUNT, account, optional=True),
        field(NAME, texts.NAME, name, optional=True),
        field(EMAIL, texts.EMAIL, EmailInputElement(action_id=EMAIL), hint=texts.EMAIL_HINT, optional=True),
    ]
    private = str(sheet.gathering.id)
    return modal("gatherings.invited", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def invited(person: Person, *, is_announced: bool) -> Json:
    """Show what the form says once a colleague is invited."""
    said = texts.INVITED(name=person.name) if is_announced else texts.INVITED_LATER(name=person.name)
    return modal("gatherings.done", texts.DONE_TITLE, [section(said)], last=True)


def share_form(sheet: GatheringSheet, carried: SubjectsCarried, *, now: datetime) -> Json:
    """Build the form to share what one takes from a seminar, with its readers."""
    hint = texts.SHARE_HINT if sheet.channel else texts.SHARE_HINT_EACH
    box = text_area(TEXT, limit=SHARED_LIMIT)
    blocks = [section(_about(sheet, now)), field(TEXT, texts.SHARE_FIELD, box, hint=hint)]
    private = str(carried)
    return modal("gatherings.shared", texts.SHARE_TITLE, blocks, submit=texts.SHARE_SUBMIT, private_metadata=private)


def shared_done() -> Json:
    """Show what the form says once it is shared."""
    return modal("gatherings.done", texts.SHARED_TITLE, [section(texts.SHARED)], last=True)


def shared(about: PorteursShared, *, now: datetime) -> Message:
    """Show what somebody shares, in their own words, for those of the channel or who took part."""
    who = about.author.name if about.author else texts.SOMEBODY
    name, day = (
        naming.name_of(about.sheet.series, about.sheet.gathering),
        day_words(about.sheet.appointment.starts, now),
    )
    said, typed = texts.SHARES(who=who, name=name, day=day), about.proposal.text
    heard = joined([said, clip(stopped(typed), 3500)])
    return message(heard, section(bold(said)), own_words(typed))


def _about(sheet: GatheringSheet, now: datetime) -> Said:
    return subjects_texts.ABOUT(name=naming.name_of(sheet.series, sheet.gathering), when=when_of(sheet, now))
