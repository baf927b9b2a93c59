"""Build the HTML of Slack's blocks: text as in mails, and buttons and fields as a form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from bot.dates.paris import epoch_at, from_epoch, to_paris
from bot.errors import Garbled
from handlers.kit.blocks import Json
from handlers.kit.mrkdwn import NameOf, unescape
from handlers.kit.reading import read_clock_time, read_date
from handlers.notices.mails.drawing import fill_template, html_of

from . import texts

Values = Mapping[str, Json]
_PICKERS = {
    "datepicker": ("date", "initial_date", "selected_date"),
    "timepicker": ("time", "initial_time", "selected_time"),
}
_TYPED = {"plain_text_input": "text", "url_text_input": "url", "email_text_input": "email"}
_SHAPES = {
    **{kind: shape for kind, (shape, _, _) in _PICKERS.items()},
    **_TYPED,
    "static_select": "select",
    "multi_static_select": "select",
    "datetimepicker": "moment",
    "checkboxes": "checkbox",
    "radio_buttons": "radio",
}
_SEVERAL = {"multi_static_select", "checkboxes"}
_CHOSEN = _SEVERAL | {"static_select", "radio_buttons"}


@dataclass(frozen=True)
class Screen:
    """The content of a page: blocks, buttons, and the typed values and errors of a form.

    `first` is the action id of the button that was in the mail. The page highlights this button."""

    blocks: Sequence[Json]
    takes: Callable[[str], bool]
    name_of: NameOf
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    first: str = ""

    @property
    def buttons(self) -> list[Json]:
        """The buttons that work on this page, in order."""
        found = [element for block in self.blocks for element in _elements(block)]
        return [
            element for element in found if element["type"] == "button" and self.takes(str(element.get("action_id")))
        ]

    def html(self, *, level: int) -> Markup:
        """Return the blocks as HTML. Headings begin at `level`."""
        return Markup("\n").join(piece for block in self.blocks for piece in self._block(block, level))

    def _block(self, block: Json, level: int) -> Iterator[Markup]:
        if block["type"] == "input":
            field = _Field(block, self.values.get(block["block_id"]), self.errors.get(block["block_id"]))
            yield fill_template("pages/field.html", field=field, choose=texts.CHOOSE, clock=texts.CLOCK)
            return
        yield html_of([block], self.name_of, level=level)
        if row := [self._button(element) for element in _elements(block) if element in self.buttons]:
            yield Markup('<p class="row">{}</p>').format(Markup(" ").join(row))

    def _button(self, element: Json) -> Markup:
        label, name = str(element["text"]["text"]), str(element.get("accessibility_label") or "")
        own = {"name": "press", "value": press_value(element), "formnovalidate": True}
        own |= {"aria-label": name if name.startswith(label) else ""}
        own |= {"class": "first" if element["action_id"] == self.first else ""}
        return Markup("<button{}>{}</button>").format(html_attributes(own), label)


def has_buttons(block: Json) -> bool:
    return bool(_elements(block))


def press_value(button: Json) -> str:
    return f"{button['action_id']} {button.get('value') or ''}"


def read_values(view: Json, form: Callable[[str], Sequence[str]]) -> dict[str, Json]:
    """Convert the fields of a page to the state that Slack would send. `form` returns a field's values by name."""
    return {
        block["block_id"]: _field_state(block["element"], form(block["block_id"]), form(f"{block['block_id']} time"))
        for block in view["blocks"]
        if block["type"] == "input"
    }


def field_errors(view: Json, values: Values) -> dict[str, str]:
    """Return the errors that Slack itself would show, by field: an empty required field, or a text too long."""
    found = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            held = next(iter(values.get(block["block_id"], {}).values()), None)
            most = block["element"].get("max_length")
            if not held and not block.get("optional"):
                kind = block["element"]["type"]
                several = texts.PICK_SOME if kind in _SEVERAL else texts.PICK_ONE
                found[block["block_id"]] = several if kind in _CHOSEN else texts.FILL_IN
            elif isinstance(held, str) and most and len(held) > most:
                found[block["block_id"]] = texts.TOO_LONG(most=most).plain
    return found


