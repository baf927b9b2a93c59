"""Sentences of the link pages. The cards and forms on a page have their own sentences."""

from handlers.kit.sentences import french, said, sentence

SITE = "Dispositifs EIG"
ACCESSIBILITY = french("Accessibilité : {state}")
BACK = "Revenir à la carte"
CHOOSE = "Choisissez"
OPTIONAL = " (facultatif)"
CLOCK = "Heure, à Paris"
DONE = "C’est noté"
FILL_IN = "Remplissez ce champ."
PICK_ONE, PICK_SOME = "Choisissez une réponse.", "Choisissez au moins une réponse."
ANSWER = "Votre réponse"
TOO_LONG = sentence("{most} caractères au plus.")
WRONG_FIELDS = french("Rien n’a changé : corrigez ce qui est indiqué, puis envoyez à nouveau.")
MOVED = said("La date a changé depuis cet e-mail. Voici ce qui est vrai maintenant.")
WHOSE = sentence("Vous répondez au nom {name:de}. Si ce n’est pas vous, ce lien vous a été transmis.")
HANDED_ON = french("Ce lien est arrivé chez quelqu’un d’autre ?")
REPLACE = "Remplacer tous mes liens"
REPLACE_HINT = said(
    "Les liens de tous vos e-mails cesseront de fonctionner. Un nouveau partira à votre adresse pour cette carte."
)
MINE_ASK, MINE = french("Ce qui est gardé à votre sujet"), french("Mes données")
MINE_HINT = said(
    "Un e-mail part à votre adresse, avec tout ce que le programme garde à votre sujet et un lien pour l’effacer. Rien "
    "ne se montre ici : cette page a pu arriver chez quelqu’un d’autre."
)
MINE_SENT = said("Un e-mail part à votre adresse : un fichier, et un lien pour tout effacer qui sert sept jours.")
MINE_BEFORE = said(
    "Un e-mail est déjà parti aujourd’hui à votre adresse : cherchez-le aussi parmi les indésirables. Le prochain "
    "pourra partir demain."
)
NO_ADDRESS = said("Le programme n’a plus d’adresse à votre nom : demandez à vos coachs de l’ajouter.")
ERASED = said("Tout est effacé : rien n’est plus gardé à votre sujet, et les liens de vos e-mails ne servent plus.")
SENT = said("Un nouvel e-mail part à votre adresse, avec un lien qui fonctionne.")
ANEW = "Recevoir un nouveau lien"
EXPIRED = "Ce lien ne sert plus"
OVER = said("C’est terminé. Pour toute question, écrivez à la personne nommée dans l’e-mail.")
REPLACED = said("Vous avez remplacé vos liens, ou la date a changé depuis : demandez-en un nouveau.")
LEFT = said("Vous ne participez plus à ce programme : ses liens ne servent plus.")
NOTHING = said("Il n’y a plus rien à faire ici.")
STOP_TITLE = "Vos rappels par e-mail"
GETS = sentence("Vous recevez ce rappel : « {kind} ».")
GETS_NOT = sentence("Vous ne recevez plus ce rappel : « {kind} ».")
STOP = "Ne plus recevoir ce rappel"
GET_AGAIN = "Le recevoir de nouveau"
STOP_ALL = "Ne plus recevoir ces rappels"
GET_ALL_AGAIN = "Les recevoir de nouveau"
STOP_HINT = said("Vos rendez-vous ne changent pas, et les invitations arrivent toujours.")
UNKNOWN = "Page introuvable"
UNKNOWN_WHY = said(
    "Cette adresse ne mène nulle part. Ouvrez le lien depuis l’e-mail, en entier, sans le recopier à la main."
)
LARGE = "C’est trop long"
LARGE_WHY = said("Ce qui a été envoyé est trop gros. Revenez en arrière et raccourcissez : rien n’a changé.")
OFTEN = "Trop d’essais"
OFTEN_WHY = said("Trop de demandes en peu de temps : rien n’a changé. Réessayez dans une minute.")
FAULT = "Quelque chose s’est mal passé"
BUSY = "Un instant"
