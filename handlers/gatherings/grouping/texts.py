"""Every sentence about the small groups of a multidisciplinary group: hosts and members."""

from collections.abc import Mapping

from bot.gatherings.groups.turns import Holding
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE, SHOW = "Les groupes", "Voir les groupes"
HOLDINGS: Mapping[Holding, str] = {
    Holding.COACHES: "Avec les coachs seulement",
    Holding.TWO_HOURS: "Sur deux heures",
    Holding.KEEPERS: "Confier à des EIG",
}
EFFECTS: Mapping[Holding, str] = {
    Holding.COACHES: "un groupe pour chaque coach disponible, plus grand s’il le faut",
    Holding.TWO_HOURS: "chaque coach anime deux groupes, l’un après l’autre",
    Holding.KEEPERS: "un ou une EIG anime là où il n’y a pas de coach",
}

TOO_FEW = sentence("{named} : {people} pour l’instant{groups}. {coaches}")
FREE = sentence("Coachs disponibles à cette heure : {names}.")
NOBODY_FREE = said("Personne ne peut animer à cette heure.")
QUESTION = said("Qui anime ?")
WHO = sentence("{named} : qui anime les petits groupes ?")
CHOICE = sentence("« {holding} » : {effect}.")
CHOSEN = sentence("C’est noté : {effect}.")
BY_DEFAULT = sentence("Sans réponse avant le {until}, un ou une EIG animera là où il n’y a pas de coach.")

OWN = sentence("Groupe {number} : votre groupe de partage pluridisciplinaire, {when}, heure de Paris")
NUMBERED = sentence("groupe {number}")
COMPANY = sentence("Avec {names}.")
ANIMATES = said(
    "Il n’y a pas de coach : vous animez ce groupe. Lancez l’échange, et veillez à ce que chaque présentation ait sa "
    "place."
)
HOSTS = said("Vous animez ce groupe.")
HOSTED = sentence("Animation : {name}.")
OF_EIG = sentence("{name} (EIG)")
GONE = sentence("{named} : vous n’y participez plus.")
NOT_TAKEN = said("Vous ne participez plus à ce groupe : il n’y a rien à ajouter.")

ONE_MADE = sentence("{named} : un groupe est fait")
MADE = sentence("{named} : {number} groupes sont faits")
GROUP = sentence("Groupe {number} ({facts}) : {names}")
LATE = said(
    "Les groupes ne sont pas faits : trop peu de personnes avaient répondu « Je viens » à temps. Dès la quatrième "
    "réponse, ils le sont dans l’heure."
)
NOW, MAKING = "Faire les groupes maintenant", said("C’est demandé : les groupes sont faits dans la minute.")
NOT_NOW: Mapping[str, Said] = {
    "made": said("Les groupes sont déjà faits."),
    "early": said("Les réponses sont encore ouvertes : les groupes seront faits à leur clôture."),
    "nobody": said("Personne n’a encore répondu « Je viens » : il n’y a pas de groupe à faire."),
}
NOT_MADE = said("Les groupes ne sont pas encore faits : ils le seront deux jours avant, à 9 h.")
NOBODY_COMES = sentence("{named} : personne n’a répondu « Je viens », aucun groupe n’a été fait.")
TO_CHANGE = said("Avec « Ouvrir », vous pouvez annuler ou déplacer ce rendez-vous.")
SOLVED: Mapping[str, Said] = {
    "best": said("Les groupes réunissent celles et ceux qui se connaissent le moins."),
    "good": said("La répartition est bonne. Le temps a manqué pour vérifier qu’aucune n’est meilleure."),
    "failed": said("Le calcul de la répartition n’a pas abouti : une répartition plus simple a été faite."),
    "no_extra": said(
        "Une répartition simple a été faite : le calcul complet n’est pas installé. Pour l’avoir la prochaine fois, "
        "prévenez la personne qui héberge le bot."
    ),
}
TOO_MANY = said("Il y a plus de deux présentations dans certains groupes : prévoyez des présentations courtes.")


def too_few(named: str, coming: int, groups: int, free: str) -> Said:
    """Ask the organiser who holds the groups."""
    return TOO_FEW(
        named=named,
        people={0: "personne ne vient", 1: "une personne vient"}.get(coming, f"{coming}\u00a0personnes viennent"),
        groups={0: "", 1: ", soit un groupe"}.get(groups, f", soit {groups}\u00a0groupes"),
        coaches=FREE(names=free) if free else NOBODY_FREE,
    )


def overview(named: str, many: int) -> Said:
    """Head the list of all groups."""
    return ONE_MADE(named=named) if many == 1 else MADE(named=named, number=many)
