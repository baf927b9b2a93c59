"""Every sentence of the form of a series."""

from collections.abc import Mapping

from bot.dates.hours_text import LineFault
from handlers.gatherings.texts import counted
from handlers.kit.texts import CLOSED_VISIO

CREATE_TITLE = "Créer une série"
EDIT_TITLE = "Modifier la série"
EACH_TITLE = "Un groupe par métier"
CHECK = "Vérifier"
NAME = "Nom"
NAME_HINT = "Il distingue plusieurs séries du même dispositif."
RULE = "Quand"
RULE_HINT = (
    "Par exemple\u00a0: 2e mardi du mois, 14\u00a0h\u00a0; dernier jeudi, 9\u00a0h\u00a030\u00a0; "
    "12\u00a0janvier et 3\u00a0juin, 9\u00a0h."
)
RULE_HOLIDAYS = "Un jour férié est remplacé par le jour ouvré le plus proche."
MINUTES = "Durée"
METIERS = "Métiers"
ORGANISER = "Qui organise"
ORGANISER_HINT = "Cette personne anime chaque date\u00a0; son agenda est pris à ces heures-là."
CHANNEL = "Canal des annonces"
CHANNEL_HINT = (
    "Sans choix\u00a0: le canal de la promotion, ou celui des porteurs et porteuses. Invitez-y le bot\u00a0: /invite."
)
CHANNEL_CHOOSE = "Choisir un canal"
PLACE = "Lieu"
PLACE_HINT = "Adresse, étage, salle. Sans lieu ni lien, une salle en ligne est créée pour chaque date."
LINK = "Lien de la visio"
LEAD = "Annonce"
CAPACITY = "Nombre de places"
CAPACITY_HINT = "Sans nombre, tout le monde peut venir."
AUGUST = "Le mois d’août"
SKIP_AUGUST = "Sauter le mois d’août"
OPENED = "Ouvrir aussi à"
SKILLS = "Compétences travaillées (trois au plus)"
VALEURS = "Valeurs du service public numérique"
CHOOSE = "Choisir"
READERS = "Tout ce qui est écrit ici peut être lu par les personnes invitées."
EACH_INTRO = (
    "Une série pour chaque métier d’au moins trois EIG, au même rythme. Une personne ne peut animer qu’un groupe à la "
    "fois\u00a0: choisissez une personne différente pour chaque métier."
)
SMALL = "un ou deux EIG seulement, à associer à un autre groupe ou aux alumni après la création"


