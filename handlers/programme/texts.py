"""Every sentence about people and the promotion."""

ALERTED = "Je préviens les coachs tout de suite ; la réponse viendra en message direct."
NOBODY_TO_ALERT = (
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)


def stranger(slack_id: str) -> str:
    """Tell the coaches of somebody they have not added yet."""
    return (
        f"<@{slack_id}> voudrait utiliser les dispositifs et n’est dans aucune promotion. Pour l’ajouter, complétez "
        "le fichier des personnes, puis importez-le."
    )


def waiting(slack_id: str) -> str:
    """Tell the coaches of somebody they know who asks for them: no slot was free."""
    return f"<@{slack_id}> demande à vous parler (aucun créneau libre au bureau d’aide). Répondez en message direct."
