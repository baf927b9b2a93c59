"""What a gathering brought drawn: three buttons, the form for a word, what who organises reads; pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import moment_words
from bot.gatherings.conference.feedback import WORDS_LIMIT, Returns
from bot.gatherings.model import Mark, Sheet
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import Extra, of, title_of
from handlers.kit.blocks import (
    Json,
    Line,
    Message,
    actions,
    button,
    context,
    divider,
    field,
    line,
    message,
    modal,
    section,
    text_area,
    words,
)
from handlers.kit.escaping import bold
from handlers.kit.sentences import joined

from . import texts

WORDS = "words"
MOST_WORDS = 40  # of them with a line between: Slack takes 100 blocks


def after(sheet: Sheet, *, now: datetime) -> Extra:
    """Draw what stands after a gathering: the question, three answers, and that nobody sees which."""
    named, buttons = of(sheet, now), list[InteractiveElement]()
    for mark, label in texts.MARKS.items():
        value = f"{sheet.gathering.id} {mark}"
        buttons.append(button(label, f"gatherings.rate:{mark}", value=value, of=named))
    blocks = (section(bold(texts.USEFUL)), context(texts.NOBODY_SEES))
    return Extra(joined([texts.USEFUL, texts.NOBODY_SEES]), blocks, tuple(buttons))


def awaiting(sheet: Sheet, *, now: datetime) -> Line:
    """Draw for the Home the question to who came."""
    named, number = of(sheet, now), sheet.gathering.id
    marks = [
        button(label, f"gatherings.rate:{mark}", value=f"{number} {mark}", of=named)
        for mark, label in texts.MARKS.items()
    ]
    return line(joined([texts.WAS_USEFUL(named=title_of(sheet, now)), texts.NOBODY_SEES]), *marks)


def returns_button(sheet: Sheet, *, now: datetime) -> InteractiveElement:
    """Draw the way to what people said, for who organises."""
    return button(texts.RETURNS, "gatherings.returns", value=str(sheet.gathering.id), of=of(sheet, now))


def rated(sheet: Sheet, mark: str, *, now: datetime) -> Message:
    """Draw the answer to a mark, seen by one person, with the way to add a word."""
    said, value = texts.RATED(mark=texts.MARKS[mark]), str(sheet.gathering.id)
    add = button(texts.ADD, "gatherings.word", value=value, of=of(sheet, now))
    return message(said, section(said), actions(add))


def word_form(sheet: Sheet, initial: str) -> Json:
    """Draw the form for a word, with what was written before."""
    box = text_area(WORDS, limit=WORDS_LIMIT, initial=initial or None)
    blocks = [field(WORDS, texts.WORD, box, hint=texts.WORD_WHO_READS, optional=True)]
    private = str(sheet.gathering.id)
    return modal("gatherings.worded", texts.ADD, blocks, submit=texts.KEEP_WORD, private_metadata=private)


def worded(*, erased: bool) -> Json:
    """Draw what the modal says once a word is kept, or gone."""
    said = texts.WORD_ERASED if erased else texts.WORD_KEPT
    return modal("gatherings.done", texts.WORD_KEPT_TITLE, [section(said)], last=True)


def returns(found: Returns, *, now: datetime) -> Json:
    """Draw what people said: how many found it how useful, and their words without names."""
    one, when = found.sheet, moment_words(found.sheet.appointment.starts, now)
    blocks: list[Block] = [section(texts.TITLED(name=naming.name_of(one.series, one.gathering), when=when))]
    if not any(found.counts.values()):
        return modal("gatherings.done", texts.RETURNS_TITLE, [*blocks, section(texts.NO_RETURN)])
    given = [(texts.MARKS[mark.value], found.counts[mark]) for mark in Mark if found.counts[mark]]
    blocks.append(section(joined([texts.COUNTED(mark=mark, count=count) for mark, count in given], "\n")))
    blocks.append(context(texts.WITHOUT_NAMES))
    blocks.append(section(texts.WORDS if found.words else texts.NO_WORD))
    for each in found.words[:MOST_WORDS]:
        blocks += [words(each), divider()]
    return modal("gatherings.done", texts.RETURNS_TITLE, blocks)
