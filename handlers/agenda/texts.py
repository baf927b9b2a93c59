"""Sentences of the agenda: upcoming appointments, their history, and the address of the feed."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.planning import own_agenda
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

HELP = said(
    "`/agenda` : vos rendez-vous à venir, ou une partie avec un mot, comme « mai » ou « comité » ; `/agenda "
    "rejoindre` : ce qui vous est encore ouvert ; `/agenda abonnement` : les suivre dans votre logiciel d’agenda ; "
    "`/agenda messages` : choisir vos messages"
)
HELP_DATE = said("`/agenda date` : trouver une date à plusieurs")

_LATE = sentence("*{name}* aura du retard : {what}, {when}.")
_LATE_BY = sentence("*{name}* aura environ {delay} de retard : {what}, {when}.")
TITLE = "À venir pour vous"
MY_WEEK, MY_AGENDA = "Ma semaine", "Mon agenda"
WEEK = "Vos sept prochains jours"
NEEDS = "Les besoins"
FREE_DAY, HOLIDAY = said("rien de prévu"), said("jour férié")
THEN = sentence("Ensuite : {what}, {when}.")
_SHORT = sentence("{time}{what}{whose}{held}")
_ONE_MORE = said("et un autre rendez-vous")
_MORE = sentence("et {count} autres")
FOOT = said(
    "Les heures sont celles de Paris. Pour suivre tout cela dans votre logiciel d’agenda : `/agenda abonnement`."
)
NOTHING = said(
    "Rien de prévu pour vous en ce moment. Quand un rendez-vous sera pris, vous le trouverez ici et dans un message "
    "direct. Pour voir ce qui peut vous aider, ouvrez le catalogue : il dit aussi comment réserver."
)
SAVE = "Enregistrer"
TAGGED_BY_ALL = said(
    "Toutes les personnes qui voient ce rendez-vous verront ce que vous enregistrez ici, et le suivi de la promotion "
    "le compte."
)
GUESSED = said(
    "Ce qui est déjà choisi est seulement proposé, d’après les mots du rendez-vous : gardez-le ou changez-le."
)
OVERTAKEN = said(
    "Quelqu’un vient d’enregistrer un autre choix, que voici. Le vôtre est encore dans le formulaire : « Enregistrer » "
    "le remplace par le vôtre."
)
NONE_CHOSEN = said("Ni compétence ni valeur.")
TAGGED = said("C’est enregistré. Les cartes de ce rendez-vous le disent.")
TAGS_INVALID: Mapping[str, str] = {
    "many": "Choisissez-en trois au plus.",
    "gone": "Un de ces choix n’existe plus. Fermez cette fenêtre, puis ouvrez à nouveau le rendez-vous.",
}

CATALOGUE = "Ouvrir le catalogue"
MESSAGES = "Mes messages"
NEXT = "Voir la suite"
NARROW = "Choisir ce que je vois"
GROUP_WHAT, GROUP_MONTH, GROUP_JOIN = "Quoi", "Quand", "Et aussi"
WHOLE, HOSTED, OF_DEFI = "Tout ce qui est à venir", "Ce que j’anime", "Ce qui concerne mon défi"
EVERY_MONTH = "Tous les mois"
JOINABLE = "Ce que je peux encore rejoindre"
NOTHING_HERE = said("Rien de prévu ici en ce moment. Choisissez autre chose à voir, juste en dessous.")
HELD = "à confirmer"
TODAY = "Aujourd’hui"
TOMORROW = "Demain"

FEED_TITLE = "Vos rendez-vous dans votre logiciel d’agenda"
FEED_INTRO = said(
    "Voici votre adresse d’agenda. Elle est privée : toute personne qui a cette adresse voit vos rendez-vous et les "
    "noms des personnes qui y viennent. Le besoin et le document n’y figurent pas."
)
RENEWED = said("C’est fait : l’ancienne adresse ne fonctionne plus. Abonnez-vous avec la nouvelle.")
OUTLOOK = said(
    "*Outlook* : dans le calendrier, choisissez « Ajouter un calendrier », puis « S’abonner à partir du web », et "
    "collez l’adresse."
)
GOOGLE = said(
    "*Google Agenda* : sur un ordinateur, à côté de « Autres agendas », choisissez « + », puis « À partir de l’URL », "
    "et collez l’adresse."
)
APPLE = said(
    "*Calendrier d’Apple* : dans le menu « Fichier », choisissez « Nouvel abonnement à un calendrier », et collez "
    "l’adresse."
)
FEED_FOOT = said("Les changements y arrivent d’eux-mêmes, parfois après quelques heures : votre logiciel en décide.")
RENEW = "Renouveler l’adresse"
RENEW_TITLE = "Renouveler l’adresse ?"
RENEW_SURE = "L’adresse actuelle cessera aussitôt de fonctionner. Il faudra vous abonner avec la nouvelle."
RENEW_YES = "Oui, la renouveler"
REVOKE = "Supprimer l’adresse"
REVOKE_TITLE = "Supprimer l’adresse ?"
REVOKE_SURE = "L’adresse cessera aussitôt de fonctionner. Vos rendez-vous ne changent pas."
REVOKE_YES = "Oui, la supprimer"
KEEP = "Non, la garder"
REVOKED = said(
    "C’est fait : votre adresse d’agenda est supprimée, et vos rendez-vous ne changent pas. Pour en avoir une autre : "
    "`/agenda abonnement`."
)
NOTHING_TO_REVOKE = said(
    "Vous n’aviez plus d’adresse d’agenda : rien n’a changé. Pour en avoir une : `/agenda abonnement`."
)
WITHOUT_ADDRESS = said(
    "Cette adresse n’est pas encore disponible ici : l’équipe des coachs peut la mettre en service. En attendant, "
    "`/agenda` vous dit ce qui est prévu."
)

# These texts are for the calendar files in a card's thread. They are the same for every dispositif.
ENTRY = sentence("{summary}, {when}")
ENTRY_ADDED = sentence(
    "{what}. Ouvrez ce fichier pour mettre votre agenda à jour ; si la date change, un autre arrivera ici."
)
ENTRIES_ADDED = sentence(
    "{summary} : {whens}. Ouvrez chaque fichier pour mettre votre agenda à jour ; si une date change, un autre "
    "arrivera ici."
)
ENTRY_REMOVED = sentence("{what}. Ouvrez ce fichier pour l’enlever de votre agenda.")

PUT_BACK = "Remettre dans mon agenda"
MOVED_THERE = sentence(
    "Dans votre agenda, « {what} » a changé d’heure : {moved}, au lieu du {when}. Pour les autres, rien n’a changé. "
    "Pour le déplacer pour tout le monde, ouvrez-le ; sinon, remettez-le à son heure dans votre agenda."
)
GONE_THERE = sentence(
    "Votre agenda n’a plus « {what} », {when}. Pour les autres, rien n’a changé. Pour l’annuler ou le déplacer pour "
    "tout le monde, ouvrez-le ; sinon, remettez-le dans votre agenda."
)
PUT_BACK_DONE = sentence("C’est fait : votre agenda retrouve « {what} », {when}, dans les minutes qui viennent.")

# « Historique » shows changes of an appointment, and of its request, series or cycle.
SOMEBODY = "une personne"
DONE: Mapping[str, str] = {
    "book": "créneau réservé",
    "held": "heure notée après coup",
    "hold": "créneau retenu, à confirmer",
    "confirm": "rendez-vous confirmé",
    "release": "créneau libéré",
    "shift": "autre créneau retenu",
    "move": "date changée",
    "cancel": "rendez-vous annulé",
    "undo": "retour en arrière",
    "after": "réponse à la question posée après",
    "room": "lien de la visio changé",
    "tag": "compétences et valeurs choisies",
    "helpdesk.accept": "autre date acceptée",
    "helpdesk.call": "demande envoyée aux coachs",
    "helpdesk.decline": "autre date refusée",
    "helpdesk.link": "lien de la visio changé",
    "helpdesk.propose": "autre date proposée",
    "helpdesk.take": "demande prise en charge",
    "mentoring.decline": "demande déclinée",
    "mentoring.end": "mentorat arrêté",
    "mentoring.give_times": "dates proposées",
    "mentoring.lapse": "demande restée sans réponse",
    "mentoring.reassign": "demande confiée à quelqu’un d’autre",
    "mentoring.withdraw": "demande retirée",
    "gatherings.adjust": "groupes ajustés",
    "gatherings.attend": "présences notées",
    "gatherings.capacity": "nombre de places changé",
    "gatherings.choose": "sujet choisi",
    "gatherings.complete": "carte complétée",
    "gatherings.ask_speaker": "intervention demandée",
    "gatherings.speak": "intervention acceptée",
    "gatherings.keep": "date maintenue",
    "gatherings.prepare": "informations pratiques complétées",
    "gatherings.title": "titre choisi",
}
_DONE_OF_OWN: Mapping[str, str] = {"mentoring.end": "cycle arrêté"}
DONE_BY: Mapping[str, sentence] = {
    "ask": sentence("invitation {whom:de}"),
    "decline": sentence("refus {whom:de}"),
    "come_back": sentence("retour {whom:de}"),
    "hand_over": sentence("animation confiée à {whom}"),
    "join": sentence("arrivée {whom:de}"),
    "leave": sentence("départ {whom:de}"),
}
OF_ONE = sentence("{what} (séance du {when})")
BY = sentence("{when} : {what}, par {who}.")
BY_THEMSELVES = sentence("{when} : {what}.")
BY_ITSELF = sentence("{when} : {what}, automatiquement.")
NO_PAST = said("Rien n’est noté pour l’instant.")
OLDER = sentence("Voici les {count} changements les plus récents.")
PAST_FOOT = said("Seules les personnes qui peuvent ouvrir ce rendez-vous lisent cet historique.")

JOIN_AT = sentence("Rejoindre la visio à {time}")
OPEN_AT = sentence("Ouvrir celui de {time}")
ADDRESS = sentence("Votre adresse : `{address}`")
PAGE = sentence("Rendez-vous {first} à {last}, sur {count}.")
_TITLES: Mapping[str, str] = {
    own_agenda.WHOLE: TITLE,
    own_agenda.HOSTED: french("À venir : ce que vous animez"),
    own_agenda.DEFI: "À venir pour votre défi",
}
_OF_DISPOSITIF = sentence("À venir pour vous : {dispositif}")
_LINE = sentence("{what} {span}{whose}{whom}{held}")
_SPOKEN = sentence("{line}.")
_SPOKEN_LINK = sentence("{line}. Lien de la visio : {link}.")
_ONE_LATER = said("Et un autre rendez-vous, plus tard.")
_LATER = sentence("Et {count} autres rendez-vous, plus tard.")


def title(what: str, dispositif: str | None, *, month: str | None) -> str:
    """Return the title of the list, which names the filter: the person or dispositif, and the month."""
    whose = _TITLES.get(what) or _OF_DISPOSITIF(dispositif=dispositif).plain
    return f"{whose}, en {month}" if month else whose


def has_words(verb: str) -> bool:
    """Check whether the history shows this action. It never shows answers, notes and needs."""
    return verb in DONE or verb in DONE_BY


def done(verb: str, whom: str | None, *, own: bool = False) -> str:
    """Return a line of the history.

    `whom` is the person whom the line names, or None if this person was erased. `own` means that the programme added
    the appointment's format."""
    if own and verb in _DONE_OF_OWN:
        return _DONE_OF_OWN[verb]
    return DONE_BY[verb](whom=whom or SOMEBODY) if verb in DONE_BY else DONE[verb]


