"""The fields of a form as HTML: each control whole, what a browser sends back for it, and what was wrong in it."""

from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup

from handlers.kit.blocks import Json, actions, button, context, section
from handlers.kit.escaping import Said
from handlers.pages.desk import unknown_page
from handlers.pages.drawing import page, with_accessibility_statement
from handlers.pages.screens import Screen, field_errors, has_buttons, read_values
from tests.handlers.examples import draw_all


def option(value: str) -> Json:
    return {"text": {"text": f"{value} &amp; Cie"}, "value": value}


A, B = option("a"), option("b")
NOON = 1777888800  # 4 May 2026, in Paris
WHOLE = '<option value="a">a &amp; Cie</option><option value="b">b &amp; Cie</option>'
CHOSEN = WHOLE.replace('"a"', '"a" selected')
BOX = '<label class="box"><input type="{}" name="f" value="{}"{}> <span>{} &amp; Cie</span></label>'
# By what an element is: the control, and the state that Slack would send for it as it stands.
CONTROLS: dict[str, tuple[Json, str, Json]] = {
    "line": (
        {"type": "plain_text_input", "max_length": 9, "initial_value": "à"},
        '<input id="f-f" name="f" type="text" value="à" maxlength="9" required>',
        {"value": "à"},
    ),
    "lines": (
        {"type": "plain_text_input", "multiline": True, "max_length": 9, "initial_value": "<b>"},
        '<textarea id="f-f" name="f" rows="6" maxlength="9" required>\n&lt;b&gt;</textarea>',
        {"value": "<b>"},
    ),
    "url": ({"type": "url_text_input"}, '<input id="f-f" name="f" type="url" required>', {}),
    "email": ({"type": "email_text_input"}, '<input id="f-f" name="f" type="email" required>', {}),
    "one": (
        {"type": "static_select", "options": [A, B], "initial_option": A},
        f'<select id="f-f" name="f" required><option value="">Choisissez</option>{CHOSEN}</select>',
        {"selected_option": A},
    ),
    "grouped": (
        {"type": "static_select", "option_groups": [{"label": {"text": "G &amp; H"}, "options": [A, B]}]},
        '<select id="f-f" name="f" required><option value="">Choisissez</option>'
        f'<optgroup label="G &amp; H">{WHOLE}</optgroup></select>',
        {},
    ),
    "several": (
        {"type": "multi_static_select", "options": [A, B], "initial_options": [A]},
        f'<select id="f-f" name="f" multiple size="2" required>{CHOSEN}</select>',
        {"selected_options": [A]},
    ),
    "many": (
        {"type": "multi_static_select", "options": [A, B] * 5},
        f'<select id="f-f" name="f" multiple size="8" required>{WHOLE * 5}</select>',
        {},
    ),
    "boxes": (
        {"type": "checkboxes", "options": [A, B], "initial_options": [B]},
        BOX.format("checkbox", "a", "", "a") + BOX.format("checkbox", "b", " checked", "b"),
        {"selected_options": [B]},
    ),
    "radios": (
        {"type": "radio_buttons", "options": [A, B], "initial_option": A},
        BOX.format("radio", "a", " checked required", "a") + BOX.format("radio", "b", " required", "b"),
        {"selected_option": A},
    ),
    "day": (
        {"type": "datepicker", "initial_date": "2026-05-04"},
        '<input id="f-f" name="f" type="date" value="2026-05-04" required>',
        {"selected_date": "2026-05-04"},
    ),
    "hour": (
        {"type": "timepicker", "initial_time": "09:30"},
        '<input id="f-f" name="f" type="time" value="09:30" required>',
        {"selected_time": "09:30"},
    ),
    "moment": (
        {"type": "datetimepicker", "initial_date_time": NOON},
        '<input id="f-f" name="f" type="date" value="2026-05-04" required> '
        '<input type="time" name="f time" value="12:00" aria-label="Heure, à Paris">',
        {"selected_date_time": NOON},
    ),
    "no moment": (
        {"type": "datetimepicker"},
        '<input id="f-f" name="f" type="date" required> '
        '<input type="time" name="f time" value="" aria-label="Heure, à Paris">',
        {},
    ),
}
IN_A_SET = {"boxes", "radios"}


def asking(element: Json, **more: Any) -> Json:  # noqa: ANN401 - JSON
    return {"type": "input", "block_id": "f", "label": {"text": "Nom &amp; lieu"}, "element": element, **more}


