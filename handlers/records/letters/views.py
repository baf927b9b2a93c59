"""Views of a letter to porteurs: the form, the preview, the message. Pure."""

from bot.programme.model import Person
from bot.records.letters import LIMIT, LetterReaders
from handlers.kit.blocks import (
    Json,
    Message,
    context,
    field,
    message,
    modal,
    plain_sections,
    section,
    select,
    text_area,
)
from handlers.kit.sentences import end_sentence, join_text
from handlers.kit.told import undo_blocks

from . import texts

LETTER, WHOM = "letter", "whom"


def letter_form(all_readers: LetterReaders, silent_readers: LetterReaders, *, draft_id: str) -> Json:
    """Build the form: the letter's text, and a choice of readers. Each option says how many readers it has."""
    said = section(texts.INTRO(promotion=all_readers.promotion.name))
    offered = [found for found in (all_readers, silent_readers) if found.readers]
    if not offered:
        return modal("records.letter_none", texts.TITLE, [said, section(texts.NOBODY_TO_WRITE_TO)])
    choices = [(texts.WHOMS[found.whom].format(count=len(found.readers)), found.whom.value) for found in offered]
    blocks = [
        said,
        field(WHOM, texts.WHOM, select(WHOM, texts.CHOOSE, choices, initial=choices[0])),
        field(LETTER, texts.LETTER, text_area(LETTER, limit=LIMIT), hint=texts.LETTER_HINT),
        context(texts.ONCE_A_WEEK),
    ]
    private = f"{all_readers.promotion.id} {draft_id}"
    return modal("records.letter_read", texts.TITLE, blocks, submit=texts.READ_AGAIN, private_metadata=private)


def preview_modal(found: LetterReaders, author: Person, *, draft_id: str) -> Json:
    """Build the message as each reader gets it, with the number and the names of the readers."""
    readers, heard, unreachable = [
        [person.name for person in some] for some in (found.readers, found.heard, found.unreachable)
    ]
    blocks = [
        section(texts.goes(len(found.readers), slack=found.in_slack)),
        context(texts.names(readers, heard=heard, unreachable=unreachable)),
        section(texts.WRITES(name=author.name)),
        *plain_sections(found.text),
    ]
    return modal("records.letter_sent", texts.PREVIEW_TITLE, blocks, submit=texts.SEND, private_metadata=draft_id)


def sent_modal(letter_id: int, count: int) -> Json:
    """Build the confirmation with a button to undo. If `count` is 0, the letter had been sent before."""
    if not count:
        return modal("records.letter_done", texts.SENT_TITLE, [section(texts.SENT_BEFORE)], last=True)
    blocks = [section(texts.sent(count)), *undo_blocks("records.letter_undo", str(letter_id))]
    return modal("records.letter_done", texts.SENT_TITLE, blocks, last=True)


def undone_modal() -> Json:
    return modal("records.letter_done", texts.UNDONE_TITLE, [section(texts.UNDONE)], last=True)


def letter_message(text: str, author: Person) -> Message:
    says = texts.WRITES(name=author.name)
    answer = [texts.ANSWER(name=author.name, slack_id=author.slack_id)] if author.slack_id else []
    whole = join_text([says, end_sentence(text), *answer])
    return message(whole, section(says), *plain_sections(text), *(section(line) for line in answer))
