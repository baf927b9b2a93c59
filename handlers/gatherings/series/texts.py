"""Sentences of the form of a series, and of the lists of its dates before and after saving."""

from collections.abc import Mapping, Sequence

from bot.dates.hours_text import LineFault
from bot.dates.words import join_words
from handlers.gatherings.texts import counted
from handlers.kit.escaping import Said
from handlers.kit.sentences import ITEM, french, join_text, said, sentence
from handlers.kit.texts import CLOSED_VISIO

CREATE_TITLE = "Créer une série"
EDIT_TITLE = "Modifier la série"
EACH_TITLE = "Un groupe par métier"
CHECK = "Vérifier"
NAME = "Nom"
NAME_HINT = "Il distingue plusieurs séries du même dispositif."
RULE_HINT = french(
    "Par exemple : 2e mardi du mois, 14 h ; tous les jeudis, 9 h 30 ; un lundi sur deux, 11 h ; 12\u00a0janvier et "
    "3\u00a0juin, 9 h."
)
RULE_HOLIDAYS = said("Un jour férié est remplacé par un jour ouvré proche où la série n’a pas encore de date.")
MINUTES = "Durée"
METIERS = "Métiers"
ORGANISER = "Qui organise"
ORGANISER_HINT = french("Cette personne anime chaque date ; son agenda est pris à ces heures-là.")
CHANNEL = "Canal des annonces"
CHANNEL_HINT = french(
    "Sans choix : le canal de la promotion, ou celui des porteurs et porteuses. Invitez-y le bot : /invite."
)
CHANNEL_CHOOSE = "Choisir un canal"
PLACE_HINT = "Adresse, étage, salle. Sans lieu ni lien, une salle en ligne est créée pour chaque date."
LEAD = "Annonce"
CAPACITY = "Nombre de places"
CAPACITY_HINT = "Sans nombre, tout le monde peut venir."
AUGUST = "Le mois d’août"
SKIP_AUGUST = "Sauter le mois d’août"
OPENED = "Ouvrir aussi à"
CHOOSE = "Choisir"
READERS = said("Tout ce qui est écrit ici peut être lu par les personnes invitées.")
EACH_INTRO = said(
    "Une série pour chaque métier d’au moins trois EIG, au même rythme. Une personne ne peut animer qu’un groupe à la "
    "fois : choisissez une personne différente pour chaque métier."
)
OF_METIER = sentence("Qui organise : {name} ({count})")
SMALL = sentence(
    "{name} ({count}) : un ou deux EIG seulement, à associer à un autre groupe ou aux alumni après la création."
)
_PRECISE_ABOUT = sentence("*Préciser* : {fields}.")
KIND = sentence("*{name}*")

CHECK_TITLE = "Vérifier la série"
CREATE, CREATE_EACH, KEEP = "Créer la série", "Créer les groupes", "Enregistrer"
CORRECT = "Corriger"
NOT_YET = said("Rien n’est encore écrit ni envoyé.")
THEN_UNDO = said("Une fois la série créée, vous aurez deux minutes pour revenir en arrière.")
CREATED_TITLE = "C’est créé"
EDITED_TITLE = "C’est enregistré"
UNDONE_TITLE = "Retour en arrière"
TOO_LATE_TITLE = "Trop tard"
CHANGED_TITLE = "À corriger"
CHANGED = said("Quelque chose a changé depuis : corrigez le formulaire, puis vérifiez à nouveau.")

NO_DATE_YET = said("La première date apparaîtra deux mois avant.")
REMARKS = sentence("{when} : {remarks}")
ATTENTION = sentence("attention, {what}")
SATURDAY, SUNDAY = "c’est un samedi", "c’est un dimanche"
EARLY, LATE = "c’est tôt", "c’est tard"
AWAY = sentence("attention, {name} ne sera pas là ce jour-là")
UNCLAIMED = sentence("sans animation, {name} a déjà un rendez-vous à cette heure-là")
LACKS = sentence("il manque {what}")
WAITS = said("l’annonce attend le titre et les personnes qui interviennent")
NOW = "tout de suite"