def html(block: Json, **more: Any) -> str:  # noqa: ANN401 - what a screen takes
    return Screen([block], lambda _: True, lambda _: "", **more).html(level=2)


class Browser(HTMLParser):
    """Sends a form as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select, self.several, self.first, self.area = "", False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        name = own.get("name", "")
        if tag == "select":
            self.select, self.several, self.first = name, "multiple" in own, ""
        elif tag == "option" and "selected" in own:
            self._send(self.select, own["value"])
        elif tag == "textarea":
            self.area = name
            self._send(name, "")
        elif tag == "input" and (own["type"] not in {"checkbox", "radio"} or "checked" in own):
            self._send(name, own.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][-1] += data.removeprefix("\n") if not self.sent[self.area][-1] else data

    def _send(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def sent(view: Json) -> dict[str, Json]:
    """Return the state that comes back when a browser sends the page of a view as it stands."""
    browser = Browser("".join(html(block) for block in view["blocks"] if block["type"] == "input"))
    return read_values(view, lambda name: browser.sent.get(name, []))


@pytest.mark.parametrize("name", CONTROLS)
def test_a_field_is_drawn_whole_and_sent_back_as_it_stands(name: str) -> None:
    element, control, state = CONTROLS[name]
    label = "Nom &amp; lieu"
    alone = f'<div class="field"><label for="f-f">{label}</label>{control}</div>'
    in_a_set = f"<fieldset><legend>{label}</legend>{control}</fieldset>"
    assert html(asking(element)) == (in_a_set if name in IN_A_SET else alone)
    assert sent({"blocks": [asking(element)]}) == {"f": state}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_field_with_a_hint_and_an_error_names_both_and_one_that_is_optional_may_stay_empty(name: str) -> None:
    element, control, _ = CONTROLS[name]
    drawn = html(asking(element, optional=True, hint={"text": "L’aide"}), errors={"f": "Non &amp; non"})
    notes = '<p class="hint" id="f-f-h">L’aide</p><p class="error" id="f-f-e">Non &amp; non</p>'
    assert notes in drawn
    assert "Nom &amp; lieu (facultatif)<" in drawn
    assert (drawn.count(" required"), drawn.count(' aria-describedby="f-f-h f-f-e"')) == (0, 1)
    assert drawn.count(' aria-invalid="true"') == (0 if name in IN_A_SET else 1)
    assert "aria-describedby" not in html(asking(element)) + control


@pytest.mark.parametrize(
    ("name", "held", "shown"),
    [
        ("line", {"value": "typed"}, ' value="typed"'),
        ("lines", {"value": "typed"}, ">\ntyped<"),
        ("one", {"selected_option": B}, '"b" selected'),
        ("several", {"selected_options": [B]}, '"b" selected'),
        ("boxes", {"selected_options": [A]}, '"a" checked'),
        ("radios", {"selected_option": B}, '"b" checked'),
        ("day", {"selected_date": "2026-06-01"}, ' value="2026-06-01"'),
        ("hour", {"selected_time": "10:00"}, ' value="10:00"'),
        ("moment", {"selected_date_time": NOON + 3600}, ' value="13:00"'),
    ],
)
def test_what_was_typed_stands_in_the_place_of_what_was_there(name: str, held: Json, shown: str) -> None:
    element, control, state = CONTROLS[name]
    drawn = html(asking(element), values={"f": held})
    assert (shown in drawn, shown in control) == (True, False)
    assert drawn.count("selected") + drawn.count("checked") == control.count("selected") + control.count("checked")
    assert state != held


def untouched(element: Json) -> Any:  # noqa: ANN401 - JSON
    """Return what Slack sends of an element that nobody touched."""
    return next((value for key, value in element.items() if key.startswith("initial_")), None)


def test_forms_of_the_bot_come_back_from_their_page_as_from_slack() -> None:
    kinds, lost, seen = {one["type"] for one, _, _ in CONTROLS.values()}, {}, 0
    for name, view in draw_all().items():
        blocks = view.get("blocks", ()) if isinstance(view, dict) else ()
        fields = {one["block_id"]: one["element"] for one in blocks if one["type"] == "input"}
        if isinstance(view, dict) and all(one["type"] in kinds for one in fields.values()):
            seen += len(fields)
            for field, state in sent({"blocks": blocks}).items():
                if (back := next(iter(state.values()), None)) != untouched(fields[field]):
                    lost[name, field] = back
    assert (lost, seen > 200) == ({}, True)


@pytest.mark.parametrize(
    ("element", "given", "more", "state"),
    [
        ({"type": "plain_text_input"}, ["a\r\nb"], [], {"value": "a\nb"}),
        ({"type": "plain_text_input"}, [""], [], {}),
        ({"type": "static_select", "options": [A, B]}, ["b", "a"], [], {"selected_option": B}),
        ({"type": "static_select", "options": [A, B]}, ["forged"], [], {}),
        ({"type": "checkboxes", "options": [A, B]}, ["b", "forged", "a"], [], {"selected_options": [B, A]}),
        ({"type": "datetimepicker"}, ["2026-05-04"], ["12:00"], {"selected_date_time": NOON}),
        ({"type": "datetimepicker"}, ["2026-05-04"], [], {}),
        ({"type": "datetimepicker"}, ["forged"], ["12:00"], {}),
    ],
)
def test_only_what_the_form_offers_is_read(element: Json, given: list[str], more: list[str], state: Json) -> None:
    form = {"f": given, "f time": more}
    assert read_values({"blocks": [asking(element), {"type": "divider"}]}, form.__getitem__) == {"f": state}


@pytest.mark.parametrize(
    ("element", "more", "held", "fault"),
    [
        ({"type": "plain_text_input"}, {}, {}, "Remplissez ce champ."),
        ({"type": "datepicker"}, {}, {}, "Remplissez ce champ."),
        ({"type": "static_select"}, {}, {}, "Choisissez une réponse."),
        ({"type": "radio_buttons"}, {}, {}, "Choisissez une réponse."),
        ({"type": "checkboxes"}, {}, {}, "Choisissez au moins une réponse."),
        ({"type": "multi_static_select"}, {}, {}, "Choisissez au moins une réponse."),
        ({"type": "checkboxes"}, {"optional": True}, {}, None),
        ({"type": "plain_text_input"}, {"optional": True}, {}, None),
        ({"type": "plain_text_input", "max_length": 3}, {}, {"value": "abc"}, None),
        ({"type": "plain_text_input", "max_length": 3}, {}, {"value": "abcd"}, "3 caractères au plus."),
        ({"type": "plain_text_input", "max_length": 3}, {"optional": True}, {"value": "abcd"}, "3 caractères au plus."),
        ({"type": "plain_text_input"}, {}, {"value": "x" * 5000}, None),
    ],
)
def test_a_page_lets_through_what_slack_lets_through(element: Json, more: Json, held: Json, fault: str | None) -> None:
    view = {"blocks": [{"type": "divider"}, asking(element, **more)]}
    assert field_errors(view, {"f": held}) == ({"f": fault} if fault else {})
    assert field_errors(view, {}) == field_errors(view, {"f": {}})


def test_the_button_of_the_link_stands_out_and_one_that_may_not_be_pressed_is_not_there() -> None:
    heard = button("Venir", "a.come", value="1", of="la conférence")
    row = actions(heard, button("Voir", "a.see"), button("Non", "a.no")).to_dict()
    screen = Screen([row], lambda one: one != "a.no", lambda _: "", first="a.come")
    assert [one["action_id"] for one in screen.buttons] == ["a.come", "a.see"]
    assert screen.html(level=2).splitlines()[-1] == (
        '<p class="row"><button name="press" value="a.come 1" formnovalidate aria-label="Venir : la conférence"'
        ' class="first">Venir</button> <button name="press" value="a.see " formnovalidate>Voir</button></p>'
    )
    said = section(Said("Un *mot*")).to_dict()
    assert Screen([said], lambda _: True, lambda _: "").html(level=2) == "<p>Un <strong>mot</strong></p>"
    assert [
        has_buttons(one) for one in (row, said, said | {"accessory": heard.to_dict()}, context(Said("a")).to_dict())
    ] == [*(True, False, True, False)]


@pytest.mark.parametrize(
    ("state", "href", "line"),
    [
        ("non conforme", None, "<p>Accessibilité\u00a0: non conforme</p>"),
        (
            "partiellement conforme",
            "https://exemple.fr/a?b&c",
            '<p><a href="https://exemple.fr/a?b&amp;c">Accessibilité\u00a0: partiellement conforme</a></p>',
        ),
    ],
)
def test_each_page_says_how_accessible_it_is(state: str, href: str | None, line: str) -> None:
    drawn = [unknown_page(), page("Titre", Markup("<p>mots</p>"), foot=[Markup("<p>pied</p>")])]
    stated = [with_accessibility_statement(one, state=state, href=href).html for one in drawn]
    assert [one.partition("<footer>")[2].count(line) for one in stated] == [1, 1]
