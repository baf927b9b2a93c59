"""Sentences of the replies after a séance, and of the review. `progress_texts` has the questions."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

TOOK_PLACE = said("Merci, c’est noté : la séance a eu lieu.")
INCOMPLETE = said("Merci, c’est noté : la séance a eu lieu, et il manquait quelqu’un.")
POSTPONED = sentence("Merci, c’est noté : la séance du {day} est à reprogrammer. Choisissez un nouveau créneau.")
MISSED = sentence(
    "Merci, c’est noté : la séance du {day} n’a pas eu lieu. {asker} peut choisir un nouveau créneau parmi vos heures "
    "libres ; vous pouvez aussi fixer la date."
)
FIX = "Fixer une nouvelle date"
AGREED = sentence("C’est confirmé : la séance aura lieu {when}, heure de Paris. L’équipe le saura tout de suite.")
AGREED_ALL = sentence(
    "C’est confirmé : les séances auront lieu {whens}, heure de Paris. L’équipe le saura tout de suite."
)
REFUSED = sentence(
    "C’est noté : ce créneau est de nouveau libre. {asker} le saura tout de suite et pourra en choisir un autre."
)
KEPT = sentence("C’est noté : la séance garde sa date, {when}. {asker} le saura tout de suite.")
KEPT_ALL = sentence("C’est noté : les séances gardent leurs dates, {whens}. {asker} le saura tout de suite.")
INVALID: Mapping[str, Said] = {
    "changed": said("Une autre date vous est demandée depuis : la carte du mentorat la montre. Rien n’a changé."),
    "changed_own": said("Une autre date vous est demandée depuis : la carte du cycle la montre. Rien n’a changé."),
    "early": said("Cette séance n’a pas commencé : vous pourrez le signaler dès son début. Rien n’a changé."),
    "running": said(
        "Un autre cycle est déjà en cours dans ce domaine : celui-ci ne peut pas reprendre. Écrivez aux coachs pour "
        "trouver une date. Rien n’a changé."
    ),
    "running_own": said(
        "L’équipe suit déjà ce cycle à nouveau : celui-ci ne peut pas reprendre. Écrivez aux coachs pour trouver une "
        "date. Rien n’a changé."
    ),
}

REVIEW_TITLE = "Votre avis sur le cycle"
REVIEW = "Envoyer mon avis"
ABOUT = sentence("*Votre cycle de {what} avec {names}*")
USEFUL = french("Ce cycle a-t-il été utile ?")
CHOOSE = "Choisir une réponse"
CHOICES: Mapping[str, str] = {"yes": "Beaucoup", "some": "Un peu", "no": "Pas vraiment"}
MORE = "Ce que vous souhaitez en dire"
WHO_READS = french("Qui le lira : l’équipe, la personne qui accompagnait le cycle et les coachs.")
NO_ANSWER = "Choisissez une réponse, ou fermez cette étape."
TEXT_LONG = french("Avis : 1 000\u00a0caractères au plus.")
THANKS_TITLE = "Merci"
THANKS = said("Merci, votre avis est gardé. Vous pouvez le donner à nouveau : le dernier compte.")
