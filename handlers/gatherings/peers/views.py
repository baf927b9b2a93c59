"""Views of a group between peers: the form of its subject, a small métier, two groups merged. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.agenda.titles import name_metiers
from bot.gatherings.lacking import of_kind
from bot.gatherings.model import TITLE_LIMIT, GatheringSheet, Series
from bot.gatherings.series.joining import Joined, Small
from bot.gatherings.subjects.ballots import Ballot
from bot.programme.roles import Role
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import Extra, of
from handlers.gatherings.subjects import texts as subjects_texts
from handlers.gatherings.subjects.forms import OTHER, TEXT, write_group
from handlers.gatherings.subjects.views import drawn_lines, said_lines, when_of
from handlers.kit import sentences
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    alone,
    button,
    context,
    field,
    message,
    modal,
    section,
    select,
    sure,
)
from handlers.kit.escaping import Said, bold, clip

from . import texts


def planned(ballot: Ballot, *, small: Small | None, now: datetime) -> Extra:
    """Show what who organises a group sees of it: its subject or the vote, and what can be done where it is of few."""
    sheet = ballot.sheet
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return Extra()
    title = sheet.gathering.title
    key = texts.PLANNED(subject=title) if title else texts.NO_SUBJECT
    shown = key if title else sentences.joined([key, drawn_lines(ballot)], "\n")
    heard = key if title else sentences.joined([key, said_lines(ballot)])
    give = subject_button(sheet, now=now)
    row = ways(small)[:1] if small else ()
    return Extra(heard, (section(shown),), (give, *row))


def subject_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    """Build the way to the form in which a group's subject is given, or changed."""
    label = texts.CHANGE if sheet.gathering.title else texts.GIVE
    style, value = "primary" if of_kind(sheet) else None, str(sheet.gathering.id)
    return button(label, "gatherings.subject", value=value, of=of(sheet, now), style=style)


def subject_form(ballot: Ballot, *, now: datetime) -> Json:
    """Build the form in which a group's subject is given or changed, beside what is proposed."""
    sheet = ballot.sheet
    box = PlainTextInputElement(
        action_id=TEXT, min_length=1, max_length=TITLE_LIMIT, initial_value=sheet.gathering.title or None
    )
    about = subjects_texts.ABOUT(name=naming.name_of(sheet.series), when=when_of(sheet, now))
    blocks: list[Block] = [section(about)]
    if ballot.proposals:
        blocks.append(section(drawn_lines(ballot)))
    blocks += map(context, naming.can_help(ballot.helping))
    if ballot.is_open(now):
        blocks.append(context(texts.ENDS_VOTE))
    blocks.append(field(TEXT, texts.FIELD, box, hint=texts.HINT))
    private = str(sheet.gathering.id)
    return modal("gatherings.subject_given", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def subject_given(sheet: GatheringSheet, *, now: datetime) -> Json:
    """Show what the form says once a group has its subject."""
    said = texts.GIVEN(when=when_of(sheet, now), subject=sheet.gathering.title or "")
    return modal("gatherings.done", texts.NOTED_TITLE, [section(said)], last=True)


def small(about: Small, *, posted: bool) -> Message | None:
    """Show what who organises a group of few is told, once; afterwards what came of it."""
    series = about.series
    name = naming.name_of(series)
    if series.ended_at is not None or Role.ALUMNI in series.opened_to or not about.is_few:
        if not posted:
            return None
        if series.ended_at is not None:
            return alone(texts.ENDED(name=name))
        return alone(texts.OPENED(name=name) if Role.ALUMNI in series.opened_to else texts.GROWN(name=name))
    key = few(about)
    more = texts.what_to_do(others=bool(about.others), alumni=about.alumni)
    row = ways(about)
    return message(sentences.joined([key, more]), section(bold(key)), section(more), *([actions(*row)] if row else []))


def few(about: Small) -> Said:
    """Return how few a group is for, or a métier that no group gathers."""
    return texts.few(_called(about.series), [member.name for member in about.members], grouped=about.series.id > 0)


def join_form(about: Small) -> Json:
    """Build the form in which a group joins another."""
    name = _called(about.series)
    if not about.others:
        return modal("gatherings.done", texts.JOIN_TITLE, [section(texts.NO_OTHER)])
    choices = [(clip(naming.name_of(other), 75), str(other.id)) for other in about.others[:100]]
    intro = texts.JOIN_INTRO(name=name) if about.series.id else texts.JOIN_INTRO_UNGROUPED(name=name)
    blocks = [section(intro), field(OTHER, texts.JOIN_FIELD, select(OTHER, texts.JOIN_CHOOSE, choices))]
    private = write_group(about.series)
    return modal(
        "gatherings.group_joined", texts.JOIN_TITLE, blocks, submit=texts.JOIN_SUBMIT, private_metadata=private
    )


def joined(done: Joined) -> Json:
    """Show what the form says once two groups are one, or a métier shares in a group."""
    ended, into = _called(done.ended), naming.name_of(done.into)
    said = texts.joined(ended, into, done.number) if done.ended.id else texts.JOINS(metier=ended, into=into)
    title = texts.JOINED_TITLE if done.ended.id else texts.NOTED_TITLE
    return modal("gatherings.done", title, [section(said)], last=True)


def opened(about: Small) -> Message:
    """Build the answer to the person who invites alumni."""
    return message(texts.OPENED(name=naming.name_of(about.series)))


def merged(ended: Series, into: Series, *, following: GatheringSheet | None, now: datetime) -> Message:
    """Show what each whom it concerns is told of two groups that are one."""
    names = naming.name_of(ended), naming.name_of(into)
    return alone(texts.MERGED(ended=names[0], into=names[1], following=_following(following, now)))


def arrived(metier: str, into: Series, *, following: GatheringSheet | None, now: datetime) -> Message:
    """Show what each whom it concerns is told of a métier that joins a group."""
    name = name_metiers([metier])
    return alone(texts.ARRIVED(metier=name, into=naming.name_of(into), following=_following(following, now)))


def ways(about: Small) -> Sequence[InteractiveElement]:
    """Show what can be done about a group of few, or a métier that no group gathers."""
    series = about.series
    name, value = _called(series), write_group(series)
    found: list[InteractiveElement] = []
    if about.others:
        label = texts.JOIN if series.id else texts.JOIN_ONE
        found.append(button(label, f"gatherings.join_group:{value}", value=value, of=name))
    if about.alumni and not series.id:
        value = f"{series.promotion_id} {series.metiers[0]}"
        found.append(button(texts.ALUMNI, f"gatherings.alumni:{series.metiers[0]}", value=value, of=name))
    elif about.alumni:
        said = texts.alumni_sure(name, about.alumni)
        confirm = sure(texts.ALUMNI_SURE_TITLE, said, yes=texts.ALUMNI_YES, no=texts.ALUMNI_NO)
        found.append(button(texts.ALUMNI, f"gatherings.open_alumni:{value}", value=value, of=name, confirm=confirm))
    return found


def _following(sheet: GatheringSheet | None, now: datetime) -> Said:
    return texts.FOLLOWING(when=when_of(sheet, now)) if sheet else texts.NO_DATE


def _called(series: Series) -> str:
    """Name a group, or the métier that has none."""
    return naming.name_of(series) if series.id else name_metiers(series.metiers)
