"""Sentences about people who ask for help, and about people who help."""

from collections.abc import Mapping

from bot.helping.model import LONGEST, MOST, HelpOutcome, WordSort
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

HELP = said("`/dispositifs qui` : qui est qui ; avec un mot derrière, comme « accessibilité », qui peut aider")
TITLE, SAVE, CHOOSE = "Qui peut aider", "Enregistrer", "Taper un mot"
INTRO = said(
    "Chaque question est facultative, cinq mots au plus. Tant que vous n’acceptez pas, personne ne lit ces mots. « Je "
    "veux apprendre » reste pour vous."
)
LABELS: Mapping[WordSort, str] = {
    WordSort.HELP: "Je peux aider",
    WordSort.PRACTISE: "Je pratique",
    WordSort.LEARN: "Je veux apprendre",
}
WORDS_HINT = french("Une compétence de la liste, ou vos propres mots : tapez, puis choisissez.")
SHOW_FIELD = "Ce que les autres voient"
SHOW, DETAILS = "Montrer mon nom et ces mots", "Montrer aussi mon défi et mon métier"
SHOW_HINT = french("Qui le verra : les personnes du programme. Pour tout cacher aussitôt, décochez la première case.")
WHY: Mapping[str, str] = {
    "long": f"Un de ces mots est trop long, {LONGEST} caractères au plus.",
    "many": f"Choisissez {MOST} mots au plus.",
}
KEPT_SHOWN = said("C’est gardé. Les personnes du programme vous trouvent avec `/dispositifs qui`.")
KEPT_HIDDEN = said("C’est gardé, et personne d’autre que vous ne le voit.")

STILL_TRUE = sentence(
    "La phase « {phase} » a commencé. Vos mots pour aider les autres sont-ils toujours vrais ? Un seul clic suffit."
)
ASK_IN_WEEK = said("Vos mots pour aider les autres : toujours vrais ?")
STILL, CHANGE = "Toujours vrai", "Changer mes mots"
CONFIRMED = said("C’est noté : vos mots restent tels quels, jusqu’à la phase suivante.")

FOUND = sentence("« {typed} » : voici qui peut aider.")
WHO = said("Voici qui est qui, parmi les personnes qui ont accepté de se montrer.")
NOBODY_SHOWN = said("Personne n’a encore accepté de se montrer dans votre promotion. Vous pouvez commencer.")
PERSON = sentence("*{name}*, {what}")
SAYS: Mapping[WordSort, sentence] = {
    WordSort.HELP: sentence("peut aider : {words}"),
    WordSort.PRACTISE: sentence("pratique : {words}"),
}
DEFI = sentence("défi {name}")
MORE = sentence("Autres personnes : {count}. Cherchez par un mot, comme `/dispositifs qui accessibilité`.")
NOBODY = sentence(
    "Personne n’a encore indiqué pouvoir aider sur « {typed} ». Cherchez dans le catalogue, ou demandez aux coachs."
)
NOBODY_NAMED = sentence("Je ne connais personne de ce nom dans votre promotion : « {typed} ».")
NEAR = sentence("Vouliez-vous écrire « {word} » ?")
ASK, ASK_OTHERS, BETWEEN = "Demander à {name}", "Demander à une autre personne", french(" ; ")
MY_WORDS, CATALOGUE, COACHES = "Dire où je peux aider", "Voir les dispositifs", "Prévenir les coachs"

OUTCOMES: Mapping[HelpOutcome, sentence] = {
    HelpOutcome.SENT: sentence("C’est demandé à {name}. La réponse viendra en message direct ; rien n’est réservé."),
    HelpOutcome.WAITS: sentence("C’est déjà demandé à {name}. Vous n’avez rien à faire."),
    HelpOutcome.NOT_NOW: sentence(
        "{name} a répondu « pas cette fois ». Avec `/dispositifs qui`, cherchez une autre aide."
    ),
}
HIDDEN = said("Cette personne ne propose plus d’aide sur ce mot. Avec `/dispositifs qui`, cherchez une autre aide.")
AGREED_BEFORE = sentence("{name} a déjà dit « d’accord ». {way}")
SELF = said("C’est vous. Pour changer vos mots, appuyez sur « Dire où je peux aider ».")

ASKED = sentence("*{name}* aimerait votre aide : « {word} ».")
PROMISE = said("Si vous êtes d’accord, chaque personne reçoit de quoi écrire à l’autre. Rien n’est réservé avant.")
ACCEPT, DECLINE = "D’accord", "Pas cette fois"
ACCEPTED = said("C’est noté : vous recevez dans un instant de quoi vous écrire.")
DECLINED = said("C’est noté : pas cette fois.")
WAS_ACCEPTED, WAS_DECLINED = said("Vous avez répondu : d’accord."), said("Vous avez répondu : pas cette fois.")
AGREED = sentence("*{name}* est d’accord pour vous aider : « {word} ». {way}")
YOU_AGREED = sentence("Vous êtes d’accord pour aider *{name}* : « {word} ». {way}")
IN_SLACK = sentence("Écrivez-lui : <@{slack_id}>.")
BY_MAIL = sentence("Écrivez-lui : {address}.")
BY_COACHES = said("L’équipe des coachs peut vous aider à vous joindre.")
FIND_DATE = "Trouver une date"
NOT_NOW = sentence(
    "*{name}* ne peut pas vous aider cette fois : « {word} ». Cherchez une autre aide avec `/dispositifs qui`."
)


def outcome(one: HelpOutcome, name: str, way: Said) -> Said:
    # If the person hides their words, the sentence does not name them.
    if one is HelpOutcome.HIDDEN:
        return HIDDEN
    return AGREED_BEFORE(name=name, way=way) if one is HelpOutcome.AGREED else OUTCOMES[one](name=name)
