"""The interface of the renderers of notices: what a renderer gets (`Told`), and what it returns for each surface.

This module also builds the cards that « Ouvrir » shows, and buttons that several features show."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from slack_sdk.models.blocks import Block, InteractiveElement, StaticSelectElement

from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.past import Past
from bot.notices.facts import Fact
from bot.notices.model import Action, Notice
from bot.programme.model import Actor, Person
from bot.programme.service import find_person
from bot.tools import Reading

from . import texts
from .blocks import Choice, Json, Message, Paper, actions, button, context, divider, modal, section, select
from .escaping import Said
from .sentences import join_text, labelled_fact

MOST_ON_CARD = 3  # A card has at most this many buttons, including « Autres actions ».
ROOM_LINK = "kit.link"
_TITLE = re.compile(r"\*[^*\n]+\*")  # It matches a paragraph that is only a title.
OPENED = "agenda.opened"
MORE = "home.more"  # The next modal replaces this modal of « Plus ».
OpenedCard: TypeAlias = Callable[[], Sequence[Block | Json]]  # It builds the card, and is called after the ack.
# Mails end with a link to the reader's own défi, which has this id. No button in Slack has it.
CARRIED = "home.defi"
# The action of List-Unsubscribe in a reminder's mail. No button has this id.
STOP = "reminders.stop"
FactT = TypeVar("FactT", bound=Fact)
FactT_co = TypeVar("FactT_co", bound=Fact, covariant=True)
DrawnT = TypeVar("DrawnT")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for a card's thread. It has either our own bytes, or the id of a file in Slack, which is copied.

    `name` is unique to this notice, so that the file can be found again. `words` is the text beside the file, for
    screen readers. `others` are more files in the same reply. `alt` describes a picture. Raises ValueError if the file
    has both or neither."""

    name: str
    title: str
    words: str
    data: bytes | None = field(default=None, repr=False)
    slack_file: str | None = None
    others: "tuple[Upload, ...]" = ()
    alt: str = ""

    def __post_init__(self) -> None:
        if (self.data is None) == (self.slack_file is None):
            raise ValueError("an upload has bytes or a file of Slack's")


@dataclass(frozen=True, slots=True)
class HomeView:
    """A person's App Home, as a whole view of type `home`."""

    view: Json


@dataclass(frozen=True, slots=True)
class GroupPost:
    """A message to a group. `slack_ids` are the accounts of its 1 to 8 members; a member without an account is None.

    The same people always share one conversation. The members must not change between two attempts, since an earlier
    attempt is looked up in the members' conversation. For the same reason, the renderer must not return None after an
    attempt."""

    message: Message
    slack_ids: tuple[str | None, ...]
    person_ids: tuple[int, ...] = ()  # the ids of the members, with which missing accounts are looked up


