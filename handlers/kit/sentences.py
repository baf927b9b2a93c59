"""Sentences written once, in which every inserted value is escaped.

`said` takes a literal, `sentence` a literal with fields: `sentence("Le mot {name:de} est parti.")(name=person.name)`.
French typography is applied when they are defined; values are not changed. Both return `Said`, the only type that
mrkdwn accepts; plain text (buttons, titles, labels) takes `french("…")` or `.plain`."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Final

from bot.programme.spelling import set_in_french

from .escaping import Said, Text, escape, tame

SPACE: Final = "\u00a0"
# A command name belongs to the last app that asks Slack for it, and « agenda » is a common word: only four commands are
# in Slack's menu. The others are typed after /dispositifs, which works for all of them.
REGISTERED: Final = ("/dispositifs", "/bureau-aide", "/mentorat", "/disponibilites")
# A word after /dispositifs → its command.
WORDS: Final[Mapping[str, str]] = {
    "agenda": "/agenda",
    "atelier": "/atelier",
    "carnet": "/carnet",
    "dispo": "/disponibilites",
    "programme": "/programme",
}
_BEHIND: Final = re.compile(
    rf"(?<![\w/])({'|'.join(one for one in WORDS.values() if one not in REGISTERED)})(?![\w/-])"
)
_VOWEL = re.compile(r"[aeiouœæ]|y[^aeiouy]")  # « d’Yves », « de Yann »
# First names with a mute h; all other names may take « de »: « de Hamid », « de Hiroshi ».
_MUTE = re.compile(r"hel(?:en|oi)|henri|her(?:m|v)|hilaire|hippo|homere|honor|horace|hortense|hubert|hug|humbert|hyac")


def of(name: str) -> str:
    """Return a name after « de » or « d’ »."""
    return f"d’{name}" if _elides(name) else f"de {name}"


def that(name: str) -> str:
    """Return a name after « que » or « qu’ »."""
    return f"qu’{name}" if _elides(name) else f"que {name}"


def _elides(name: str) -> bool:
    bare = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return bool(_VOWEL.match(bare) or _MUTE.match(bare))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


_NAMES: Final[Mapping[str, Callable[[str], str]]] = {"": str, "de": of, "que": that, "maj": _capitalised}


def typed(text: str) -> str:
    """Return a text with commands as people must type them: `/agenda mai` as `/dispositifs agenda mai`."""
    return _BEHIND.sub(lambda found: f"/dispositifs {found[1][1:]}", text)


def french(text: str) -> str:
    """Apply French typography to our own text: no-break spaces and apostrophes. Commands keep their characters."""
    return set_in_french(typed(text))


def said(text: str) -> Said:
    """Return our own literal as mrkdwn, with French typography."""
    return Said(french(text))


def joined(parts: Iterable[str], by: str = " ") -> Said:
    """Join parts; those that are not `Said` are escaped. `by` is our own: a space, a bullet."""
    return Said(by.join(map(escape, parts)))


def capital(text: Text) -> Text:
    """Return the text with a capital first letter."""
    return type(text)(_capitalised(text))


def stopped(text: str) -> Said:
    """Return the text with a full stop at its end, unless it ends with punctuation."""
    told = escape(text)
    return told if told.endswith((".", "!", "?", "…")) else Said(f"{told}.")


class sentence:  # noqa: N801 - it is called as `said` is
    """A literal with fields in braces; called with their values, it returns the sentence.

    Values that are `Said` are inserted unchanged, all others are escaped. `{name:de}` is « de Léa » or « d’Ewa »;
    `{name:que}` works the same way; `{name:maj}` gives a capital. A value in `*…*` loses characters that would end the
    bold; a value in `<…|…>`, those that would end the link. Raises ValueError for a field without a name, or with
    another word after its colon."""

    __slots__ = ("_between", "_fields", "names")

    def __init__(self, text: str) -> None:
        self._between = [""]  # the literal texts around the fields
        self._fields: list[tuple[str, Callable[[str], str], Callable[[str], str]]] = []
        for literal, name, form, conversion in Formatter().parse(french(text)):
            self._between[-1] += literal
            if name is not None:
                if not name.isidentifier() or conversion or form not in _NAMES:
                    raise ValueError(f"no field of a sentence: {name}:{form}")
                self._fields.append((name, _NAMES[form or ""], _guard("".join(self._between))))
                self._between.append("")
        self.names = frozenset(name for name, *_ in self._fields)

    def __call__(self, **values: object) -> Said:
        """Return the sentence. Raises TypeError for missing or unknown fields."""
        if values.keys() != self.names:
            raise TypeError(f"fields are {sorted(self.names)}, not {sorted(values)}")
        pieces = [self._between[0]]
        for (name, form, guard), behind in zip(self._fields, self._between[1:], strict=True):
            value = values[name]
            if not isinstance(value, Said):  # an address must stay unchanged
                value = tame(form(str(value))) if guard is _in_address else escape(form(str(value)))
            pieces += guard(value), behind
        return Said("".join(pieces))


def _guard(before: str) -> Callable[[str], str]:
    """Return a function that removes what would end the markup around a value, by the text before the value."""
    opened = before.rfind("<")
    if opened > before.rfind(">"):
        return _in_address if "|" not in before[opened:] else _in_label
    line = before[before.rfind("\n") + 1 :]
    return _in_bold if line.count("*") % 2 else str


def _in_bold(value: str) -> str:
    return value.replace("*", "∗")


def _in_address(value: str) -> str:
    return value.replace("|", "%7C")


def _in_label(value: str) -> str:
    return value.replace("\n", " ")


FACT = sentence("{name} : {what}")
ITEM = sentence("• {what}")
_LABELLED = sentence("*{name} :* {what}")


def fact(name: str, what: str) -> Said:
    """Return one fact as a sentence that begins with its name."""
    return stopped(FACT(name=name, what=what))


def labelled(name: str, what: str) -> Said:
    """Return one fact, with its name in bold before it."""
    return _LABELLED(name=name, what=what)
