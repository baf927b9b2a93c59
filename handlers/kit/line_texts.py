"""Faults in typed lines of days and hours, worded alike in every form."""

from collections.abc import Mapping, Sequence

from bot.dates.hours_text import LineFault

from .escaping import clip
from .sentences import french

MOST_SAID = 6  # lines: enough to correct at once
_FAULTS: Mapping[str, str] = {
    "unknown": french("je ne connais pas « {part} ». Vouliez-vous écrire « {near} » ?"),
    "day": french("je ne trouve pas de jour dans « {part} »."),
    "range": french("je ne trouve pas d’heures dans « {part} ». Écrivez par exemple 9h-12h."),
    "clock": french("« {part} » n’est pas une heure. Écrivez par exemple 9h ou 14h30."),
    "quarter": french("« {part} » n’est pas un quart d’heure juste. Finissez par 00, 15, 30 ou 45."),
    "order": french("« {part} » finit avant de commencer."),
    "overlap": french("« {part} » chevauche d’autres heures du même jour."),
    "twice": "le même jour est à la fois ouvert et fermé.",
    "long": french("à partir d’ici, le texte est trop long : 3 000\u00a0caractères au plus."),
    "weekday": french("« {part} » n’est pas ce jour-là, mais un {near}."),
    "past": french("« {part} » est passé : retirez cette ligne."),
    "far": french("« {part} » est dans plus d’un an. Attendez un peu pour l’écrire."),
    "span": french("« {part} » couvre trop de jours. Coupez cette période en plusieurs lignes."),
}


def faults(found: Sequence[LineFault]) -> str:
    """Return what is wrong, once for each line, and how many lines more there are."""
    first: dict[int, LineFault] = {}
    for fault in found:
        first.setdefault(fault.number, fault)
    lines = list(first.values())
    said = [f"Ligne {line.number}\u00a0: {_say(line)}" for line in lines[:MOST_SAID]]
    rest = len(lines) - MOST_SAID
    if rest > 0:
        said.append("Et une autre ligne à corriger." if rest == 1 else f"Et {rest}\u00a0autres lignes à corriger.")
    return " ".join(said)


def _say(fault: LineFault) -> str:
    kind = "unknown" if fault.code == "day" and fault.near else fault.code
    return _FAULTS[kind].format(part=clip(fault.part or fault.text, 40), near=fault.near)
