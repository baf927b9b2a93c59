"""Every sentence beside a calendar file in a card's thread."""


def title(summary: str, when: str) -> str:
    """Title the file."""
    return f"{summary}, {when}"


def added(what: str) -> str:
    """Say what to do with the file, the first one or a later one."""
    return f"{what}. Ouvrez ce fichier pour mettre votre agenda à jour ; si la date change, un autre arrivera ici."


def removed(what: str) -> str:
    """Say what to do with the file of what does not take place for its reader."""
    return f"{what}. Ouvrez ce fichier pour l’enlever de votre agenda."
