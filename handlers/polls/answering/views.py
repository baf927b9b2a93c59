"""Views of the question about dates, its form and its confirmation. Pure."""

from collections.abc import Collection
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.dates.words import duration_words, moment_words
from bot.polls.model import Choice, PollSheet, Stage, Voter
from handlers.kit.blocks import Json, Message, actions, alone, button, field, keyed, modal, section, select
from handlers.kit.escaping import Said
from handlers.kit.sentences import ITEM, SPACE, capital, joined
from handlers.polls.asking.forms import name_of
from handlers.polls.words import asker, listed, titled, when

from . import texts


def question(sheet: PollSheet, reader_id: int, *, how: str = "asked", now: datetime) -> Message:
    """Build the question for a voter, with their answers, or the outcome. `how`: asked, again, redated."""
    poll, mine = sheet.poll, sheet.voter(reader_id)
    key = _key(sheet, how)
    if poll.stage is not Stage.OPEN or poll.deadline <= now or mine is None:
        return keyed(key, _over(sheet, mine, now=now))
    dates = poll.ahead(now)
    left = [date for date in dates if date not in mine.answers]
    lines = [] if not left else [ITEM(what=capital(when(date, now))) for date in dates]
    until = moment_words(poll.deadline, now)
    if not mine.answers:
        told = texts.NOT_SENT(when=until)
    elif left:
        told = texts.PARTLY(dates=listed(left, now), when=until)
    else:
        told = texts.SENT(said=_said(mine, dates, now=now), when=until)
    of, value = f"{until}, {poll.title}", str(poll.id)
    opens = button(
        texts.OPEN if left else texts.CHANGE, "polls.open", value=value, of=of, style="primary" if left else None
    )
    every = [button(texts.ALL, "polls.all", value=value, of=of)] if left else []
    told_of = _around(sheet, mine, now=now)
    return keyed(key, [*told_of, *lines, told, texts.PRIVATE(who=asker(sheet))], actions(opens, *every))


def form(sheet: PollSheet, reader_id: int, *, busy: Collection[int], now: datetime) -> Json:
    """Build the form, a list a date: what they said before, else « Oui » where they are free."""
    poll, mine = sheet.poll, sheet.voter(reader_id)
    title, length = titled(sheet), duration_words(poll.minutes)
    whole = mine is not None and not mine.lacks(poll.ahead(now))
    intro = texts.INTRO_AGAIN(title=title, length=length) if whole else texts.INTRO(title=title, length=length)
    blocks: list[Block] = [section(intro)]
    choices = {choice: (words, choice.value) for choice, words in texts.CHOICES.items()}
    others = {standing.starts: standing for standing in sheet.ranked(now)}
    for starts in poll.ahead(now):
        one, words = others[starts], capital(when(starts, now))
        guess = Choice.NO if starts in busy else Choice.YES
        before = mine.answers.get(starts, guess) if mine else guess
        label = texts.BUSY(when=words).plain if starts in busy else words
        name = name_of(starts)
        several = zip(Choice, (one.yes, one.maybe, one.no), strict=True)
        hint = texts.counts({what: sum(each != reader_id for each in some) for what, some in several})
        blocks.append(
            field(name, label, select(name, texts.CHOOSE, list(choices.values()), initial=choices[before]), hint=hint)
        )
    private = str(poll.id)
    return modal("polls.answered", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def done(sheet: PollSheet, reader_id: int, *, now: datetime) -> Json:
    """Show what was noted."""
    return modal("polls.done", texts.DONE_TITLE, [section(text) for text in _done(sheet, reader_id, now=now)])


def done_all(sheet: PollSheet, reader_id: int, *, busy: Collection[int] = (), now: datetime) -> Message:
    """Build the same to the person who pressed « Tout me convient », and at which dates they have something else."""
    taken = [texts.DONE_BUSY(dates=listed(sorted(busy), now))] if busy else []
    return alone(joined([*_done(sheet, reader_id, now=now), *taken]))


def ended(sheet: PollSheet) -> Message:
    """Show that no date is looked for any more."""
    return alone(texts.ENDED_KEY(who=asker(sheet), title=titled(sheet)))


def _around(sheet: PollSheet, mine: Voter, *, now: datetime) -> list[Said]:
    """Return what is to be moved, where it is, and whether the date can be decided without the reader."""
    poll, appointment = sheet.poll, sheet.appointment
    instead = (
        [texts.INSTEAD(when=moment_words(appointment.starts, now))] if poll.moves is not None and appointment else []
    )
    where = [texts.WHERE(place=poll.place)] if poll.place else []
    return [*instead, *where, texts.NEEDED if mine.required else texts.WISHED]


def _key(sheet: PollSheet, how: str) -> Said:
    who, title, length = asker(sheet), titled(sheet), duration_words(sheet.poll.minutes)
    if how == "again":
        return texts.KEY_AGAIN(who=who, title=title, length=length)
    if how == "redated":
        return texts.KEY_REDATED(who=who, title=title, length=length)
    return texts.KEY(who=who, title=title, length=length)


def _done(sheet: PollSheet, reader_id: int, *, now: datetime) -> list[Said]:
    poll, mine = sheet.poll, sheet.voter(reader_id)
    lines = [texts.DONE(said=_said(mine, poll.ahead(now), now=now))] if mine else []
    until = moment_words(poll.deadline, now)
    closed = poll.stage is not Stage.OPEN
    return [*lines, texts.DONE_CLOSED(who=asker(sheet)) if closed else texts.DONE_OPEN(when=until)]


def _over(sheet: PollSheet, mine: Voter | None, *, now: datetime) -> list[Said]:
    """Return what came of it, and what somebody had said."""
    poll, appointment = sheet.poll, sheet.appointment
    if poll.stage is Stage.BOOKED and appointment is not None:
        came = texts.BOOKED(when=moment_words(appointment.starts, now))
    elif poll.stage is Stage.ENDED:
        came = texts.ENDED(who=asker(sheet))
    else:
        came = texts.CLOSED(who=asker(sheet))
    said = [texts.SENT_CLOSED(said=_said(mine, poll.dates, now=now))] if mine and mine.answers else []
    return [came, *said]


def _said(mine: Voter, dates: Collection[int], *, now: datetime) -> Said:
    """Return what somebody answered: « oui pour mardi 19 mai à 10 h, non pour jeudi 21 mai à 10 h »."""
    parts = []
    for choice, words in texts.LOW.items():
        some = [date for date in dates if mine.answers.get(date) is choice]
        parts += [texts.SAID(choice=words, dates=listed(some, now))] if some else []
    return joined(parts, f"{SPACE}; ")
