"""Every sentence about what one is reminded of, and about what each dispositif reminds of."""

from collections.abc import Mapping

from bot.agenda.reminders.timetable import ReminderKind
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, joined, said, sentence

TITLE = "Mes messages"
INTRO = said("Voici ce que je vous rappelle de chacun de vos rendez-vous. Décochez ce dont vous ne voulez pas.")
OVERTAKEN = sentence(
    "Une autre fenêtre vient d’enregistrer autre chose : {what}. Vos choix d’ici sont encore dans le formulaire : "
    "« Enregistrer » les met à la place."
)
CLASHES: Mapping[str, sentence] = {
    "wakes": sentence("ne rien envoyer avant {what}"),
    "sleeps": sentence("ne rien envoyer après {what}"),
    "by": sentence("recevoir les messages {what}"),
    "zone": sentence("dire les heures {what}"),
}
WAYS = {True: "par e-mail", False: "dans Slack"}
WANTED = "Me rappeler"
KINDS: Mapping[ReminderKind, str] = {
    ReminderKind.WEEK: french("Votre semaine, le lundi à 9 h"),
    ReminderKind.EVE: "La veille, s’il manque quelque chose ou s’il faut se déplacer",
    ReminderKind.HOUR: "Une heure avant, pour ce qui se passe en ligne",
    ReminderKind.DAY: french("Votre journée, à 8 h 30 les jours où vous recevez quelqu’un"),
    ReminderKind.AFTER: "Après, si vous avez réservé : le rendez-vous a-t-il eu lieu ?",
}
BEFORE = "Ne rien m’envoyer avant"
AFTER = "Ne rien m’envoyer après"
MIDNIGHT = french("minuit")
HOURS_HINT = "Selon le fuseau horaire choisi plus bas."
AFTER_HINT = "Si cette heure précède la première, elle compte pour le lendemain."
BY = "Où les recevoir"
IN_SLACK = "Dans Slack"
BY_MAIL = "Par e-mail"
FOOT = said(
    "La veille, un atelier dans les locaux de votre défi n’est pas rappelé : vous y êtes déjà. Quand la veille est le "
    "premier jour de la semaine, « Votre semaine » en tient lieu. "
    "Ces heures comptent pour ce qui sera planifié à partir de maintenant. Ce qui ne peut pas attendre arrive quand "
    "même : un rendez-vous annulé ou déplacé, ou qui commence bientôt."
)
KEEP = "Enregistrer"
POLICIES = "Rappels des dispositifs"
SAME = french("Choisissez une autre heure que pour « Ne rien m’envoyer avant ».")
NEXT_DAY = sentence("{time} le lendemain")
ZONE = "Mon fuseau horaire"
ZONE_HINT = (
    "Chaque heure est dite à l’heure de Paris, avec la vôtre entre parenthèses quand vous vivez ailleurs. Les deux "
    "heures ci-dessus suivent ce fuseau."
)
ZONE_CHOOSE = "Choisir un lieu"
SLACKS_OWN = "comme dans Slack"
PARIS_ALONE = "À l’heure de Paris seulement"
_ZONE_IN_SLACK = "Comme dans Slack"
INVALID: Mapping[str, Mapping[str, str]] = {
    "quiet": {"sleeps": SAME},
    "zone": {"zone": "Ce lieu n’est plus dans la liste. Choisissez-en un autre."},
}

KEPT_TITLE = "C’est enregistré"
NOTHING = said("Je ne vous rappellerai rien. Vos rendez-vous restent dans `/agenda`.")
FIND_AGAIN = said("Pour changer d’avis : « Mes messages », sur la page d’accueil du bot, ou `/agenda messages`.")

POLICIES_TITLE = "Rappels par dispositif"
POLICIES_INTRO = said(
    "Ce qui suit vaut pour tout le monde. Chaque personne peut encore se passer d’un rappel, pour elle-même."
)
CHOOSE = "Choisir un dispositif"
OWN_QUESTION = said("La question posée après est celle du dispositif : elle ne se règle pas ici.")
POLICY_KINDS: Mapping[ReminderKind, str] = {
    **KINDS,
    ReminderKind.DAY: french("Votre journée, à 8 h 30, à qui reçoit ce jour-là"),
    ReminderKind.AFTER: "Après, à qui a réservé : le rendez-vous a-t-il eu lieu ?",
}

SNOOZED_LATE = said("Le rendez-vous aura déjà commencé. Choisissez un délai plus court : rien n’a changé.")
NOTHING_LEFT = said("Il n’y a plus rien à vous rappeler ici : ce rendez-vous a commencé, ou n’est plus prévu.")

POLICY_OF = sentence("{name} : rappeler")
SNOOZED = sentence("Je vous le rappelle {when}.")
_KEPT = sentence("Vous recevrez {what} {where}, entre {before} et {after}{there}.")
_OTHERS = sentence("Les autres messages arrivent {where}.")
AS_SLACK_SAYS = said("Les heures vous sont dites comme dans Slack.")
IN_PARIS = said("Les heures vous sont dites à l’heure de Paris seulement.")
ELSEWHERE = sentence("Les heures vous sont dites à l’heure de Paris, avec l’heure {place} entre parenthèses.")
_POLICY_KEPT = sentence("C’est enregistré pour « {name} ».")
_POLICY_EMPTY = sentence("C’est enregistré : « {name} » ne rappelle plus rien.")


def as_in_slack(place: str) -> str:
    """Name the zone that Slack says; `place`: as it is said behind a time, "" where Slack says none or Paris."""
    return f"{_ZONE_IN_SLACK}, {place}" if place else _ZONE_IN_SLACK


def kept(number: int, before: str, after: str, *, there: str, by_mail: bool) -> Said:
    """Return what holds from now on; `there`: as a place is said behind a time, "" for Paris."""
    if not number:
        return joined([NOTHING, _OTHERS(where=WAYS[by_mail])])
    what = "une seule sorte de rappel" if number == 1 else "vos rappels"
    return _KEPT(what=what, where=WAYS[by_mail], before=before, after=after, there=f", {there}" if there else "")


def policy_kept(name: str, number: int) -> Said:
    """Return that a dispositif's reminders are saved."""
    return _POLICY_KEPT(name=name) if number else _POLICY_EMPTY(name=name)
