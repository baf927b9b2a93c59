"""The forms of a promotion, part by part: their fields, what stands in them → cells, and what a form carries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slack_sdk.models.blocks import InputInteractiveElement, PlainTextInputElement
from slack_sdk.models.blocks.block_elements import UserSelectElement

from bot.errors import Garbled
from bot.planning.setup.model import WEEK, Cells, Part, Place, Ref, Setup, digest
from bot.programme.files.faults import BadValue
from bot.programme.files.fields import NAME_LENGTH, read_slack_id
from bot.programme.roles import METIER_WORDS, ROLE_WORDS
from handlers.kit.blocks import Choice, multi_select, select, text_area
from handlers.kit.fields import boxes, channel_picker, day_picker
from handlers.kit.reading import Fields, mark, number, pieces

from . import texts

ACCOUNT, EMAIL, LINES, FILE = "slack_id", "email", "lignes", "fichier"
LONGEST_LINES, LONGEST_TEXT = 3000, 500
WORKING_DAYS = WEEK[:5]
Draw: TypeAlias = Callable[["Ask", str, Setup], InputInteractiveElement | None]
Read: TypeAlias = Callable[[Fields, str], str]


@dataclass(frozen=True, slots=True)
class Ask:
    """A field of a form: what it is called, how it is drawn from what stands in a cell and read into it.

    `needed`: it cannot be left empty; `added`: it is asked of what is new alone. None drawn: nothing to choose from.
    """

    name: str
    draw: Draw
    read: Read
    needed: bool = False
    added: bool = False


def write(place: Place) -> str:
    """Write what a form carries, for `read_carried`."""
    seen = ",".join(f"{name}:{one}" for name, one in place.seen.items())
    return f"{place.ref} {place.part} {place.item} {place.replaces} {place.mark} {seen}"


def read_ref(text: str) -> Ref:
    """Read which promotion is meant: « d12 » is being set up, « p3 » is open. Raises Garbled, NotFound."""
    if text[:1] not in ("d", "p"):
        raise Garbled
    return Ref(text[0] == "p", number(text[1:], least=0))


def read_account(text: str) -> str:
    """Read a Slack account that a button carries. Raises Garbled."""
    try:
        return read_slack_id(text)
    except BadValue:
        raise Garbled from None


def read_place(text: str) -> Place:
    """Read what a button says of what it opens: « d12 defi 3 », with whom somebody new takes over from."""
    ref, part, item, *more = pieces(text, 3, most=4)
    replaces = number(more[0], least=0) if more else 0
    return Place(read_ref(ref), _part(part), number(item, least=0), replaces)


def read_carried(text: str) -> Place:
    """Read what a form carries. Raises Garbled, NotFound."""
    ref, part, item, replaces, form, seen = pieces(text, 6)
    digests = dict(pieces(one, 2, sep=":") for one in seen.split(",")) if seen else {}
    return Place(read_ref(ref), _part(part), number(item, least=0), number(replaces, least=0), mark(form), digests)


def asked(part: Part, *, new: bool) -> list[Ask]:
    """Give the fields of a form, in their order."""
    return [one for one in FIELDS[part] if new or not one.added]


def shown(part: Part, cells: Cells, *, new: bool) -> dict[str, str]:
    """Give the digests of what a form shows."""
    return {one.name: digest(cells.get(one.name, "")) for one in asked(part, new=new)}


def read_cells(values: Fields, carried: Place) -> dict[str, str]:
    """Read the fields that the form had, as cells."""
    known = {one.name: one for one in FIELDS[carried.part]}
    return {name: known[name].read(values, name) for name in carried.seen if name in known and name in values}


def _part(text: str) -> Part:
    try:
        return Part(text)
    except ValueError:
        raise Garbled from None


def _text(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    return PlainTextInputElement(
        action_id=ask.name, max_length=NAME_LENGTH, initial_value=initial[:NAME_LENGTH] or None
    )


def _long_text(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    return _box(ask, initial, LONGEST_TEXT)


def _box(ask: Ask, initial: str, limit: int) -> InputInteractiveElement:
    return PlainTextInputElement(action_id=ask.name, max_length=limit, initial_value=initial[:limit] or None)


def _area(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    return text_area(ask.name, limit=LONGEST_LINES, initial=initial[:LONGEST_LINES] or None)


def _day(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    return day_picker(ask.name, initial=initial or None)


def _channel(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    return channel_picker(ask.name, texts.CHANNEL, initial=initial or None)


def _account(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    return UserSelectElement(action_id=ask.name, placeholder=texts.ACCOUNT, initial_user=initial or None)


def _several(choices: Sequence[Choice]) -> Draw:
    def draw(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
        held = initial.split("|")
        return boxes(ask.name, choices, ticked=[one for one in choices if one[1] in held])

    return draw


def _defis(ask: Ask, initial: str, setup: Setup) -> InputInteractiveElement | None:
    choices = [(one, one) for one in setup.defi_names[:100]]
    held = initial.split("|")
    ticked = [one for one in choices if one[1] in held]
    return multi_select(ask.name, texts.DEFI, [(texts.DEFIS, choices)], initial=ticked) if choices else None


def _metier(ask: Ask, initial: str, _setup: Setup) -> InputInteractiveElement:
    choices = [(word, key.value) for key, word in METIER_WORDS.items()]
    return select(ask.name, texts.METIER, choices, initial=next((one for one in choices if one[1] == initial), None))


def _typed(values: Fields, name: str) -> str:
    return " ".join(values.typed(name).split())


def _lines(values: Fields, name: str) -> str:
    return values.typed(name).strip()


def _picked_day(values: Fields, name: str) -> str:
    return str(values[name].get("selected_date") or "")


def _conversation(values: Fields, name: str) -> str:
    return str(values[name].get("selected_conversation") or "")


def _user(values: Fields, name: str) -> str:
    return str(values[name].get("selected_user") or "")


def _ticked(values: Fields, name: str) -> str:
    return "|".join(values.ticked(name))


def _bars(values: Fields, name: str) -> str:
    return "|".join(one for one in (" ".join(each.split()) for each in values.typed(name).split(",")) if one)


def _expertises(ask: Ask, initial: str, setup: Setup) -> InputInteractiveElement:
    return _long_text(ask, initial.replace("|", ", "), setup)


FIELDS: Mapping[Part, tuple[Ask, ...]] = {
    Part.PROMOTION: (
        Ask("name", _text, _typed, needed=True),
        Ask("starts_on", _day, _picked_day, needed=True),
        Ask("ends_on", _day, _picked_day, needed=True),
        *(Ask(f"phase_{number}", _day, _picked_day) for number in (2, 3, 4)),
    ),
    Part.CHANNELS: tuple(Ask(f"canal_{use}", _channel, _conversation) for use in ("promotion", "coachs", "porteurs")),
    Part.DEFI: (
        Ask("name", _text, _typed, needed=True),
        Ask("administration", _text, _typed, needed=True),
        Ask("canal", _channel, _conversation),
        Ask("visio", _long_text, _typed),
        Ask("lieu", _long_text, _typed),
        Ask("jours_fermes", _several([(one, one) for one in WORKING_DAYS]), _ticked),
        Ask("documents", _several([(texts.BY_LINK, "lien")]), _ticked),
    ),
    Part.PERSON: (
        Ask(ACCOUNT, _account, _user, added=True),
        Ask("nom", _text, _typed),
        Ask(EMAIL, _long_text, _typed, added=True),
        Ask("role", _several([(words[0], role.value) for role, words in ROLE_WORDS.items()]), _ticked, needed=True),
        Ask("defi", _defis, _ticked),
        Ask("metier", _metier, lambda values, name: values.chosen(name)),
        Ask("expertises", _expertises, _bars),
    ),
    Part.HOURS: (Ask("semaine", _area, _lines, needed=True),),
}
