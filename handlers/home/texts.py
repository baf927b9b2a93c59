"""Sentences of the App Home."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from bot.helping.model import WordSort
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

AWAITS = "Ce qui vous attend"
COMES = "À venir"
STANDS = "Où en est la promotion"
STANDS_OF = sentence("Où en est la promotion {name}")
NOTHING_AWAITS = said("Tout est à jour : rien à faire pour l’instant.")
NOTHING_COMES = said("Aucun rendez-vous à venir.")
BOOK = "Réserver un bureau d’aide"
_BOOK_OWN = french("Réserver : {name}")
CATALOGUE = "Voir le catalogue"
MY_HOURS = "Mes disponibilités"
PROGRAMME = "Programme"
FIND_DATE = "Trouver une date"
MY_HELP = "Dire où je peux aider"
WEEK = "Ma semaine"
MY_MESSAGES = "Mes messages"
MY_LOGBOOK = "Mon carnet"
ASK_MENTORING = "Demander un mentorat"
# MY_OWN_CYCLES replaces MY_CYCLES if the programme has added kinds of cycles.
MY_CYCLES, MY_OWN_CYCLES = "Mes mentorats", "Mes cycles"
JOIN = "Rejoindre la visio"
STRANGER = said(
    "Bienvenue. Le catalogue des dispositifs est ouvert à tout le monde ; pour réserver, il faut que les coachs vous "
    "ajoutent à une promotion."
)
ALERT = "Prévenir les coachs"
ENDED = said(
    "Votre participation au programme a pris fin : merci pour tout ce que vous y avez apporté. Ce qui est à vous reste "
    "à vous, et le catalogue reste ouvert. Si c’est une erreur, prévenez les coachs."
)
ALL = "Tout voir"
MORE = "Plus"
MINE, ORGANISE, OF_PROGRAMME = "Mes rendez-vous", "Organiser", "Le programme"
NO_MORE = said("Tout ce que vous pouvez faire est déjà sur votre page d’accueil.")
BY_DEFI = "Défi par défi"

JOIN_TITLE = "À rejoindre"
JOIN_INTRO = said("Vous pouvez encore venir à tout ceci.")
NOTHING_TO_JOIN = said("Rien d’autre à rejoindre pour l’instant : ce qui s’annonce arrive dans vos messages.")
LEFT = sentence("*{when}* : {what}. Vous aviez dit ne pas pouvoir venir.")
_MORE_TO_JOIN = sentence("Et {others}, plus tard.")

LOGBOOK = "Votre carnet de bord"
LOGBOOK_EMPTY = said("Trois lignes par mois suffisent, et personne d’autre que vous ne les lit.")
FOLLOWED = said("Les compétences que vous suivez :")

HELP = "Qui peut aider"
HELP_EMPTY = said("Dites en quelques mots où vous pouvez aider, et ce que vous voulez apprendre.")
HELP_SHOWN = said("Les personnes du programme vous trouvent par ces mots.")
HELP_OVER = said("La promotion est finie : personne ne vous trouve plus par ces mots.")
HELP_HIDDEN = said("Personne d’autre que vous ne voit ces mots.")
HELP_FIND = said("Pour trouver de l’aide : `/dispositifs qui`, puis un mot.")
HELP_SAYS: Mapping[WordSort, sentence] = {
    WordSort.HELP: sentence("Vous pouvez aider : {words}."),
    WordSort.PRACTISE: sentence("Vous pratiquez : {words}."),
    WordSort.LEARN: sentence("Vous voulez apprendre : {words}."),
}

SETTINGS = "Réglages"
CONNECT, CHANGE = "Connecter mon agenda", "Changer d’agenda"

LOAD = "Vos mentorats"
FULL = "Je suis complet"
LIMIT = "Changer ma limite"
_LOAD = sentence("{count}. {limit}")
NO_LIMIT = said("Vous avez choisi de ne pas en prendre de nouveau.")
_LIMIT_FREE = sentence("Vous en acceptez {limit} à la fois : on peut encore vous en demander.")
_LIMIT_REACHED = sentence("Vous en acceptez {limit} à la fois : on ne vous en demandera pas d’autre.")

DEFI, DEFIS = "Votre défi", "Vos défis"
DEFIS_SAID = said("Ce que vous portez ou soutenez : dates, coachs et rapports.")
DEFI_COMES = sentence("*{defi}* ({administration})\n{lines}")
DEFI_COACH = sentence("Coach : {names}")
DEFI_COACHES = sentence("Coachs : {names}")
DEFI_TEAM = sentence("L’équipe des coachs : {names}")
DEFI_NOTHING = said("Aucune date prévue pour l’équipe en ce moment.")
DEFI_DATE = sentence("• {when} : {what}")
DEFI_MORE = sentence("Et {others}, dans son agenda.")
DEFI_REPORT = sentence("Lire le rapport de la phase {phase}")
DEFI_AGENDA = "Voir son agenda"

USED = sentence("Utilisés pendant cette phase : {what}.")
USED_OF_ALL = sentence("Utilisés par la promotion pendant cette phase : {what}.")
AHEAD = sentence("Prévus d’ici la fin de la phase : {what}.")
DUE = sentence("Attendus dans cette phase, et pas encore dans votre agenda : {what}.")
DUE_OF_ALL = sentence("Attendus dans cette phase, et sans date pour l’instant : {what}.")

SESSION = sentence("*{when}* : {what} avec {people}, défi {defi}")
MENTORING_SESSION = sentence("*{when}* : {what} avec {people}, défi {defi}")

GATHERING = sentence("*{when}* : {what}{place}")

PHASE = sentence("Phase {number}, {name}, jusqu’au {until}.")
PROMOTION_OVER = sentence("La promotion {name} est finie depuis le {day}.")
OVER = sentence("Les phases de la promotion {name} sont terminées.")
SOON = sentence("Entre deux phases : la phase {number}, {name}, commence {day}.")
FIRST = sentence("La promotion commence {day}.")

BETWEEN = french(" ; ")
_MORE_AWAITS = sentence("Et {others} : la suite apparaît ici dès que vous avez répondu.")


def book(name: str) -> str:
    return _BOOK_OWN.format(name=name)


def of(when: str, named: str) -> str:
    """Return a gathering's name for screen readers. The date comes first, because the end of a long name is cut."""
    return f"{when}, {named}"


