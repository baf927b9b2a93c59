"""Sentences about small groups, with their presenters, hosts and members."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from bot.gatherings.groups.turns import HostChoice
from bot.programme.shape import shape_in_use
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

TITLE, SHOW = "Les groupes", "Voir les groupes"
HOLDINGS: Mapping[HostChoice, str] = {
    HostChoice.COACHES: "Avec les coachs seulement",
    HostChoice.TWO_HOURS: "Sur deux heures",
    HostChoice.KEEPERS: "Confier à des EIG",
}
EFFECTS: Mapping[HostChoice, str] = {
    HostChoice.COACHES: "un groupe pour chaque coach disponible, plus grand s’il le faut",
    HostChoice.TWO_HOURS: "chaque coach anime deux groupes, l’un après l’autre",
    HostChoice.KEEPERS: "un ou une EIG anime là où il n’y a pas de coach",
}

TOO_FEW = sentence("{named} : {people} pour l’instant{groups}. {coaches}")
FREE = sentence("Coachs disponibles à cette heure : {names}.")
NOBODY_FREE = said("Personne ne peut animer à cette heure.")
QUESTION = said("Qui anime ?")
WHO = sentence("{named} : qui anime les petits groupes ?")
CHOICE = sentence("« {holding} » : {effect}.")
CHOSEN = sentence("C’est noté : {effect}.")
BY_DEFAULT = sentence("Sans réponse avant le {until}, un ou une EIG animera là où il n’y a pas de coach.")

MIXED = "votre groupe de partage pluridisciplinaire"
OWN = sentence("Groupe {number} : {what}, {when}, heure de Paris")
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
    """Return the question that asks the organiser who should host the groups, because there are too few coaches."""
    return TOO_FEW(
        named=named,
        people={0: "personne ne vient", 1: "une personne vient"}.get(coming, f"{coming}\u00a0personnes viennent"),
        groups={0: "", 1: ", soit un groupe"}.get(groups, f", soit {groups}\u00a0groupes"),
        coaches=FREE(names=free) if free else NOBODY_FREE,
    )


def overview(named: str, many: int) -> Said:
    return ONE_MADE(named=named) if many == 1 else MADE(named=named, number=many)


OPEN = "Ajuster les groupes"
ADJUSTING_TITLE = "Ajuster les groupes"
SUBMIT = "Prévenir"
PERSON, ADJUSTING_GROUP = french("Qui change de groupe ?"), french("Vers quel groupe ?")
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
ADJUSTING_NOT_MADE = said("Les groupes ne sont pas encore faits.")

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
    return "une personne" if number == 1 else f"{number}\u00a0personnes"


def why(*, times: int, defi: bool, metier: bool) -> str:
    """Return what two people have in common. `times` is the number of earlier meetings."""
    said_of = [
        *(["même défi"] if defi else []),
        *(["déjà ensemble une fois"] if times == 1 else [f"déjà ensemble {times} fois"] if times else []),
        *(["même métier"] if metier else []),
    ]
    return ", ".join(said_of)


def cost(number: int, pairs: Sequence[Said], more: int) -> Said:
    """Return the sentence about pairs of people in group `number` who should be in different groups.

    `more` is the number of pairs that are not named."""
    rest = [MORE(number=more)] if more > 1 else [_PAIR_MORE] if more else []
    return COST(number=number, pairs=join_text([join_text(pairs, "\u00a0; "), *rest]))


def told(changes: Sequence[str], many: int) -> Said:
    if not many:
        return TOLD_NOBODY
    who = "Cette personne reçoit" if many == 1 else "Chacune de ces personnes reçoit"
    return TOLD(what=join_words(changes), who=who)


AT, AT_OWN = "au groupe de partage pluridisciplinaire", french("à « {name} »")
PRESENT, SWAP, ABOUT = "Je présente", "Laisser mon tour", "Dire de quoi je parlerai"
ASKED = sentence("C’est votre tour : présenterez-vous une facette de votre travail {at}, {when} ?")
PRESENTS = sentence("Vous présentez une facette de votre travail {at}, {when}.")
ABOUT_WHAT = sentence("{when} : « {about} »")
PREPARE = said("Pour vous y préparer : un support court, qui explique et illustre votre expérience.")
ONE_PRESENTS = sentence("Présente : {name}.")
SEVERAL_PRESENT = sentence("Présentent : {names}.")
SUPPORT = sentence("Vous présentez bientôt {at}, {when} : pensez à votre support.")
PRESENTED = sentence("C’est passé : votre présentation, {named}.")
NOTHING_TO_PREPARE = said("Il n’y a rien à préparer.")
AGREED = sentence("Merci ! Vous présentez {when}. Vous pouvez dire dès maintenant de quoi vous parlerez.")

SURE_TITLE = french("Laisser votre tour ?")
SURE = "La personne suivante dans l’ordre des présentations sera sollicitée à votre place."
YES, NO = "Oui, laisser mon tour", "Non"
SWAPPED = sentence("C’est noté. {name} reçoit maintenant la demande à votre place.")
SWAPPED_CARD = said("Vous avez laissé votre tour de présentation : c’est noté, et rien d’autre ne change pour vous.")
NOBODY_LEFT = said("Personne d’autre ne peut être sollicité à temps : l’équipe des coachs le sait.")
MISSING = sentence(
    "{name} ne présentera pas {at}, {when}, et personne d’autre ne peut être "
    "sollicité à temps : {others}. Vous pouvez en parler avec l’équipe, ou laisser les groupes échanger librement."
)

ABOUT_TITLE = "Votre présentation"
ABOUT_LABEL = french("De quoi parlerez-vous ?")
ABOUT_HINT = french("Qui le lira : les personnes invitées à ce groupe de partage, et les coachs.")
ABOUT_SAVE = "Enregistrer"
ABOUT_LONG = french("Votre présentation : 300 caractères au plus.")
KEPT_TITLE = "C’est noté"
KEPT = said("Merci. Votre sujet apparaît sur l’annonce ; vous pouvez le changer jusqu’au jour même.")


def presenting(people: Sequence[tuple[str, str | None]]) -> Said:
    """Return the sentence with the presenters' names and subjects. It is empty without presenters."""
    named = [f"{name} («\u00a0{about}\u00a0»)" if about else name for name, about in people]
    if len(named) > 1:
        return SEVERAL_PRESENT(names=join_words(named))
    return ONE_PRESENTS(name=named[0]) if named else said("")


def at(kind: str) -> str:
    """Return the words for the gathering in which people give presentations. `kind` is the kind of gathering."""
    name = shape_in_use().rencontre_names.get(kind)
    return AT_OWN.format(name=name) if name else AT


def missing(name: str, where: str, when: str, left: int) -> Said:
    """Return the notice to the organiser that a presentation is missing. `left` is the number of other presenters."""
    others = {0: "aucune autre présentation n’est prévue", 1: "il reste 1\u00a0présentation prévue"}
    return MISSING(
        name=name, at=where, when=when, others=others.get(left, f"il reste {left}\u00a0présentations prévues")
    )
