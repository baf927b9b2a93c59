"""Sentences and labels that all features share: refusals, apologies, and the answer to people without a role."""

from collections.abc import Callable, Mapping, Sequence

from bot.agenda.calendars import entries
from bot.dates.hours_text import LineFault
from bot.errors import Refusal
from bot.mentoring.model import SHIPPED

from .escaping import Said, clip, escape
from .sentences import french, said, sentence

OPEN_FIRST, OPEN_FIRST_OF_ALL = escape(entries.OPEN_FIRST), escape(entries.OPEN_FIRST_OF_ALL)

NOTE_TITLE = "À savoir"
OPEN, OPEN_ONE, PAST_OF = "Ouvrir", "Ouvrir un rendez-vous", "Historique"
BUSY_THEN = sentence(
    "À cette heure-là, un autre rendez-vous attend déjà {names}. Pour la garder quand même, envoyez à nouveau ; sinon, "
    "choisissez-en une autre."
)
UNDO = "Revenir en arrière"
UNDO_FOR_TWO_MINUTES = said("Les messages partent dans deux minutes. D’ici là, vous pouvez revenir en arrière.")
CLOSE_PROMOTION, READ_PROMOTION = "Clore la promotion", "Relire la promotion"
TRY = "Noter ce que nous allons essayer"
RATES: Mapping[str, str] = {"utile": "Utile", "un_peu": "Un peu", "pas_cette_fois": "Pas cette fois"}
RATE = said("Ce comité vous a-t-il été utile ?")
RATE_WHY = said("Les réponses sont comptées pour toute la phase, sans votre nom ni celui du défi.")
RATED = said("Merci, c’est noté.")
ELSEWHERE = said("Vos rendez-vous à venir sont dans l’onglet Accueil.")
FIND_DATE = "Demander leurs disponibilités"
DAY, TIME, REASON = "Jour", "Heure, à Paris", "Raison"
GONE = said("Ce bouton ne sert plus. Écrivez-moi ce que vous cherchiez.")

GO_BACK = "Non, revenir"
PRECISE = "Préciser"
JOIN = "Rejoindre la visio"
MORE = "Autres actions"
# titles of cards for formats of help that the programme added. The key is the dispositif with the same booking.
OWN_TITLES = {"bureau-aide": "Rendez-vous", "mentorat": "Cycle"}
LINK = "Lien de la visio"
WHEN = "Quand"
WITH = "Avec"
PLACE = "Lieu"
LEAVE = "Je ne pourrai pas venir"
LATE = "J’aurai du retard"
CALENDAR = "Ajouter à mon agenda"
LEAVE_TITLE = french("Ne pas venir ?")
LEAVE_YES = "Oui, ne pas venir"
PAST = "Cette date est passée. Choisissez-en une à venir."
QUARTER = french("Choisissez un quart d’heure juste : une heure qui finit par 00, 15, 30 ou 45.")
NO_MOMENT = "Choisissez un jour et une heure."
REASON_LONG = french("Raison : 300\u00a0caractères au plus.")
REASONED = sentence("Raison : {reason}.")
CHOOSE_OFFERED = "Choisissez une des réponses proposées."
PERSON_GONE = "Cette personne ne peut plus être choisie. Choisissez quelqu’un d’autre."

CHANGE_TAGS = "Compétences et valeurs"
TAGS = (("Compétence", "Compétences"), ("Valeur", "Valeurs"))  # label for one and for several
PROPOSED_TAGS = (("Compétence proposée", "Compétences proposées"), ("Valeur proposée", "Valeurs proposées"))
SKILLS_FIELD = "Compétences travaillées (trois au plus)"
VALEURS_FIELD = "Valeurs du service public numérique (trois au plus)"
CHOOSE_TAGS = "Choisir"

MERGE = said(
    "Quelqu’un a enregistré d’autres mots pendant que vous écriviez. Les deux textes sont gardés : faites-en un."
)
SAVED_BY = sentence("*{label}* : ce qu’a écrit {who}, {when}")
ERASED = said("Ce texte a été effacé.")
SOMEBODY_ELSE = "quelqu’un d’autre"
KEPT_BY_YOU = sentence("{label} : ce que vous gardez")

