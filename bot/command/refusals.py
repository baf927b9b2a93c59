"""Explain errors in French on the command line: refusals, invalid settings, unreadable files."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import AliasChoices, ValidationError
from pydantic_core import ErrorDetails

from bot.catalogue.page import PageError
from bot.command.causes import cause_suffix
from bot.command.settings_example import env_name
from bot.door.manifest import BrokenManifest
from bot.errors import Refusal
from bot.settings import Settings
from handlers.kit.texts import known_codes, refusal_sentence

_SENTENCES: Mapping[str, str] = {
    "unavailable": "La base de données ne répond pas{cause}. Rien n’a changé : réessayez dans une minute.",
    "nothing_to_undo": "Aucune page n’est importée : il n’y a pas de retour en arrière possible.",
    "other_workspace": "La base sert l’espace de travail {known}, le jeton est celui de {given}.",
}
# This maps a type of error of pydantic to our explanation.
_WRONG: Mapping[str, str] = {
    "int_parsing": "n’est pas un nombre entier",
    "int_from_float": "n’est pas un nombre entier",
    "greater_than_equal": "est trop petit (au moins {ge})",
    "less_than_equal": "est trop grand (au plus {le})",
    "literal_error": "n’est pas un de ces mots : {expected}",
    "string_pattern_mismatch": "ne commence pas par https://",
    "string_too_long": "est trop long (300 signes au plus)",
    "mail_from": "n’est pas une adresse e-mail",
    "bot_coaches": "n’est pas une suite d’e-mails séparés par des virgules",
    "bot_reachable": "n’est pas une suite d’hôtes séparés par des virgules, sans https:// ni port",
    "bot_trusted_proxies": "n’est pas une suite d’adresses IP ou de réseaux, séparés par des virgules",
}
_UNQUOTED: Mapping[str, str] = {
    "bot_secret_key": "c’est trop court pour un secret : 32 signes au hasard au moins",
    "bot_secret_key_before": "c’est trop court pour un secret : donnez celui d’avant, entier",
    "https_proxy": "ce n’est pas l’adresse d’un proxy HTTP (http://nom:motdepasse@hôte:port)",
    "imap_url": "ce n’est pas l’adresse d’une boîte (imaps://nom:motdepasse@serveur/dossier)",
    "smtp_url": "ce n’est pas une adresse de serveur (smtp://nom:motdepasse@serveur:587 ou smtps://…)",
}


class Unreadable(Refusal):
    """Raised by `read_bytes` if a file is missing or cannot be read. Facts: `why`."""

    code = "unreadable"


def explain_refusal(refusal: Refusal) -> Sequence[str]:
    """Return the lines that explain a refusal. A faulty page has one line for each of its faults."""
    match refusal:
        case PageError():
            places = [(f"ligne {fault.line}" if fault.line else "page", fault.reason) for fault in refusal.faults]
            return [f"{place} : {reason}" for place, reason in places]
        case BrokenManifest():
            return ["Slack refuserait ce manifeste :", *_fault_lines(refusal.facts["faults"])]
    if "why" in refusal.facts:
        return [str(refusal.facts["why"])]
    if refusal.code in _SENTENCES:
        return [_SENTENCES[refusal.code].format_map({**refusal.facts, "cause": cause_suffix(refusal.__cause__)})]
    return [
        refusal_sentence(refusal).plain
        if refusal.code in known_codes()
        else f"Refusé ({refusal.code}). Rien n’a changé."
    ]


def explain_settings(error: ValidationError) -> str:
    """Return one line that names the variable of every invalid setting."""
    return " ".join(f"{_variable_name(detail)} : {_fault_text(detail)}." for detail in error.errors())


def _fault_lines(faults: object) -> list[str]:
    return [str(fault) for fault in faults] if isinstance(faults, list) else []


def _variable_name(detail: ErrorDetails) -> str:
    """Return the name of a setting's variable, with its alias. Pydantic does not say which of the two was set."""
    given = str(detail["loc"][0])
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices) and given in alias.choices:
            others = [str(choice) for choice in alias.choices if choice != env_name(name, field)]
            return f"{env_name(name, field)} (ou {', '.join(others)})"
    return given.upper()


def _fault_text(detail: ErrorDetails) -> str:
    if detail["type"] in _UNQUOTED:
        return _UNQUOTED[detail["type"]]
    wrong = _WRONG.get(detail["type"])
    # The value may be a secret, and pydantic's text is in English: show neither.
    if wrong is None:
        return f"cette valeur est refusée ({detail['type']})"
    about = detail.get("ctx") or {}
    if "expected" in about:  # pydantic lists the possible values in English.
        about = about | {"expected": re.sub(r"'([^']*)'", r"« \1 »", about["expected"]).replace(" or ", " ou ")}
    return f"« {detail['input']} » {wrong.format_map(about)}"


def read_bytes(file: Path, *, limit: int) -> bytes:
    """Return at most `limit` bytes of a file, which may be an endless device. Raises Unreadable."""
    try:
        with file.open("rb") as opened:
            return opened.read(limit)
    except FileNotFoundError as error:
        raise Unreadable(why=f"{file} : ce fichier n’existe pas.") from error
    except IsADirectoryError as error:
        raise Unreadable(why=f"{file} : c’est un dossier ; donnez un fichier.") from error
    except OSError as error:
        raise Unreadable(why=f"{file} : ce fichier ne peut pas être lu{cause_suffix(error)}.") from error
    except ValueError as error:  # The name has a null character.
        raise Unreadable(why=f"{file} : ce fichier ne peut pas être lu (nom impossible).") from error
