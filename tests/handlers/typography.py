"""How the bot's French is set: what would be read badly, seen badly at a line's end, or stumbled on by ear."""

import re
from collections.abc import Iterator
from typing import Any

SPACE = "\u00a0"  # the one no-break space: two widths beside one another look like a mistake
ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
NOT_PROSE = re.compile(r"`[^`]*`|<(?:https?|mailto)[^|>]*(?:\|([^>]*))?>|<@\w+>|https?://\S+")

RULES = {
    "a straight apostrophe": re.compile(r"'"),
    "a point médian": re.compile(r"·"),
    "an ending in brackets": re.compile(r"\w\((?:e|s|es|ne|rice|euse)\)|\w\.e\.?s?\b(?!\w)"),
    "no no-break space before : ; ! ? »": re.compile(rf"(?<!{SPACE})(?:[;!?»](?=\W|$)|:(?=\s|$))"),
    "no no-break space after «": re.compile(rf"«(?!{SPACE})"),
    "a narrow no-break space": re.compile("\u202f"),
    "a number parted from its unit": re.compile(r"\d (?:h|mois|min|minutes|jours|séances|000)\b|\bh \d\d\b"),
    "a date without its article": re.compile(
        r"\b(?:depuis|avant|dès|finir) (?:lun|mar|mercre|jeu|vendre|same|diman)(?:di|che) \d", re.IGNORECASE
    ),
    "two or three full stops": re.compile(r"\.\."),
    "English quotes": re.compile(r"[\"“”]"),
    "a participle that agrees with the reader": re.compile(
        r"\b(?:êtes|serez|étiez|avez été|soyez)(?: bien| déjà| donc)? "
        r"(?:inscrit|prêt|invité|attendu|concerné|prévenu|ajouté|connecté|enregistré|informé|accompagné|certain|sûr|désolé"
        r"|autorisé|arrivé|absent|présent)e?s?\b",
        re.IGNORECASE,
    ),
    "a participle that agrees with somebody named": re.compile(
        r"\b(?:est|sera|a été) (?:inscrit|invité|prévenu|attendu|absent|présent|prêt)e?\b", re.IGNORECASE
    ),
    "a masculine for all": re.compile(
        r"\b(?:les|des|aux|nos|vos) (?:mentors|porteurs|experts|agents|utilisateurs|entrepreneurs)\b(?! et)",
        re.IGNORECASE,
    ),
}


def faults(text: str) -> list[str]:
    """Give what is badly set in a text, each with where; markup, addresses and code to type are left out."""
    prose = NOT_PROSE.sub(lambda found: found[1] or "x", text)
    for entity, sign in ENTITIES.items():
        prose = prose.replace(entity, sign)
    return [f"{rule}: '{around(prose, found)}'" for rule, sign in RULES.items() for found in sign.finditer(prose)]


def around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 20) : found.end() + 10]


def texts_in(drawn: Any, *, key: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Give every text that a drawn view or message shows; what is only spoken (accessibility labels) holds no lines
    that could break, and ids and values are not read."""
    if isinstance(drawn, dict):
        for name, one in drawn.items():
            yield from texts_in(one, key=name)
    elif isinstance(drawn, list | tuple):
        for one in drawn:
            yield from texts_in(one, key=key)
    elif isinstance(drawn, str) and key == "text":
        yield drawn