_OTHERS = said("Cette action revient à d’autres personnes.")
_CONCERNED = said("Seules la personne qui a réservé, celle qui anime et l’équipe des coachs peuvent le faire.")
_TAKING_PART = said(
    "Seules les personnes qui y participent et l’équipe des coachs peuvent l’ouvrir. Vos rendez-vous à venir sont "
    "dans l’onglet Accueil."
)
_HOST = said("Seules la personne qui anime et l’équipe des coachs peuvent le faire.")
_TAKEN = sentence("{name} s’en occupe déjà. Vous n’avez rien à faire.")
_COACHES = said("Seule l’équipe des coachs peut le faire.")
_HELPDESK = said("Ce sont les EIG qui réservent un bureau d’aide, pour leur défi.")
_MENTORING = said("Ce sont les EIG qui demandent un mentorat, pour leur défi.")
_FORM = said("Seule la personne qui a commencé ce formulaire peut le continuer.")
_CALENDAR = said("Seules les personnes qui participent à ce rendez-vous peuvent l’ajouter à leur agenda.")
_INVITED = said("Seules les personnes invitées à ce rendez-vous peuvent le faire.")
_OF_IT = said("Seules les personnes concernées par ce rendez-vous et l’équipe des coachs peuvent l’ouvrir.")
_ORGANISER = said("Seules la personne qui organise ou anime ce rendez-vous et l’équipe des coachs peuvent le faire.")
# The first is the host of mentoring, the second the host of cycles that the programme added.
_HOSTS = (french("la personne spécialiste"), "la personne qui anime")
_ANSWERS = sentence("Seules {host} et l’équipe des coachs peuvent répondre.")
_OF_CYCLE: Mapping[str, sentence] = {
    "mentoring.choose": sentence("Seules la personne qui a demandé {this} et l’équipe des coachs peuvent choisir."),
    "mentoring.leave": sentence("Seules les autres personnes de l’équipe peuvent quitter {this}."),
    "mentoring.read": sentence("Seules les personnes de {this} et l’équipe des coachs peuvent le lire."),
    "mentoring.rejoin": sentence("Seules les personnes de l’équipe qui ont quitté {this} peuvent y revenir."),
    "mentoring.skip": sentence("Seules les autres personnes de l’équipe peuvent manquer une séance de {this}."),
}
_CHANGES = sentence("Seules la personne qui a demandé {this}, {host} et l’équipe des coachs le peuvent.")
_REVIEWS = sentence("Seules la personne qui a demandé {this} et {host} en font le bilan.")
# By refused action, the sentence that names the people who may do it.
_ONLY: Mapping[str, Said] = {
    "programme.greet": _COACHES,
    "programme.set_up": _COACHES,
    "catalogue.openings": _COACHES,
    "catalogue.shape": _COACHES,
    "planning.year": _COACHES,
    "rights.close": _COACHES,
    "helpdesk.ask_desk": _HELPDESK,
    "helpdesk.start": _HELPDESK,
    "helpdesk.book": _HELPDESK,
    "helpdesk.book_for": _COACHES,
    "helpdesk.browse": _FORM,
    "agenda.open": _TAKING_PART,
    "agenda.tag": _HOST,
    "helpdesk.move": _CONCERNED,
    "helpdesk.cancel": _CONCERNED,
    "helpdesk.host": _HOST,
    "helpdesk.add": said("Seule la personne qui a réservé peut ajouter une séance."),
    "evaluation.lead": _COACHES,
    "helpdesk.again": said("Seules les personnes de l’équipe qui devaient y venir peuvent le réserver à nouveau."),
    "helpdesk.swap": said("Seules la personne qui anime cette heure et celle à qui elle propose l’échange le peuvent."),
    "helpdesk.answer": said("Seule la personne qui a réservé peut répondre."),
    "helpdesk.join": said(
        "Seule la personne à qui c’est demandé peut répondre, ou une personne qui anime ce rendez-vous."
    ),
    "helpdesk.paper": said("Seule l’équipe qui a réservé peut envoyer un document."),
    "helpdesk.leave": said("Seules les autres personnes qui participent à ce rendez-vous peuvent le quitter."),
    "helpdesk.come_back": said("Seules les personnes qui ont quitté ce rendez-vous peuvent y revenir."),
    "helpdesk.calendar": _CALENDAR,
    "helpdesk.take": _COACHES,
    "mentoring.start": _MENTORING,
    "mentoring.ask": _MENTORING,
    "mentoring.browse": _FORM,
    "mentoring.calendar": _CALENDAR,
    "mentoring.limit": said("Seules les personnes qui donnent des mentorats peuvent fixer leur limite."),
    "mentoring.list_all": _COACHES,
    "mentoring.take": _COACHES,
    "mentoring.reassign": _COACHES,
    "mentoring.export": _COACHES,
    "evaluation.plan": _COACHES,
    "records.report": said("Ce rapport est lu par les EIG, porteurs et porteuses du défi, et par les coachs."),
    "records.report_write": _COACHES,
    "records.report_answer": said("Ce sont les EIG, porteurs et porteuses du défi qui répondent au rapport."),
    "evaluation.half_days": said("Seules les personnes qui viennent à ces comités donnent leurs demi-journées."),
    "evaluation.move": said(
        "Ce sont les EIG du défi, les personnes qui mènent ce comité et l’équipe des coachs qui le déplacent."
    ),
    "evaluation.cancel": said("Seules les personnes qui mènent ce comité et l’équipe des coachs peuvent l’annuler."),
    "evaluation.leave": said("Seules les personnes invitées à ce comité peuvent dire qu’elles ne viendront pas."),
    "evaluation.calendar": _CALENDAR,
    "evaluation.support": said(
        "Seules l’équipe du défi, la personne qui porte le projet et l’équipe des coachs lisent ce support."
    ),
    "evaluation.fill": said("L’équipe du défi et la personne qui porte le projet remplissent ce support."),
    "evaluation.apart": said("Seule la personne qui porte ce projet répond à part."),
    "evaluation.rate": said("Ce sont les EIG du défi qui disent si le comité leur a été utile."),
    "records.act": said("Seules l’équipe du défi, les personnes de ce rendez-vous et les coachs y notent une action."),
    "records.close": said("Seule la personne qui se charge de cette action peut le dire."),
    "records.reassign": _COACHES,
    "records.reword": said("Seules la personne qui s’en charge, celle qui l’a écrite et les coachs la corrigent."),
    "records.meet": said("Seules les personnes qui participent à ce comité et l’équipe des coachs ouvrent sa feuille."),
    "logbook.keep": said(
        "Ce sont les EIG qui tiennent un carnet de bord. Le vôtre, si vous en avez un, se relit avec /carnet."
    ),
    "logbook.read": said("Ce sont les EIG qui tiennent un carnet de bord ; seule la personne qui l’écrit le lit."),
    "helping.answer": said("Seule la personne à qui cette aide est demandée peut répondre."),
    "workshops.start": said(
        "Ce sont les EIG qui demandent un atelier, pour leur défi, et les coachs qui en proposent."
    ),
    "workshops.ask": said("Ce sont les EIG du défi et l’équipe des coachs qui demandent et modifient un atelier."),
    "workshops.take": _COACHES,
    "workshops.lead": said("Seule la personne qui s’occupe de cet atelier peut le faire."),
    "workshops.write": said("Seules l’équipe du défi, les personnes invitées à cet atelier et les coachs y écrivent."),
    "polls.run": said("Seule la personne qui cherche cette date peut le faire."),
    "polls.answer": said("Seules les personnes à qui cette question est posée peuvent y répondre."),
    "polls.move": _HOST,
    "polls.cancel": _HOST,
    "polls.leave": said("Seules les autres personnes qui participent à ce rendez-vous peuvent le quitter."),
    "polls.come_back": said("Seules les personnes qui ont quitté ce rendez-vous peuvent y revenir."),
    "polls.calendar": _CALENDAR,
    "gatherings.plan": _COACHES,
    "gatherings.read": _OF_IT,
    "gatherings.answer": _OF_IT,
    "gatherings.propose": _OF_IT,
    "gatherings.share": _OF_IT,
    "gatherings.support": _INVITED,
    "gatherings.rate": _INVITED,
    "gatherings.tell_need": _INVITED,
    "gatherings.withdraw": said("Seules la personne qui a proposé ce sujet et l’équipe des coachs peuvent le retirer."),
    "gatherings.answer_for": _ORGANISER,
    "gatherings.attend": _ORGANISER,
    "gatherings.host": _ORGANISER,
    "gatherings.read_needs": said("Seule la personne qui organise ou anime ce rendez-vous peut lire ces besoins."),
    "gatherings.invite": said("Seules les personnes qui portent un projet et l’équipe des coachs peuvent inviter."),
    "agenda.policy": _COACHES,
    "agenda.after": said("Seules la personne qui a réservé et l’équipe des coachs peuvent le dire."),
    "agenda.hours": said(
        "Ce sont les coachs, les mentores, les mentors et les spécialistes qui donnent leurs disponibilités."
    ),
    "programme.ask_team": said("Seules les personnes qui portent un projet peuvent le demander à leur équipe."),
    "helpdesk.read_paper": said("Seules les personnes qui animent reçoivent le document."),
    "undo": said("Seule la personne qui l’a fait peut revenir en arrière."),
}
_NAMED = sentence("« {name} »")
_THIS = said("Ce dispositif")
_NOT_ASKER = sentence("« {name} » : ce sont {who} qui réservent.")
_OPENS = sentence("{named} ouvre le {day}. D’ici là, vous pouvez en parler avec votre coach.")
_NOT_OPEN = sentence("{named} n’est pas encore ouvert. En attendant, vous pouvez en parler avec votre coach.")
_MANY_POLLS = sentence(
    "Vous cherchez déjà {most} dates à la fois : choisissez-en une, ou abandonnez une recherche, puis recommencez."
)
_MANY_OUTSIDE = sentence(
    "Le bot n’écrit pas pour vous à plus de {most} personnes extérieures au programme en une journée. Réessayez "
    "demain, ou écrivez-leur vous-même."
)
_MANY_ASKS = sentence("Vous avez demandé de l’aide {most} fois en une heure. Laissez le temps de vous répondre.")


