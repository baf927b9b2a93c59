"""Sentences of a report: its draft, its page, the team's answer, its notices."""

from collections.abc import Mapping

from bot.records.report.model import STOCK as STOCK_FIELDS
from bot.records.report.model import AdviceImportance, ReportStep, Verdict
from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import PAST

TITLE = "Rapport d’évaluation"
NAME = sentence("Rapport d’évaluation de la phase {phase}, défi {defi}")
HELD = sentence("Comité d’évaluation du {day}, mené par {names}.")
WRITTEN = sentence("Rapport écrit par {names}.")
SIGNED = sentence("Rapport écrit par {names}, publié le {day}.")
FILE_WORDS = sentence("Le rapport de la phase {phase}, à lire, à imprimer ou à garder.")

SORTS: Mapping[AdviceImportance, str] = {
    AdviceImportance.DO: "À faire",
    AdviceImportance.ADVISED: "Conseillé",
    AdviceImportance.LEAD: "Piste",
}
SORTS_HINT = french("« À faire » : à traiter avant la suite. « Conseillé » : à préférer. « Piste » : une idée.")

BECAME = "Ce que sont devenus les conseils du rapport précédent"
WORDS = "Les mots de l’équipe au comité"
DECISIONS = "Ce qui a été décidé"
OBJECTIVES = "Les objectifs jusqu’au prochain comité"
ACTIONS = "Les actions"
LEFT = "Ce qui n’a pas été abordé"
STOCK = "Le bilan de l’équipe"
ADVICE = "Conseils"
ANSWER = "La réponse de l’équipe"
NOTHING_BEFORE = said(
    "L’équipe n’a rien écrit, et rien n’a été noté au comité. Vous pouvez écrire le rapport quand même."
)
LINE = sentence("• {what}")
JUST = sentence("{what}")
ASKED = sentence("*{question} :* {answer}")
BECAUSE = sentence("{what} (pourquoi : {why})")
DISAGREES = sentence("{what} (désaccord : {who})")
BY = sentence("{what}, pour le {day}")
WHOSE = sentence("{what} ({who}, pour le {day})")
WAS = sentence("« {what} » ({sort}) : {became}")
VERDICTS: Mapping[str, str] = {
    "": "sans réponse de l’équipe",
    Verdict.ACTION: "l’équipe l’a gardé, comme action",
    Verdict.ROADMAP: "l’équipe l’a gardé, dans sa feuille de route",
    Verdict.REFUSED: "pas pour l’équipe",
}
STATES: Mapping[str, str] = {
    "todo": french("l’équipe l’a gardé : l’action reste à faire"),
    "put_off": french("l’équipe l’a gardé : l’action est reportée"),
    "done": "l’équipe l’a gardé, et l’action est faite",
    "dropped": "l’équipe l’a gardé, puis l’action a été abandonnée",
}
REASONED = sentence("{became} ({reason})")

INTRO = sentence("*Brouillon du rapport de la phase {phase}, défi {defi}.* À publier au plus tard le {day}.")
READERS = said(
    "Les coachs lisent ce brouillon. Une fois le rapport publié, les EIG, porteurs et porteuses du défi le "
    "lisent ; un ou une sponsor, seulement si l’équipe l’envoie."
)
EMPTY = said("_Rien pour l’instant._")
WRITE, CHANGE = "Écrire", "Modifier"
AT_ONCE = "Tout écrire"
AT_ONCE_SAID = sentence("*Rapport de la phase {phase}, défi {defi}.* Toutes les parties, en une fois.")
BEGUN = said(
    "Là où rien n’était écrit, vous trouvez les réponses de l’équipe et ce qui a été décidé : relisez, ou effacez."
)
NEW_ADVICE = french("Nouveaux conseils : {sort}")
LINE_EACH = "Un conseil par ligne. Pour modifier ceux qui sont déjà écrits, revenez au brouillon."
ADD_ADVICE = "Ajouter un conseil"
SORTED = sentence("*{number}. {sort} :* {what}")
NTH = "conseil {number}"
NOBODY = "Personne pour l’instant"
REVIEW = "Relire et publier"
REVIEW_TITLE = "Avant de publier"
NO_STOCK = said(
    "L’équipe n’a pas encore écrit son bilan, par lequel commence le rapport. Vous pouvez attendre, ou publier sans "
    "bilan."
)
REVIEW_SAID = said(
    "Voici ce que l’équipe va lire. Une fois publié, le rapport ne change plus. L’équipe reçoit un message et peut y "
    "répondre."
)
PUBLISH = "Publier à l’équipe"
PUBLISHED_TITLE = "C’est publié"
PUBLISHED_DONE = sentence("Le rapport de la phase {phase} est publié : l’équipe du défi {defi} reçoit un message.")
ALREADY = sentence("Ce rapport est déjà publié depuis le {when}, par {who}. Rien n’a été envoyé une seconde fois.")
SOMEBODY = "l’équipe des coachs"

