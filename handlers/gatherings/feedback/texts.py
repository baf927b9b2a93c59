"""Every sentence about what a gathering brought: a mark, a word, what who organises reads of them."""

from collections.abc import Mapping

USEFUL = "Cette séance vous a-t-elle été utile ?"  # below the sentence that names it
MARKS: Mapping[str, str] = {"very": "Très utile", "some": "Utile", "little": "Peu utile"}
NOBODY_SEES = "Votre réponse ne s’affiche pas ici : l’organisation voit les totaux et les commentaires, sans les noms."
ADD = "Ajouter un mot"  # a button, and the form's title
WORD = "Votre mot, si vous le souhaitez"
WORD_WHO_READS = "Qui le lira : la personne qui organise et les coachs, sans votre nom."
KEEP_WORD = "Envoyer"
WORD_KEPT_TITLE = "Merci"
WORD_KEPT = "Merci, votre mot est gardé, sans votre nom. Vous pouvez le changer : le dernier compte."
WORD_ERASED = "Votre mot est effacé."
RETURNS = "Voir les retours"
RETURNS_TITLE = "Retours"
WORDS = "Commentaires reçus"
NO_RETURN = "Personne n’a encore donné son avis."
NO_WORD = "Personne n’a ajouté de mot."
WITHOUT_NAMES = "Les noms ne sont montrés à personne."
INVALID: Mapping[str, str] = {
    "early": "Cette séance n’est pas terminée : vous pourrez donner votre avis à la fin.",
    "none": "Cette réponse ne convient pas. Rien n’a changé.",
    "mark": "Dites d’abord si cette séance vous a été utile, puis ajoutez un mot.",
    "long": "Votre mot : 3 000 caractères au plus.",
}


def rated(mark: str) -> str:
    """Thank for a mark."""
    return f"Merci, c’est noté : « {MARKS[mark]} ». Vous pouvez changer de réponse : la dernière compte."


def counted(mark: str, count: int) -> str:
    """Say how many gave a mark."""
    return f"{MARKS[mark]} : {count}"
