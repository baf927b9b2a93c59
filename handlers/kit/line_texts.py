"""What is wrong in a line of days and hours that somebody typed, said alike in every form that takes such lines."""

from collections.abc import Mapping, Sequence

from bot.dates.hours_text import LineFault

from .escaping import clip

MOST_SAID = 6  # lines: enough to correct at once
_FAULTS: Mapping[str, str] = {
    "unknown": "je ne connais pas «\u00a0{part}\u00a0». Vouliez-vous écrire «\u00a0{near}\u00a0»\u00a0?",
    "day": "je ne trouve pas de jour dans «\u00a0{part}\u00a0».",
    "range": "je ne trouve pas d’heures dans «\u00a0{part}\u00a0». Écrivez par exemple 9h-12h.",
    "clock": "«\u00a0{part}\u00a0» n’est pas une heure. Écrivez par exemple 9h ou 14h30.",
    "quarter": "«\u00a0{part}\u00a0» n’est pas un quart d’heure juste. Finissez par 00, 15, 30 ou 45.",
    "order": "«\u00a0{part}\u00a0» finit avant de commencer.",
    "overlap": "«\u00a0{part}\u00a0» chevauche d’autres heures du même jour.",
    "twice": "le même jour est à la fois ouvert et fermé.",
    "long": "à partir d’ici, le texte est trop long\u00a0: 3\u00a0000\u00a0caractères au plus.",
    "weekday": "«\u00a0{part}\u00a0» n’est pas ce jour-là, mais un {near}.",
    "past": "«\u00a0{part}\u00a0» est passé\u00a0: retirez cette ligne.",
    "far": "«\u00a0{part}\u00a0» est dans plus d’un an. Attendez un peu pour l’écrire.",
    "span": "«\u00a0{part}\u00a0» couvre trop de jours. Coupez cette période en plusieurs lignes.",
}


def faults(found: Sequence[LineFault]) -> str:
    """Say what is wrong, once for each line, and how many lines more there are."""
    first: dict[int, LineFault] = {}
    for fault in found:
        first.setdefault(fault.number, fault)
    lines = list(first.values())
    said = [f"Ligne {one.number}\u00a0: {_say(one)}" for one in lines[:MOST_SAID]]
    rest = len(lines) - MOST_SAID
    if rest > 0:
        said.append("Et une autre ligne à corriger." if rest == 1 else f"Et {rest}\u00a0autres lignes à corriger.")
    return " ".join(said)


def _say(fault: LineFault) -> str:
    kind = "unknown" if fault.code == "day" and fault.near else fault.code
    return _FAULTS[kind].format(part=clip(fault.part or fault.text, 40), near=fault.near)
