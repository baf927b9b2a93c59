"""The small words that a name changes: « de Léa », « d’Ewa »; « que Léa », « qu’Ewa »."""

import re
import unicodedata

_VOWEL = re.compile(r"[aeiouœæ]|y[^aeiouy]")  # « d’Yves », « de Yann »
# First names whose h is mute; before any other « de » is right, or as right: « de Hamid », « de Hiroshi ».
_MUTE = re.compile(r"hel(?:en|oi)|henri|her(?:m|v)|hilaire|hippo|homere|honor|horace|hortense|hubert|hug|humbert|hyac")


def of(name: str) -> str:
    """Give a name behind « de »."""
    return f"d’{name}" if _elides(name) else f"de {name}"


def that(name: str) -> str:
    """Give a name behind « que »."""
    return f"qu’{name}" if _elides(name) else f"que {name}"


def _elides(name: str) -> bool:
    bare = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return bool(_VOWEL.match(bare) or _MUTE.match(bare))
