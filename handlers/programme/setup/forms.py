"""Forms for the parts of a promotion. Each field is parsed into a cell, like a cell of an imported file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from slack_sdk.models.blocks import InputInteractiveElement, PlainTextInputElement
from slack_sdk.models.blocks.block_elements import UserSelectElement

from bot.errors import Garbled
from bot.planning.setup.model import PHASES, WEEK, PromotionRef, Setup, SetupPart, Target, digest
from bot.programme.files.faults import BadValue
from bot.programme.files.fields import NAME_LENGTH, PLACE_LENGTH, read_slack_id
from bot.programme.roles import METIER_WORDS, OFFERED, ROLE_WORDS
from handlers.kit.blocks import Choice, multi_select, select, text_area
from handlers.kit.fields import WHOLE_FORM, channel_picker, checkboxes, day_picker
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces

from . import texts

ACCOUNT, EMAIL, LINES, FILE = "slack_id", "email", "lignes", "fichier"
LONGEST_LINES, LONGEST_TEXT = 3000, 500
WORKING_DAYS = WEEK[:5]
MOST_DEFIS = 100  # Slack's limit for the options of a list
Draw: TypeAlias = Callable[["FormField", str, Setup], InputInteractiveElement | None]
Read: TypeAlias = Callable[[Fields, str], str]
Back: TypeAlias = Callable[[str, Setup], str]


def _keep_cell(cell: str, _setup: Setup) -> str:
    return cell


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form. `draw` builds it from a cell, or returns None to hide it. `read` parses it into a cell.

    `needed` fields are required. `added` fields are only in the form of a new item. « Préciser » adds the `rare`
    fields. `back` returns the cell that `read` parses from an unchanged field. This cell can differ from the first one,
    because a form cuts long texts and sorts choices."""

    name: str
    draw: Draw
    read: Read
    needed: bool = False
    added: bool = False
    rare: bool = False
    back: Back = _keep_cell


def write_metadata(place: Target) -> str:
    digests = {
        name: [value, place.untouched[name]] if name in place.untouched else [value]
        for name, value in place.seen.items()
    }
    seen = ",".join(":".join((name, *several)) for name, several in digests.items())
    return f"{place.ref} {place.part} {place.item} {place.replaces} {place.mark} {seen}"


def read_ref(text: str) -> PromotionRef:
    """Parse a promotion's reference: « d12 » is in preparation, and « p3 » is open. Raises Garbled, NotFound."""
    if text[:1] not in ("d", "p"):
        raise Garbled
    return PromotionRef(text[0] == "p", read_id(text[1:], minimum=0))


def read_stranger(text: str) -> tuple[str, PromotionRef | None]:
    """Parse a Slack account, and the promotion if the coach has chosen one. Raises Garbled, NotFound."""
    account, *ref = split_pieces(text, 1, max_pieces=2)
    try:
        return read_slack_id(account), read_ref(ref[0]) if ref else None
    except BadValue:
        raise Garbled from None


def read_place(text: str) -> Target:
    """Parse the value of a button, such as « d12 defi 3 »: promotion, part, and item.

    Two values can follow these: the id of a person to replace, and `WHOLE_FORM`."""
    ref, part, item, *more = split_pieces(text, 3, max_pieces=5)
    replaces = read_id(more[0], minimum=0) if more else 0
    return Target(read_ref(ref), _read_part(part), read_id(item, minimum=0), replaces)


def read_metadata(text: str) -> Target:
    ref, part, item, replaces, form, seen = split_pieces(text, 6)
    digests = [split_pieces(digest, 2, max_pieces=3, sep=":") for digest in seen.split(",")] if seen else []
    return Target(
        read_ref(ref),
        _read_part(part),
        read_id(item, minimum=0),
        read_id(replaces, minimum=0),
        read_mark(form),
        seen={digest[0]: digest[1] for digest in digests},
        untouched={digest[0]: digest[2] for digest in digests if len(digest) == 3},
    )