HEADING_HINT = french("Chaque version est gardée : ce qu’écrit une autre personne n’est jamais perdu.")
SUBMIT = "Enregistrer"
SAVED_TITLE = "C’est enregistré"
SAVED = said("C’est enregistré.")
EMPTIED = said("C’est enregistré : cette partie est maintenant vide.")
MERGE_TITLE = "Deux textes"
ADVICE_TITLE = "Un conseil"
WHAT, SORT = "Conseil", "Importance"
CHOOSE = "Choisir"
WHAT_HINT = french("Un geste que l’équipe peut faire, en une ou deux phrases. Videz le champ pour le retirer.")
OVERTAKEN = sentence("Ce conseil a été modifié entre-temps : « {what} ». Ce que vous avez écrit est encore là.")

# texts that the team reads and answers
STOCK_TITLE = "Notre bilan"
STOCK_SAID = sentence(
    "Le comité du défi {defi} est passé. Écrivez votre bilan en trois lignes, ou donnez un lien : le rapport de la "
    "phase {phase} commence par lui."
)
STOCK_READERS = french("Qui le lira : votre équipe, les porteurs et porteuses du défi, les coachs.")
DRAFTED = said("Les coachs écrivent le rapport : vous recevrez un message quand il sera publié.")
ANSWER_TITLE = "Notre réponse"
ANSWER_LABEL = "Votre réponse au rapport"
ANSWER_HINT = french("Elle s’ajoute au rapport : les personnes qui le lisent la verront.")
KEEP, ROADMAP_IT, REFUSE = "Je garde", "Mettre à la feuille de route", "Pas pour nous"
REPLY = "Répondre au rapport"
SHARE = "Envoyer à mon sponsor"
SHARE_SURE = sentence("{names} recevra le rapport, avec vos réponses.")
SHARE_TITLE = french("Envoyer à mon sponsor ?")
SHARE_YES, SHARE_NO = "Envoyer", "Ne pas envoyer"
SHARED = sentence("C’est envoyé à {names}.")
SHARED_BEFORE = sentence("Le rapport a déjà été envoyé à {names}.")
PAPER = "Recevoir le document"
PAPER_COMES = said("Le document arrive sous le message qui annonce le rapport.")
PAPER_THERE = said(
    "Vous avez déjà ce document, sous le message qui annonce le rapport. Si vous l’avez reçu par e-mail, vous pouvez "
    "imprimer la page de son lien."
)
KEEP_TITLE, ROADMAP_TITLE, REFUSE_TITLE = "Je garde ce conseil", "Feuille de route", "Pas pour nous"
ACTION_WHAT, OWNER, DUE, ROADMAP = "Action", "Qui s’en charge", "Pour quand", "Adresse de votre feuille de route"
ACTION_HINT = french("Commencez par un verbe, par exemple « Publier le code ».")
ROADMAP_HINT = french("Notez ce conseil dans votre feuille de route. Son adresse est gardée pour ce défi.")
REASON = "Pourquoi"
REASON_HINT = "Les personnes qui lisent le rapport verront votre raison."
NOTED_TITLE = "C’est noté"
NOTED = said("C’est noté dans le rapport. Le prochain rapport dira ce que ce conseil est devenu.")

PUBLISHED = sentence("Le rapport de la phase {phase} est publié pour le défi {defi}.")
BEFORE_TALK = sentence("À lire avant l’échange du {when} avec les coachs.")
TO_ANSWER = said("Vous pouvez y répondre, et dire quels conseils vous gardez.")
READ = "Lire le rapport"
SENT = sentence("{who} vous envoie le rapport de la phase {phase} du défi {defi}.")
TEAM = "L’équipe"
BACK = said("Pour changer de réponse, la personne qui s’en charge doit d’abord abandonner l’action.")
ANSWERED = sentence("L’équipe du défi {defi} répond au rapport de la phase {phase}.")
HEADLINE = "En une phrase"

