"""The interface of the functions that render notices: their argument (`RenderContext`), and what they return.

This module also builds the modal of « Ouvrir », and buttons that several features show."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from slack_sdk.models.blocks import Block, InteractiveElement, StaticSelectElement

from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.past import AppointmentHistory
from bot.notices.facts import Fact
from bot.notices.model import Action, Notice
from bot.programme.model import Actor, Person
from bot.programme.service import find_person
from bot.tools import Reading

from . import texts
from .blocks import Choice, Json, Message, Paper, actions, button, context, divider, modal, section, select
from .escaping import Said
from .sentences import join_text, labelled_fact

MOST_ON_CARD = 3  # the most buttons of a card, including « Autres actions »
ROOM_LINK = "kit.link"
_TITLE = re.compile(r"\*[^*\n]+\*")  # matches a paragraph that is only a title
OPENED = "agenda.opened"
# the callback id of the modal of « Plus », which the next modal replaces
MORE = "home.more"
# builds the blocks of a card after the ack
OpenedCard: TypeAlias = Callable[[], Sequence[Block | Json]]
# The id of the link to the reader's own défi, at the end of each mail. No button in Slack has this id.
CARRIED = "home.defi"
# The id of the link that unsubscribes from reminders (List-Unsubscribe). No button has this id.
STOP = "reminders.stop"
FactT = TypeVar("FactT", bound=Fact)
FactT_co = TypeVar("FactT_co", bound=Fact, covariant=True)
DrawnT = TypeVar("DrawnT")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to post in a card's thread: our own bytes (`data`), or a file in Slack to copy (`slack_file`).

    `name` is unique to this notice, so that the bot can find the posted file. `words` is the text beside the file.
    `others` are more files of the same reply. `alt` describes a picture. Raises ValueError if the file has both
    contents or neither."""

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
    """A message to a group of 1 to 8 people. `slack_ids` are their accounts, and None for a person without an account.

    Slack has one conversation for the same people. Before a second attempt, the bot looks for the message there.
    Therefore the renderer must return the same people at each attempt, and never None after the first attempt."""

    message: Message
    slack_ids: tuple[str | None, ...]
    person_ids: tuple[int, ...] = ()  # the ids of the people, to look up missing accounts


Method: TypeAlias = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail with an entry for the calendar.

    `reader` is the mail address of the reader. If `asked` is true, the reader's calendar program asks whether they
    attend. `linked` is the message with links to act, if there are any."""

    message: Message
    subject: str
    entry: CalendarEntry = field(repr=False)
    reader: str
    asked: bool = False
    linked: Message | None = None

    @property
    def method(self) -> Method:
        return "CANCEL" if self.entry.cancelled else "REQUEST"


Drawing: TypeAlias = Message | GroupPost | Upload | HomeView | Letter | Paper


@dataclass(frozen=True, slots=True)
class RenderContext(Generic[FactT_co]):
    """A notice that a renderer turns into a message. `now` is the time of rendering."""

    reading: Reading
    notice: Notice
    fact: FactT_co
    now: datetime

    @property
    def about(self) -> int:
        return self.notice.subject_id

    @property
    def reader_id(self) -> int:
        """Return the reader's id. Return 0 if the notice is for a channel or a group."""
        return self.notice.person_id or 0

    @property
    def posted(self) -> bool:
        """Return whether Slack already shows the notice. If it is a question, an answer removes its buttons."""
        return self.notice.action is Action.UPDATE

    def find_person(self, person_id: int | None) -> Person | None:
        """Return the person with this id. Return None if the id is None, or if the person was erased."""
        return find_person(self.reading, person_id) if person_id else None


