"""Every sentence of the catalogue's conversation."""

from collections.abc import Sequence

MENU_TITLE = "Les dispositifs EIG"
SHORT_TITLE = "Dispositifs EIG"
MENU_HINT = (
    "Cherchez par nom ou par besoin : `/dispositifs échelle`. Les quatre phases : `/dispositifs phase`. "
    "De l’aide : `/dispositifs aide`."
)
CHOOSE = "Ouvrir un dispositif"
OPENS = "ouvrir"
SHARE = "Partager dans le canal"
SHARED = "C’est partagé dans le canal."
ALREADY_SHARED = "Vous l’avez déjà partagé."
MENU = "Tous les dispositifs"
FIRST_STEPS = {
    "bureau-aide": ("Réserver un bureau d’aide", "helpdesk.start"),
    "mentorat": ("Demander un mentorat", "mentoring.start"),
}

DATES = "Prochaines dates"
PLAN = "Programmer"

PHASES_TITLE = "Les quatre phases"
SHORTCUT = "dispositifs.menu"


def for_you(phase: int | None) -> str:
    """Title what matters to this person first."""
    return f"Pour vous, en phase {phase}" if phase else "Pour vous"


def nearest(names: Sequence[str]) -> str:
    """Propose what comes nearest to a word that means nothing here."""
    return f"Rien sous ce nom. Cherchiez-vous {enumerated(names, last='ou')} ?"


ABOUT = "À propos des dispositifs"
SEE_ALSO = "Voir aussi"


def help_text(lines: Sequence[str]) -> str:
    """List what can be typed, a line a feature."""
    return "*Ce que vous pouvez taper*\n" + "\n".join(f"• {line}" for line in lines)


HELP = (
    "`/dispositifs` : le catalogue ; suivi d’un nom ou d’un besoin, la recherche (`/dispositifs audit de code`)",
    "`/dispositifs phase` : les quatre phases de la promotion",
)


def enumerated(names: Sequence[str], *, last: str = "et") -> str:
    """Join names in French: « a, b et c », with the `last` word."""
    quoted = [f"« {name} »" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