# The number of dates named for an undone series. Further dates are counted.
_NAMED = 3
_UNDONE = sentence("Tout est comme avant : {what}, et personne n’a reçu de message.")
_UNDONE_DATES = sentence("{name} : {dates}")
_GROUPS = sentence("{many} : {names}.")
_ONE_DATE = said("*La date à venir*")
_DATES = sentence("*Les {dates} dates à venir (heure de Paris)*")
_FIRST_DATES = sentence("*Les {dates} dates à venir (heure de Paris), dont voici les premières*")
_IN_CHANNEL = sentence("dans <#{channel}>")
_BY_MESSAGE = said("par message direct")
_ANNOUNCED = sentence("sera annoncé {when} à {people}, {where}")
_ANNOUNCED_TO_NOBODY = sentence("sera annoncé {when}, {where}, mais personne n’est encore à prévenir")
_DATE_CHANGES = sentence("Une date {what}.")
_DATES_CHANGE = sentence("{number} dates {what}.")

ERRORS: Mapping[tuple[str, str], str] = {
    ("rule", "never"): "Cette règle ne donne aucune date avant la fin de la promotion. Corrigez-la.",
    ("rule", "none"): french("Chaque métier d’au moins trois EIG a déjà son groupe : il n’y a rien à créer."),
    ("rule", "empty"): french("Dites quand : par exemple 2e mardi du mois, 14 h."),
    ("minutes", "range"): "Choisissez une durée dans la liste.",
    ("title", "long"): french("Nom : 150\u00a0caractères au plus."),
    ("metiers", "none"): french("Choisissez au moins un métier : le groupe rassemble les EIG de ce métier."),
    ("metiers", "gone"): "Choisissez un métier de la liste.",
    ("organiser", "gone"): "Choisissez un ou une coach de la promotion.",
    ("place", "long"): french("Lieu : 300\u00a0caractères au plus."),
    ("link", "long"): french("Lien de la visio : 500\u00a0caractères au plus."),
    ("link", "closed"): CLOSED_VISIO,
    ("link", "not_a_link"): "Donnez une adresse complète, qui commence par https://.",
    ("lead", "range"): "Choisissez dans la liste.",
    ("lead", "short"): french("Choisissez 7 jours ou plus : les groupes sont faits deux jours avant la date."),
    ("capacity", "none"): "Il faut au moins une place. Laissez vide pour ne pas limiter.",
    ("capacity", "many"): french("C’est trop : moins de mille places, ou laissez vide pour ne pas limiter."),
    ("capacity", "number"): "Écrivez un nombre de places, par exemple 12, ou laissez vide.",
    ("opened_to", "gone"): "Choisissez dans la liste.",
    ("skills", "many"): "Trois compétences au plus.",
    ("skills", "gone"): "Choisissez dans la liste.",
    ("valeurs", "many"): "Trois valeurs au plus.",
    ("valeurs", "gone"): "Choisissez dans la liste.",
    ("dispositif", "gone"): "Ce dispositif n’a pas de série, ou n’est plus au programme.",
}
_RULE: Mapping[str, str] = {
    "day": french("Je ne trouve pas de jour dans « {part} »."),
    "near": french("Je ne connais pas « {part} ». Vouliez-vous écrire « {near} » ?"),
    "never": french("Ce jour n’existe pas (« {part} »)."),
    "which": french("Dites lequel : par exemple 2e mardi du mois, dernier jeudi du mois, ou tous les mardis."),
    "several": french("Un seul jour par série : créez une série pour chaque jour."),
    "time": french("Il manque l’heure. Ajoutez par exemple : 14 h."),
    "times": french("Une seule heure : celle du début. La durée se choisit dans « Durée »."),
    "clock": french("« {part} » n’est pas une heure. Écrivez par exemple 9 h ou 14 h 30."),
    "quarter": french("« {part} » n’est pas un quart d’heure juste. Finissez par 00, 15, 30 ou 45."),
    "weekday": french("« {part} » n’est pas ce jour-là, mais un {near}."),
    "order": french("« {part} » finit avant de commencer."),
    "span": french("« {part} » est une période trop longue. Écrivez chaque date."),
    "past": french("« {part} » est passé : retirez cette date."),
    "far": french("« {part} » est dans plus de deux ans."),
    "long": french("Quand : 300\u00a0caractères au plus."),
}
_BELOW = sentence("{who} déjà répondu « Je viens » : gardez au moins autant de places.")
_OTHER_RULE = french("Je n’ai pas compris. Écrivez par exemple : 2e mardi du mois, 14 h.")


