"""Sentences about what coaches do with a cycle, and about a mentor's limit."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence
from handlers.kit.texts import PERSON_GONE

SOMEBODY = "Quelqu’un de l’équipe des coachs"
A_MENTOR = "La personne qui accompagnait ce cycle"

TAKE = "Je m’en occupe"
OPEN_REQUEST = "Ouvrir la demande"
OPEN_CYCLE = "Ouvrir le cycle"
REASSIGN = "Demander à quelqu’un d’autre"
HAND_OVER = "Confier le cycle"
OF_CYCLE = sentence("défi {defi}")  # It tells cards apart when a screen reader reads a button.
NOTHING_TO_DO = said("Il n’y a plus rien à faire.")

NO_GROUP = sentence(
    "Le cycle de {what} du défi {defi} est confirmé, mais sans conversation de groupe : {why}. {names} reçoivent "
    "donc chaque nouvelle en message direct. Le cycle continue ; si une conversation commune vous paraît utile, "
    "ouvrez-la vous-même."
)
NO_GROUP_WHY: Mapping[str, str] = {
    "no_account": "il y manque un compte Slack",
    "too_many_users": "il y a trop de monde",
    "missing_scope": "je n’en ai pas l’autorisation",
}
NO_GROUP_ELSE = "Slack l’a refusée"

UNANSWERED = sentence(
    "Une demande de {what} reste sans réponse (défi {where}). {asker} l’a envoyée le {since} à {mentor}, "
    "qui n’a pas répondu à temps."
)
HELD_IS_FREE = said("Les dates retenues sont de nouveau libres.")
UNANSWERED_TITLE = sentence("{defi} : {a} sans réponse")
UNANSWERED_FOLLOWED = sentence("{defi} : une autre demande suit déjà {this} resté sans réponse ({domain}).")
UNANSWERED_TAKEN = sentence("{name} s’occupe de la demande de {what} (défi {where}).")

_MATTER = sentence("{asker} ({what}, défi {where})")
_ORPHANED = sentence("{name} ne fait plus de {what} et accompagnait {matter}.")
_ORPHANED_REQUEST = sentence("{name} ne fait plus de {what} et devait répondre à {matter}. {asker} attend une réponse.")
_UNREACHABLE = sentence(
    "Mes messages n’arrivent pas à {name}, qui accompagne {matter}. Prévenez {name} autrement, ou cherchez qui peut "
    "prendre la suite."
)
_UNREACHABLE_REQUEST = sentence(
    "Mes messages n’arrivent pas à {name}, qui doit répondre à {matter}. {asker} attend une réponse. Prévenez {name} "
    "autrement, ou cherchez qui peut prendre la suite."
)
TO_COME = sentence("À venir : {whens}.")
ORPHAN_SETTLED = sentence("{mentor} remplace {name} pour {the} du défi {defi}.")
ORPHAN_OVER = sentence("{the:maj} du défi {defi}, prévu avec {name}, est terminé ou retiré.")

TAKEN = sentence(
    "{name}, de l’équipe des coachs, s’occupe de votre demande de {what} (défi {defi}), à laquelle {mentor} n’a pas "
    "répondu. Vous n’avez rien à refaire ; vous pouvez aussi demander vous-même à quelqu’un d’autre."
)
TAKEN_LIVE = sentence(
    "{name}, de l’équipe des coachs, s’occupe de {yours} (défi {defi}) et cherche qui peut remplacer {mentor}. "
    "Vous n’avez rien à faire pour l’instant."
)
TOOK = sentence("C’est noté : vous vous occupez {of_the} du défi {defi}. La personne qui l’a demandé le saura.")

HAND_OVER_TITLE = HAND_OVER
HAND_OVER_SUBMIT = "Confier"
HAND_OVER_INTRO = sentence("La personne choisie remplacera {mentor} pour {the} du défi {defi}.")
HAND_OVER_TO = "À qui"
CHOOSE_SOMEBODY = "Choisir quelqu’un"
SAME_DOMAIN = "Pour ce domaine"
OTHER_DOMAINS = "Autres domaines"
HOSTS = "Pour ce cycle"
HAND_OVER_RULE = said("Choisissez quelqu’un de libre à toutes ces dates. Tout le monde le saura.")
NOBODY_ELSE = said("Il n’y a personne d’autre à qui confier ce cycle. Vous pouvez y mettre fin depuis son message.")
NOT_RUNNING = said("Ce cycle n’a plus de séance à venir : il n’y a rien à confier.")
_TAKES_PART = "Cette personne participe déjà à ce cycle. Choisissez quelqu’un d’autre."
INVALID_MENTOR: Mapping[str, str] = {
    "own": _TAKES_PART,
    "already": _TAKES_PART,
    "gone": PERSON_GONE,
    "none": NOT_RUNNING.plain,
}
_BUSY = sentence("{name} n’est pas libre à toutes ces dates. Choisissez quelqu’un d’autre.")
_BUSY_AT = sentence("{name} n’est pas libre à toutes ces dates ({when} est pris). Choisissez quelqu’un d’autre.")
HANDED_TITLE = "C’est confié"
HANDED = sentence("{taker} prend la suite pour {the} du défi {defi}. Les personnes concernées reçoivent un message.")
HANDED_TEAM = sentence("{taker} remplace {giver} pour votre cycle de {what} (défi {defi}).")
SAME_DATES = sentence("Les dates ne changent pas : {whens}.")
HANDED_TAKER = sentence("Le cycle de {what} du défi {defi} vous est confié, après {giver}. Vous accompagnez {team}.")
IN_THE_CARD = said("Le besoin et tous les boutons sont dans l’autre message que vous recevez, celui de ce cycle.")
HANDED_GIVER = sentence(
    "{taker} prend la suite de votre cycle de {what} (défi {defi}). Vous n’avez plus rien à faire, et vos créneaux "
    "sont libres. Merci pour ce que vous avez apporté."
)

LIMIT_TITLE = "Vos cycles de mentorat"
LIMIT_SUBMIT = "Enregistrer"
LIMIT = french("Combien de cycles en même temps ?")
LENGTHS: Mapping[int, str] = {60: "une heure", 90: "une heure et demie"}
LIMIT_HINT = sentence("Les demandes en attente comptent aussi. Un cycle, c’est {several} {length:de} en {span}.")
LIMIT_CHOOSE = "Choisir un nombre"
LIMIT_NONE = french("0 : aucun en ce moment")
LIMITED_NONE = said("Aucun nouveau cycle ne vous sera demandé. Ceux qui sont en cours continuent.")
FULL = said(
    "C’est noté : aucun nouveau cycle ne vous sera demandé. Ceux qui sont en cours continuent. Pour en reprendre, "
    "« Changer ma limite »."
)
_LIMITED = sentence("Vous accompagnez {what} au plus en même temps. Ceux qui sont en cours continuent.")
INVALID_LIMIT = "Choisissez un nombre de 0 à 10."


def orphaned(name: str, where: str, *, what: str, asker: str, running: bool) -> Said:
    matter = _MATTER(asker=asker, what=what, where=where)
    if running:
        return _ORPHANED(name=name, what=what, matter=matter)
    return _ORPHANED_REQUEST(name=name, what=what, matter=matter, asker=asker)


def unreachable(name: str, where: str, *, what: str, asker: str, running: bool) -> Said:
    matter = _MATTER(asker=asker, what=what, where=where)
    if running:
        return _UNREACHABLE(name=name, matter=matter)
    return _UNREACHABLE_REQUEST(name=name, matter=matter, asker=asker)


def to_come(whens: Sequence[str]) -> list[Said]:
    return [TO_COME(whens=join_names(whens))] if whens else []


def handed_team(giver: str, taker: str, defi: str, what: str, whens: Sequence[str]) -> Said:
    dates = [SAME_DATES(whens=join_names(whens))] if whens else []
    return join_text([HANDED_TEAM(taker=taker, giver=giver, what=what, defi=defi), *dates])


def room(name: str, number: int) -> str:
    """Return a mentor's name, and how many more cycles they accept."""
    if not number:
        return f"{name}\u00a0: limite atteinte"
    return f"{name}\u00a0: {number}\u00a0place{'s' if number > 1 else ''}"


def busy(name: str, when: str) -> str:
    return (_BUSY_AT(name=name, when=when) if when else _BUSY(name=name)).plain


def limited(number: int) -> Said:
    what = "un cycle" if number == 1 else f"{number}\u00a0cycles"
    return _LIMITED(what=what) if number else LIMITED_NONE
