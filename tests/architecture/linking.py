"""The links of everybody of the permission table: pages of the bot's own, asked as a proxy asks them."""

import json
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.test import Client

from bot.agenda.facts import REMINDERS
from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.paris import day_of
from bot.door.pages import add_pages
from bot.evaluation import facts as evaluation
from bot.gatherings import facts as gatherings
from bot.helpdesk import facts as helpdesk
from bot.helping import facts as helping
from bot.mentoring import facts as mentoring
from bot.notices.facts import Fact
from bot.polls import facts as polls
from bot.records import facts as records
from bot.rights import facts as rights
from bot.signing import Signer
from handlers.notices.mails.linking import PATH, Links, LinkTarget
from handlers.notices.renderers import PURPOSES, make_messages
from handlers.pages.desk import Desk
from handlers.pages.screens import press_value
from tests.architecture import mentoring_forging
from tests.architecture.cells import PERMITS, Cell, all_cells
from tests.architecture.effects import EFFECTS
from tests.architecture.evaluation_cells import SUPPORT
from tests.architecture.forging import MONDAY, OPENS, VALUES, Outcome
from tests.architecture.house import routes
from tests.architecture.records_cells import MEETING
from tests.architecture.staging import NOW, Thing, World

KEY = "the key of these pages, long enough"
INSIDE = {"helpdesk.move_week"}  # buttons of a form
NOBODY = 10**6  # an id that nobody has
Fields = Mapping[str, str | list[str]]
ACTS = tuple(one for one in PURPOSES if one in PERMITS)
FORMS = {OPENS[act]: act for act in ACTS if OPENS.get(act) in routes().tables["view"]}  # → what opens it
FORMS |= {"rights.erased": "rights.erase"}  # which opens another where something is to be settled first


def linked_cells() -> list[Cell]:
    """Give the cells of all that can be done from a link: a button of a mail, a form that one opens."""
    return [cell for cell in all_cells(sampled=False) if cell.route in {*ACTS, *FORMS}]


@dataclass(frozen=True)
class Sent:
    """What came back."""

    status: int
    html: str

    @property
    def words(self) -> str:
        """What it says, without its marks."""
        return unescape(self.html)

    def views(self) -> Iterator[dict[str, Any]]:
        """Give the views that its forms carry."""
        for piece in self.html.split('name="view" value="')[1:]:
            data = piece.partition(".")[0]
            yield json.loads(zlib.decompress(urlsafe_b64decode(data + "=" * (-len(data) % 4))))


@dataclass
class Pages:
    """The pages of a world's bot, and what writes the links to them; `salt`: the database's own."""

    world: World
    salt: str = "here"
    key: str = KEY
    links: Links = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        tools = self.world.stage.house.tools
        self.links = Links(Signer(self.key, salt=self.salt), base="http://pages", purposes=PURPOSES)
        messages = make_messages(tools.now, [], links=self.links)
        door = Flask("pages")
        self.desk = Desk(tools, routes(), messages=messages, links=self.links)
        add_pages(door, self.desk, settings=tools.settings)
        self._door = Client(door)
        self._strangers = 0

    def pointer(self, cell: Cell, thing: Thing, *, act: str = "") -> LinkTarget:
        """Give the link of a cell's person to what the cell's route does."""
        act = act or FORMS.get(cell.route, cell.route)
        fact, about = card_of(cell, thing)
        ends = self.world.read(lambda tx: PURPOSES[act].ends(tx, about))
        return LinkTarget(
            act, fact.kind, fact.subject, about, "", 0, self.world.me(cell) or NOBODY, int(ends.timestamp()), ""
        )

    def ask(self, token: str, data: Fields | bytes | None = None, *, method: str = "POST") -> Sent:
        """Send a form to a page, or look at it; each time as another stranger, whom nothing holds up."""
        self._strangers += 1
        from_ = f"10.0.{self._strangers // 256 % 256}.{self._strangers % 256}"
        kind = "application/x-www-form-urlencoded" if isinstance(data, bytes) else None
        answer = self._door.open(
            f"{PATH}{token}", method=method, data=data, content_type=kind, environ_base={"REMOTE_ADDR": from_}
        )
        return Sent(answer.status_code, answer.get_data(as_text=True))

    def forge(self, cell: Cell, thing: Thing) -> Outcome:
        """Do what a cell says through a link of its person."""
        token = self.links.write(self.pointer(cell, thing))
        sent = self.ask(token, form_for(self, token, cell, thing))
        done = EFFECTS[cell.route](self.world, cell, thing) if cell.route in EFFECTS else True
        if cell.route in OPENS:
            said = 'class="said"' in sent.html  # by a modal that only says: no form has it
            done &= said or OPENS[cell.route] in {one.get("callback_id") for one in sent.views()}
        if cell.route in mentoring_forging.SHOWS_NEED:
            done &= thing.need in sent.words
        return Outcome(done and sent.status == 200, sent.words, sent.html)


