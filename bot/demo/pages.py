"""A page that is opened from a mail, in a browser without scripts: its text, its forms, and what they send."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bot.sandbox.post_office import Letter

_PATIENCE = 30.0  # seconds
_LINK = re.compile(r"(?:• |^)([^\n•(]+) \((http://127\.0\.0\.1:\d+/r/[\w.-]+)\)", re.MULTILINE)
_FOOT = {"replace", "mine"}
Fields = Mapping[str, str | list[str]]


def links(letter: Letter) -> dict[str, str]:
    """Return {label: address} for the links in a mail's text."""
    return {plain(label): address for label, address in _LINK.findall(letter.text)}


def plain(text: str) -> str:
    """Return text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: list[dict[str, list[str]]] = []
        self.buttons: list[tuple[int, str, str, str]] = []  # (index of the form, label, name, value)
        self.options: dict[str, dict[str, str]] = {}  # field → {label: value}
        self.inside = ""
        self._button: list[str] | None = None
        self._option: tuple[str, str] | None = None
        self._select = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        match tag:
            case "form":
                self.forms.append({})
            case "input" if given.get("type") in {"checkbox", "radio"}:
                self._option = (name, value)
                if "checked" in given:
                    self.forms[-1].setdefault(name, []).append(value)
            case "input":
                self.forms[-1][name] = [value]
            case "button":
                self._button = [name, value]
            case "select":
                self._select = name
            case "option":
                self._option = (self._select, value)
                if "selected" in given:
                    self.forms[-1].setdefault(self._select, []).append(value)
            case "textarea":
                self._text = name

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._button = None
        if tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._button is not None:
            self.buttons.append((len(self.forms) - 1, plain(data), *self._button))  # type: ignore[arg-type] # two
        elif self._text:
            self.forms[-1][self._text] = [data.lstrip("\n")]
        elif self._option is not None and data.strip():
            field, value = self._option
            self.options.setdefault(field, {})[plain(data).strip()] = value
            self._option = None


class DemoPage:
    """An open page. A button opens another page."""

    def __init__(
        self, address: str, *, data: Fields | None = None, method: str | None = None, length: int | None = None
    ) -> None:
        self.address = address
        sent = urlencode(data, doseq=True).encode() if data is not None else None
        try:
            given = {} if length is None else {"Content-Length": str(length)}
            asked = Request(address, data=sent, method=method, headers=given)  # noqa: S310 - a link of our own stage
            answer = urlopen(asked, timeout=_PATIENCE)  # noqa: S310
        except HTTPError as error:
            answer = error
        with answer:
            self.status, self.headers, self.html = answer.status, answer.headers, answer.read().decode()
        self._read = _Reader(self.html)
        self.text = plain(" ".join(self._read.words))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, without those in the footer."""
        return [words for _, words, name, _ in self._read.buttons if name not in _FOOT]

    @property
    def fields(self) -> list[str]:
        """The names of the fields that offer choices."""
        return list(self._read.options)

    def options(self, field: str) -> dict[str, str]:
        """Return {label: value} for what a field offers."""
        return self._read.options[field]

    def form(self, label: str) -> dict[str, list[str]]:
        """Return what the form with this button would send now."""
        number, _, name, value = next(button for button in self._read.buttons if button[1] == label)
        return {**self._read.forms[number], name: [value]}

    def press(self, label: str, **fields: str | list[str]) -> "DemoPage":
        """Fill in fields and press the button with this label. Return the next page."""
        return DemoPage(self.address, data={**self.form(label), **fields})
