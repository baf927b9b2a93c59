"""Links in mails that do what a button does in Slack.

A link contains the fields of a notice, one of its buttons, and an expiry. The page of the link shows the current state,
and a click there calls the listener of this button."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import astuple, dataclass, replace

from bot.agenda.facts import REMINDERS
from bot.dates.paris import from_epoch
from bot.errors import NotFound
from bot.notices.model import Action, Notice
from bot.notices.welcome import Greeting
from bot.programme.mail_links import link_secret
from bot.signing import Signer
from bot.tools import Reading
from handlers.kit.blocks import Json, Message
from handlers.kit.told import CARRIED, STOP, MailLinks

PATH = "/r/"
_USE = "link"
_NEVER = from_epoch(0)


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link contains: the button's action id, the fields of the notice, and the reader.

    `until` is when the link expires, in Unix seconds. `mark` ties the link to its reader (`mail_links.link_secret`)."""

    act: str
    kind: str
    subject: str
    subject_id: int
    detail: str
    revision: int
    person_id: int
    until: int
    mark: str

    def notice(self) -> Notice:
        """Return a notice with the fields of the link, to render the current state from it."""
        return Notice(
            id="",
            seq=0,
            action=Action.UPDATE,
            kind=self.kind,
            subject=self.subject,
            subject_id=self.subject_id,
            revision=self.revision,
            due=_NEVER,
            expires=None,
            recipient="",
            person_id=self.person_id,
            slack_id=None,
            channel=None,
            thread_ts=None,
            detail=self.detail,
            card=True,
            attempts=0,
            first_attempt=_NEVER,
            lease_until=_NEVER,
            doubtful=False,
        )


class Links:
    """Writes and reads links. `base` is the bot's public address. `purposes` has each button's purpose by action id."""

    def __init__(self, signer: Signer, *, base: str, purposes: Mapping[str, MailLinks]) -> None:
        self.signer = signer
        self._base = base.rstrip("/")
        self._purposes = purposes

    def link_buttons(self, reading: Reading, notice: Notice, drawn: Message) -> Message | None:
        """Return a message whose buttons are links where possible. Return None if no button can be a link."""
        write = _LinkWriter(self, reading, notice)
        blocks = tuple(_map_elements(block, write.led) for block in drawn.blocks)
        return replace(drawn, blocks=blocks) if write.found else None

    def rows(self, reading: Reading, notice: Notice, drawn: Message) -> list[Json]:
        """Return the rows of a message's buttons as links. Buttons that cannot be links are left out."""
        write = _LinkWriter(self, reading, notice)
        rows = [
            block | {"elements": [led for element in block["elements"] if (led := write.led(element)) is not element]}
            for block in drawn.blocks
            if block["type"] == "actions"
        ]
        return [row for row in rows if row["elements"]]

    def stop_link(self, reading: Reading, notice: Notice) -> Callable[[Collection[str]], str] | None:
        """Return a function that writes the link to stop reminders (RFC 8058).

        If the notice does not remind, return None."""
        pointer = _LinkWriter(self, reading, notice).pointer(STOP) if notice.kind in REMINDERS else None
        return (
            None if pointer is None else lambda kinds: self.address(self.write(replace(pointer, kind=" ".join(kinds))))
        )

    def carried(self, reading: Reading, notice: Notice) -> str | None:
        """Return the address of the page on which the mail's reader, a porteur or sponsor, sees their défi.

        Return None for other readers. All mails to one person have the same link, because it contains the fields of
        that person's welcome notice."""
        about, detail = notice.person_id or 0, Greeting(0).detail
        own = replace(notice, kind=Greeting.kind, subject=Greeting.subject, subject_id=about, detail=detail, revision=0)
        pointer = _LinkWriter(self, reading, own).pointer(CARRIED)
        return None if pointer is None else self.address(self.write(pointer))

    def purpose(self, action_id: str) -> MailLinks | None:
        return self._purposes.get(action_id.partition(":")[0])

    def write(self, pointer: LinkTarget) -> str:
        """Return the token of a link. Equal content gives an equal token."""
        return self.signer.sign(json.dumps(astuple(pointer), separators=(",", ":")).encode(), use=_USE)

    def read(self, token: str) -> LinkTarget | None:
        """Parse a token. Return None if the bot did not sign it."""
        data = self.signer.read(token, use=_USE)
        return None if data is None else LinkTarget(*json.loads(data))

    def address(self, token: str) -> str:
        return f"{self._base}{PATH}{token}"


class _LinkWriter:
    """Writes the links of one message. It reads only once the data that several links need."""

    def __init__(self, links: Links, reading: Reading, notice: Notice) -> None:
        self._links, self._reading, self._notice = links, reading, notice
        # the expiry of links, by the function that computes it; None if the link's subject no longer exists
        self._ends: dict[object, int | None] = {}
        self._mark: str | None = None
        self.found = False

    def led(self, element: Json) -> Json:
        """Return a button with the address of its link. Return any other element unchanged."""
        if element["type"] != "button" or element.get("url"):
            return element
        pointer = self.pointer(str(element.get("action_id")))
        if pointer is None:
            return element
        self.found = True
        return element | {"url": self._links.address(self._links.write(pointer))}

    def pointer(self, action_id: str) -> LinkTarget | None:
        """Return the content of a button's link, by the button's action id. Return None if it has no link."""
        purpose = self._links.purpose(action_id)
        until = self._link_end(purpose) if purpose is not None and self._notice.person_id else None
        return None if until is None else self._pointer(action_id, until)

    def _link_end(self, purpose: MailLinks) -> int | None:
        if purpose.ends not in self._ends:
            try:
                ends = purpose.ends(self._reading, self._notice.subject_id)
                self._ends[purpose.ends] = int(ends.timestamp())
            except NotFound:
                self._ends[purpose.ends] = None
        return self._ends[purpose.ends]

    def _pointer(self, action_id: str, until: int) -> LinkTarget:
        notice = self._notice
        if self._mark is None:
            self._mark = link_secret(self._reading, notice.person_id or 0)
        return LinkTarget(
            act=action_id,
            kind=notice.kind,
            subject=notice.subject,
            subject_id=notice.subject_id,
            detail=notice.detail,
            revision=notice.revision,
            person_id=notice.person_id or 0,
            until=until,
            mark=self._mark,
        )


def _map_elements(block: Json, change: Callable[[Json], Json]) -> Json:
    if block["type"] == "actions":
        return block | {"elements": [change(element) for element in block["elements"]]}
    if block.get("accessory"):
        return block | {"accessory": change(block["accessory"])}
    return block