def day(words: str, *, relative: str | None) -> str:
    """Return the title of a day. If the day is near, say how near: « demain »."""
    return f"{relative}, {words}" if relative else words[:1].upper() + words[1:]


def short(what: str, time: str, *, defi: str | None, held: bool = False) -> Said:
    """Return an appointment in few words: its start and its défi.

    `held` means that the appointment is not confirmed yet."""
    whose = f" ({defi})" if defi else ""
    return _SHORT(time=f"{time}, " if time else "", what=what, whose=whose, held=f", {HELD}" if held else "")


def more_of_day(count: int) -> Said:
    return _ONE_MORE if count == 1 else _MORE(count=count)


def line(what: str, span: str, *, defi: str | None, others: Sequence[str], held: bool = False) -> Said:
    """Return an appointment's name, time, défi and people. `held` means that the appointment is not confirmed yet."""
    whose = f", pour le défi {defi}" if defi else ""
    whom = f", avec {join_names(others)}" if others else ""
    return _LINE(what=what, span=span, whose=whose, whom=whom, held=f" ({HELD})" if held else "")


def until_other_day(start: str, end: str) -> str:
    return f"de {start} au {end}"


def spoken_line(line: Said, link: str | None) -> Said:
    """Return a line with its place or link, to be read aloud."""
    return _SPOKEN_LINK(line=line, link=link) if link else _SPOKEN(line=line)


