"""Every sentence about what a request says besides its need."""

from handlers.kit.sentences import said

PRECISE = "Préciser la demande"
KIND = "Sujet"
CHOOSE = "Choisir"
CHANNEL = "Canal du défi"
TELL_CHANNEL = "Dire la date dans le canal du défi"
CHANNEL_HINT = "Seule la date y est dite, jamais le besoin ni le document."
SEND = "Enregistrer"

NOTED_TITLE = "C’est noté"
NOTED = said("Le message de ce rendez-vous est à jour.")
TOLD = said("Le canal du défi apprend la date, en même temps que les autres personnes.")
