"""Sentences of the form that starts a date poll, and of the proposed times."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import QUARTER

TITLE = "Trouver une date"
INTRO = said(
    "Je cherche les moments où ces personnes sont libres, d’après les agendas que je connais, sans jamais montrer "
    "leurs rendez-vous. Vous choisirez ensuite les dates à leur proposer."
)
MOVING = sentence(
    "Pour déplacer : {title}. Sa date actuelle reste valable tant que vous n’en avez pas choisi une autre."
)
DATING = sentence("Pour fixer la date de « {title} ».")
KNOWN = french("Si la date est déjà connue")
KNOWN_HINT = french("Elle est alors réservée aussitôt, sans question : chaque personne reçoit un message.")
BOOKED = sentence("C’est réservé : {title} aura lieu {when}. Chaque personne reçoit un message.")
TAKEN = french("Rien n’est réservé : un autre rendez-vous occupe déjà {names} à ce moment-là.")
DATED = said(
    "Cet atelier a déjà une date, ou en cherche une. Une fois choisie, elle se change sur la carte du rendez-vous, "
    "avec « Changer la date »."
)
ENDED = said("Cet atelier n’est plus demandé : rien n’a changé.")
WHAT, WHAT_HINT = french("De quoi s’agit-il ?"), french("Toutes les personnes invitées le liront.")
MUST, MAY = "Présence indispensable", "Présence souhaitée"
MUST_HINT = french("Une date sans ces personnes ne convient pas. Vous en faites partie.")
PRECISE_ABOUT = said("*Préciser* : présence souhaitée, groupes entiers, personnes sans Slack, lieu.")
PRECISE_KNOWN = said("*Préciser* : une date déjà connue, que le bot réserve aussitôt.")
ACCOUNTS_CHOOSE, PEOPLE_CHOOSE = "Choisir des personnes", "Choisir parmi les personnes invitées"
GROUPS, GROUPS_CHOOSE = "Des groupes entiers", "Choisir des groupes"
GROUPS_HINT = french("Un défi : ses EIG, ses porteurs et porteuses.")
MUST_GROUPS, MAY_GROUPS = MUST, MAY
WHOLE, COACHES = "Toute la promotion (EIG)", "L’équipe des coachs"
WHOLE_OF = sentence("Toute la promotion {name} (EIG)")
COACHES_OF = sentence("Les coachs de la promotion {name}")
DEFI = sentence("Défi {name}")
MUST_MAILS, MAY_MAILS = "Présence indispensable, par e-mail", "Présence souhaitée, par e-mail"
MAILS_HINT = french("Des adresses, séparées par des virgules. Ces personnes répondent depuis leur messagerie.")
LENGTH, CHOOSE = "Combien de temps", "Choisir"
SINCE, UNTIL = "À partir du", "Jusqu’au"
WHERE, WHERE_HINT = "Où", french("Une salle, une adresse, ou un lien de visio. Laissé vide : une visio.")
SUBMIT = "Chercher les dates"

OFFER_TITLE = "Dates à proposer"
SUITS = said("Voici les moments où toutes les personnes indispensables sont libres, d’après les agendas connus.")
NEAREST = said(
    "Aucun moment ne convient à toutes les personnes indispensables, d’après les agendas connus. Voici ceux où il en "
    "manque le moins."
)
ON_HOLIDAY = said(
    "Toutes ces dates tombent pendant des vacances scolaires, d’après le plan de la promotion. En dehors, aucun moment "
    "ne convient."
)
NONE = said("Aucun jour ouvré n’est libre entre ces deux dates. Vous pouvez proposer un moment vous-même.")
UNREACHED = sentence("Je n’ai ni compte Slack ni adresse pour {names} : à vous de prévenir.")
DATES = "Dates à proposer"
DATES_HINT = french("Cochez celles à proposer, dix au plus. Aucune ne convient ? Donnez-en une autre plus bas.")
NOTHING_KNOWN = said("Voici des moments où je ne vois aucun empêchement.")
_READ = sentence(
    "{read} sur {asked} : des autres personnes, je ne connais que les rendez-vous pris ici. Leurs réponses le diront."
)
_READ_NONE = said("Je ne connais aucun agenda, seulement les rendez-vous pris ici. Les réponses diront le reste.")
READ_FEW = said("Je ne connais que les agendas connectés et les rendez-vous pris ici. Les réponses diront le reste.")
FREE, NO_CLASH, WITHOUT, BUSY = (
    "tout le monde est libre",
    "aucun empêchement connu",
    "sans {names}",
    "{count} personnes prises",
)
OWN_DAY, OWN_TIME = "Une autre date", "Heure, à Paris"
DEADLINE, DEADLINE_HINT = "Réponses jusqu’au", french("À 18 h ce jour-là, je vous dis ce qui convient le mieux.")
PRIVATE = said(
    "Personne d’autre que vous ne voit qui a répondu quoi. Les autres voient seulement combien de personnes ont dit "
    "oui ou non."
)
ASK = "Demander"
DONE_TITLE = "C’est parti"
DONE = sentence("{count} personnes reçoivent la question. Je vous dirai une seule fois ce qui convient le mieux.")
DONE_ONE = said("La question part à une personne. Je vous dirai une seule fois ce qui convient le mieux.")
OWN_BUSY = sentence("Vous avez déjà un rendez-vous {dates} : une date prise ne peut pas être choisie.")
CHASED = sentence("Les personnes qui n’auront pas répondu recevront une seule relance, {when}.")

INVALID: Mapping[tuple[str, str], str] = {
    ("title", "none"): french("Dites en quelques mots de quoi il s’agit."),
    ("title", "long"): french("Gardez cette réponse sous 120 caractères."),
    ("title", "link"): french("Pas de lien ici : mettez-le dans « Où »."),
    ("minutes", "range"): "Choisissez une des durées proposées.",
    ("until", "past"): "Ce jour est passé. Choisissez-en un à venir.",
    ("until", "order"): "Ce jour est avant le premier. Choisissez-en un plus tard.",
    ("until", "far"): french("Cherchez sur deux mois au plus."),
    ("where", "long"): french("Gardez cette réponse sous 300 caractères."),
    ("where", "link"): "Ce lien ne mène nulle part. Donnez une adresse complète, ou le nom d’une salle.",
    ("must_people", "account"): french(
        "Une de ces personnes n’est pas connue du programme : donnez plutôt son adresse, dans « Présence "
        "indispensable, par e-mail »."
    ),
    ("may_people", "account"): french(
        "Une de ces personnes n’est pas connue du programme : donnez plutôt son adresse, dans « Présence souhaitée, "
        "par e-mail »."
    ),
    ("must_people", "nobody"): french("Choisissez au moins une personne avec vous, ici ou plus bas."),
    ("must_people", "many"): french("C’est plus de 100 personnes : invitez-en moins."),
    ("must_mails", "address"): french(
        "Une de ces adresses n’est pas complète : écrivez-les comme prenom.nom@exemple.fr."
    ),
    ("may_mails", "address"): french(
        "Une de ces adresses n’est pas complète : écrivez-les comme prenom.nom@exemple.fr."
    ),
    ("dates", "none"): "Cochez au moins une date, ou donnez-en une autre.",
    ("dates", "many"): french("Dix dates au plus : décochez-en quelques-unes."),
    ("dates", "past"): "Une de ces dates est passée. Choisissez-en d’autres.",
    ("dates", "quarter"): QUARTER,
    ("dates", "day"): french(
        "Une de ces dates tombe la nuit, le week-end ou un jour férié : proposez un jour ouvré, à partir de 7 h. Il "
        "faut commencer avant 21 h et finir à 22 h au plus tard."
    ),
    ("dates", "night"): french(
        "C’est la nuit : commencez entre 7 h et 21 h, et finissez à 22 h au plus tard. Choisissez une autre heure."
    ),
    ("dates", "holiday"): french(
        "Un jour férié en fait partie : personne ne travaille sur place. Choisissez un autre jour."
    ),
    ("dates", "weekend"): french("Un jour de week-end en fait partie. Choisissez un jour ouvré."),
    ("dates", "closed"): french("Les locaux du défi sont fermés ce jour-là. Choisissez un autre jour."),
    ("deadline", "past"): "Ce jour est passé. Laissez aux autres le temps de répondre.",
    ("deadline", "late"): "C’est après une des dates proposées. Choisissez un jour plus tôt, ou décochez cette date.",
}
# Errors of the short form of a new appointment (with « Préciser »), where they mention other fields.
IN_SHORT: Mapping[tuple[str, str], str] = {
    ("title", "link"): french("Pas de lien ici : mettez-le dans « Où », avec « Préciser »."),
    ("must_people", "account"): french(
        "Une de ces personnes n’est pas connue du programme : donnez plutôt son adresse, avec « Préciser »."
    ),
    ("must_people", "nobody"): "Choisissez au moins une personne avec vous.",
}
_UNKNOWN = french("Une de ces personnes n’est pas connue du programme : retirez-la de la liste.")
IN_MOVED: Mapping[tuple[str, str], str] = {("must_people", "account"): _UNKNOWN, ("may_people", "account"): _UNKNOWN}
READING = said(
    "Les coachs lisent déjà ce qui a été préparé : à moins de trois jours ouvrés, demandez-leur de changer la date."
)


def read(count: int, asked: int) -> Said:
    """Return how many people's calendars the bot has read."""
    if not count:
        return _READ_NONE
    return _READ(read=f"{count} agendas connus" if count > 1 else "1 agenda connu", asked=asked)