def late(name: str, delay: str, what: str, when: str) -> Said:
    """Return the sentence that a person is late. `delay` is "" if the person did not say by how much."""
    return _LATE_BY(name=name, delay=delay, what=what, when=when) if delay else _LATE(name=name, what=what, when=when)


def later(count: int) -> Said:
    return _LATER(count=count) if count > 1 else _ONE_LATER


LATE_TITLE = "Du retard"
_ASK = sentence("*{what}, {when}.* Vous aurez combien de retard ? Dès que vous choisissez, un message part à {names}.")
TOLD = sentence("Un message part à {names} : vous aurez du retard ({what}, {when}).")
AGAIN = sentence("Ce message est déjà parti à {names} ({what}, {when}).")
NOBODY = sentence(
    "Il n’y a personne à prévenir : vous êtes pour l’instant la seule personne attendue ({what}, {when})."
)
FOR_NOTHING = said("Je ne vois aucun rendez-vous pour vous dans les trois heures : je n’ai prévenu personne.")
NOT_NEAR = said(
    "Je n’ai prévenu personne : ce rendez-vous est annulé, trop loin, déjà bien commencé, ou vous n’en êtes pas."
)


def ask(names: Sequence[str], what: str, when: str) -> Said:
    return _ASK(names=join_names(names), what=what, when=when)