def form_for(pages: Pages, token: str, cell: Cell, thing: Thing) -> dict[str, Any]:
    """Give what the page of a link would send: a button's press (sure of it), or a form filled in."""
    if cell.route in FORMS:
        view, filled = form_of(pages.world, cell, thing)
    else:
        view = button_of(cell, thing)
        filled = {"press": press_value(view["blocks"][0]["elements"][0]), "sure": "1"}
    written = zlib.compress(json.dumps(view).encode())
    return {"view": pages.links.signer.sign(written, use=f"view {token}"), "gesture": "a gesture", **filled}


def card_of(cell: Cell, thing: Thing) -> tuple[type[Fact], int]:  # noqa: PLR0911 - one a feature
    """Give the card that says a thing, and the id of what it is about."""
    if cell.route.startswith("gatherings."):
        return gatherings.GatheringCard, thing.gathering or int(thing.value)
    if cell.route == "agenda.undo":
        return evaluation.CommitteeCard, thing.gathering
    if cell.route.startswith("evaluation."):
        asks = cell.route in {"evaluation.half_days", "evaluation.answered"}
        card = evaluation.HalfDays if asks else evaluation.CommitteeCard
        support = cell.route.removeprefix("evaluation.") in SUPPORT
        return (evaluation.EmptySupport, thing.gathering) if support else (card, int(thing.value))
    if cell.route.startswith(("reminders.", "helping.")):
        return REMINDERS[ReminderKind.AFTER] if cell.route.startswith("reminders.") else helping.HelpAsked, int(
            thing.value
        )
    if cell.route.startswith("records."):
        return record_card_of(cell, thing)
    if cell.route.startswith("polls."):
        asks = cell.route in {"polls.open", "polls.all", "polls.answered"}
        return polls.PollQuestion if asks else polls.PollCard, int(thing.value)
    if cell.route.startswith("rights."):
        return rights.DataMail, day_of(NOW).toordinal()
    return (mentoring.CycleCard, thing.cycle) if thing.cycle else (helpdesk.RequestCard, thing.request)


def record_card_of(cell: Cell, thing: Thing) -> tuple[type[Fact], int]:
    """Give the same of a committee's sheet, a report, an action, which is its owner's."""
    if cell.route.removeprefix("records.") in (*MEETING, "added", "reword", "reworded"):
        return evaluation.CommitteeCard, thing.gathering
    return (
        (records.ReportPublished, thing.gathering)
        if "report" in cell.route
        else (records.OwnActionsLine, int(thing.batch))
    )


def button_of(cell: Cell, thing: Thing) -> dict[str, Any]:
    """Give the view that has this one button, whether its person would be shown it or not."""
    label = {"type": "plain_text", "text": "?"}
    button = {"type": "button", "action_id": cell.route, "value": thing.value, "text": label}
    if cell.route in INSIDE:
        button |= {"action_id": f"{cell.route}:next", "value": MONDAY.isoformat()}
    blocks = {"blocks": [{"type": "actions", "elements": [button]}]}
    if cell.route in INSIDE:
        form = {"type": "modal", "callback_id": OPENS[cell.route], "title": label, "submit": label}
        return form | blocks | {"private_metadata": thing.private}
    return {"type": "message", "title": "?"} | blocks


def form_of(world: World, cell: Cell, thing: Thing) -> tuple[dict[str, Any], dict[str, str | list[str]]]:
    """Give the form that a route hears, with fields for what is to be typed; and that, by field."""
    blocks: list[dict[str, Any]] = []
    filled: dict[str, str | list[str]] = {}
    label = {"type": "plain_text", "text": "?"}
    for name, held in (VALUES[cell.route](world, thing) if cell.route in VALUES else {}).items():
        element, given = control_of(next(iter(held.values())))
        blocks.append({"type": "input", "block_id": name, "optional": True, "label": label, "element": element})
        filled |= {name: given} if isinstance(given, (str, list)) else {name: given[0], f"{name} time": given[1]}
    view = {"type": "modal", "callback_id": cell.route, "title": label, "submit": label, "blocks": blocks}
    return view | {"private_metadata": thing.private}, filled


def control_of(state: dict[str, Any]) -> tuple[dict[str, Any], str | list[str] | tuple[str, str]]:
    """Give the element that can hold this state, and what a browser sends of it; a moment is a day and an hour."""
    [(kind, value)] = [each for each in state.items() if each[0] != "type"]
    text = {"type": "plain_text", "text": "?"}
    match kind:
        case "selected_options":
            values = [str(one["value"]) for one in value]
            return {"type": "checkboxes", "options": [{"text": text, "value": one} for one in values]}, values
        case "selected_option":
            return {"type": "static_select", "options": [{"text": text, "value": value["value"]}]}, value["value"]
        case "selected_date_time":
            at = datetime.fromtimestamp(value, ZoneInfo("Europe/Paris"))
            return {"type": "datetimepicker"}, (f"{at:%Y-%m-%d}", f"{at:%H:%M}")
        case "selected_date" | "selected_time":
            return {"type": kind.replace("selected_", "") + "picker"}, value or ""
    return {"type": "plain_text_input"}, value or ""