@dataclass(frozen=True, slots=True)
class MailLinks:
    """Buttons that are links in mails. A link opens a page with the buttons of the card.

    `acts` are the ids of the buttons. `ends` gets the id of the thing that the links are about. It returns the time at
    which the links expire, and raises NotFound. If `page` is given, it builds the page in place of the card. If
    `parted` is true, former members can use the links."""

    acts: tuple[str, ...]
    ends: Callable[[Reading, int], datetime]
    page: Callable[[Reading, Actor, int, datetime], Message | None] | None = None
    parted: bool = False


@dataclass(frozen=True, slots=True)
class FactRenderer(Generic[FactT, DrawnT]):
    """The renderer of some types of facts, created by `draws`. It returns None if a fact is outdated."""

    facts: tuple[type[FactT], ...]
    draw: Callable[[RenderContext[FactT]], DrawnT]

    def __call__(self, context: RenderContext[FactT]) -> DrawnT:
        return self.draw(context)


def draws(*facts: type[FactT]) -> Callable[[Callable[[RenderContext[FactT]], DrawnT]], FactRenderer[FactT, DrawnT]]:
    """Decorate the function that renders these types of facts. `handlers.notices` finds it in a `news` module."""

    def mark(draw: Callable[[RenderContext[FactT]], DrawnT]) -> FactRenderer[FactT, DrawnT]:
        return FactRenderer(facts, draw)

    return mark


class CardReader(Protocol):
    """A function that reads the data of a card for an actor, and returns the builder of the card.

    It raises NotAllowed and NotFound."""

    def __call__(self, reading: Reading, actor: Actor, *, thing_id: int, now: datetime) -> OpenedCard:
        """Read the data of the card."""


@dataclass(frozen=True, slots=True)
class CardOpening:
    """The way in which « Ouvrir » shows the appointments of a feature: one modal with the whole card.

    `find` returns the id of an appointment's request, cycle or gathering, and raises NotFound. `past` returns the data
    of « Historique » after `read` has checked the permission. Each feature registers its opening with
    `Routes.add_opening`."""

    title: str
    find: Callable[[Reading, int], int]
    read: CardReader
    past: Callable[[Reading, int], AppointmentHistory] | None = None


def open_button(appointment_id: int, *, of: str, label: str = texts.OPEN) -> InteractiveElement:
    """Build « Ouvrir ». `of` is the date of the appointment, then its name."""
    return button(label, f"agenda.open:{appointment_id}", value=str(appointment_id), of=of)


def late_button(appointment_id: int, *, of: str) -> InteractiveElement:
    """Build « J’aurai du retard » for an appointment that starts soon (`bot.agenda.late`). `of`: see `open_button`."""
    return button(texts.LATE, f"agenda.late:{appointment_id}", value=str(appointment_id), of=of)


def undo_blocks(action_id: str, value: str, *, time_limit: Said = texts.UNDO_FOR_TWO_MINUTES) -> list[Block]:
    """Build « Revenir en arrière » below a sentence with its time limit (`time_limit`)."""
    return [context(time_limit), actions(button(texts.UNDO, action_id, value=value))]


def add_undo(card: Message, batch: str | None) -> Message:
    """Add « Revenir en arrière » to a card. `batch` is the id of the change to undo. If it is None, add nothing."""
    if batch is None:
        return card
    undo = [block.to_dict() for block in undo_blocks("agenda.undo", batch)]
    return replace(card, text=join_text([card.text, texts.UNDO_FOR_TWO_MINUTES]), blocks=(*card.blocks, *undo))


def try_button(appointment_id: int, *, of: str) -> InteractiveElement:
    """Build « Ce que nous allons essayer », with which a team notes an action after a séance (`handlers/records`)."""
    return button(texts.TRY, f"records.add:{appointment_id}", value=f"appointment-{appointment_id}", of=of)


def close_button(promotion_id: int, *, of: str) -> InteractiveElement:
    """Build the button that closes a promotion (`handlers/rights`)."""
    value = str(promotion_id)
    return button(texts.CLOSE_PROMOTION, f"rights.close:{value}", value=value, of=of)