Method: TypeAlias = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail with a calendar file.

    `reader` is the mail address of the entry's owner. If `asked` is true, the owner's calendar program asks for an
    answer. `linked` is the text with links by which the reader can act, if there are any."""

    message: Message
    subject: str
    entry: CalendarEntry = field(repr=False)
    reader: str
    asked: bool = False
    linked: Message | None = None

    @property
    def method(self) -> Method:
        """Return the METHOD of the calendar file."""
        return "CANCEL" if self.entry.cancelled else "REQUEST"


Drawing: TypeAlias = Message | GroupPost | Upload | HomeView | Letter | Paper


@dataclass(frozen=True, slots=True)
class Told(Generic[FactT_co]):
    """A fact about to be sent. `now` is the time at which it is rendered, from the state at that time."""

    reading: Reading
    notice: Notice
    fact: FactT_co
    now: datetime

    @property
    def about(self) -> int:
        """Return the id of the notice's subject."""
        return self.notice.subject_id

    @property
    def reader_id(self) -> int:
        """Return the reader's id, 0 if the notice is for a channel or a group."""
        return self.notice.person_id or 0

    @property
    def posted(self) -> bool:
        """Return whether the notice is already posted in Slack. A posted question loses its buttons after an answer."""
        return self.notice.action is Action.UPDATE

    def find_person(self, person_id: int | None) -> Person | None:
        """Return the person with this id. Return None if the id is None, or if the person was erased."""
        return find_person(self.reading, person_id) if person_id else None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Buttons that mails replace by links. The page of such a link has the same buttons as the button's card.

    `acts` are the ids of the buttons. `ends` gets the id of the card's subject and returns when the link expires; it
    raises NotFound. The page shows `page` instead of the card if there is one. `parted` lets former members use the
    links too."""

    acts: tuple[str, ...]
    ends: Callable[[Reading, int], datetime]
    page: Callable[[Reading, Actor, int, datetime], Message | None] | None = None
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Draws(Generic[FactT, DrawnT]):
    """A renderer of these kinds of facts, made by `draws`. It returns None for an outdated fact."""

    facts: tuple[type[FactT], ...]
    draw: Callable[[Told[FactT]], DrawnT]

    def __call__(self, told: Told[FactT]) -> DrawnT:
        return self.draw(told)


def draws(*facts: type[FactT]) -> Callable[[Callable[[Told[FactT]], DrawnT]], Draws[FactT, DrawnT]]:
    """Mark a function as the renderer of these facts. `handlers.notices` finds it by this mark in a news module."""

    def mark(draw: Callable[[Told[FactT]], DrawnT]) -> Draws[FactT, DrawnT]:
        return Draws(facts, draw)

    return mark


class ReadsOpened(Protocol):
    """A function that reads a thing for an actor, and returns the builder of its card. Raises NotAllowed, NotFound."""

    def __call__(self, reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
        """Read the data of the card."""


@dataclass(frozen=True, slots=True)
class ToldOpening:
    """How « Ouvrir » shows the appointments of a feature, as one modal with the whole card.

    `find` gets the id of an appointment, and returns the id of its request, cycle or gathering; it raises NotFound.
    `past` returns the history (« Historique ») of a thing that `read` has allowed. Each feature registers its own
    opening by the keys of its dispositifs (`Routes.opens`)."""

    title: str
    find: Callable[[Reading, int], int]
    read: ReadsOpened
    past: Callable[[Reading, int], Past] | None = None


def open_button(appointment_id: int, *, of: str, label: str = texts.OPEN) -> InteractiveElement:
    """Build « Ouvrir ». `of` is the date of the appointment, then its name."""
    return button(label, f"agenda.open:{appointment_id}", value=str(appointment_id), of=of)


def late_button(appointment_id: int, *, of: str) -> InteractiveElement:
    """Build « J’aurai du retard » for an appointment that starts soon (`bot.agenda.late`). `of`: see `open_button`."""
    return button(texts.LATE, f"agenda.late:{appointment_id}", value=str(appointment_id), of=of)


def undo_blocks(action_id: str, value: str, *, told: Said = texts.UNDO_FOR_TWO_MINUTES) -> list[Block]:
    """Build « Revenir en arrière » below a sentence with its time limit (`told`)."""
    return [context(told), actions(button(texts.UNDO, action_id, value=value))]


def add_undo(drawn: Message, batch: str | None) -> Message:
    """Add « Revenir en arrière » to a card whose reader can undo `batch`. If `batch` is None, the card is unchanged."""
    if batch is None:
        return drawn
    undo = [block.to_dict() for block in undo_blocks("agenda.undo", batch)]
    return replace(drawn, text=join_text([drawn.text, texts.UNDO_FOR_TWO_MINUTES]), blocks=(*drawn.blocks, *undo))


def try_button(appointment_id: int, *, of: str) -> InteractiveElement:
    """Build « Ce que nous allons essayer », with which a team notes an action after a séance (`handlers/records`)."""
    return button(texts.TRY, f"records.add:{appointment_id}", value=f"appointment-{appointment_id}", of=of)


def close_button(promotion_id: int, *, of: str) -> InteractiveElement:
    """Build the button that closes a promotion (`handlers/rights`)."""
    value = str(promotion_id)
    return button(texts.CLOSE_PROMOTION, f"rights.close:{value}", value=value, of=of)


def read_button(promotion_id: int, *, of: str) -> InteractiveElement:
    """Build the button that shows the data of an ended promotion (`handlers/rights`)."""
    value = str(promotion_id)
    return button(texts.READ_PROMOTION, f"rights.over:{value}", value=value, of=of)


def rate_row(committee_id: int, *, of: str) -> Block:
    """Build the three buttons that rate how useful a committee was. The minutes of a committee show them too."""
    return actions(
        *(
            button(label, f"evaluation.rate:{choice}", value=f"{committee_id} {choice}", of=of)
            for choice, label in texts.RATES.items()
        )
    )


def open_list(choices: Sequence[Choice]) -> StaticSelectElement:
    """Build a list to open one of several appointments. `choices` are labels, which begin with a date, and ids."""
    return select("agenda.open", texts.OPEN_ONE, choices)


def opened_modal(
    title: str,
    drawn: Sequence[Block | Json],
    *,
    carries: str,
    at: int | None = None,
    late: InteractiveElement | None = None,
    has_past: bool = False,
) -> Json:
    """Build the modal around a card, with « Historique » below. If the card has no button, the modal says where to act.

    `at` is the appointment that the reader opened; the forms tick it. `late` is « J’aurai du retard » if the card's
    appointment starts soon."""
    blocks = [block if isinstance(block, dict) else block.to_dict() for block in drawn]
    if not any(block["type"] == "actions" for block in blocks):
        blocks.append(context(texts.ELSEWHERE).to_dict())
    row = [late] if late else []
    row += [button(texts.PAST_OF, "agenda.history", value=carries)] if has_past else []
    blocks += [actions(*row).to_dict()] if row else []
    return modal("agenda.opened", title, blocks, private_metadata=f"{carries} {at}" if at else carries)


def shorten_card(drawn: Message, *, kept: Sequence[str], more: InteractiveElement) -> Message:
    """Return a card with at most three buttons: two of `kept`, in this order, then `more`.

    The link to the room becomes text. The button to the calendar entry stands behind `more`. A card that has neither,
    and three buttons at most, is unchanged. Mails, their pages and « Ouvrir » show all buttons (`whole`)."""
    buttons = [one for block in drawn.blocks if block["type"] == "actions" for one in block["elements"]]
    behind = [
        button for button in buttons if button["action_id"] == ROOM_LINK or _action_of(button).endswith(".calendar")
    ]
    if not behind and len(buttons) <= MOST_ON_CARD:
        return drawn
    shown = [button for name in kept for button in buttons if _action_of(button) == name][: MOST_ON_CARD - 1]
    row = {"elements": [*shown, more.to_dict()], "type": "actions"}
    blocks = [block for block in drawn.blocks if block["type"] != "actions"]
    link = next((one["url"] for one in behind if one.get("url")), None)
    if link:
        at = next(at for at, one in enumerate(blocks) if one["type"] == "section") + 1
        blocks.insert(at, section(labelled_fact(texts.LINK, link)).to_dict())
    return replace(drawn, blocks=(*blocks, row), whole=drawn.blocks)


def put_actions_first(drawn: Sequence[Block | Json]) -> list[Json]:
    """Return the blocks of « Ouvrir » with the rows of buttons right after the title.

    If a row has a title, the title moves with it. The line with the time limit of an undo moves with the undo button.
    """
    blocks = [one if isinstance(one, dict) else one.to_dict() for one in drawn]
    head, rest = (blocks[:1], blocks[1:]) if blocks and blocks[0]["type"] == "header" else ([], blocks)
    moved = {*_blocks_to_move(rest)}
    rows = [one for at, one in enumerate(rest) if at in moved]
    facts = [one for at, one in enumerate(rest) if at not in moved]
    between = [divider().to_dict()] if rows and facts else []
    return [*head, *rows, *between, *facts]


def _blocks_to_move(blocks: Sequence[Json]) -> Iterator[int]:
    for at, block in enumerate(blocks):
        if block["type"] != "actions":
            continue
        above: Json = blocks[at - 1] if at else {}
        undoes = any(_action_of(one).endswith(".undo") for one in block["elements"])
        titled = above.get("type") == "section" and bool(_TITLE.fullmatch(above.get("text", {}).get("text", "")))
        if titled or (undoes and above.get("type") == "context"):
            yield at - 1
        yield at


def _action_of(element: Json) -> str:
    return str(element["action_id"]).partition(":")[0]
