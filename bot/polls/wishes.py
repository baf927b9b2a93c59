"""Define the wish for a date: the form's values, which a draft keeps between the form's two steps. Pure."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from email.utils import getaddresses

from bot.agenda.model import Draft
from bot.errors import Invalid
from bot.meeting_links import is_address, link_fault
from bot.polls.candidates import Candidate
from bot.polls.model import PLACE_LIMIT, TITLE_LIMIT
from bot.programme.files.faults import BadValue
from bot.programme.files.fields import read_email
from bot.programme.model import Defi, Person, Promotion

LENGTHS = (30, 45, 60, 90, 120, 180, 210, 420)  # in minutes: half a day is 3 h 30, and a day is 7 h
# A search covers at most MOST_DAYS. The number of connected calendars is shown for FEWEST_COUNTED people or more.
MOST_DAYS, FEWEST_COUNTED = 60, 4
_LINK = re.compile(r"://|\bwww\.|\w\.[a-z]{2,}/", re.IGNORECASE)
WHOLE, COACHES = "promotion", "coaches"  # keys of groups; with several promotions, an id follows the key: "coaches 3"


@dataclass(frozen=True, slots=True)
class Guest:
    """A person named by an e-mail address. The programme may not know this person."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class PeopleChoice:
    """The required or the optional people of a form. `groups`: ids of défis, WHOLE or COACHES. `people`: person ids."""

    accounts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    guests: tuple[Guest, ...] = ()
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish for a date. Known people are ids. Guests are addresses that nobody in the programme has.

    `workshop` is the workshop that needs the date: it determines the title, the length and the place."""

    title: str
    minutes: int
    since: date
    until: date
    must: tuple[int, ...] = ()
    may: tuple[int, ...] = ()
    must_guests: tuple[Guest, ...] = ()
    may_guests: tuple[Guest, ...] = ()
    where: str = ""
    moves: int | None = None
    workshop: int | None = None


@dataclass(frozen=True, slots=True)
class PollFormValues:
    """The form's values: a wish, and the people named in the form, before they are looked up."""

    wish: Wish
    must: PeopleChoice
    may: PeopleChoice


@dataclass(frozen=True, slots=True)
class PollChoices:
    """The choices of the form.

    `moved` is the title of the appointment to reschedule, or of the workshop without a date. `people` are its
    participants. People in `must` are preselected as required, and people in `invited` as optional. If `invited` is
    None, all others are optional. The groups of `promotions` can be chosen."""

    defis: tuple[Defi, ...]
    since: date
    until: date
    moved: str | None = None
    people: tuple[Person, ...] = ()
    must: tuple[int, ...] = ()
    invited: frozenset[int] | None = None
    promotions: tuple[Promotion, ...] = ()


@dataclass(frozen=True, slots=True)
class PollOffer:
    """The dates found for a wish. `people` are the wish's known people, by id. `deadline` is the last day to answer.

    `asked` is the number of people, and `read` is how many of them have a connected calendar. For the others, the bot
    knows only its own appointments."""

    wish: Wish
    candidates: tuple[Candidate, ...]
    people: dict[int, Person]
    deadline: date
    read: int = 0
    asked: int = 0

    @property
    def suits(self) -> bool:
        """Return whether all required people are free at the offered times."""
        return bool(self.candidates) and not any(candidate.must_not for candidate in self.candidates)

    @property
    def counts(self) -> bool:
        """Return whether to show how many calendars are connected. Among few people, the number could identify them."""
        return self.asked >= FEWEST_COUNTED


def read_guests(text: str, *, field: str) -> tuple[Guest, ...]:
    """Parse addresses with or without names, separated by commas or lines. Raises Invalid for `field` ("address")."""
    found: dict[str, Guest] = {}
    for line in text.replace(";", "\n").replace(",", "\n").splitlines():
        if not line.strip():
            continue
        (name, address), *_ = getaddresses([line.strip()])
        try:
            email = read_email(address.strip())
        except BadValue:
            raise Invalid(field=field, reason="address") from None
        found[email] = Guest(" ".join(name.split())[:200] or email, email)
    return tuple(found.values())


def check_wish(wish: Wish, *, today: date) -> None:
    """Check the typed values, because a form can be forged.

    Raises Invalid for the fields "title" ("none", "long", "link"), "minutes" ("range"), "until" ("order", "far",
    "past") and "where" ("long", "link")."""
    if not wish.title.strip() or len(wish.title) > TITLE_LIMIT:
        raise Invalid(field="title", reason="long" if wish.title.strip() else "none")
    if _LINK.search(wish.title):  # a mail to outsiders would show the address as a link
        raise Invalid(field="title", reason="link")
    if wish.minutes not in LENGTHS and wish.moves is None and wish.workshop is None:
        raise Invalid(field="minutes", reason="range")
    if wish.until < today:
        raise Invalid(field="until", reason="past")
    if wish.until < wish.since:
        raise Invalid(field="until", reason="order")
    if (wish.until - max(wish.since, today)).days > MOST_DAYS:
        raise Invalid(field="until", reason="far")
    if len(wish.where) > PLACE_LIMIT:
        raise Invalid(field="where", reason="long")
    if "://" in wish.where and (not is_address(wish.where) or link_fault(wish.where)):
        raise Invalid(field="where", reason="link")


def write_wish(wish: Wish) -> str:
    """Serialise a wish as JSON, for its draft."""
    guests = [[[guest.name, guest.email] for guest in some] for some in (wish.must_guests, wish.may_guests)]
    return json.dumps(
        {
            "title": wish.title,
            "minutes": wish.minutes,
            "days": [wish.since.isoformat(), wish.until.isoformat()],
            "people": [wish.must, wish.may],
            "guests": guests,
            "where": wish.where,
            "moves": wish.moves,
            "workshop": wish.workshop,
        }
    )


def read_wish(draft: Draft) -> Wish:
    """Parse the wish of a draft."""
    held = json.loads(draft.content)
    since, until = map(date.fromisoformat, held["days"])
    must, may = map(tuple, held["people"])
    sides = [tuple(Guest(*guest) for guest in some) for some in held["guests"]]
    where, moves = held["where"], held["moves"]
    whole = Wish(held["title"], held["minutes"], since, until, must, may, sides[0], sides[1], where, moves)
    return replace(whole, workshop=held.get("workshop"))  # older drafts have no workshop
