"""A group between peers drawn: the form of its subject, a métier of few, two groups that become one. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.gatherings.ballots import Ballot
from bot.gatherings.joining import Joined, Small
from bot.gatherings.model import TITLE_LIMIT, Series, Sheet
from bot.programme.roles import Role
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    button,
    context,
    field,
    message,
    modal,
    section,
    select,
    sure,
)
from handlers.kit.escaping import bold, clip, escape

from . import peers_texts as texts
from .extra import Extra
from .subjects_forms import TEXT
from .subjects_words import drawn_lines, name_of, said_lines, when_of

OTHER = "other"


def planned(ballot: Ballot, *, small: Small | None, now: datetime) -> Extra:
    """Draw what who organises a group sees of it: its subject or the vote, and what can be done where it is of few."""
    sheet = ballot.sheet
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return Extra()
    title = sheet.gathering.title
    said = escape(texts.planned(title))
    lines = [] if title else [drawn_lines(ballot)]
    label = texts.CHANGE if title else texts.GIVE
    give = button(label, "gatherings.subject", value=str(sheet.gathering.id), of=when_of(sheet, now))
    ways = _ways(small)[:1] if small else ()
    spoken = said if title else f"{said} {said_lines(ballot)}"
    return Extra(spoken, (section("\n".join([said, *lines])),), (give, *ways))


def subject_form(ballot: Ballot, *, now: datetime) -> Json:
    """Draw the form in which a group's subject is given or changed, beside what is proposed."""
    sheet = ballot.sheet
    box = PlainTextInputElement(
        action_id=TEXT, min_length=1, max_length=TITLE_LIMIT, initial_value=sheet.gathering.title or None
    )
    blocks: list[Block] = [section(f"{bold(escape(name_of(sheet.series)))}, {when_of(sheet, now)}")]
    if ballot.proposals:
        blocks.append(section(drawn_lines(ballot)))
    if ballot.is_open(now):
        blocks.append(context(texts.ENDS_VOTE))
    blocks.append(field(TEXT, texts.FIELD, box, hint=texts.HINT))
    private = str(sheet.gathering.id)
    return modal("gatherings.subject_given", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def subject_given(sheet: Sheet, *, now: datetime) -> Json:
    """Draw what the form says once a group has its subject."""
    said = escape(texts.given(when_of(sheet, now), sheet.gathering.title or ""))
    return modal("gatherings.done", texts.NOTED_TITLE, [section(said)], last=True)


def small(about: Small, *, posted: bool) -> Message | None:
    """Draw what who organises a group of few is told, once; afterwards what came of it."""
    series = about.series
    name = name_of(series)
    if series.ended_at is not None or Role.ALUMNI in series.opened_to:
        said = escape(texts.opened(name) if series.ended_at is None else texts.ended(name))
        return message(said, section(said)) if posted else None
    key = escape(texts.few(name, [one.name for one in about.members]))
    more = texts.what_to_do(others=bool(about.others), alumni=about.alumni)
    ways = _ways(about)
    return message(f"{key} {more}", section(bold(key)), section(more), *([actions(*ways)] if ways else []))


def join_form(about: Small) -> Json:
    """Draw the form in which a group joins another."""
    name = name_of(about.series)
    if not about.others:
        return modal("gatherings.done", texts.JOIN_TITLE, [section(texts.NO_OTHER)])
    choices = [(clip(name_of(one), 75), str(one.id)) for one in about.others[:100]]
    blocks = [
        section(escape(texts.join_intro(name))),
        field(OTHER, texts.JOIN_FIELD, select(OTHER, texts.JOIN_CHOOSE, choices)),
    ]
    private = str(about.series.id)
    return modal(
        "gatherings.group_joined", texts.JOIN_TITLE, blocks, submit=texts.JOIN_SUBMIT, private_metadata=private
    )


def joined(done: Joined) -> Json:
    """Draw what the form says once two groups are one."""
    said = escape(texts.joined(name_of(done.ended), name_of(done.into), done.number))
    return modal("gatherings.done", texts.JOINED_TITLE, [section(said)], last=True)


def opened(about: Small) -> Message:
    """Draw the answer to who invites alumni."""
    return message(escape(texts.opened(name_of(about.series))))


def merged(ended: Series, into: Series, *, following: Sheet | None, now: datetime) -> Message:
    """Draw what each whom it concerns is told of two groups that are one."""
    when = when_of(following, now) if following else None
    said = escape(texts.merged(name_of(ended), name_of(into), when))
    return message(said, section(said))


def _ways(about: Small) -> Sequence[InteractiveElement]:
    name, value = name_of(about.series), str(about.series.id)
    ways: list[InteractiveElement] = []
    if about.others:
        ways.append(button(texts.JOIN, "gatherings.join_group", value=value, of=name))
    if about.alumni:
        confirm = sure(
            texts.ALUMNI_SURE_TITLE,
            clip(texts.alumni_sure(name, about.alumni), 300),
            yes=texts.ALUMNI_YES,
            no=texts.ALUMNI_NO,
        )
        ways.append(button(texts.ALUMNI, "gatherings.open_alumni", value=value, of=name, confirm=confirm))
    return ways
