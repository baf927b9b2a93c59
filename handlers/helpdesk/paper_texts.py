"""Every sentence about the document of a bureau d'aide: a file, a link, or said in séance."""

from collections.abc import Mapping

TITLE = "Envoyer un document"
INTRO = "De quoi préparer la séance : un fichier, un lien, ou rien d’écrit si vous présentez le sujet de vive voix."
INTRO_BY_LINK = "De quoi préparer la séance : un lien, ou rien d’écrit si vous présentez le sujet de vive voix."
REPLACES = "Ce que vous envoyez prend la place de ce qui a été donné."
FILE = "Un fichier"
FILE_HINT = "Qui le lira : les coachs de ce rendez-vous. 10 Mo au plus."
LINK = "Un lien"
LINK_HINT = "Qui le verra : les personnes de ce rendez-vous, et elles seules."
SPOKEN_LABEL = "Ou bien"
SPOKEN = "Nous présenterons le sujet en séance"
SEND = "Envoyer"

NONE = "Donnez un lien, ou cochez la case en dessous."
NONE_WITH_FILE = "Ajoutez un fichier, donnez un lien, ou cochez la case en dessous."
BOTH = "Gardez le fichier ou le lien, pas les deux."
NOT_A_LINK = "Donnez une adresse qui commence par https://, sans espace."
LINK_LONG = "Cette adresse est trop longue. Donnez une adresse de moins de 1 000 caractères."
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

GAVE_TITLE = "C’est envoyé"
GAVE_FILE = "Les coachs reçoivent le fichier dans le fil du message de ce rendez-vous."
GAVE_LINK = "Le lien figure maintenant dans le message de ce rendez-vous, que lisent les personnes qui viennent."
GAVE_SPOKEN = "C’est noté : vous présenterez le sujet en séance. Personne ne vous demandera de document."
