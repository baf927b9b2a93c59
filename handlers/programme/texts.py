"""Sentences of requests to the coaches or a team, and of the welcome of new members."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.programme.roles import Role
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

ADD = "Ajouter à la promotion"
ALERTED = said("Je préviens les coachs tout de suite ; la réponse viendra en message direct.")
NOBODY_TO_ALERT = said(
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)
BOOK = "Réserver un bureau d’aide"
ASK_MENTORING = "Demander un mentorat"
SOMEBODY = "La personne qui porte votre projet"
TEAM_ASKED = sentence(
    "{name} (défi {defi}) vous propose de {what}. Si le moment s’y prête, {how} ; sinon, répondez en message direct."
)
WHAT = {"bureau-aide": "réserver un bureau d’aide", "mentorat": "demander un mentorat"}
HOW = {"bureau-aide": "réservez", "mentorat": french("demandez-le")}
BOOK_OWN, HOW_OWN = "Réserver", "réservez"
_WHAT_OWN = french("réserver le rendez-vous « {name} »")
_ASKED = sentence("C’est transmis à {names}, qui peuvent {what} d’un clic.")
_ASKED_ONE = sentence("C’est transmis à {names}, qui peut {what} d’un clic.")
STRANGER = sentence(
    "<@{slack_id}> voudrait utiliser les dispositifs et n’est dans aucune promotion. Ajoutez cette personne à la "
    "vôtre, ou répondez-lui en message direct."
)
WAITING = sentence("<@{slack_id}> demande à vous parler. Répondez en message direct.")


def what(dispositif: str, name: str) -> str:
    """Return what a porteur asks the team for, as a verb and an object to put after « de » or « peut »."""
    return WHAT.get(dispositif) or _WHAT_OWN.format(name=name)


def asked(names: Sequence[str], what: str) -> Said:
    told = join_names(names)
    return _ASKED_ONE(names=told, what=what) if len(names) == 1 else _ASKED(names=told, what=what)


TITLE = "En parler avec mon coach"
SEND = "Envoyer"
LINE = "Un mot"
HINT = "Qui le lira : vos coachs, et personne d’autre."
LONG = "Un mot : 500 caractères au plus."
DONE_TITLE = "C’est transmis"
NOBODY = said(
    "Je ne sais pas encore comment joindre l’équipe des coachs. Écrivez à la personne qui vous a donné accès à cet "
    "espace."
)
BEFORE = said("C’est déjà transmis aujourd’hui : la réponse viendra en message direct. Vous n’avez rien à faire.")
TEAM = "l’équipe des coachs"

INTRO = sentence("Votre message dira que vous voulez parler de « {name} ».")
TOLD = sentence("C’est transmis à {whom}. La réponse viendra en message direct.")
ASKED = sentence("{name}{defis} voudrait vous parler de « {what} ». Répondez en message direct : <@{slack_id}>.")
TEAM_TITLE = "Demander à mon équipe"
TEAM_HINT = french("Qui le lira : les EIG de votre défi, et personne d’autre.")
TEAM_INTRO = sentence("Votre message proposera aux EIG de votre défi de {what}.")
ALREADY_ASKED = said("C’est déjà demandé aujourd’hui : votre équipe a reçu votre message. Vous n’avez rien à faire.")
NO_TEAM = said("Votre défi n’a pas encore d’EIG. Pour en parler, prévenez les coachs.")
ASKED_ELSEWHERE = sentence("{name}{defis} voudrait vous parler de « {what} ». Répondez par e-mail.")


def told(names: Sequence[str]) -> Said:
    return TOLD(whom=join_names(names) if names else TEAM)


def of_defis(names: Sequence[str]) -> str:
    return f" (défi {join_names(names)})" if names else ""


GREET = "Accueillir"
SKIP = "Ne pas accueillir"
SKIP_TITLE = "Ne rien envoyer ?"
SKIP_SURE = "Personne de cette liste ne recevra de message de bienvenue, ni maintenant, ni plus tard."
SKIP_YES = "Oui, ne rien envoyer"
EXPLAINED = said(
    "« Accueillir » envoie à chaque personne un seul message de bienvenue : son défi, ses coachs, de quoi commencer, "
    "ce qui est proposé en ce moment. Sans compte Slack, il arrive par e-mail."
)
SUPERSEDED = said(
    "D’autres personnes sont arrivées depuis : répondez au message plus récent, il vaut pour tout le monde."
)
NOBODY_LEFT = said("Il n’y a plus personne à accueillir : vous n’avez rien à faire.")
DONE_BEFORE = said("C’est déjà fait : il n’y a plus personne à accueillir.")
WELCOME_SOMEBODY = "Quelqu’un de l’équipe"

WELCOME_TITLE = "Bienvenue"
DEFI = "Votre défi"
COACH = "Votre coach"
COACHES = "Vos coachs"
ALL_COACHES = "L’équipe des coachs"
WELCOME_TEAM = "Dans votre équipe"
PORTEURS = "Qui porte le projet"
PORTEURS_TOO = "Qui porte le projet avec vous"
EIG = "Les EIG du défi"
ACCOMPANIED = "Vous accompagnez"
COMMANDS = "Pour commencer"
MONTH = "Ce mois-ci"
CONCERNED = "Ce qui vous concerne"
CATALOGUE = "Voir le catalogue"

HOURS = "Dire mes disponibilités"
HELPING, HELP = "Votre aide", "Dire où je peux aider"
HELPING_HOW = said("sur quoi pouvez-vous aider les autres, en cinq mots ? Rien n’est montré sans votre accord.")

# The commands of each role and their purposes. Many mentors and experts are guests in Slack, who cannot use commands,
# so these roles only get buttons.
HELPDESK = "/bureau-aide"
COMMANDS_OF: Mapping[Role, tuple[tuple[str, str], ...]] = {
    Role.EIG: (
        ("/dispositifs", "tout ce que le programme vous propose"),
        ("/bureau-aide", "réserver une heure avec l’équipe des coachs"),
        ("/agenda", "vos rendez-vous à venir"),
    ),
    Role.PORTEUR: (
        ("/dispositifs", "tout ce que le programme vous propose"),
        ("/agenda", "vos rendez-vous à venir"),
    ),
    Role.COACH: (
        ("/disponibilites", "dire quand on peut réserver une heure avec vous"),
        ("/bureau-aide liste", "les bureaux d’aide à venir"),
        ("/dispositifs", "le catalogue du programme"),
    ),
}
ROLE_LINES: Mapping[Role, Said] = {
    Role.MENTOR: said(
        "Les EIG pourront vous demander des séances de mentorat. Dites quand cela vous convient : on ne vous proposera "
        "que ces heures."
    ),
    Role.EXPERT: said(
        "Les équipes pourront faire appel à votre expertise. Dites quand cela vous convient : on ne vous proposera que "
        "ces heures."
    ),
    Role.SPONSOR: said(
        "L’onglet Accueil montre votre défi : ses prochaines dates, ses coachs, et chaque rapport que son équipe vous "
        "envoie."
    ),
    Role.ALUMNI: said("Le programme vous reste ouvert : le catalogue dit ce qu’on y propose en ce moment."),
}
ROLE_LINES_BY_MAIL: Mapping[Role, Said] = {
    Role.MENTOR: said(
        "Les EIG pourront vous demander des séances de mentorat : vous recevrez leur demande, avec les dates proposées."
    ),
    Role.EXPERT: said("Les équipes pourront faire appel à votre expertise : vous recevrez une invitation."),
    Role.SPONSOR: said("Chaque rapport que l’équipe de votre défi vous envoie vient par e-mail."),
    Role.ALUMNI: said("Le programme vous reste ouvert : ce qui s’adresse à vous vous sera annoncé."),
}
BY_MAIL = said(
    "Vous n’avez pas besoin de Slack : invitations, rappels et questions arrivent par e-mail, et vous répondez depuis "
    "l’e-mail."
)

_HELLO = sentence("Bonjour {name}, et bienvenue dans {where}. Je suis le bot des dispositifs d’accompagnement.")
BEGINS = sentence("La promotion commence {day}.")
DEFI_OF = sentence("{name} ({administration})")
PHASE = sentence("phase {number}, « {name} », jusqu’au {until}")
OFFERED = sentence("{name} ({often})")
COMMAND = sentence("`{command}` : {use}")
TITLED = sentence("*{title} :*")
_ARRIVED = sentence("Dans {where}, {arrived} : {who} {explained}")
_GREETED_ONE = sentence("{by} a accueilli une personne : elle reçoit son message.")
_GREETED = sentence("{by} a accueilli {count} personnes : chacune reçoit son message.")
_STARTED = sentence("{by} a lancé l’accueil.")
_LOST_ONE = said(
    "Une personne ne peut pas être jointe : elle n’a pas de compte Slack, et aucun e-mail ne peut lui être envoyé."
)
_LOST = sentence(
    "{count} personnes ne peuvent pas être jointes : elles n’ont pas de compte Slack, et aucun e-mail ne peut leur "
    "être envoyé."
)
_SKIPPED = sentence("{by} a choisi de ne pas envoyer de message de bienvenue à {whom}.")
_DONE_ONE = said("C’est fait : une personne reçoit son message de bienvenue.")
_DONE = sentence("C’est fait : {count} personnes reçoivent leur message de bienvenue.")
_NOTED = said("C’est noté : aucun message de bienvenue ne part.")


def arrived(count: int, promotion: str = "") -> str:
    """Return the title of the coaches' card. `promotion` is the promotion's name, given if several run."""
    where = f" dans la promotion {promotion}" if promotion else ""
    return f"{count} personnes viennent d’arriver{where}" if count > 1 else f"Une personne vient d’arriver{where}"


def spoken(count: int, promotion: str = "", *, who: Said) -> Said:
    title, where = arrived(count), f"la promotion {promotion}" if promotion else "le programme"
    return _ARRIVED(where=where, arrived=title[0].lower() + title[1:], who=who, explained=EXPLAINED)


def named(names: Sequence[str], others: int) -> str:
    rest = [] if not others else ["une autre personne"] if others == 1 else [f"{others}\u00a0autres personnes"]
    return join_names([*names, *rest])


def answered(by: str, *, count: int, lost: int = 0, greeted: bool) -> Said:
    """Return the result of the card after a coach's answer. `lost` counts the people whom the welcome cannot reach."""
    if not count:
        return NOBODY_LEFT
    if greeted:
        reached = count - lost
        done = _GREETED(by=by, count=reached) if reached > 1 else _GREETED_ONE(by=by) if reached else _STARTED(by=by)
        return join_text([done, *_out_of_reach(lost)])
    return _SKIPPED(by=by, whom=f"{count} personnes" if count > 1 else "une personne")


def greeted(count: int, *, lost: int = 0) -> Said:
    if not count:
        return DONE_BEFORE
    reached = count - lost
    done = [_DONE(count=reached)] if reached > 1 else [_DONE_ONE] if reached else []
    return join_text([*done, *_out_of_reach(lost)])


def _out_of_reach(count: int) -> list[Said]:
    return [_LOST(count=count) if count > 1 else _LOST_ONE] if count else []


def skipped(count: int) -> Said:
    return _NOTED if count else DONE_BEFORE


def hello(name: str, promotion: str | None) -> Said:
    return _HELLO(name=name, where=f"la promotion {promotion}" if promotion else "le programme EIG")
