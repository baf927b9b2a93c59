"""Every sentence about people and the promotion."""

from handlers.kit.sentences import said, sentence

ALERTED = said("Je préviens les coachs tout de suite ; la réponse viendra en message direct.")
NOBODY_TO_ALERT = said(
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)
STRANGER = sentence(
    "<@{slack_id}> voudrait utiliser les dispositifs et n’est dans aucune promotion. Pour l’ajouter, complétez le "
    "fichier des personnes, puis importez-le."
)
WAITING = sentence(
    "<@{slack_id}> demande à vous parler (aucun créneau libre au bureau d’aide). Répondez en message direct."
)
