"""Sentences about the document and the subject of a booked request."""

from collections.abc import Mapping

from handlers.kit.sentences import said
from handlers.kit.texts import NOT_A_LINK

TITLE = "Envoyer un document"
INTRO = said(
    "Pour préparer la séance, envoyez un fichier ou un lien, ou dites que vous présenterez le sujet en séance."
)
INTRO_BY_LINK = said("Pour préparer la séance, donnez un lien, ou dites que vous présenterez le sujet en séance.")
REPLACES = said("Ce que vous envoyez remplace le document déjà donné.")
FILE = "Un fichier"
FILE_HINT = "Qui le lira : les coachs de ce rendez-vous. 10 Mo au plus."
LINK = "Un lien"
LINK_HINT = "Qui le verra : les personnes de ce rendez-vous, et elles seules."
RECEIVE = "Recevoir le document"
SPOKEN_LABEL = "Sans document"
SPOKEN = "Nous présenterons le sujet en séance"
SEND = "Envoyer"

NONE = "Donnez un lien, ou cochez « Nous présenterons le sujet en séance »."
NONE_WITH_FILE = "Ajoutez un fichier, donnez un lien, ou cochez « Nous présenterons le sujet en séance »."
BOTH = "Gardez le fichier ou le lien, pas les deux."
LINK_LONG = "Lien : 1 000 caractères au plus."
LARGE = "Ce fichier dépasse 10 Mo. Donnez plutôt un lien."
EMPTY = "Ce fichier est vide. Choisissez-en un autre."
BY_LINK = "Pour ce défi, les documents se donnent par lien."

INVALID: Mapping[tuple[str, str], str] = {
    ("file", "none"): NONE_WITH_FILE,
    ("link", "none"): NONE,
    ("link", "both"): BOTH,
    ("link", "long"): LINK_LONG,
    ("link", "empty"): NONE,
    ("link", "not_a_link"): NOT_A_LINK,
    ("file", "large"): LARGE,
    ("file", "empty"): EMPTY,
    ("file", "by_link"): BY_LINK,
}

COMES = said("Le document arrive dans notre conversation, sous le message de ce rendez-vous.")
NO_FILE = said("Il n’y a plus de fichier pour ce rendez-vous.")
GAVE_TITLE = "C’est envoyé"
GAVE_FILE = said("Les coachs reçoivent le fichier sous le message de ce rendez-vous.")
GAVE_LINK = said("Le lien est dans le message de ce rendez-vous : les personnes qui viennent peuvent l’ouvrir.")
NOTED_TITLE = "C’est noté"
GAVE_SPOKEN = said("Vous présenterez le sujet en séance. Personne ne vous demandera de document.")

PRECISE = "Préciser la demande"
KIND = "Sujet"
CHOOSE = "Choisir"
CHANNEL = "Canal du défi"
TELL_CHANNEL = "Dire la date dans le canal du défi"
CHANNEL_HINT = "Seule la date y est dite, jamais le besoin ni le document."
KEEP = "Enregistrer"

NOTED = said("Le message de ce rendez-vous est à jour.")
TOLD = said("La date s’affiche dans le canal du défi en même temps que les autres personnes l’apprennent.")