def more_to_join(count: int) -> Said:
    return _MORE_TO_JOIN(others="une autre date" if count == 1 else f"{count} autres dates")


def load(open_cycles: int, limit: int) -> Said:
    several = f"{open_cycles}\u00a0mentorats, demandes en attente comprises"
    few = ("Aucun mentorat, ni demande en attente", "Un mentorat, ou une demande en attente")
    most = "un" if limit == 1 else limit
    told = _LIMIT_FREE(limit=most) if open_cycles < limit else _LIMIT_REACHED(limit=most)
    return _LOAD(count=few[open_cycles] if open_cycles < len(few) else several, limit=told if limit else NO_LIMIT)


def coached(names: Sequence[str], *, by_team: bool) -> Said:
    """Return the sentence that names the coaches of a défi.

    If `by_team` is true, the défi has no coach of its own, and `names` are the promotion's coaches."""
    named = join_words(names)
    if by_team:
        return DEFI_TEAM(names=named)
    return DEFI_COACH(names=named) if len(names) == 1 else DEFI_COACHES(names=named)


def more_dates(count: int) -> Said:
    return DEFI_MORE(others="une autre date" if count == 1 else f"{count} autres dates")


def counted(several: Sequence[tuple[str, int]]) -> str:
    return BETWEEN.join(f"{name} ({count})" for name, count in several)


def more_awaits(count: int) -> Said:
    return _MORE_AWAITS(others="une autre demande" if count == 1 else f"{count} autres demandes")
