"""Every sentence about what a gathering brought: a mark, a word, what who organises reads of them."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

USEFUL = said("Cette séance vous a-t-elle été utile ?")  # below the sentence that names it
WAS_USEFUL = sentence("{named} : cette séance vous a-t-elle été utile ?")
MARKS: Mapping[str, str] = {"very": "Très utile", "some": "Utile", "little": "Peu utile"}
NOBODY_SEES = said(
    "Votre réponse ne s’affiche pas ici : l’organisation voit les totaux et les commentaires, sans les noms."
)
RATED = sentence("Merci, c’est noté : « {mark} ». Vous pouvez changer de réponse : la dernière compte.")
ADD = "Ajouter un mot"  # a button, and the form's title
WORD = "Votre mot, si vous le souhaitez"
WORD_WHO_READS = french("Qui le lira : la personne qui organise et les coachs, sans votre nom.")
KEEP_WORD = "Envoyer"
WORD_KEPT_TITLE = "Merci"
WORD_KEPT = said("Merci, votre mot est gardé, sans votre nom. Vous pouvez le changer : le dernier compte.")
WORD_ERASED = said("Votre mot est effacé.")
RETURNS = "Voir les retours"
RETURNS_TITLE = "Retours"
TITLED = sentence("*{name}, {when}*")
COUNTED = sentence("{mark} : {count}")
WORDS = said("*Commentaires reçus*")
NO_RETURN = said("Personne n’a encore donné son avis.")
NO_WORD = said("Personne n’a ajouté de mot.")
WITHOUT_NAMES = said("Les noms ne sont montrés à personne.")
INVALID: Mapping[str, Said] = {
    "early": said("Cette séance n’est pas terminée : vous pourrez donner votre avis à la fin."),
    "none": said("Cette réponse ne convient pas. Rien n’a changé."),
    "mark": said("Dites d’abord si cette séance vous a été utile, puis ajoutez un mot."),
    "long": said("Votre mot : 3 000 caractères au plus."),
}
