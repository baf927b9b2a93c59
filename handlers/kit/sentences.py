"""Sentences, which are declared as literals. They escape the values that are inserted.

`said` takes a literal. `sentence` takes a literal with fields: `sentence("Le mot {name:de} est parti.")(name="Léa")`.
Both apply French typography to the literal, but not to the values. Both return `Said`, the only type that mrkdwn
accepts. For plain text (buttons, titles, labels), use `french("…")` or `.plain`."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Final

from bot.programme.spelling import to_french_typography

from .escaping import Said, Text, escape, escape_controls

SPACE: Final = "\u00a0"
# Slack's menu has only these commands. If two apps have a command of the same name, Slack calls the newer app, and
# « agenda » is a common word. People type all other commands after /dispositifs.
REGISTERED: Final = ("/dispositifs", "/bureau-aide", "/mentorat", "/disponibilites")
# the commands by the word that people type after /dispositifs
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
_VOWEL = re.compile(r"[aeiouœæ]|y[^aeiouy]")  # tells « d’Yves » from « de Yann »
# First names with a mute h, which get « d’ ». Other names can have « de », such as « de Hamid ».
_MUTE = re.compile(r"hel(?:en|oi)|henri|her(?:m|v)|hilaire|hippo|homere|honor|horace|hortense|hubert|hug|humbert|hyac")


def with_de(name: str) -> str:
    return f"d’{name}" if _elides(name) else f"de {name}"


def with_que(name: str) -> str:
    return f"qu’{name}" if _elides(name) else f"que {name}"


def _elides(name: str) -> bool:
    bare = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return bool(_VOWEL.match(bare) or _MUTE.match(bare))


def _capitalise_text(text: str) -> str:
    return text[:1].upper() + text[1:]


_NAMES: Final[Mapping[str, Callable[[str], str]]] = {"": str, "de": with_de, "que": with_que, "maj": _capitalise_text}


def spell_commands(text: str) -> str:
    """Spell the commands in a text as people type them: `/agenda mai` becomes `/dispositifs agenda mai`."""
    return _BEHIND.sub(lambda found: f"/dispositifs {found[1][1:]}", text)


def french(text: str) -> str:
    """Apply French typography (no-break spaces, apostrophes) to our own text. Commands keep their characters."""
    return to_french_typography(spell_commands(text))


def said(text: str) -> Said:
    """Return our own literal as mrkdwn, with French typography."""
    return Said(french(text))


def join_text(parts: Iterable[str], by: str = " ") -> Said:
    """Join parts, and escape those that are not `Said`. `by` is our own text, such as a space or a bullet."""
    return Said(by.join(map(escape, parts)))


def capitalise(text: Text) -> Text:
    return type(text)(_capitalise_text(text))


def end_sentence(text: str) -> Said:
    """Return the text with a full stop at its end, unless it already ends with « . », « ! », « ? » or « … »."""
    told = escape(text)
    return told if told.endswith((".", "!", "?", "…")) else Said(f"{told}.")


class sentence:  # noqa: N801 - it is called as `said` is
    """A literal with fields in braces. If it is called with a value for each field, it returns the sentence.

    Values are escaped unless they are `Said`. `{name:de}` adds « de » or « d’ » and `{name:que}` « que » or « qu’ ».
    `{name:maj}` begins with a capital. In `*…*`, a value loses the characters that would end the bold. In `<…|…>`, it
    loses those that would end the link. Raises ValueError if a field has no name or an unknown format."""

    __slots__ = ("_between", "_fields", "names")

    def __init__(self, text: str) -> None:
        self._between = [""]
        self._fields: list[tuple[str, Callable[[str], str], Callable[[str], str]]] = []
        for literal, name, form, conversion in Formatter().parse(french(text)):
            self._between[-1] += literal
            if name is not None:
                if not name.isidentifier() or conversion or form not in _NAMES:
                    raise ValueError(f"no field of a sentence: {name}:{form}")
                self._fields.append((name, _NAMES[form or ""], _guard_after("".join(self._between))))
                self._between.append("")
        self.names = frozenset(name for name, *_ in self._fields)

    def __call__(self, **values: object) -> Said:
        if values.keys() != self.names:
            raise TypeError(f"fields are {sorted(self.names)}, not {sorted(values)}")
        pieces = [self._between[0]]
        for (name, form, guard), behind in zip(self._fields, self._between[1:], strict=True):
            value = values[name]
            # A Said is escaped already.
            if not isinstance(value, Said):
                value = escape_controls(form(str(value))) if guard is _guard_address else escape(form(str(value)))
            pieces += guard(value), behind
        return Said("".join(pieces))


def _guard_after(before: str) -> Callable[[str], str]:
    """Return a function that removes from a value the characters that would end the markup around it.

    `before` is the literal before the value. It shows whether the value is in bold or in a link."""
    opened = before.rfind("<")
    if opened > before.rfind(">"):
        return _guard_address if "|" not in before[opened:] else _guard_label
    line = before[before.rfind("\n") + 1 :]
    return _guard_bold if line.count("*") % 2 else str


def _guard_bold(value: str) -> str:
    return value.replace("*", "∗")


def _guard_address(value: str) -> str:
    return value.replace("|", "%7C")


def _guard_label(value: str) -> str:
    return value.replace("\n", " ")


FACT = sentence("{name} : {what}")
ITEM = sentence("• {what}")
_LABELLED = sentence("*{name} :* {what}")


def fact(name: str, what: str) -> Said:
    """Return a label and its value as one sentence."""
    return end_sentence(FACT(name=name, what=what))


def labelled_fact(name: str, what: str) -> Said:
    """Return a label in bold and its value, without a full stop."""
    return _LABELLED(name=name, what=what)
