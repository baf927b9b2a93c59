"""The report of an import, for the terminal and for Slack: lines of French about its changes or its refusal."""

import unicodedata
from collections.abc import Iterable, Sequence

from bot.errors import Refusal, Unavailable
from bot.programme.imports.outcome import (
    AmendedItem,
    ImportFaults,
    ImportPart,
    ImportResult,
    NeedsConfirmation,
    UnclearPromotion,
    UnknownPromotion,
)
from bot.programme.roles import ROLE_WORDS
from bot.programme.shape import in_programme_words
from bot.programme.spelling import space_french

NBSP = "\u00a0"  # French has it before a colon or « ? », and inside « ».
_JOINERS = "\u200c\u200d"  # format characters that some names and emoji need
_KEY_WORDS = {
    "name": "nom",
    "starts_on": "début",
    "ends_on": "fin",
    "phases": "phases",
    "channel_promotion": "canal de la promotion",
    "channel_coachs": in_programme_words("canal des coachs"),
    "channel_porteurs": in_programme_words("canal des porteurs et porteuses de projet"),
    "administration": "administration",
    "channel": "canal",
    "visio": "visio",
    "place": "lieu",
    "closed_weekdays": "jours fermés",
    "documents_by_link": "documents",
    "slack_id": "compte Slack",
    "expertises": "expertises",
    "metier": "métier",
    "cycles_max": "limite de cycles",
}
_NOTHING_WRITTEN = "Rien n’a été écrit."


def to_printable(text: str) -> str:
    """Return `text` with « � » for invisible characters, which could control a terminal."""
    return "".join(
        sign if sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) == "Zs" else "\ufffd"
        for sign in text
    )


def result_lines(result: ImportResult, *, dry_run: bool) -> list[str]:
    """Return the lines about changes that were made, or would be made if `dry_run`. Each line has one subject."""
    lines = [f"Essai{NBSP}: rien n’est écrit. Voici ce que l’import changerait."] if dry_run else []
    lines += changed_lines(result)
    if result.changes and not dry_run:
        lines.append("Import terminé.")
    return lines


def changed_lines(result: ImportResult) -> list[str]:
    """Return lines about the changes, then about people without a Slack account, then about ignored défis."""
    if not result.changes:
        lines = [f"Rien à changer{NBSP}: le programme dit déjà ce que disent ces fichiers."]
    else:
        lines = _changed_lines(result)
    lines += _name_lines("Le bot cherchera leur compte Slack par leur e-mail", result.to_look_up)
    lines += _name_lines("Ni e-mail ni compte Slack, donc aucun message possible", result.unreachable)
    return lines + _name_lines("Défi laissé de côté (ces rôles n’en ont pas)", result.defi_ignored)


def refusal_lines(refusal: Refusal) -> list[str]:
    """Return why nothing was written and how to correct it: one line, or one line for each fault."""
    if isinstance(refusal, ImportFaults):
        lines = [f"{file.file}, {fault.in_words()}" for file in refusal.files for fault in file.faults]
        number = "1 erreur" if len(lines) == 1 else f"{len(lines)} erreurs"
        return [*lines, f"{number} à corriger. {_NOTHING_WRITTEN}"]
    if isinstance(refusal, NeedsConfirmation):
        return [*ending_lines(refusal), f"Si c’est bien voulu, ajoutez `--confirm`. {_NOTHING_WRITTEN}"]
    if isinstance(refusal, UnknownPromotion):
        return [
            f"La promotion «{NBSP}{refusal.name}{NBSP}» est inconnue. {_promotion_advice(refusal)} {_NOTHING_WRITTEN}"
        ]
    if isinstance(refusal, UnclearPromotion):
        return [f"{_unclear_sentence(refusal.names)} {_NOTHING_WRITTEN}"]
    if isinstance(refusal, Unavailable):
        return [f"La base de données ne répond pas{NBSP}: réessayez dans un instant. {_NOTHING_WRITTEN}"]
    why = refusal.facts.get("why", f"L’import a été refusé ({refusal.code}).")
    return [f"{space_french(str(why))} {_NOTHING_WRITTEN}"]


def _changed_lines(result: ImportResult) -> list[str]:
    lines: list[str] = []
    if result.promotion:
        lines.append(f"Promotion{NBSP}: {result.promotion}")
    lines += _name_lines("Promotions ajoutées", result.promotions_added)
    lines += _item_lines("Promotions corrigées", map(_amended_line, result.promotions_amended))
    lines += _name_lines("Défis ajoutés", result.defis_added)
    lines += _item_lines("Défis corrigés", map(_amended_line, result.defis_amended))
    lines += _name_lines("Personnes ajoutées", result.people_added)
    lines += _item_lines("Rôles qui commencent", map(_part_line, result.joined))
    lines += _item_lines("Rôles qui prennent fin", map(_part_line, result.left))
    lines += _item_lines("Détails corrigés", map(_amended_line, result.amended))
    lines += _name_lines("Disponibilités mises à jour", result.hours)
    return lines


def _name_lines(what: str, names: Sequence[str]) -> list[str]:
    return [f"{what} ({len(names)}){NBSP}: {', '.join(names)}"] if names else []


def _item_lines(what: str, items: Iterable[str]) -> list[str]:
    lines = [f"  {item}" for item in items]
    return [f"{what} ({len(lines)}){NBSP}:", *lines] if lines else []


def _part_line(part: ImportPart) -> str:
    role = ROLE_WORDS[part.role][0]
    return f"{part.person} — {role}, {part.defi}" if part.defi else f"{part.person} — {role}"


def _amended_line(amended: AmendedItem) -> str:
    return f"{amended.name} — {', '.join(_KEY_WORDS[key] for key in amended.keys)}"


def ending_lines(refusal: NeedsConfirmation) -> list[str]:
    """Return a line for each promotion, with the people whose roles a file would end."""
    lines: list[str] = []
    for ending in refusal.endings:
        whose = (
            f"de la promotion {ending.promotion}"
            if ending.promotion
            else in_programme_words("sans promotion (mentorat, spécialistes, alumni)")
        )
        lines.append(
            f"Plus d’un tiers des rôles {whose} prendraient fin, {ending.number} sur {ending.total}{NBSP}: "
            f"{', '.join(ending.people)}."
        )
    return lines


def _promotion_advice(refusal: UnknownPromotion) -> str:
    if refusal.near:
        return f"Vouliez-vous écrire «{NBSP}{refusal.near}{NBSP}»{NBSP}?"
    if refusal.known:
        return f"Choisissez parmi{NBSP}: {', '.join(refusal.known)}."
    return "Importez d’abord son fichier promotion.toml."


def _unclear_sentence(names: Sequence[str]) -> str:
    if names:
        return (
            f"Plusieurs promotions ne sont pas terminées ({', '.join(names)}){NBSP}: "
            f'dites laquelle avec `--promotion "{names[0]}"`.'
        )
    return f"Aucune promotion n’est en cours ou à venir{NBSP}: importez d’abord son fichier promotion.toml."
