"""Sentences about subjects that people propose and support, and about small groups."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import capitalise, french, said, sentence

PROPOSE = "Proposer un sujet"
SUPPORT = "Soutenir un sujet"
SUPPORT_OR_PROPOSE = "Soutenir ou proposer un sujet"
WITHDRAW = "Retirer"

ABOUT = sentence("*{name}*, {when}")
ABOUT_NEXT = sentence("*{name}*, prochaine date à venir")
UNTIL = sentence("Le choix reste ouvert jusqu’au {when}.")
FIRST_TAKEN = said("Ce groupe est annoncé sans sujet : le premier proposé est retenu aussitôt.")
SUBJECTS = said("Sujets proposés")
LISTED = sentence("Sujets proposés : {subjects}.")
COUNTED = sentence("{text} ({count})")
MORE = sentence("et {number} autres")
ONE_MORE = said("et 1 autre")
NONE_YET = said("Aucun sujet n’est proposé pour l’instant : vous pouvez proposer le premier.")

FORM_TITLE = "Proposer un sujet"
FORM_FIELD = "Votre sujet"
FORM_HINT = french("Qui le lira : les personnes invitées et les coachs, sans votre nom.")
FORM_EXAMPLE = french("Par exemple : mener des entretiens à distance")
FORM_SUBMIT = "Proposer ce sujet"
PROPOSED_TITLE = "Sujet proposé"
PROPOSED = said("Merci, votre sujet est proposé.")
TAKEN = said("Merci : ce groupe n’avait pas encore de sujet, le vôtre est retenu.")

VOTE_TITLE = "Choisir un sujet"
VOTE_FIELD = "Les sujets que vous soutenez"
VOTE_FIELD_MORE = "Les autres sujets que vous soutenez"
VOTE_HINT = "Vous pouvez en choisir plusieurs et changer d’avis. Seuls les nombres sont montrés."
VOTE_SUBMIT = "Enregistrer"
VOTED_TITLE = "C’est noté"
VOTED = said("Merci, c’est noté. Vous pouvez changer d’avis tant que le choix est ouvert.")
NO_VOTE = said("Le choix revient aux personnes invitées. Vous pouvez proposer un sujet, ou en retirer un.")
SUBJECT = sentence("{number}. {text}\n_{count}_")
YOURS = sentence("{count}, proposé par vous")

SURE_TITLE = french("Retirer ce sujet ?")
SURE = "Les personnes qui le soutiennent ne le verront plus."
SURE_YES = "Retirer le sujet"
SURE_NO = "Le garder"
WITHDRAWN = said("Le sujet est retiré.")

INVALID: Mapping[str, Said] = {
    "empty": said("Écrivez votre sujet en quelques mots."),
    "long": said("Votre sujet : 300\u00a0caractères au plus."),
    "twice": said("Ce sujet est déjà proposé : vous pouvez le soutenir."),
    "many": said("Vingt sujets sont déjà proposés : soutenez-en un, ou attendez qu’un autre soit retiré."),
    "closed": said("Le choix du sujet est terminé. Rien n’a changé."),
    "none": said("Aucun sujet n’est encore proposé."),
    "gone": said("Un de ces sujets vient d’être retiré. Fermez ce formulaire, puis ouvrez-le à nouveau."),
}

ASK = sentence("{name}, {when} : de quoi parler ?")
ASK_MORE = sentence(
    "Proposez un sujet, ou soutenez-en, jusqu’au {closes} : celui qui aura le plus de soutiens sera le sujet du groupe."
)
ASK_LATE = said("Ce groupe est annoncé sans sujet. Proposez-en un : le premier proposé sera le sujet du groupe.")
CHOSEN = sentence("{name}, {when} : le sujet est « {subject} ».")
CLOSED = sentence("{name}, {when} : le choix est terminé, le sujet sera donné avec l’annonce.")
CANCELLED = sentence("{name}, {when} : cette date est annulée. Les sujets proposés sont gardés pour la prochaine date.")
NEXT = sentence("Prochain rendez-vous : {name}, {when}. De quoi parler ?")
NEXT_UNDATED = sentence("Prochain rendez-vous : {name}. De quoi parler ?")
NEXT_CHOSEN = sentence("Prochain rendez-vous : {when}, sur le sujet « {subject} ».")


def supports(number: int) -> str:
    return f"{number}\u00a0soutien{'s' if number > 1 else ''}"


GIVE = "Donner le sujet"
CHANGE = "Changer le sujet"
JOIN = "Réunir avec un autre groupe"
JOIN_ONE = "Réunir avec un groupe"  # the button for a métier without a group
ALUMNI = "Inviter des alumni"

PLANNED = sentence("Sujet : « {subject} ».")
NO_SUBJECT = said("Le sujet n’est pas encore choisi.")
TITLE = "Sujet du groupe"
FIELD = "Le sujet"
HINT = "Il figure dans l’annonce et dans la préparation."
SUBMIT = "Enregistrer le sujet"
ENDS_VOTE = said("Le choix du sujet est en cours : donner un sujet y met fin.")
NOTED_TITLE = "C’est noté"
GIVEN = sentence("C’est noté : le groupe du {when} a pour sujet « {subject} ».")
PEERS_INVALID: Mapping[str, str] = {
    "empty": "Écrivez le sujet en quelques mots.",
    "long": french("Le sujet : 150\u00a0caractères au plus."),
    "kind": "Seuls les groupes de partage entre pairs ont un sujet choisi ainsi.",
    "closed": "Cette date est passée ou annulée. Rien n’a changé.",
}

FEW = sentence("{name} : ce groupe réunit {names} seulement. Le partage serait plus riche à plusieurs.")
EMPTY = sentence("{name} : ce groupe ne réunit personne pour l’instant.")
UNGROUPED = sentence("{name} : {names} seulement, sans groupe où partager.")
WAYS = sentence("Vous pouvez {ways}, ou ne rien changer.")
NO_WAY = said("Vous n’avez rien à faire si cela convient.")

JOIN_TITLE = "Réunir avec un groupe"
JOIN_FIELD = "Avec quel groupe"
JOIN_CHOOSE = "Choisir un groupe"
JOIN_SUBMIT = "Réunir"
JOIN_INTRO = sentence(
    "Les EIG de « {name} » rejoindront le groupe choisi. Les dates de leur propre groupe seront annulées, leurs sujets "
    "seront proposés dans l’autre groupe, et chaque personne le saura par un seul message."
)
JOIN_INTRO_UNGROUPED = sentence(
    "Les EIG de « {name} » rejoindront le groupe choisi, et chaque personne le saura par un message."
)
NO_OTHER = said("Il n’y a pas d’autre groupe de partage entre pairs dans la promotion. Vous pouvez inviter des alumni.")
PEERS_TAKEN = "Ce métier a maintenant un groupe. Rien n’a changé."
SAME = "Choisissez un autre groupe de la même promotion."
JOINED_TITLE = "Groupes réunis"
JOINED = sentence("C’est fait : « {ended} » se réunit désormais avec « {into} ».{dates}")
JOINS = sentence("C’est fait : les EIG de « {metier} » rejoignent « {into} ».")

MERGED = sentence(
    "Deux groupes de partage se réunissent : « {ended} » rejoint « {into} ». Les dates du premier sont annulées. "
    "{following}"
)
ARRIVED = sentence("Le métier « {metier} » rejoint un groupe de partage : « {into} ». {following}")
FOLLOWING = sentence("Prochain rendez-vous : {when}.")
NO_DATE = said("La prochaine date sera annoncée.")
ENDED = sentence("{name} : ce groupe se réunit désormais avec un autre.")

ALUMNI_SURE_TITLE = french("Inviter des alumni ?")
ALUMNI_YES = "Inviter des alumni"
ALUMNI_NO = "Ne rien changer"
ALUMNI_SURE = sentence("{who} l’annonce des prochains rendez-vous de « {name} ».")
OPENED = sentence("{name} : les alumni en reçoivent désormais les annonces.")
GROWN = sentence("{name} : ce groupe réunit maintenant assez de personnes pour partager.")


def few(name: str, members: Sequence[str], *, grouped: bool) -> Said:
    """Return the sentence that says who is in a small group.

    If `grouped` is false, the sentence is about a métier without a group."""
    names = join_words(members)
    if not grouped:
        return UNGROUPED(name=capitalise(name), names=names)
    return FEW(name=name, names=names) if members else EMPTY(name=name)


def what_to_do(*, others: bool, alumni: int) -> Said:
    join = "réunir ce groupe avec celui d’un autre métier" if others else ""
    them = "un ou une alumni" if alumni == 1 else f"les {alumni}\u00a0alumni"
    ways = " ou ".join(way for way in (join, f"y inviter {them}" if alumni else "") if way)
    return WAYS(ways=ways) if ways else NO_WAY


def joined(ended: str, into: str, number: int) -> Said:
    dates = f" {number} {'dates sont annulées' if number > 1 else 'date est annulée'}." if number else ""
    return JOINED(ended=ended, into=into, dates=dates)


def alumni_sure(name: str, number: int) -> str:
    who = "Un ou une alumni recevra" if number == 1 else f"{number}\u00a0alumni recevront"
    return ALUMNI_SURE(who=who, name=name).plain