def _only_role(facts: Mapping[str, object]) -> Said:
    action, terms = str(facts.get("action")), getattr(facts.get("thing"), "terms", SHIPPED)
    host, this = _HOSTS[terms.is_own], terms.this
    match action:
        case "mentoring.answer":
            return _ANSWERS(host=host)
        case "mentoring.end" | "mentoring.move":
            return _CHANGES(host=host, this=this)
        case "mentoring.review":
            return _REVIEWS(host=host, this=this)
    return _OF_CYCLE[action](this=this) if action in _OF_CYCLE else _ONLY.get(action, _OTHERS)


def _limit_reached(facts: Mapping[str, object]) -> Said:
    most = facts.get("most", 50)
    match facts.get("what"):
        case "polls":
            return _MANY_POLLS(most=most)
        case "asks":
            return _MANY_ASKS(most=most)
    return _MANY_OUTSIDE(most=most)


_SENTENCES: dict[str, Said | Callable[[Mapping[str, object]], Said]] = {
    "refused": said("Ce n’est pas possible. Rien n’a changé."),
    "not_allowed": _only_role,
    "not_open": lambda facts: not_open(str(facts.get("name", "")), str(facts.get("day", ""))),
    "not_asker": lambda facts: _NOT_ASKER(name=facts["name"], who=facts["who"]) if "name" in facts else _OTHERS,
    "not_found": said("Je ne retrouve pas ce dont il s’agit : cela a peut-être été annulé ou effacé."),
    "unavailable": said("Je n’ai pas pu répondre à temps. Rien n’a changé : réessayez dans une minute."),
    "slot_taken": said("Ce créneau n’est plus libre. Choisissez-en un autre."),
    "slot_unbookable": said("Ce créneau ne peut plus être réservé. Choisissez-en un autre."),
    "already_cancelled": said("Ce rendez-vous était déjà annulé. Vous n’avez rien à faire."),
    "already_started": said(
        "Ce rendez-vous a déjà commencé : il ne peut plus être changé. Pour en parler, écrivez aux personnes qui y "
        "participent."
    ),
    "undo_too_late": said(
        "Les messages sont partis : il est trop tard pour revenir en arrière. Pour changer, ouvrez le message du "
        "rendez-vous."
    ),
    "already_taken": lambda facts: _TAKEN(name=facts.get("name") or "Quelqu’un"),
    "already_answered": said("La réponse est déjà donnée. Vous n’avez rien à faire."),
    "hold_lapsed": said(
        "Le délai pour répondre est passé : les créneaux sont de nouveau libres. Rien n’a changé. Pour relancer la "
        "demande, parlez-en aux coachs."
    ),
    "draft_expired": said("Ce formulaire ne sert plus. Recommencez avec le bouton ou la commande qui l’a ouvert."),
    "budget_spent": _limit_reached,
    "invalid": said("Cette réponse ne convient pas. Corrigez-la, puis envoyez à nouveau."),
    "garbled": said(
        "Je n’ai pas pu lire cette demande. Rien n’a changé. Réessayez ; si cela recommence, parlez-en aux coachs."
    ),
    "repeated": said("C’est déjà pris en compte. Vous n’avez rien à faire."),
    "feed_unread": said("Je n’ai pas pu lire d’agenda à cette adresse. Vérifiez-la, puis envoyez à nouveau."),
    "unsettled": said("Des personnes comptent encore sur vous. Réglez d’abord ce qui vous attend, puis recommencez."),
    "absence_unfit": said("Ce choix n’est plus possible. Relisez la liste, puis validez à nouveau."),
    "hours_unreadable": said("Je n’ai pas compris une ligne de ce texte. Corrigez-la, puis envoyez à nouveau."),
    "setup_faulty": said("Quelque chose ne convient pas. Corrigez-le, puis envoyez à nouveau."),
    "setup_overtaken": said("Quelqu’un a écrit autre chose entre-temps. Relisez, puis envoyez à nouveau."),
    "other_workspace": said("Ce jeton appartient à un autre espace de travail que cette base de données."),
}


