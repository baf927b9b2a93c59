"""Every sentence about the seminar of the promotion: its themes, its place, its practical sheet, what people need."""

from collections.abc import Mapping

PREPARE = "Préparer le séminaire"  # a button, and the form's title
KEEP = "Enregistrer"
THEMES = "Thèmes"
PLACE = "Lieu"
PLACE_HINT = "Les personnes qui viennent le sauront si le lieu change."
SHEET = "Fiche pratique"  # a title too
SEE_SHEET = "Voir la fiche pratique"
SHEET_EXAMPLE = "Comment venir, où dormir, les repas, qui appeler"
SHEET_HINT = "Qui la lira : les personnes qui viennent, dans les rappels aussi, et les coachs."
WHO_READS = "Qui lira les thèmes et le lieu : les personnes invitées."
KEPT_TITLE = "C’est noté"
KEPT = "L’annonce, les rappels et les agendas sont mis à jour."

NEED = "Dire un besoin d’accessibilité"  # a button
NEED_TITLE = "Accessibilité"
NEED_LABEL = "Ce dont vous avez besoin pour venir et participer"
NEED_HINT = (
    "Qui le lira : la personne qui organise et celles qui animent, personne d’autre. Videz le champ pour l’effacer ; "
    "il l’est de toute façon 30\u00a0jours après la fin, ou si vous ne venez plus."
)
SEND = "Envoyer"
NEED_KEPT = "La personne qui organise et celles qui animent peuvent lire votre besoin, personne d’autre."
NEED_ERASED = "Votre besoin est effacé."
NEEDS = "Voir les besoins"
NEEDS_TITLE = "Besoins"
NO_NEED = "Aucun besoin signalé."
NEEDS_PRIVATE = "Ne copiez ces lignes nulle part : elles seront effacées 30\u00a0jours après la fin."

INVALID: Mapping[tuple[str, str], str] = {
    ("abstract", "long"): "Thèmes : 3 000 caractères au plus.",
    ("place", "long"): "Lieu : 300 caractères au plus.",
    ("sheet", "long"): "Fiche pratique : 3 000 caractères au plus.",
    ("sheet", "not_coming"): "La fiche pratique est pour les personnes qui viennent : répondez d’abord « Je viens ».",
    ("sheet", "none"): "La fiche pratique n’est pas encore prête : elle sera aussi dans votre rappel.",
    ("need", "long"): "Votre besoin : 3 000 caractères au plus.",
    ("need", "not_coming"): "Répondez d’abord « Je viens » : vous pourrez ensuite dire ce dont vous avez besoin.",
}


def placed(when: str, place: str) -> str:
    """Tell who comes where it takes place now."""
    return f"Le séminaire de la promotion, {when}, change de lieu : {place}. Votre agenda est mis à jour."
