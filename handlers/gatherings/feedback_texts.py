"""Every sentence about what a gathering brought: a mark, a word, what who organises reads of them."""

from collections.abc import Mapping

USEFUL = "Cette rencontre vous a-t-elle été utile ?"
MARKS: Mapping[str, str] = {"very": "Très utile", "some": "Utile", "little": "Peu utile"}
NOBODY_SEES = "Votre réponse ne s’affiche pas ici : l’organisation lit les nombres et les mots, sans les noms."
ADD = "Ajouter un mot"  # a button, and the form's title
WORD = "Votre mot, si vous le souhaitez"
WORD_WHO_READS = "Qui le lira : la personne qui organise et les coachs, sans votre nom."
KEEP_WORD = "Envoyer"
WORD_KEPT_TITLE = "Merci"
WORD_KEPT = "Merci, votre mot est gardé, sans votre nom. Vous pouvez le changer : le dernier compte."
WORD_ERASED = "C’est noté : il n’y a plus de mot de votre part."
RETURNS = "Retours"
WORDS = "Ce que vous avez reçu comme mots"
NO_RETURN = "Personne n’a encore donné son avis."
NO_WORD = "Personne n’a ajouté de mot."
WITHOUT_NAMES = "Les noms ne sont montrés à personne."
INVALID: Mapping[str, str] = {
    "early": "Cette rencontre n’est pas terminée : vous pourrez donner votre avis à la fin.",
    "none": "Cette réponse ne convient pas. Rien n’a changé.",
    "mark": "Dites d’abord si cette rencontre vous a été utile, puis ajoutez un mot.",
    "long": "Gardez votre texte sous 3 000 caractères.",
}


def rated(mark: str) -> str:
    """Thank for a mark."""
    return f"Merci, c’est noté : « {MARKS[mark]} ». Vous pouvez changer de réponse : la dernière compte."


def counted(mark: str, count: int) -> str:
    """Say how many gave a mark."""
    return f"{MARKS[mark]} : {count}"