ERRORS: Mapping[tuple[str, str], str] = {
    ("rule", "never"): "Cette règle ne donne aucune date avant la fin de la promotion. Corrigez-la.",
    ("rule", "none"): "Chaque métier d’au moins trois EIG a déjà son groupe\u00a0: il n’y a rien à créer.",
    ("rule", "empty"): "Dites quand\u00a0: par exemple 2e mardi du mois, 14\u00a0h.",
    ("minutes", "range"): "Choisissez une durée dans la liste.",
    ("title", "long"): "Nom\u00a0: 150\u00a0caractères au plus.",
    ("metiers", "none"): "Choisissez au moins un métier\u00a0: le groupe rassemble les EIG de ce métier.",
    ("metiers", "gone"): "Choisissez un métier de la liste.",
    ("organiser", "gone"): "Choisissez un ou une coach de la promotion.",
    ("place", "long"): "Lieu\u00a0: 300\u00a0caractères au plus.",
    ("link", "long"): "Lien de la visio\u00a0: 500\u00a0caractères au plus.",
    ("link", "closed"): CLOSED_VISIO,
    ("link", "not_a_link"): "Donnez une adresse complète, qui commence par https://.",
    ("lead", "range"): "Choisissez dans la liste.",
    ("lead", "short"): "Choisissez 7\u00a0jours ou plus\u00a0: les groupes sont faits deux jours avant la date.",
    ("capacity", "none"): "Il faut au moins une place. Laissez vide pour ne pas limiter.",
    ("capacity", "many"): "C’est trop\u00a0: moins de mille places, ou laissez vide pour ne pas limiter.",
    ("capacity", "number"): "Écrivez un nombre de places, par exemple 12, ou laissez vide.",
    ("opened_to", "gone"): "Choisissez dans la liste.",
    ("skills", "many"): "Trois compétences au plus.",
    ("skills", "gone"): "Choisissez dans la liste.",
    ("valeurs", "many"): "Trois valeurs au plus.",
    ("valeurs", "gone"): "Choisissez dans la liste.",
    ("dispositif", "gone"): "Ce dispositif n’a pas de série.",
}
_RULE: Mapping[str, str] = {
    "day": "Je ne trouve pas de jour dans «\u00a0{part}\u00a0».",
    "near": "Je ne connais pas «\u00a0{part}\u00a0». Vouliez-vous écrire «\u00a0{near}\u00a0»\u00a0?",
    "never": "Aucun mois n’a ce jour («\u00a0{part}\u00a0»).",
    "which": "Dites lequel du mois\u00a0: par exemple 2e mardi, ou dernier jeudi.",
    "several": "Une seule date par mois\u00a0: créez une série pour chaque jour.",
    "time": "Il manque l’heure. Ajoutez par exemple\u00a0: 14\u00a0h.",
    "times": "Une seule heure\u00a0: celle du début. La durée se choisit dans «\u00a0Durée\u00a0».",
    "clock": "«\u00a0{part}\u00a0» n’est pas une heure. Écrivez par exemple 9\u00a0h ou 14\u00a0h\u00a030.",
    "quarter": "«\u00a0{part}\u00a0» n’est pas un quart d’heure juste. Finissez par 00, 15, 30 ou 45.",
    "weekday": "«\u00a0{part}\u00a0» n’est pas ce jour-là, mais un {near}.",
    "order": "«\u00a0{part}\u00a0» finit avant de commencer.",
    "span": "«\u00a0{part}\u00a0» est une période trop longue. Écrivez chaque date.",
    "past": "«\u00a0{part}\u00a0» est passé\u00a0: retirez cette date.",
    "far": "«\u00a0{part}\u00a0» est dans plus de deux ans.",
    "long": "Quand\u00a0: 300\u00a0caractères au plus.",
}
_OTHER_RULE = "Je n’ai pas compris. Écrivez par exemple\u00a0: 2e mardi du mois, 14\u00a0h."


def rule_fault(fault: LineFault) -> str:
    """Say what is wrong in a rule that was typed."""
    code = "near" if fault.code == "day" and fault.near else fault.code
    return _RULE.get(code, _OTHER_RULE).format(part=fault.part, near=fault.near or "")


def error(field: str, reason: str) -> str:
    """Say what is wrong in a field."""
    return ERRORS.get((field, reason), "Cette réponse ne convient pas.")


def below(comes: int) -> str:
    """Refuse fewer places than people who come already."""
    who = (
        "Une personne a déjà répondu «\u00a0Je viens\u00a0»"
        if comes == 1
        else f"{comes}\u00a0personnes ont déjà répondu «\u00a0Je viens\u00a0»"
    )
    return f"{who}\u00a0: gardez au moins autant de places."


def lead(days: int) -> str:
    """Say how long ahead, in a list."""
    return "La veille" if days == 1 else f"{days}\u00a0jours avant"


def kind(name: str) -> str:
    """Title the form by its dispositif."""
    return f"*{name}*"


def of_metier(name: str, count: int) -> str:
    """Ask who organises the group of a métier."""
    return f"Qui organise\u00a0: {name} ({counted(count)})"


def small(name: str, count: int) -> str:
    """Point out a métier that is too small."""
    return f"{name[:1].upper()}{name[1:]} ({counted(count)})\u00a0: {SMALL}."