def refusal_sentence(refusal: Refusal) -> Said:
    """Return the sentence that explains a refusal. Raises KeyError for a code without a sentence, as a test checks."""
    found = _SENTENCES[refusal.code]
    return found if isinstance(found, Said) else found(refusal.facts)


def not_open(name: str, day: str) -> Said:
    """Return the sentence for a dispositif that is not open yet. If `day` is given, it names the opening day."""
    named = _NAMED(name=name) if name else _THIS
    return _OPENS(named=named, day=day) if day else _NOT_OPEN(named=named)


def known_codes() -> frozenset[str]:
    return frozenset(_SENTENCES)


APOLOGY = sentence(
    "Toutes mes excuses, quelque chose s’est mal passé de mon côté. Réessayez dans un instant ; si cela recommence, "
    "donnez aux coachs la référence {number}."
)
UNKNOWN_WORD = sentence("Je ne connais pas « {word} » ici. Essayez `{nearest}`.")
ALERT = "Prévenir les coachs"
TALK = "En parler avec mon coach"
ASK_TEAM = "Demander à mon équipe"
MINE = "Mes rendez-vous"
BOOK = "Réserver un bureau d’aide"
NOT_A_LINK = "Donnez une adresse complète, qui commence par https://."
# the error for a link to a video service that has closed
CLOSED_VISIO = (
    "Webconf (webconf.numerique.gouv.fr) a fermé : ce lien ne fonctionne plus. Donnez celui d’un autre service."
)
_UNKNOWN = sentence(
    "Le catalogue est ouvert à tout le monde ; pour réserver, il faut que les coachs vous ajoutent à une promotion. "
    "{whom} toute l’équipe d’un clic."
)


