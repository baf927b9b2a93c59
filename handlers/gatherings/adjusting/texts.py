"""Every sentence about small groups that coaches change by hand."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, joined, said, sentence

OPEN = "Ajuster les groupes"
TITLE = "Ajuster les groupes"
SUBMIT = "Prévenir"
PERSON, GROUP = french("Qui change de groupe ?"), french("Vers quel groupe ?")
CHOOSE = "Choisir"
PLACE = "Changer de groupe"
AGAIN = "Recalculer le reste"
GIVE_UP = "Revenir aux groupes d’origine"
DONE_TITLE = "C’est fait"
WAIT_TITLE = "Calcul en cours"
WAIT = said("La répartition se calcule : dix secondes au plus. Cette fenêtre se met à jour d’elle-même.")

INTRO = said(
    "Ce que vous changez ici, personne ne l’apprend avant « Prévenir ». L’équipe des coachs voit et change la même "
    "répartition."
)
UNCHANGED = said("Aucun changement pour l’instant.")
CHANGES = sentence("*Ce qui change* : {what}.")
CHANGE = sentence("{name} vers le groupe {number}")
LINE = sentence("*Groupe {number}* ({many}{leader}) : {names}")
BY_HAND = sentence("{name} (à la main)")
MEETING = sentence("{one} et {other} ({why})")
COST = sentence("Dans le groupe {number} : {pairs}.")
MORE = sentence("et {number} autres")
SMALL = sentence("Le groupe {number} a {many} : il en faut de 4 à 6 pour que chaque voix ait sa place.")
COLLEAGUE = sentence(
    "*{name} vient de changer quelque chose.* Rien n’est perdu : voici les groupes, avec ses changements."
)
FOUND = said("Le reste est recalculé. Les personnes placées à la main n’ont pas bougé.")
OUTDATED = said("Les groupes ont changé pendant le calcul : rien n’est perdu. Relancez-le si besoin.")
RESTORED = said("Les groupes sont de nouveau ceux d’origine.")
TOLD = sentence("{what}. {who} un message avec son nouveau groupe.")
TOLD_NOBODY = said("Les groupes restent les mêmes. Personne ne reçoit de message.")
NOTHING_TO_TELL = said("Il n’y a plus rien à annoncer : c’est déjà fait, ou tout est revenu comme avant.")
NOT_MADE = said("Les groupes ne sont pas encore faits.")

SOMEBODY = "Quelqu’un de l’équipe"
REFUSALS: Mapping[tuple[str, str], Said] = {
    ("person", "none"): said("Choisissez une personne."),
    ("person", "gone"): said("Cette personne ne vient plus. Choisissez-en une autre."),
    ("group", "none"): said("Choisissez un groupe."),
    ("group", "same"): said("Cette personne est déjà dans ce groupe. Choisissez-en un autre."),
    ("group", "last"): said("Il ne resterait personne dans son groupe. Changez d’abord quelqu’un d’autre."),
}
_PAIR_MORE = said("et une autre paire")


def people(number: int) -> str:
    """Count people."""
    return "une personne" if number == 1 else f"{number}\u00a0personnes"


def why(*, times: int, defi: bool, metier: bool) -> str:
    """Return what two people have in common."""
    said_of = [
        *(["même défi"] if defi else []),
        *(["déjà ensemble une fois"] if times == 1 else [f"déjà ensemble {times} fois"] if times else []),
        *(["même métier"] if metier else []),
    ]
    return ", ".join(said_of)


def cost(number: int, pairs: Sequence[Said], more: int) -> Said:
    """Return the pairs of a group that should rather be in two groups."""
    rest = [MORE(number=more)] if more > 1 else [_PAIR_MORE] if more else []
    return COST(number=number, pairs=joined([joined(pairs, "\u00a0; "), *rest]))


def told(changes: Sequence[str], many: int) -> Said:
    """Return what was told."""
    if not many:
        return TOLD_NOBODY
    who = "Cette personne reçoit" if many == 1 else "Chacune de ces personnes reçoit"
    return TOLD(what=join_words(changes), who=who)
