"""What a person sees in the demo: their cards, their newest message, their modal, their files."""

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.request import urlopen

from bot.sandbox.memory.messages import Message, Reply
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox

ADDRESS = re.compile(r"https?://\S+\.ics")
CALENDAR_LINES = ("METHOD:", "SEQUENCE:", "DTSTART;")  # lines that tell two files of the same appointment apart


def words(message: Message | Reply | None) -> str:
    """Return all text of a message; "" without a message."""
    return message.words if message else ""


def last(messages: Sequence[Message]) -> Message | None:
    """Return the newest message, None for none."""
    return messages[-1] if messages else None


def newest(person: Person) -> str:
    """Return the text of the newest message from the bot to a person, outside threads."""
    return words(last(person.inbox(threads=False)))


def find(person: Person, *what: str) -> Message | None:
    """Return the newest message from the bot to a person with all these texts, outside threads; None without one."""
    wanted = [flat(part) for part in what]
    found = (
        message
        for message in reversed(person.inbox(threads=False))
        if all(part in flat(message.words) for part in wanted)
    )
    return next(found, None)


def saying(person: Person, *what: str) -> str:
    """Return the text of that message. It need not be the newest message, since reminders come in between."""
    return words(find(person, *what))


def flat(text: str) -> str:
    """Return a text on one line, with ordinary spaces."""
    return " ".join(text.split())


def seen_alone(person: Person) -> str:
    """Return the text of the newest ephemeral message to this person."""
    replies = person.replies()
    return words(replies[-1]) if replies else ""


def modal(person: Person) -> str:
    """Return the title and the text of the top modal; "" without one."""
    view = person.modal
    return f"{view.title}\n{view.text}" if view else ""


def card(person: Person, slot: str) -> Message | None:
    """Return a person's card of the request whose next séance starts at this slot."""
    for message in person.inbox(threads=False):
        if message.blocks and message.blocks[0]["type"] == "header" and slot in message.words.partition("\n")[0]:
            return message
    return None


def card_words(person: Person, slot: str) -> str:
    return words(card(person, slot))


def buttons(message: Message | None) -> list[str]:
    """Return the buttons of a message; none without a message."""
    return message.buttons if message else []


def button_for(person: Person, label: str, *, name: str) -> str:
    """Return the full name of the button that has this `label` and belongs to `name`, in the open modal."""
    blocks = person.modal.blocks if person.modal else []
    for before, block in pairwise(blocks):
        if name in str(before):
            full = [str(element.get("accessibility_label", "")) for element in block.get("elements", ())]
            return next((text for text in full if label in text), label)
    return label


def calendar_files(person: Person, message: Message | None, *, slack: Sandbox) -> dict[str, str]:
    """Return {name: lines that tell it apart} for the calendar files in a message's thread, the oldest first."""
    files = [file for other in (person.thread(message) if message else []) for file in other.files]
    return {file.name: calendar_lines(slack.file_bytes(file.id)) for file in files if file.name.endswith(".ics")}


def calendar_lines(data: bytes) -> str:
    """Return the method, the sequence number and the start in a calendar file, as one line."""
    lines = data.decode().splitlines()
    return " · ".join(line for line in lines if line.startswith(CALENDAR_LINES))


def sequence(lines: str) -> int:
    """Return the sequence number in such a line; -1 without one."""
    found = re.search(r"SEQUENCE:(\d+)", lines)
    return int(found[1]) if found else -1


def read_feed(said: str) -> str:
    """Fetch the feed whose address is in a text. Return the lines of its appointments."""
    found = ADDRESS.search(said)
    if found is None:
        return ""
    with urlopen(found[0], timeout=5) as fetched:  # noqa: S310 - the bot's own address on this machine
        text: str = fetched.read().decode()
    return "\n".join(calendar_lines(event.encode()) for event in text.split("BEGIN:VEVENT")[1:])
