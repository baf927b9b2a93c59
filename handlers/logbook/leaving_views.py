"""Views to share a logbook entry or get its files, and the copy that the coach receives. Pure."""

from collections.abc import Sequence

from bot.dates.words import month_words
from bot.logbook.facts import LogbookPaper
from bot.logbook.model import ALWAYS, ASKS, Logbook, Place, Share, digest_of, first_day
from bot.programme.model import Person
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    field,
    headed_message,
    header,
    message,
    modal,
    plain_sections,
    section,
    select,
    text_message,
)
from handlers.kit.sentences import capitalise, end_sentence, join_text

from . import texts
from .forms import COACH, ENTRY, EntryToShare
from .views import label_of, progress_lines

MOST = 100


def talk_form(book: Logbook, coaches: Sequence[Person]) -> Json:
    """Build the form to choose one entry and one coach. The newest entry comes first."""
    said = ((place, word) for place, word in book.words.items() if word.text and place[1] not in ASKS.values())
    written = sorted(said, key=lambda pair: pair[1].at)
    entries: list[Choice] = [
        (title_of(book, place), " ".join(EntryToShare(place).place)) for place, _ in reversed(written)
    ]
    whom: list[Choice] = [(coach.name, str(coach.id)) for coach in coaches[:MOST]]
    drawn = [
        section(texts.TALK_SAID),
        field(ENTRY, texts.ENTRY, select(ENTRY, texts.CHOOSE, entries[:MOST])),
        field(COACH, texts.COACH, select(COACH, texts.CHOOSE, whom, initial=whom[0])),
    ]
    return modal("logbook.preview", texts.TALK_TITLE, drawn, submit=texts.READ_AGAIN)


def preview_modal(title: str, text: str, *, coach: Person, place: Place) -> Json:
    """Build the preview, with the exact text that the coach would read."""
    drawn = [section(texts.PREVIEW(coach=coach.name)), header(title), *plain_sections(text)]
    private = str(EntryToShare(place, coach.id, digest_of(text)))
    return modal("logbook.shared", texts.PREVIEW_TITLE, drawn, submit=texts.SEND, private_metadata=private)


def entry_sent_modal(coach: Person) -> Json:
    drawn = [section(texts.SENT(coach=coach.name)), actions(button(texts.BOOK, "helpdesk.start"))]
    return modal("logbook.done", texts.SENT_TITLE, drawn)


def entry_shared_message(share: Share, owner: Person) -> Message:
    """Build the message that shares an entry with a coach. If the owner has erased the entry, the message says so."""
    if share.text is None:
        return text_message(texts.SHARED_ERASED(name=owner.name))
    key = texts.SHARED(name=owner.name)
    answer = [texts.SHARED_BY(slack_id=owner.slack_id)] if owner.slack_id else []
    title = [end_sentence(share.title)] if share.title else []
    shown = [section(texts.SHOWN(title=share.title))] if share.title else []
    spoken = join_text([key, *title, end_sentence(share.text), *answer])
    return message(spoken, section(join_text([key, *answer])), *shown, *plain_sections(share.text))


def file_ready_message(paper: LogbookPaper, book: Logbook) -> Message:
    """Build a direct message, under which the bot posts a file. For a picture, the message describes it in words."""
    return headed_message(texts.READY[paper], progress_lines(book) if paper is LogbookPaper.PICTURE else [])


def file_coming_message() -> Message:
    return text_message(texts.COMES)


def erased_modal(*, had_content: bool) -> Json:
    """Build the confirmation that the logbook is erased. If there was nothing to erase, say so."""
    return modal("logbook.done", texts.ERASED_TITLE, [section(texts.ERASED if had_content else texts.NOTHING_LEFT)])


def title_of(book: Logbook, place: Place) -> str:
    month, name = place
    label = label_of(book, name, word=book.words.get(place))
    if month == ALWAYS:
        return label
    return texts.ENTRY_OF.format(month=capitalise(month_words(first_day(month))), label=label)