def ended_promotion_button(promotion_id: int, *, of: str) -> InteractiveElement:
    """Build the button that shows the data of an ended promotion (`handlers/rights`)."""
    value = str(promotion_id)
    return button(texts.READ_PROMOTION, f"rights.over:{value}", value=value, of=of)


def rating_row(committee_id: int, *, of: str) -> Block:
    """Build the three buttons to rate how useful a committee was. They are also below the committee's minutes."""
    return actions(
        *(
            button(label, f"evaluation.rate:{choice}", value=f"{committee_id} {choice}", of=of)
            for choice, label in texts.RATES.items()
        )
    )


def open_menu(choices: Sequence[Choice]) -> StaticSelectElement:
    """Build a list to open one of several appointments. `choices` are labels, which begin with a date, and ids."""
    return select("agenda.open", texts.OPEN_ONE, choices)


def opened_modal(
    title: str,
    card_blocks: Sequence[Block | Json],
    *,
    metadata: str,
    opened_id: int | None = None,
    delay_button: InteractiveElement | None = None,
    has_past: bool = False,
) -> Json:
    """Build the modal around a card, with « Historique » below. If the card has no button, a sentence names the Home.

    `opened_id` is the id of the appointment that the reader opened: forms tick it at first. `delay_button` is the
    button « J’aurai du retard », if the appointment starts soon."""
    blocks = [block if isinstance(block, dict) else block.to_dict() for block in card_blocks]
    if not any(block["type"] == "actions" for block in blocks):
        blocks.append(context(texts.ELSEWHERE).to_dict())
    row = [delay_button] if delay_button else []
    row += [button(texts.PAST_OF, "agenda.history", value=metadata)] if has_past else []
    blocks += [actions(*row).to_dict()] if row else []
    return modal("agenda.opened", title, blocks, private_metadata=f"{metadata} {opened_id}" if opened_id else metadata)


def shorten_card(card: Message, *, kept_actions: Sequence[str], more_button: InteractiveElement) -> Message:
    """Return a card with at most three buttons: the first two of `kept_actions` that it has, and `more_button`.

    The link to the video room becomes text, and the button to the calendar entry moves behind `more_button`. If the
    card has neither, and has at most three buttons, it does not change.
    Mails, their pages and « Ouvrir » use all buttons (`whole`)."""
    buttons = [one for block in card.blocks if block["type"] == "actions" for one in block["elements"]]
    behind = [
        button for button in buttons if button["action_id"] == ROOM_LINK or _action_name(button).endswith(".calendar")
    ]
    if not behind and len(buttons) <= MOST_ON_CARD:
        return card
    shown = [button for name in kept_actions for button in buttons if _action_name(button) == name][: MOST_ON_CARD - 1]
    row = {"elements": [*shown, more_button.to_dict()], "type": "actions"}
    blocks = [block for block in card.blocks if block["type"] != "actions"]
    link = next((one["url"] for one in behind if one.get("url")), None)
    if link:
        at = next(at for at, one in enumerate(blocks) if one["type"] == "section") + 1
        blocks.insert(at, section(labelled_fact(texts.LINK, link)).to_dict())
    return replace(card, blocks=(*blocks, row), whole=card.blocks)


def put_actions_first(card_blocks: Sequence[Block | Json]) -> list[Json]:
    """Return the blocks of « Ouvrir » with the buttons right after the title.

    A row of buttons moves with its own title, and the undo button with the line that says until when it works."""
    blocks = [one if isinstance(one, dict) else one.to_dict() for one in card_blocks]
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
        undoes = any(_action_name(one).endswith(".undo") for one in block["elements"])
        titled = above.get("type") == "section" and bool(_TITLE.fullmatch(above.get("text", {}).get("text", "")))
        if titled or (undoes and above.get("type") == "context"):
            yield at - 1
        yield at


def _action_name(element: Json) -> str:
    return str(element["action_id"]).partition(":")[0]
