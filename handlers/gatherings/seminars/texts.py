"""Every sentence about the promotion's seminar: themes, place, practical sheet, access needs."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

PREPARE = "Préparer le séminaire"  # a button, and the form's title
KEEP = "Enregistrer"
HEAD = sentence("*{what}*")
WHO_READS = said("Qui lira les thèmes et le lieu : les personnes invitées.")
THEMES = "Thèmes"
PLACE_HINT = "Les personnes qui viennent le sauront si le lieu change."
SHEET = "Fiche pratique"  # a title too
SEE_SHEET = "Voir la fiche pratique"
SHEET_EXAMPLE = "Comment venir, où dormir, les repas, qui appeler"
SHEET_HINT = french("Qui la lira : les personnes qui viennent, dans les rappels aussi, et les coachs.")
KEPT_TITLE = "C’est noté"
KEPT = said("L’annonce, les rappels et les agendas sont mis à jour.")
PLACED = sentence("Le séminaire de la promotion, {when}, change de lieu : {place}. Votre agenda est mis à jour.")

NEED = "Dire un besoin d’accessibilité"  # a button
NEED_TITLE = "Accessibilité"
NEED_LABEL = "Ce dont vous avez besoin pour venir et participer"
NEED_HINT = french(
    "Qui le lira : la personne qui organise et celles qui animent, personne d’autre. Videz le champ pour l’effacer ; "
    "il l’est de toute façon 30 jours après la fin, ou si vous ne venez plus."
)
SEND = "Envoyer"
NEED_KEPT = said("La personne qui organise et celles qui animent peuvent lire votre besoin, personne d’autre.")
NEED_ERASED = said("Votre besoin est effacé.")
NEEDS = "Voir les besoins"
NEEDS_TITLE = "Besoins"
NO_NEED = said("Aucun besoin signalé.")
NEEDS_PRIVATE = said("Ne copiez ces lignes nulle part : elles seront effacées 30 jours après la fin.")

LONG: Mapping[str, str] = {  # by the form's field
    "abstract": french("Thèmes : 3 000 caractères au plus."),
    "place": french("Lieu : 300 caractères au plus."),
    "sheet": french("Fiche pratique : 3 000 caractères au plus."),
}
NO_SHEET: Mapping[str, Said] = {
    "not_coming": said("La fiche pratique est pour les personnes qui viennent : répondez d’abord « Je viens »."),
    "none": said("La fiche pratique n’est pas encore prête : elle sera aussi dans votre rappel."),
}
INVALID_NEED: Mapping[str, Said] = {
    "long": said("Votre besoin : 3 000 caractères au plus."),
    "not_coming": said("Répondez d’abord « Je viens » : vous pourrez ensuite dire ce dont vous avez besoin."),
}
