"""Every sentence about what a series brings: its dates read back before they are written, and once they are."""

from collections.abc import Sequence

from bot.dates.words import join_words
from handlers.gatherings.texts import counted

CHECK_TITLE = "Vérifier la série"
CREATE, CREATE_EACH, KEEP = "Créer la série", "Créer les groupes", "Enregistrer"
CORRECT = "Corriger"
NOT_YET = "Rien n’est encore écrit ni envoyé."
THEN_UNDO = "Une fois la série créée, vous aurez deux minutes pour revenir en arrière."
CREATED_TITLE = "C’est créé"
EDITED_TITLE = "C’est enregistré"
UNDO = "Revenir en arrière"
UNDO_FOR_TWO_MINUTES = "Les messages partent dans deux minutes. D’ici là, vous pouvez revenir en arrière."
UNDONE_TITLE = "Tout est comme avant"
UNDONE = "Tout est comme avant. Personne n’a reçu de message."
TOO_LATE_TITLE = "Trop tard"
NO_DATE_YET = "La première date apparaîtra deux mois avant."
CHANGED_TITLE = "À corriger"
CHANGED = "Quelque chose a changé depuis : corrigez le formulaire, puis vérifiez à nouveau."
OPEN = "Ouvrir"
SATURDAY, SUNDAY = "c’est un samedi", "c’est un dimanche"
EARLY, LATE = "c’est tôt", "c’est tard"
WAITS = "l’annonce attend le titre et les personnes qui interviennent"
NOW = "tout de suite"


def head(dates: int, more: int) -> str:
    """Head the list of dates; `more`: how many are not shown."""
    title = "La date à venir" if dates == 1 else f"Les {dates} dates à venir (heure de Paris)"
    return f"*{title}*" if not more else f"*{title}, dont voici les premières*"


def line(when: str, remarks: Sequence[str]) -> str:
    """Say one date, and what is to be known of it."""
    return f"{when} : {' ; '.join(remarks)}" if remarks else when


def attention(what: Sequence[str]) -> str:
    """Point out what may be a mistake."""
    return f"attention, {join_words(what)}"


def unclaimed(name: str) -> str:
    """Say that nobody hosts it."""
    return f"sans animation, {name} a déjà un rendez-vous à cette heure-là"


def lacks(what: Sequence[str]) -> str:
    """Say what is missing of it."""
    return f"il manque {join_words(what)}"


def asked(when: str, what: Sequence[str]) -> str:
    """Say what a date asks for."""
    return f"{when[:1].upper()}{when[1:]} : {' ; '.join(what)}."


def announced(when: str, people: int, channel: str | None) -> str:
    """Say when it is announced, which is soon, and to how many."""
    where = f", dans <#{channel}>" if channel else ", par message direct"
    if not people:
        return f"sera annoncé {when}{where}, mais personne n’est encore à prévenir"
    return f"sera annoncé {when} à {counted(people)}{where}"


def remade(*, moved: int, dropped: int, announced: int) -> str:
    """Say what an edit does to the dates."""
    said = [_dates(moved, "change d’heure ou de jour", "changent d’heure ou de jour")] if moved else []
    if dropped:
        said.append(_dates(dropped, "est retirée", "sont retirées"))
    if announced:
        said.append(
            _dates(announced, "est déjà annoncée et garde son jour", "sont déjà annoncées et gardent leur jour")
            + " ; vous pouvez la déplacer seule" * (announced == 1)
        )
    return f"{'. '.join(said)}." if said else ""


def created_each(names: Sequence[str]) -> str:
    """Say which groups are made."""
    return f"{'Un groupe' if len(names) == 1 else f'{len(names)} groupes'} : {join_words(names)}."


def _dates(number: int, one: str, several: str) -> str:
    return f"Une date {one}" if number == 1 else f"{number} dates {several}"