def asks_for_all_fields(text: str) -> bool:
    """Return whether a button asks for all fields of its form, as « Préciser » does."""
    return text.endswith(WHOLE_FORM)


def form_fields(part: SetupPart, *, is_new: bool, shows_all_fields: bool) -> list[FormField]:
    """Return the fields of a form in order. If `shows_all_fields` is true, include rare fields."""
    return [ask for ask in FIELDS[part] if (is_new or not ask.added) and (shows_all_fields or not ask.rare)]


def place_with_digests(place: Target, setup: Setup, *, shows_all_fields: bool) -> Target:
    """Return the form's private_metadata, with the digest of each cell that the form shows.

    If `read` parses an unchanged field into a different cell, add the digest of that cell too. Fields that were in the
    form before « Préciser » keep their digests."""
    fields = form_fields(place.part, is_new=not place.item, shows_all_fields=shows_all_fields)
    cells = setup.cells(place.part, place.item)
    held = {field.name: cells.get(field.name, "") for field in fields if field.name not in place.seen}
    back = {field.name: field.back(held[field.name], setup) for field in fields if field.name in held}
    untouched = {name: digest(text) for name, text in back.items() if text != held[name]}
    seen = {name: digest(cell) for name, cell in held.items()}
    return replace(place, seen={**place.seen, **seen}, untouched={**place.untouched, **untouched})


def read_cells(values: Fields, place: Target) -> dict[str, str]:
    """Parse the form's fields as cells. Leave out unchanged fields that cannot show their whole cell."""
    known = {ask.name: ask for ask in FIELDS[place.part]}
    read = {name: known[name].read(values, name) for name in place.seen if name in known and name in values}
    return {name: cell for name, cell in read.items() if digest(cell) != place.untouched.get(name)}


def _read_part(text: str) -> SetupPart:
    try:
        return SetupPart(text)
    except ValueError:
        raise Garbled from None


def _text_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return PlainTextInputElement(
        action_id=form_field.name, max_length=NAME_LENGTH, initial_value=initial[:NAME_LENGTH] or None
    )


def _long_text_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return _box_field(form_field, initial, LONGEST_TEXT)


def _place_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return _box_field(form_field, initial, PLACE_LENGTH)


def _box_field(form_field: FormField, initial: str, limit: int) -> InputInteractiveElement:
    return PlainTextInputElement(action_id=form_field.name, max_length=limit, initial_value=initial[:limit] or None)


def _lines_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return text_area(form_field.name, limit=LONGEST_LINES, initial=initial[:LONGEST_LINES] or None)


def _day_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return day_picker(form_field.name, initial=initial or None)


def _channel_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return channel_picker(form_field.name, texts.CHANNEL, initial=initial or None)


def _account_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    return UserSelectElement(action_id=form_field.name, placeholder=texts.ACCOUNT, initial_user=initial or None)


