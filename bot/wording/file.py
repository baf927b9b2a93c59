"""The operator's file of sentences: write it, read it, check it, and compare it with this version of the bot.

Each key has a table. `origine` is the bot's sentence when the file was written, and `phrase` is the sentence to use. If
both are the same, the operator changed nothing, and the bot uses its newest sentence."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from bot.errors import Refusal
from bot.programme.spelling import nearest_word, to_french_typography
from bot.wording.limits import limit_of
from bot.wording.places import SourceSentence

# A sentence whose limit is at most this many characters (a button, title or option) must stay on one line.
ONE_LINE: Final = 150
LARGEST: Final = 5_000_000  # bytes; a file of all sentences has a quarter of this
HEAD: Final = """\
# Les phrases du bot. Changez « phrase », et rien d’autre ; gardez les mots entre accolades, que le bot remplit.
# Ce qui n’est pas changé suit les versions du bot. Les espaces insécables et les apostrophes se mettent seules.
# Vérifiez par `bot wording check`, puis relancez le bot.
"""
SAMPLES: Final[Mapping[str, str]] = {
    "address": "lea@example.org",
    "count": "3",
    "day": "mardi 12 mai",
    "days": "mardi 12 mai",
    "defi": "Carte Vive",
    "dispositif": "bureau d’aide",
    "host": "Léa Martin",
    "link": "https://exemple.fr",
    "name": "Léa Martin",
    "names": "Léa Martin et Ewa Nowak",
    "mentor": "Ewa Nowak",
    "number": "2",
    "of": "4",
    "people": "Léa Martin et Ewa Nowak",
    "time": "14 h",
    "what": "bureau d’aide",
    "when": "mardi 12 mai à 14 h",
    "who": "Léa Martin",
    "whom": "Ewa Nowak",
}
_TABLE: Final = re.compile(r'\s*\[\s*("(?:[^"\\]|\\.)*"|\'[^\']*\')\s*\]')
_PHRASE: Final = re.compile(r"\s*phrase\s*=\s*(?=\S)")
_AT: Final = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_OPENED: Final = re.compile(r"<[^|>\s]*")  # A mention, a channel or a link begins with this.
_UNREAD: Final = re.compile(r"`[^`]*`|<[^>]*>|https?://\S+|:[a-z0-9_+-]+:|\{[^}]*\}")
_FIELD: Final = re.compile(r"\{[^}]*\}")
_TYPOGRAPHY: Final = (
    (re.compile(r"['\"“”]"), "l’apostrophe est ’, et les guillemets « »"),
    (
        re.compile(r"(?<!\u00a0)(?:[;!?»](?=\W|$)|:(?=\s|$))"),
        "il manque une espace avant « : », « ; », « ! », « ? » ou »",
    ),
    (re.compile(r"«(?!\u00a0)"), "il manque une espace après «"),
)


class UnfitWording(Refusal):
    """Raised if the file cannot be read or written. `why` has a line for each fault."""

    code = "unfit_wording"


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of the file: its key, the original sentence, the sentence to use, and its position (`where`)."""

    key: str
    before: str | None
    phrase: str
    where: str

    @property
    def changed(self) -> bool:
        """Return whether the operator changed the sentence."""
        return self.before is None or self.before != self.phrase


@dataclass(frozen=True)
class Wording:
    """The sentences of this version by key, their limits, and the entries of the operator's file."""

    places: Mapping[str, SourceSentence]
    limits: Mapping[str, int]
    entries: Sequence[Entry]

    @property
    def faults(self) -> list[str]:
        """The faults of the sentences that the operator changed, with their positions, in the file's order."""
        return [
            f"{entry.where} : {entry.key} : {fault}."
            for entry in self.entries
            if entry.changed and (fault := self._entry_fault(entry))
        ]

    @property
    def phrases(self) -> dict[str, str]:
        """The sentences that the operator changed, by key."""
        return {entry.key: entry.phrase for entry in self.entries if entry.changed}

    @property
    def gone(self) -> list[Entry]:
        """The entries of the file whose keys do not exist in this version."""
        return [entry for entry in self.entries if entry.key not in self.places]

    @property
    def new(self) -> list[str]:
        """The keys of this version that the file does not have."""
        had = {entry.key for entry in self.entries}
        return [key for key in self.places if key not in had]

    @property
    def reworded(self) -> list[tuple[Entry, str]]:
        """(entry, new text) for each sentence that the bot's authors changed since the file was written."""
        known = [entry for entry in self.entries if entry.key in self.places and entry.before is not None]
        return [(entry, now) for entry in known if entry.before != (now := self.places[entry.key].text)]

    def _entry_fault(self, entry: Entry) -> str | None:
        place = self.places.get(entry.key)
        if place is None:
            near = nearest_word(entry.key, self.places)
            return f"cette version n’a pas cette phrase{f' (vouliez-vous écrire {near} ?)' if near else ''}"
        return phrase_fault(entry.phrase, place, limit=limit_of(place, self.limits))


def phrase_fault(phrase: str, place: SourceSentence, *, limit: int) -> str | None:
    """Return why a sentence cannot replace the sentence at this place; None if it can."""
    return next(_faults(phrase, place, limit=limit), None)