def unknown(coaches: Sequence[str]) -> Said:
    """Return the sentence that says whom a person without a role can contact.

    It names only one coach, so that this coach feels responsible."""
    return _UNKNOWN(whom=f"Écrivez à {coaches[0]}, coach EIG, ou prévenez" if coaches else "Prévenez")


MOST_SAID = 6  # the most lines whose errors one message shows
_FAULTS: Mapping[str, str] = {
    "unknown": french("je ne connais pas « {part} ». Vouliez-vous écrire « {near} » ?"),
    "day": french("je ne trouve pas de jour dans « {part} »."),
    "range": french("je ne trouve pas d’heures dans « {part} ». Écrivez par exemple 9h-12h."),
    "clock": french("« {part} » n’est pas une heure. Écrivez par exemple 9h ou 14h30."),
    "quarter": french("« {part} » n’est pas un quart d’heure juste. Finissez par 00, 15, 30 ou 45."),
    "order": french("« {part} » finit avant de commencer."),
    "overlap": french("« {part} » chevauche d’autres heures du même jour."),
    "twice": "le même jour est à la fois ouvert et fermé.",
    "long": french("à partir d’ici, le texte est trop long : 3 000\u00a0caractères au plus."),
    "weekday": french("« {part} » n’est pas ce jour-là, mais un {near}."),
    "past": french("« {part} » est passé : retirez cette ligne."),
    "far": french("« {part} » est dans plus d’un an. Attendez un peu pour l’écrire."),
    "span": french("« {part} » couvre trop de jours. Coupez cette période en plusieurs lignes."),
}


def faults(found: Sequence[LineFault]) -> str:
    """Return the first error of each of the first lines with errors, and the number of other lines with errors."""
    first: dict[int, LineFault] = {}
    for fault in found:
        first.setdefault(fault.number, fault)
    lines = list(first.values())
    said = [f"Ligne {line.number}\u00a0: {_fault_sentence(line)}" for line in lines[:MOST_SAID]]
    rest = len(lines) - MOST_SAID
    if rest > 0:
        said.append("Et une autre ligne à corriger." if rest == 1 else f"Et {rest}\u00a0autres lignes à corriger.")
    return " ".join(said)


def _fault_sentence(fault: LineFault) -> str:
    kind = "unknown" if fault.code == "day" and fault.near else fault.code
    return _FAULTS[kind].format(part=clip(fault.part or fault.text, 40), near=fault.near)