def _make_choices_field(choices: Sequence[Choice]) -> Draw:
    def draw(ask: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
        held = initial.split("|")
        return checkboxes(ask.name, choices, ticked=[choice for choice in choices if choice[1] in held])

    return draw


def _make_choice_sorter(choices: Sequence[Choice]) -> Back:
    return lambda cell, _setup: "|".join(value for _, value in choices if value in cell.split("|"))


def _closed_days_field(form_field: FormField, initial: str, setup: Setup) -> InputInteractiveElement | None:
    """Build check boxes for the working days, and for each weekend day that an imported file lists as closed."""
    days = [day for day in WEEK if day in WORKING_DAYS or day in initial.split("|")]
    return _make_choices_field([(day, day) for day in days])(form_field, initial, setup)


def _defis_field(form_field: FormField, initial: str, setup: Setup) -> InputInteractiveElement | None:
    choices = [(name, name) for name in setup.defi_names[:MOST_DEFIS]]
    held = initial.split("|")
    ticked = [choice for choice in choices if choice[1] in held]
    return multi_select(form_field.name, texts.DEFI, [(texts.DEFIS, choices)], initial=ticked) if choices else None


def _order_defis(cell: str, setup: Setup) -> str:
    return _make_choice_sorter([(name, name) for name in setup.defi_names[:MOST_DEFIS]])(cell, setup)


def _metier_field(form_field: FormField, initial: str, _setup: Setup) -> InputInteractiveElement:
    choices = [(word, key.value) for key, word in METIER_WORDS.items()]
    return select(
        form_field.name,
        texts.METIER,
        choices,
        initial=next((choice for choice in choices if choice[1] == initial), None),
    )


def _read_one_line(values: Fields, name: str) -> str:
    return " ".join(values.typed_text(name).split())


def _read_lines(values: Fields, name: str) -> str:
    return values.typed_text(name).strip()


def _read_day(values: Fields, name: str) -> str:
    return str(values[name].get("selected_date") or "")


def _read_channel(values: Fields, name: str) -> str:
    return str(values[name].get("selected_conversation") or "")


def _read_account(values: Fields, name: str) -> str:
    return str(values[name].get("selected_user") or "")


def _read_ticked(values: Fields, name: str) -> str:
    return "|".join(values.ticked_values(name))


def _make_shortener(limit: int) -> Back:
    return lambda cell, _setup: " ".join(cell[:limit].split())


def _read_line_list(values: Fields, name: str) -> str:
    return "|".join(
        line for line in (" ".join(splitline.split()) for splitline in values.typed_text(name).splitlines()) if line
    )


def _expertises_field(form_field: FormField, initial: str, setup: Setup) -> InputInteractiveElement:
    """Build a box with one expertise per line, since an expertise may contain any punctuation."""
    return _lines_field(form_field, initial.replace("|", "\n"), setup)


_ROLES: Sequence[Choice] = [(words[0], role.value) for role, words in ROLE_WORDS.items() if role in OFFERED]
_NAME, _LONG = _make_shortener(NAME_LENGTH), _make_shortener(LONGEST_TEXT)
FIELDS: Mapping[SetupPart, tuple[FormField, ...]] = {
    SetupPart.PROMOTION: (
        FormField("name", _text_field, _read_one_line, needed=True, back=_NAME),
        FormField("starts_on", _day_field, _read_day, needed=True),
        FormField("ends_on", _day_field, _read_day, needed=True),
        *(FormField(key, _day_field, _read_day, rare=True) for key in PHASES),
    ),
    SetupPart.CHANNELS: tuple(
        FormField(f"canal_{use}", _channel_field, _read_channel) for use in ("promotion", "coachs", "porteurs")
    ),
    SetupPart.DEFI: (
        FormField("name", _text_field, _read_one_line, needed=True, back=_NAME),
        FormField("administration", _text_field, _read_one_line, needed=True, back=_NAME),
        FormField("canal", _channel_field, _read_channel),
        FormField("visio", _long_text_field, _read_one_line, rare=True, back=_LONG),
        FormField("lieu", _place_field, _read_one_line, rare=True, back=_make_shortener(PLACE_LENGTH)),
        FormField(
            "jours_fermes",
            _closed_days_field,
            _read_ticked,
            rare=True,
            back=_make_choice_sorter([(day, day) for day in WEEK]),
        ),
        FormField("documents", _make_choices_field([(texts.BY_LINK, "lien")]), _read_ticked, rare=True),
    ),
    SetupPart.PERSON: (
        FormField(ACCOUNT, _account_field, _read_account, added=True),
        FormField("nom", _text_field, _read_one_line, back=_NAME),
        FormField(EMAIL, _long_text_field, _read_one_line, back=_LONG),
        FormField("role", _make_choices_field(_ROLES), _read_ticked, needed=True, back=_make_choice_sorter(_ROLES)),
        FormField("defi", _defis_field, _read_ticked, back=_order_defis),
        FormField("metier", _metier_field, lambda values, name: values.chosen_value(name), rare=True),
        FormField("expertises", _expertises_field, _read_line_list, rare=True),
    ),
    SetupPart.HOURS: (FormField("semaine", _lines_field, _read_lines, needed=True),),
}