def _faults(phrase: str, place: SourceSentence, *, limit: int) -> Iterator[str]:
    if not phrase.strip():
        yield "la phrase est vide"
    try:
        fields, known = _named_fields(phrase), _named_fields(place.text)
    except ValueError:
        yield "une accolade est seule : { et } vont par deux, autour d’un mot que le bot remplit"
        return
    wanted = {name for name, _ in known}
    yield from (f"il manque {{{name}}}" for name in sorted(wanted - {name for name, _ in fields}))
    allowed = (
        {(name, form) for name in wanted for form in (":", ":de", ":que", ":maj")}
        if place.maker == "sentence"
        else known
    )
    for name, form in sorted(fields - allowed):
        yield f"cette phrase ne connaît pas {{{name}{form if form != ':' else ''}}}"
    if {*_OPENED.findall(phrase)} - {*_OPENED.findall(place.text)}:
        yield "« < » ouvrirait une mention ou un lien. Écrivez sans"
    read, before = _UNREAD.sub("x", phrase), _UNREAD.sub("x", place.text)
    if (length := len(_FIELD.sub("", phrase))) > limit:
        yield f"{length} signes, il y a place pour {limit}"
    if "\n" in phrase and "\n" not in place.text and limit <= ONE_LINE:
        yield "elle tient sur une seule ligne"
    if _edges(phrase) != _edges(place.text):
        yield "elle se colle à d’autres mots : gardez l’espace, ou son absence, à ses deux bouts"
    yield from (why for sign, why in _TYPOGRAPHY if sign.search(read) and not sign.search(before))


def read_entries(data: bytes, *, name: str) -> list[Entry]:
    """Return the tables of a file, in order. Raises UnfitWording if the file contains anything but such tables."""
    if len(data) > LARGEST:
        raise UnfitWording(why=f"{name} : ce fichier est trop grand.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        why = f"{name}:{line}:{column} : ce n’est pas de l’UTF-8. Enregistrez ce fichier en UTF-8."
        raise UnfitWording(why=why) from error
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnfitWording(why=f"{name}{_syntax_fault(str(error))}") from error
    lines = _phrase_places(text)
    entries, faults = list[Entry](), list[str]()
    for key, table in tables.items():
        where = f"{name}{lines.get(key, '')}"
        if _is_entry(table):
            before = table.get("origine")
            entries.append(
                Entry(key, before and to_french_typography(before), to_french_typography(table["phrase"]), where)
            )
        else:
            faults.append(f'{where} : {key} : il faut ["module.NOM"], puis phrase = "…" (et origine, si elle y était).')
    if faults:
        raise UnfitWording(why="\n".join(faults))
    return entries


def file_text(places: Mapping[str, SourceSentence], operator_phrases: Mapping[str, str]) -> str:
    """Return a file with all sentences. `operator_phrases` are the changes of an operator, by key."""
    return HEAD + "".join(
        f"\n# {' '.join(fill_example(place.text).split())}\n[{_quote(key)}]\norigine = {_quote(place.text)}\n"
        f"phrase = {_quote(operator_phrases.get(key, place.text))}\n"
        for key, place in places.items()
    )


def fill_example(text: str) -> str:
    """Return a sentence with an example in place of each field."""
    try:
        filled = [
            f"{piece}{'' if name is None else _sample(name, form or '')}"
            for piece, name, form, _ in Formatter().parse(text)
        ]
    except ValueError:
        return text
    return "".join(filled)


def _sample(name: str, form: str) -> str:
    return f"{'de ' if form == 'de' else 'que ' if form == 'que' else ''}{SAMPLES.get(name, '…')}"


def _quote(text: str) -> str:
    # TOML has the escapes of JSON, but JSON leaves DEL unescaped, which TOML forbids.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _named_fields(text: str) -> set[tuple[str, str]]:
    return {
        (name, f"!{conversion}" if conversion else f":{form}")
        for _, name, form, conversion in Formatter().parse(text)
        if name is not None
    }


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _is_entry(table: Any) -> bool:  # noqa: ANN401 - any TOML
    return (
        isinstance(table, dict)
        and table.keys() <= {"origine", "phrase"}
        and isinstance(table.get("phrase"), str)
        and isinstance(table.get("origine", ""), str)
    )


def _phrase_places(text: str) -> dict[str, str]:
    """Return the place of each key's sentence as « :line:column ». Python's TOML parser does not give it."""
    found, key = dict[str, str](), ""
    for number, line in enumerate(text.split("\n"), 1):
        if table := _TABLE.match(line):
            key = json.loads(table[1]) if table[1].startswith('"') else table[1][1:-1]
            found[key] = f":{number}:1"
        elif key and (phrase := _PHRASE.match(line)):
            found[key] = f":{number}:{phrase.end() + 1}"
    return found


def _syntax_fault(error: str) -> str:
    at = _AT.search(error)
    where = f":{at[1]}:{at[2]}" if at and at[1] else ""
    if any(word in error for word in ("twice", "overwrite", "mutate")):
        return f"{where} : cette clé y est déjà. Gardez-en une."
    return f"{where} : ce n’est pas du TOML. Il manque sans doute un guillemet, ou un crochet."