def _field_state(element: Json, form_values: Sequence[str], time_values: Sequence[str]) -> Json:
    kind, first = element["type"], (form_values[0].replace("\r\n", "\n") if form_values else "")
    if not first:
        return {}
    if kind in _PICKERS:
        return {_PICKERS[kind][2]: first}
    if kind in _TYPED:
        return {"value": first}
    if kind == "datetimepicker":
        return _moment_state(first, time_values[0] if time_values else "")
    known = {option["value"]: option for _, some in _option_groups(element) for option in some}
    chosen = [known[value] for value in form_values if value in known]
    if not chosen:
        return {}
    return {"selected_options": chosen} if kind in _SEVERAL else {"selected_option": chosen[0]}


def _moment_state(date_text: str, time_text: str) -> Json:
    with suppress(Garbled):  # A browser does not send such a value, so treat it as missing.
        return {"selected_date_time": epoch_at(read_date(date_text), read_clock_time(time_text))}
    return {}


def _elements(block: Json) -> list[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["accessory"]] if block.get("accessory") else []


def _option_groups(element: Json) -> list[tuple[str, list[Json]]]:
    groups = [(str(group["label"]["text"]), list(group["options"])) for group in element.get("option_groups") or ()]
    return groups or [("", list(element.get("options") or ()))]


class _Field:
    """A form field for the HTML template. `shape` is the kind of control, or the type of a plain input."""

    def __init__(self, block: Json, held: Json | None, error: str | None) -> None:
        self.element: Json = block["element"]
        self.is_optional, self.error, self.held = bool(block.get("optional")), error or "", held
        self.name, self.id = str(block["block_id"]), f"f-{block['block_id']}"
        self.label = unescape(block["label"]["text"]) + (texts.OPTIONAL if self.is_optional else "")
        self.hint = str((block.get("hint") or {}).get("text") or "")
        self.groups = _option_groups(self.element)
        self.takes_several = self.element["type"] in _SEVERAL
        self.is_set = self.element["type"] in {"checkboxes", "radio_buttons"}
        self.is_lone = self.element["type"] == "radio_buttons" and not self.is_optional

    @property
    def shape(self) -> str:
        kind = self.element["type"]
        if kind == "plain_text_input" and self.element.get("multiline"):
            return "textarea"
        return _SHAPES[kind]

    @property
    def described(self) -> Markup:
        return html_attributes({"aria-describedby": self._notes})

    @property
    def attributes(self) -> Markup:
        own = {"id": self.id, "name": self.name, **self._own_attributes(), "aria-describedby": self._notes}
        return html_attributes(own | {"aria-invalid": "true" if self.error else "", "required": not self.is_optional})

    def _own_attributes(self) -> dict[str, object]:
        most = self.element.get("max_length")
        match self.shape:
            case "textarea":
                return {"rows": 6, "maxlength": most}
            case "select" if self.takes_several:
                return {"multiple": True, "size": min(8, sum(len(some) for _, some in self.groups))}
            case "select":
                return {}
            case "moment":
                return {"type": _PICKERS["datepicker"][0], "value": self._moment[0]}
        return {"type": self.shape, "value": self.typed, "maxlength": most}

    @property
    def _notes(self) -> str:
        return " ".join([*([f"{self.id}-h"] if self.hint else []), *([f"{self.id}-e"] if self.error else [])])

    @property
    def typed(self) -> str:
        if self.held is not None:
            return str(next(iter(self.held.values()), ""))
        initial = _PICKERS[self.element["type"]][1] if self.element["type"] in _PICKERS else "initial_value"
        return str(self.element.get(initial) or "")

    @property
    def _moment(self) -> tuple[str, str]:
        at: Any = (self.held or {}).get("selected_date_time") or self.element.get("initial_date_time")
        if not isinstance(at, int):
            return "", ""
        local = to_paris(from_epoch(at))
        return f"{local:%Y-%m-%d}", f"{local:%H:%M}"

    @property
    def hour(self) -> str:
        return self._moment[1]

    @property
    def chosen(self) -> set[str]:
        if self.held is not None:
            some = self.held.get("selected_options") or [self.held.get("selected_option")]
        else:
            some = self.element.get("initial_options") or [self.element.get("initial_option")]
        return {option["value"] for option in some if option}


def html_attributes(values: Mapping[str, object]) -> Markup:
    """Return HTML attributes in order. True gives an attribute without a value. Empty values are left out."""
    given = [(key, value) for key, value in values.items() if value]
    return Markup("").join(
        Markup(" {}").format(key) if value is True else Markup(' {}="{}"').format(key, value) for key, value in given
    )
