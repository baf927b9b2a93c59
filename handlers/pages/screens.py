"""Slack's blocks as HTML: what is read by what mails read with, and what can be pressed or filled in as a form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bot.dates.paris import epoch_at, from_epoch, to_paris
from bot.errors import Garbled
from handlers.kit.blocks import Json
from handlers.kit.mrkdwn import NameOf, unescape
from handlers.kit.reading import clock, day
from handlers.notices.mails.drawing import html_of

from . import texts

Values = Mapping[str, Json]  # a field's state by its name
_PICKERS = {
    "datepicker": ("date", "initial_date", "selected_date"),
    "timepicker": ("time", "initial_time", "selected_time"),
}
_TYPED = {"plain_text_input": "text", "url_text_input": "url", "email_text_input": "email"}
_SEVERAL = {"multi_static_select", "checkboxes"}
_CHOSEN = _SEVERAL | {"static_select", "radio_buttons"}


@dataclass(frozen=True)
class Screen:
    """What is drawn: blocks, the buttons that may be pressed, and of a form what was typed and what was wrong in it.

    `first`: the button that the link stands for, which stands out.
    """

    blocks: Sequence[Json]
    takes: Callable[[str], bool]
    name_of: NameOf
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    first: str = ""

    @property
    def buttons(self) -> list[Json]:
        """The buttons that may be pressed here, in their order."""
        found = [one for block in self.blocks for one in _elements(block)]
        return [one for one in found if one["type"] == "button" and self.takes(str(one.get("action_id")))]

    def html(self, *, level: int) -> str:
        """Draw it; its headings begin at `level`."""
        return "\n".join(piece for block in self.blocks for piece in self._block(block, level))

    def _block(self, block: Json, level: int) -> Iterator[str]:
        if block["type"] == "input":
            yield _Input(block, self.values.get(block["block_id"]), self.errors.get(block["block_id"])).html()
            return
        yield html_of([block], self.name_of, level=level)
        if row := [self._button(one) for one in _elements(block) if one in self.buttons]:
            yield f'<p class="row">{" ".join(row)}</p>'

    def _button(self, one: Json) -> str:
        label, name = str(one["text"]["text"]), str(one.get("accessibility_label") or "")
        heard = f' aria-label="{escape(name)}"' if name.startswith(label) else ""
        stands_out = ' class="first"' if one["action_id"] == self.first else ""
        value = escape(press_of(one))
        return f'<button name="press" value="{value}" formnovalidate{heard}{stands_out}>{escape(label)}</button>'


def has_buttons(block: Json) -> bool:
    """Say whether something can be pressed in a block."""
    return bool(_elements(block))


def press_of(button: Json) -> str:
    """Give what a button is known by on its page."""
    return f"{button['action_id']} {button.get('value') or ''}"


def read_values(view: Json, form: Callable[[str], Sequence[str]]) -> dict[str, Json]:
    """Read what was typed in a modal's fields as Slack's own state of them; `form` gives what came under a name."""
    return {
        one["block_id"]: _state(one["element"], form(one["block_id"]), form(f"{one['block_id']} time"))
        for one in view["blocks"]
        if one["type"] == "input"
    }


def faults_in(view: Json, values: Values) -> dict[str, str]:
    """Say what Slack itself would not have let through, by field: nothing in what has to be filled in, or too much."""
    found = {}
    for one in view["blocks"]:
        if one["type"] == "input":
            held = next(iter(values.get(one["block_id"], {}).values()), None)
            most = one["element"].get("max_length")
            if not held and not one.get("optional"):
                kind = one["element"]["type"]
                several = texts.PICK_SOME if kind in _SEVERAL else texts.PICK_ONE
                found[one["block_id"]] = several if kind in _CHOSEN else texts.FILL_IN
            elif isinstance(held, str) and most and len(held) > most:
                found[one["block_id"]] = texts.TOO_LONG(most=most).plain
    return found


def _state(element: Json, given: Sequence[str], more: Sequence[str]) -> Json:
    kind, first = element["type"], (given[0].replace("\r\n", "\n") if given else "")
    if not first:
        return {}
    if kind in _PICKERS:
        return {_PICKERS[kind][2]: first}
    if kind in _TYPED:
        return {"value": first}
    if kind == "datetimepicker":
        return _moment(first, more[0] if more else "")
    known = {one["value"]: one for _, some in _groups(element) for one in some}
    chosen = [known[one] for one in given if one in known]
    if not chosen:
        return {}
    return {"selected_options": chosen} if kind in _SEVERAL else {"selected_option": chosen[0]}


def _moment(given: str, hour: str) -> Json:
    with suppress(Garbled):  # no browser sends such a thing: it counts as nothing
        return {"selected_date_time": epoch_at(day(given), clock(hour))}
    return {}


def _elements(block: Json) -> list[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["accessory"]] if block.get("accessory") else []


def _groups(element: Json) -> list[tuple[str, list[Json]]]:
    groups = [(str(one["label"]["text"]), list(one["options"])) for one in element.get("option_groups") or ()]
    return groups or [("", list(element.get("options") or ()))]


class _Input:
    """A field: its label, its hint, its error, and the control that they are tied to."""

    def __init__(self, block: Json, held: Json | None, error: str | None) -> None:
        self.block, self.element, self.error = block, block["element"], error
        self.held = held
        self.name, self.id = escape(block["block_id"]), f"f-{escape(block['block_id'])}"
        self.label = escape(unescape(block["label"]["text"])) + (texts.OPTIONAL if block.get("optional") else "")

    def html(self) -> str:
        kind = self.element["type"]
        notes = [f'<p class="hint" id="{self.id}-h">{escape(unescape(self._hint))}</p>'] if self._hint else []
        notes += [f'<p class="error" id="{self.id}-e">{escape(unescape(self.error))}</p>'] if self.error else []
        if kind in {"checkboxes", "radio_buttons"}:
            said = f' aria-describedby="{self._notes}"' if self._notes else ""
            return f"<fieldset{said}><legend>{self.label}</legend>{''.join(notes)}{self._boxes()}</fieldset>"
        return f'<div class="field"><label for="{self.id}">{self.label}</label>{"".join(notes)}{self._control()}</div>'

    @property
    def _hint(self) -> str:
        return str((self.block.get("hint") or {}).get("text") or "")

    @property
    def _notes(self) -> str:
        return " ".join(
            [*([f"{self.id}-h"] if self._hint else []), *([f"{self.id}-e"] if self.error else [])],
        )

    def _attributes(self, **more: object) -> str:
        own: dict[str, object] = {"id": self.id, "name": self.name, **more}
        own |= {"aria-describedby": self._notes} if self._notes else {}
        own |= {"aria-invalid": "true"} if self.error else {}
        own |= {} if self.block.get("optional") else {"required": True}
        return "".join(
            f" {key}" if value is True else f' {key}="{escape(str(value))}"' for key, value in own.items() if value
        )

    def _control(self) -> str:
        kind, typed = self.element["type"], self._typed()
        if kind == "plain_text_input" and self.element.get("multiline"):
            most = self.element.get("max_length")
            return f"<textarea{self._attributes(rows=6, maxlength=most)}>\n{escape(typed)}</textarea>"
        if kind in {"static_select", "multi_static_select"}:
            many = kind in _SEVERAL
            empty = "" if many else f'<option value="">{texts.CHOOSE}</option>'
            size = min(8, sum(len(some) for _, some in _groups(self.element))) if many else None
            return f"<select{self._attributes(multiple=many, size=size)}>{empty}{self._options()}</select>"
        if kind == "datetimepicker":
            at = self._seconds()
            given, _, hour = f"{to_paris(from_epoch(at)):%Y-%m-%d %H:%M}".partition(" ") if at else ("", "", "")
            other = f'<input type="time" name="{self.name} time" value="{hour}" aria-label="{texts.CLOCK}">'
            return f"<input{self._attributes(type='date', value=given)}> {other}"
        shape = _PICKERS[kind][0] if kind in _PICKERS else _TYPED[kind]
        return f"<input{self._attributes(type=shape, value=typed, maxlength=self.element.get('max_length'))}>"

    def _typed(self) -> str:
        if self.held is not None:
            return str(next(iter(self.held.values()), ""))
        initial = _PICKERS[self.element["type"]][1] if self.element["type"] in _PICKERS else "initial_value"
        return str(self.element.get(initial) or "")

    def _seconds(self) -> int | None:
        found: Any = (self.held or {}).get("selected_date_time") or self.element.get("initial_date_time")
        return found if isinstance(found, int) else None

    def _chosen(self) -> set[str]:
        if self.held is not None:
            some = self.held.get("selected_options") or [self.held.get("selected_option")]
        else:
            some = self.element.get("initial_options") or [self.element.get("initial_option")]
        return {one["value"] for one in some if one}

    def _options(self) -> str:
        chosen = self._chosen()

        def drawn(one: Json) -> str:
            mark = " selected" if one["value"] in chosen else ""
            return f'<option value="{escape(one["value"])}"{mark}>{escape(unescape(one["text"]["text"]))}</option>'

        return "".join(
            f'<optgroup label="{escape(unescape(label))}">{"".join(map(drawn, some))}</optgroup>'
            if label
            else "".join(map(drawn, some))
            for label, some in _groups(self.element)
        )

    def _boxes(self) -> str:
        shape, chosen = ("radio" if self.element["type"] == "radio_buttons" else "checkbox"), self._chosen()
        lone = shape == "radio" and not self.block.get("optional")
        return "".join(
            f'<label class="box"><input type="{shape}" name="{self.name}" value="{escape(one["value"])}"'
            f"{' checked' if one['value'] in chosen else ''}{' required' if lone else ''}> "
            f"<span>{escape(unescape(one['text']['text']))}</span></label>"
            for one in self.element["options"]
        )
