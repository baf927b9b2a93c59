"""Every sentence beside a calendar file in a card's thread.

Beside the others, since the files of every dispositif say the same.
"""

from handlers.kit.sentences import sentence

TITLE = sentence("{summary}, {when}")
ADDED = sentence(
    "{what}. Ouvrez ce fichier pour mettre votre agenda à jour ; si la date change, un autre arrivera ici."
)
SEVERAL = sentence(
    "{summary} : {whens}. Ouvrez chaque fichier pour mettre votre agenda à jour ; si une date change, un autre "
    "arrivera ici."
)
REMOVED = sentence("{what}. Ouvrez ce fichier pour l’enlever de votre agenda.")