def precise_about(*, name: bool = False, place: bool = False, august: bool) -> Said:
    """Return the sentence that names the fields of « Préciser ». A flag is true if « Préciser » adds its field."""
    fields = [
        "nom" if name else "",
        "lieu" if place else "",
        "visio",
        "mois d’août (sauté par défaut)" if august else "",
    ]
    return _PRECISE_ABOUT(fields=", ".join(filter(None, [*fields, "annonce", "places", "compétences"])))


def rule_fault(fault: LineFault) -> str:
    code = "near" if fault.code == "day" and fault.near else fault.code
    return _RULE.get(code, _OTHER_RULE).format(part=fault.part, near=fault.near or "")


def error(field: str, reason: str) -> str:
    return ERRORS.get((field, reason), "Cette réponse ne convient pas.")


def below(comes: int) -> str:
    who = "Une personne a" if comes == 1 else f"{comes}\u00a0personnes ont"
    return _BELOW(who=who).plain


def lead(days: int) -> str:
    return "La veille" if days == 1 else f"{days}\u00a0jours avant"


def head(dates: int, more: int) -> Said:
    """Return the title above a list of dates. `more` is the number of dates that the list leaves out."""
    if dates == 1:
        return _ONE_DATE
    return _FIRST_DATES(dates=dates) if more else _DATES(dates=dates)


def announced(when: str, people: int, channel: str | None) -> Said:
    where = _IN_CHANNEL(channel=channel) if channel else _BY_MESSAGE
    if not people:
        return _ANNOUNCED_TO_NOBODY(when=when, where=where)
    return _ANNOUNCED(when=when, people=counted(people), where=where)


def remade(*, moved: int, dropped: int, announced: int) -> Said:
    """Return the sentence about the dates that an edit changed. It is empty if the edit changed none."""
    changes = [
        _change_count(moved, one="change d’heure ou de jour", several="changent d’heure ou de jour"),
        _change_count(dropped, one="est retirée", several="sont retirées"),
        _change_count(
            announced,
            one=french("est déjà annoncée et garde son jour ; vous pouvez la déplacer seule"),
            several="sont déjà annoncées et gardent leur jour",
        ),
    ]
    return join_text(change for change in changes if change)


def undone(several: Sequence[tuple[str, Sequence[str]]]) -> Said:
    gone = (
        "cette série et ses dates n’existent plus" if len(several) == 1 else "ces séries et leurs dates n’existent plus"
    )
    lines = [ITEM(what=_UNDONE_DATES(name=name, dates=_date_list(whens))) for name, whens in several]
    return join_text([_UNDONE(what=gone), *lines], "\n")


def _date_list(whens: Sequence[str]) -> str:
    if not whens:
        return "aucune date encore"
    more = len(whens) - _NAMED
    shown = [*whens[:_NAMED], *(["une autre date" if more == 1 else f"{more} autres dates"] if more > 0 else [])]
    return join_words(shown)


def groups(names: Sequence[str]) -> Said:
    return _GROUPS(many="Un groupe" if len(names) == 1 else f"{len(names)} groupes", names=join_words(names))


def _change_count(number: int, *, one: str, several: str) -> Said:
    if not number:
        return join_text([])
    return _DATE_CHANGES(what=one) if number == 1 else _DATES_CHANGE(number=number, what=several)