# lines of the Home and of « Votre semaine »
WAITS: Mapping[ReportStep, sentence] = {
    ReportStep.STOCK: sentence(
        "Bilan de l’équipe pour le rapport de la phase {phase}, défi {defi} : trois lignes, ou un lien{until}."
    ),
    ReportStep.WRITING: sentence("Rapport de la phase {phase} du défi {defi} à publier{until}."),
    ReportStep.ANSWERS: sentence(
        "Rapport de la phase {phase} du défi {defi} : dites quels conseils vous gardez{until}."
    ),
}
WAITS_NO_MORE = said("Pour ce rapport, il n’y a plus rien à faire de votre côté.")
NO_DAY = said("")
UNTIL = sentence(", d’ici le {day}")
LATE = sentence(", attendu depuis le {day}")
BUTTONS: Mapping[ReportStep, str] = {
    ReportStep.STOCK: "Écrire notre bilan",
    ReportStep.WRITING: "Écrire le rapport",
    ReportStep.ANSWERS: READ,
}

LONG = french("3 000 caractères au plus.")
INVALID: Mapping[tuple[str, str], str] = {
    ("phrase", "long"): french("300 caractères au plus : une phrase."),
    ("what", "none"): "Écrivez le conseil, ou l’action.",
    **{(sort, "long"): french("600 caractères au plus pour un conseil, un par ligne.") for sort in AdviceImportance},
    **{(sort, "many"): french("Douze conseils au plus : un rapport tient en une page.") for sort in AdviceImportance},
    ("what", "long"): french("600 caractères au plus pour un conseil, 200 pour une action."),
    ("what", "many"): french("Douze conseils au plus : un rapport tient en une page."),
    ("sort", "none"): "Choisissez son importance.",
    ("owner", "none"): "Choisissez qui s’en charge.",
    ("due", "none"): "Choisissez une date.",
    ("due", "past"): PAST,
    ("due", "far"): "C’est trop loin. Choisissez une date dans l’année.",
    ("reason", "long"): french("300 caractères au plus."),
    **{(name, "none"): "Écrivez au moins une ligne, ou donnez un lien." for name in STOCK_FIELDS},
    ("reponse", "none"): "Écrivez au moins une ligne.",
    ("roadmap", "none"): "Donnez l’adresse de votre feuille de route.",
    ("roadmap", "long"): french("500 caractères au plus."),
    ("roadmap", "not_a_link"): french("Ce n’est pas l’adresse d’une page : elle commence par https://."),
    ("roadmap", "closed"): french("Ce service a fermé : donnez une autre adresse."),
    ("lien", "long"): french("500 caractères au plus."),
    ("lien", "not_a_link"): french("Ce n’est pas l’adresse d’une page : elle commence par https://."),
    ("lien", "closed"): french("Ce service a fermé : donnez une autre adresse."),
}
SECTIONS = french(
    "Les parties de ce rapport ont changé depuis que ce formulaire est ouvert. Votre texte est encore ici : copiez-le, "
    "fermez, puis rouvrez le rapport pour l’y coller."
)
WHY = {
    "sections": said("Les parties de ce rapport ont changé. Rouvrez-le pour écrire dans celles d’aujourd’hui."),
    "published": said("Ce rapport est publié : il ne change plus. L’équipe peut y répondre."),
    "draft": said("Ce rapport n’est pas encore publié : les coachs l’écrivent."),
    "empty": said("Rien n’est encore écrit. Remplissez au moins une partie avant de publier."),
    "early": said("Le comité n’a pas encore eu lieu : vous publierez le rapport après."),
    "answered": said(
        "Votre équipe a déjà fait de ce conseil une action. Pour changer de réponse, la personne qui s’en charge doit "
        "d’abord abandonner cette action."
    ),
    "alone": said("Ce défi n’a pas de sponsor. Demandez à l’équipe des coachs d’en ajouter un ou une."),
}
CUT = said("La suite est trop longue pour cette fenêtre : elle est dans le document.")
