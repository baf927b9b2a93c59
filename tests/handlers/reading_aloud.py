"""A drawn view, message or mail as a person and a screen reader get it: French lines that a coach can read aloud.

Ids and values are left out. Marks stay as they are typed (*bold*), entities are read once (what was escaped twice shows
as « &amp; »), an address that can be clicked has an arrow before it. No-break spaces stay what they are (a test of
their own looks after them); any other sign that cannot be seen is written by its number.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from bot.sandbox.words import unescape
from handlers.kit.blocks import Json, Message

Drawn: TypeAlias = Message | dict[str, Any] | str

HEAD = """\
Ce que les écrans du bot montrent et font entendre, un exemple après l’autre. À relire à voix haute ; écrit par un test.
notification : ce qu’en ont un lecteur d’écran et les alertes de Slack ; sans cette ligne, tout le texte du message.
lu : ce qu’un lecteur d’écran dit d’un bouton ; de plusieurs côte à côte, ce qu’il dit avant le nom de chacun.
comme dans : les mêmes lignes qu’un exemple plus haut, écrites une fois.
petit : en gris. → : ce qui se clique ; une adresse sans flèche ne se clique pas. *gras* _italique_ `à taper`
"""
SAME, NAMED = 2, 60  # lines in a row, read once; signs of the first and the last of them
LONG = 150  # signs of a list of choices, from which it is written out once a file
READ = {
    *("accessibility_label", "accessory", "alt_text", "blocks", "caption", "close", "confirm", "deny", "description"),
    *("element", "rows"),
    *("elements", "fields", "hint", "initial_conversation", "initial_date", "initial_option", "initial_options"),
    "initial_user",
    *("initial_time", "initial_value", "label", "max_files", "max_length", "min_length", "multiline", "option_groups"),
    *("optional", "options", "placeholder", "style", "submit", "text", "title", "type", "url", "verbatim"),
}
SILENT = {  # what no person meets
    *("action_id", "block_id", "callback_id", "clear_on_close", "dispatch_action", "emoji", "exclude_bot_users"),
    *("filter", "include", "level", "max_selected_items", "min_query_length", "page_size", "private_metadata"),
    *("timezone", "value"),
}
KINDS = {
    "checkboxes": "cases à cocher",
    "conversations_select": "un canal",
    "datepicker": "une date",
    "datetimepicker": "une date et une heure",
    "email_text_input": "une adresse électronique",
    "file_input": "un fichier",
    "multi_external_select": "liste où l’on cherche, plusieurs choix",
    "multi_static_select": "liste, plusieurs choix",
    "multi_users_select": "plusieurs personnes",
    "plain_text_input": "texte",
    "radio_buttons": "un seul choix",
    "static_select": "liste, un choix",
    "timepicker": "une heure",
    "url_text_input": "une adresse web",
    "users_select": "une personne",
}
STYLES = {None: "bouton", "danger": "bouton rouge", "primary": "bouton vert"}
GIVEN = ("initial_value", "initial_date", "initial_time", "initial_conversation", "initial_user", "initial_option")
_MARKUP = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>|&(?:lt|gt|amp);")
_BARE = re.compile(r"(?<![<|])https?://[^\s<>|]+")
_UNSEEN = re.compile("[\\t\\r\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")


def read_family(examples: Mapping[str, Drawn]) -> str:
    """Give the examples of a screen family as one file."""
    reader = Reader()
    return "\n".join([HEAD, *(reader.read(name, drawn) for name, drawn in examples.items())])


class Reader:
    """Reads the examples of one file one after the other: a field, a list of choices, what two share is read once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._earlier: dict[str, list[str]] = {}  # the lines of each example, by its name
        self._places: dict[str, list[tuple[str, int]]] = defaultdict(list)  # where a line stands in them

    def read(self, name: str, drawn: Drawn) -> str:
        """Give what a person gets of one example, under its name."""
        said = [line for each in self._lines(drawn) for line in each.split("\n")]
        lines = [f"── {name} · {_kind(drawn)}", *self._but_once(said)]
        self._earlier[name] = said
        for at, line in enumerate(said):
            self._places[line].append((name, at))
        return _UNSEEN.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", "\n".join(lines)) + "\n"

    def _but_once(self, said: Sequence[str]) -> Iterator[str]:
        """Give the lines of an example, but for each run of them that stands in an earlier one where that is said."""
        at = 0
        while at < len(said):
            places = self._places.get(said[at], [])
            runs = [(self._shared(said[at:], self._earlier[name][start:]), name) for name, start in places]
            long, name = max(runs, default=(0, ""), key=lambda one: one[0])
            if long >= SAME:
                ends = " à ".join(f"« {line[:NAMED].strip()} »" for line in (said[at], said[at + long - 1]))
                yield f"  {long} lignes comme dans {name}, de {ends}"
                at += long
            else:
                yield said[at]
                at += 1

    @staticmethod
    def _shared(some: Sequence[str], others: Sequence[str]) -> int:
        return next(
            (at for at, (one, other) in enumerate(zip(some, others, strict=False)) if one != other),
            min(len(some), len(others)),
        )

    def _lines(self, drawn: Drawn) -> Iterator[str]:
        if isinstance(drawn, str):
            yield drawn
            return
        if isinstance(drawn, Message):
            whole = drawn.blocks and _words_of(drawn.blocks) == _words(_read(drawn.text))
            yield from () if whole else (f"notification : {_read(drawn.text)}",)
        elif drawn["type"] == "modal":
            ends = " et ".join(f"« {_text(drawn[end])} »" for end in ("submit", "close") if end in drawn)
            yield f"fenêtre : {_text(drawn['title'])} (en bas : {ends})"
        for block in drawn.blocks if isinstance(drawn, Message) else drawn["blocks"]:
            yield from self._block(block)

    def _block(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "divider":
                yield "———"
            case "header":
                yield f"titre : {_text(block['text'])}"
            case "section":
                yield from (_text(block[part]) for part in ("text",) if part in block)
                yield from (f"côte à côte : {_text(one)}" for one in block.get("fields", ()))
                yield from (line for one in (block.get("accessory"),) if one for line in self._element(one))
            case "context":
                yield from (f"petit : {_shown(one)}" for one in block["elements"])
            case "actions":
                for before, some in groupby(block["elements"], key=_said_before):
                    row = list(some)
                    yield from [_row(row, before)] if before is not None and len(row) > 1 else self._each(row)
            case "input":
                yield from self._field(block)
            case "data_table":
                yield f"tableau : {block['caption']}"
                yield from (" | ".join(cell["text"] for cell in row) for row in block["rows"])
            case _:
                yield _shown(block)

    def _field(self, block: Json) -> Iterator[str]:
        element = block["element"]
        limits = [KINDS[element["type"]], *_limits(element), *(["facultatif"] if block["optional"] else [])]
        head = f"champ : {_text(block['label'])} ({', '.join(limits)})"
        hint = [f"  aide : {_text(block['hint'])}"] if "hint" in block else []
        lines = [*hint, *self._inside(element)]
        yield from [f"{head} : comme plus haut"] if self._again("\n".join([head, *lines])) else [head, *lines]

    def _each(self, several: Sequence[Json]) -> Iterator[str]:
        for one in several:
            yield from self._element(one)

    def _element(self, one: Json) -> Iterator[str]:
        match one["type"]:
            case "button":
                yield from _button(one)
            case "overflow":
                yield f"menu « … » : {' / '.join(map(_option, one['options']))}"
            case "image":
                yield _shown(one)
            case kind:
                yield f"au choix ({KINDS[kind]})"
                yield from self._inside(one)

    def _inside(self, one: Json) -> Iterator[str]:
        """Read what stands in a field before anybody types."""
        ticked = [*one.get("initial_options", ()), one.get("initial_option")]
        if "placeholder" in one:
            yield f"  en gris : {_text(one['placeholder'])}"
        if one["type"] in ("checkboxes", "radio_buttons"):
            yield from (f"  [{'x' if each in ticked else ' '}] {_option(each)}" for each in one["options"])
            return
        for group in one.get("option_groups") or ([one] if "options" in one else []):
            yield self._list(group.get("label"), group["options"])
        given = [one[name] for name in GIVEN if name in one] + list(one.get("initial_options", ()))
        shown = [_option(each) if isinstance(each, dict) else each.replace("\n", "\n    ") for each in given]
        yield from (f"  déjà là : {each}" for each in shown)

    def _list(self, label: Json | None, options: Sequence[Json]) -> str:
        title = f"  choix, {_text(label)}" if label else "  choix"
        named = [_option(each) for each in options]
        whole = " / ".join(named)
        if len(whole) > LONG and self._again(whole):
            return f"{title} : les {len(named)} déjà lus, de « {named[0]} » à « {named[-1]} »"
        return f"{title} : {whole}"

    def _again(self, lines: str) -> bool:
        """Say whether it was read before in this file."""
        again = lines in self._seen
        self._seen.add(lines)
        return again


def _kind(drawn: Drawn) -> str:
    if isinstance(drawn, str):
        return "mail" if drawn.startswith("Objet") else "phrase"
    return "message" if isinstance(drawn, Message) else {"modal": "fenêtre", "home": "accueil"}[drawn["type"]]


def _button(one: Json) -> Iterator[str]:
    spoken = f", lu « {one['accessibility_label']} »" if "accessibility_label" in one else ""
    leads = f" → {one['url']}" if "url" in one else ""
    yield f"{STYLES[one.get('style')]} : {_text(one['text'])}{spoken}{leads}"
    if "confirm" in one:
        asked = {part: _text(one["confirm"][part]) for part in ("title", "text", "confirm", "deny")}
        yield f"  demande : {asked['title']} {asked['text']} [{asked['confirm']}] [{asked['deny']}]"


def _said_before(one: Json) -> str | None:
    """Give what is said before a button's own name, None where that is not all that there is to say of it."""
    if one["type"] != "button" or "confirm" in one:
        return None
    spoken, name = one.get("accessibility_label", one["text"]["text"]), one["text"]["text"]
    return str(spoken.removesuffix(name).rstrip()) if spoken.endswith(name) else None


def _row(several: Sequence[Json], before: str) -> str:
    """Read buttons side by side of which the same is said, in one line."""
    kinds = {None: "", "danger": " (rouge)", "primary": " (vert)"}
    named = [
        _text(one["text"]) + kinds[one.get("style")] + (f" → {one['url']}" if "url" in one else "") for one in several
    ]
    return f"boutons{f', lus « {before} … »' if before else ''} : {' | '.join(named)}"


def _option(one: Json) -> str:
    more = f" ({_text(one['description'])})" if "description" in one else ""
    return _text(one["text"]) + more


def _limits(one: Json) -> Iterator[str]:
    if one.get("multiline"):
        yield "plusieurs lignes"
    if one.get("min_length", 0) > 1:
        yield f"{one['min_length']} signes au moins"
    if "max_length" in one:
        yield f"{one['max_length']} signes au plus"
    if "max_files" in one:
        yield f"{one['max_files']} au plus"


def _shown(one: Json) -> str:
    """Read a text or an image, which is what is said of it."""
    return f"image : {one['alt_text']}" if one["type"] == "image" else _text(one)


def _text(said: Json) -> str:
    """Read a text as Slack shows it: markup only where there is some, entities in both kinds."""
    if said["type"] == "plain_text":
        return unescape(said["text"])
    return _read(said["text"] if said.get("verbatim") else _BARE.sub(r"<\g<0>>", said["text"]))


def _read(mrkdwn: str) -> str:
    return _MARKUP.sub(_piece, mrkdwn)


def _piece(found: re.Match[str]) -> str:
    if not found[1]:
        return unescape(found[0])
    target, label = unescape(found[1]), unescape(found[2] or "")
    if target[0] in "@#!":
        return f"@{label or target[1:]}" if target[0] == "!" else label or target
    return f"{label} → {target}" if label else f"→ {target}"


def _words_of(blocks: Sequence[Json]) -> list[str]:
    """Give the words that blocks show, as a notification that says all of it would."""
    texts = (
        one
        for block in blocks
        if block["type"] != "actions"
        for one in (block.get("text"), *block.get("fields", ()), *block.get("elements", ()))
    )
    return _words(" ".join(_text(one) for one in texts if one and "text" in one))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s*_`•→>]+", text)
