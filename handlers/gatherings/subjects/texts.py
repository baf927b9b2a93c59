"""Every sentence about subjects: proposals, supports, and the cards that show them."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

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
    """Count who supports a subject."""
    return f"{number}\u00a0soutien{'s' if number > 1 else ''}"
