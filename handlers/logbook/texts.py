"""Sentences of a logbook, with its page, its forms, shared entries and files."""

from collections.abc import Mapping

from slack_sdk.models.blocks import ConfirmObject

from bot.logbook.facts import LogbookPaper
from bot.logbook.model import Level, Source
from handlers.kit.blocks import confirm_dialog
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

TALK = "En parler avec mon coach"
TALK_TITLE = "En parler avec mon coach"
TALK_SAID = said(
    "Choisissez une seule entrée de votre carnet : vous la relirez avant de l’envoyer, et rien d’autre ne sera montré."
)
ENTRY, COACH, CHOOSE = "Ce que je montre", "À qui", "Choisir"
ENTRY_OF = french("{month} : {label}")
READ_AGAIN = "Relire avant d’envoyer"
PREVIEW_TITLE = "Relire avant d’envoyer"
PREVIEW = sentence("{coach} lira exactement ceci, et rien d’autre de votre carnet :")
SEND = "Envoyer"
SENT_TITLE = "C’est envoyé"
SENT = sentence("C’est envoyé à {coach}. Pour en parler, vous pouvez réserver une heure avec cette personne.")
BOOK = "Réserver une heure"
SHARED = sentence("{name} voudrait vous parler de son carnet de bord et vous en montre cet extrait, rien d’autre.")
SHARED_BY = sentence("Répondez en message direct : <@{slack_id}>.")
SHOWN = sentence("*{title}*")
SHARED_ERASED = sentence("{name} voulait vous parler de son carnet de bord. L’extrait est effacé.")

VALUE = "Valoriser"
VALUE_SAID = said("Deux réponses de plus, et votre parcours tient en une page : objectif, actions, résultat, preuve.")
FILES: Mapping[LogbookPaper, str] = {
    LogbookPaper.PICTURE: "Recevoir l’image",
    LogbookPaper.CV: "Recevoir la page pour mon CV",
    LogbookPaper.WHOLE: "Recevoir mon carnet",
}
COMES = said("Le fichier arrive dans notre conversation, en réponse à un message.")
READY: Mapping[LogbookPaper, Said] = {
    LogbookPaper.WHOLE: said(
        "Le fichier de votre carnet de bord est en réponse à ce message. Personne d’autre ne le reçoit."
    ),
    LogbookPaper.CV: said("La page pour votre CV est en réponse à ce message. Personne d’autre ne la reçoit."),
    LogbookPaper.PICTURE: said(
        "L’image de vos compétences est en réponse à ce message. Personne d’autre ne la reçoit."
    ),
}
TITLES: Mapping[LogbookPaper, str] = {
    LogbookPaper.WHOLE: "Carnet de bord",
    LogbookPaper.CV: "Page pour un CV",
    LogbookPaper.PICTURE: "Compétences, avant et maintenant",
}
NAMES: Mapping[LogbookPaper, str] = {
    LogbookPaper.WHOLE: "carnet-{number}.md",
    LogbookPaper.CV: "cv-{number}.md",
    LogbookPaper.PICTURE: "competences-{number}.png",
}

ERASE = "Effacer mon carnet"
ERASE_TITLE = french("Effacer mon carnet ?")
ERASE_SURE = french(
    "Tout ce que vous avez écrit, choisi et gardé disparaît maintenant, et votre heure du mois aussi. C’est définitif. "
    "Pour en garder une copie, recevez d’abord votre carnet en fichier."
)
ERASE_YES, ERASE_NO = "Tout effacer", "Garder mon carnet"
ERASED_TITLE = "Carnet effacé"
ERASED = said(
    "C’est effacé, y compris ce que vous aviez montré à l’équipe des coachs. Les fichiers déjà reçus et leurs "
    "messages restent dans notre conversation, que personne d’autre ne lit. Un nouveau carnet s’ouvre avec `/carnet`, "
    "quand vous voulez."
)
NOTHING_LEFT = said("Il n’y a rien à effacer : votre carnet est vide. Il se rouvre avec `/carnet`, quand vous voulez.")

INVALID: Mapping[tuple[str, str], str] = {
    ("entry", "none"): "Choisissez ce que vous montrez.",
    ("coach", "none"): "Choisissez à qui.",
}
WHY = {
    "none": said("Rien n’est encore écrit dans votre carnet. Répondez d’abord à une question."),
    "alone": said("Votre promotion n’a pas encore de coach ici. Votre carnet garde ce que vous y écrivez."),
    "extra": said(
        "L’image ne peut pas être dessinée ici. « Avant et maintenant » se lit sur la page et dans le fichier."
    ),
    "changed": said("Vous avez changé ce texte depuis une autre fenêtre : rien n’est envoyé. Relisez-le d’abord."),
    "empty": said("Votre carnet est encore vide : écrivez, gardez ou choisissez d’abord quelque chose."),
}

# These texts are for the files, which are in Markdown.
WHOLE_TITLE = "Carnet de bord, {promotion}"
PROOFS = "Mes preuves"
CV_TITLE = "Mon parcours dans le programme Entrepreneurs d’intérêt général"
CV_LINES = "Deux lignes pour un CV"
CV_FIRST = "EIG (Entrepreneurs d’intérêt général), {promotion}{defis}, {since} à {until}."
CV_DEFI = ", défi {name} ({administration})"
CV_PARTS = ("L’objectif", "Ce que j’ai fait", "Le résultat", "La preuve")
CV_EMPTY = "À compléter."
PHASE_LEVEL = french("phase {phase} : {level}")
ITEM = french("- {name} : {what}")
ALT = "Compétences, avant et maintenant. {lines}"


def erase_sure() -> ConfirmObject:
    return confirm_dialog(ERASE_TITLE, ERASE_SURE, yes=ERASE_YES, no=ERASE_NO)


HELP = said("`/carnet` : votre carnet de bord, que personne d’autre ne lit")
TITLE = "Mon carnet de bord"
ALONE = said("Personne d’autre que vous ne lit cette page.")
OVER = said("Vous relisez votre carnet : il reste à vous, à recevoir en fichier ou à effacer quand vous voulez.")
HOUR = sentence("Votre prochaine heure : {when}. Ce temps est gardé pour vous.")
NO_HOUR = said("Vous pouvez garder une heure par mois pour ce carnet : vous la choisissez une seule fois.")

NOW = "Ce mois-ci"
MONTHS = "Lire un autre mois"
NOTHING_FOUND = said("Rien encore ce mois-ci. Vos rendez-vous passés, vos questions et vos actions apparaîtront ici.")
FOUND = said("Voici ce que ce mois vous a apporté. Gardez ce qui compte pour vous : ce seront vos preuves.")
MORE_FOUND = sentence("Et {count} autres, que cette page n’a pas la place de montrer.")
ITEMS: Mapping[Source, sentence] = {
    Source.SESSION: sentence("{day} : {what}"),
    Source.PRESENTED: sentence("{day} : vous y avez présenté « {what} »"),
    Source.QUESTION: sentence("{day} : vous avez demandé « {what} »"),
    Source.ACTION: sentence("{day}, une action faite : {what}"),
}
SKILL, PAGE_VALUE = "compétence", "valeur"
TAGS = sentence("({names})")
KEEP, DROP = "Garder", "Ne plus garder"
KEEP_ALONE = sentence("{what}\n_Gardé parmi vos preuves._")

QUESTION = "Une question"
LABELS: Mapping[str, str] = {
    "apprendre": "Ce que je veux apprendre",
    "carriere": "Ce que je vise pour la suite",
    "avance": french("Qu’est-ce qui a avancé ce mois-ci, même un peu ?"),
    "appris": french("Qu’avez-vous appris, ou compris autrement ?"),
    "freine": french("Qu’est-ce qui vous a freiné, ou manqué ?"),
    "ensuite": french("Que ferez-vous en premier le mois prochain ?"),
    "own1": "Ma première question",
    "own2": "Ma deuxième question",
    "own3": "Ma troisième question",
    "ask1": "Ma première question",
    "ask2": "Ma deuxième question",
    "ask3": "Ma troisième question",
    "resultat": "Ce que mon travail a changé",
    "preuve": "Ce qui le prouve",
}
ALL_ANSWERED = said("Toutes les questions de ce mois ont une réponse.")
TO_ANSWER = sentence("*{label}*")
ANSWERED = sentence("*{label}*\n{text}")
TWO_TEXTS = sentence(
    "*{label}*\nVous avez écrit deux textes en même temps. Les deux sont gardés : réunissez-les avec « Modifier »."
)
NOTHING_WRITTEN = sentence("*{label}*\n_Rien pour l’instant_")
ANSWER, CHANGE, WRITE = "Répondre", "Modifier", "Écrire"
ADD_QUESTION, CHANGE_QUESTION = "Ajouter ma question", "Changer ma question"
HINTS: Mapping[str, str] = {
    "": french("Trois lignes suffisent. Qui le lira : vous, et personne d’autre."),
    "ask": french("200 caractères au plus. Elle reviendra chaque mois. Videz ce champ pour l’enlever."),
    "preuve": french("Un lien, un chiffre, un témoignage. Qui le lira : vous, et personne d’autre."),
}
WRITING, SAVE = "J’écris pour moi", "Enregistrer"
MERGE = sentence("Une autre fenêtre a enregistré ceci, {when}. Rien n’est perdu : gardez ce que vous voulez des deux.")
MERGE_ERASED = said("Une autre fenêtre a vidé ce champ depuis. Rien n’est perdu : votre texte est ci-dessous.")
MERGED = french("Ce que vous gardez")

AIMS = "Mes objectifs"
SKILLS = "Mes compétences"
NO_SKILL = said("Choisissez une à trois compétences à suivre : vous direz ensuite où vous en êtes, phase après phase.")
LEVELS: Mapping[Level, str] = {
    Level.DISCOVERS: "Je découvre",
    Level.HELPED: "Je fais avec de l’aide",
    Level.ALONE: "Je fais en autonomie",
    Level.HELPS: "J’aide les autres",
}
LEVEL = sentence("*{skill}* : « {level} »")
NO_LEVEL = sentence("*{skill}* : à vous de dire où vous en êtes")
ASSESS, FOLLOW = "Dire où j’en suis", "Choisir mes compétences"
FOLLOW_TITLE, ASSESS_TITLE = "Mes compétences", "Où j’en suis"
FOLLOWED = french("Compétences à suivre")
FOLLOWED_HINT = french("Trois au plus. Vos réponses sur les autres compétences restent dans votre carnet.")
PAGE_CHOOSE = "Choisir"
GROUP = "Phase {number}"
FORMER = "Suivies jusqu’ici"
ASSESS_SAID = sentence("Pour la phase {phase}. Personne d’autre que vous ne lit vos réponses, et il n’y a pas de note.")

COMPARED = "Avant et maintenant"
THEN_NOW = sentence("*{skill}* : « {then} » en phase {first}, « {now} » en phase {last}.")
SAME = sentence("*{skill}* : « {now} » depuis la phase {first}.")
WITH = sentence("Vos preuves : {what}.")

HOUR_BUTTON, CHANGE_HOUR = "Choisir mon heure", "Changer mon heure"
HOUR_TITLE = "Mon heure du mois"
HOUR_SAID = said(
    "Chaque mois, une heure reste libre pour votre carnet : le dernier lundi du mois, par exemple, ou celui d’avant "
    "s’il est pris. « Votre semaine » vous le rappelle, sans autre message."
)
WEEKDAY, TIME = "Jour", "Début"
NO_MORE_HOUR = "Ne plus garder d’heure"
HOUR_KEPT = sentence("C’est noté : {whens}.")
HOUR_GIVEN_UP = said("C’est noté : aucune heure n’est plus gardée. Votre carnet reste ouvert à tout moment.")

LONG = french(
    "3 000 caractères au plus, et 200 pour une question. Raccourcissez, ou gardez la suite pour un autre mois."
)
PAGE_INVALID: Mapping[tuple[str, str], str] = {
    ("skills", "many"): french("Trois compétences au plus : choisissez celles qui comptent le plus en ce moment."),
    ("skills", "unknown"): french("Cette compétence n’est plus dans la liste. Choisissez-en une autre."),
    ("minute", "step"): french("Choisissez une heure ronde, ou un quart d’heure : 14 h, 14 h 15, 14 h 30 ou 14 h 45."),
    ("weekday", "none"): french("Aucun de ces jours n’est libre à cette heure. Choisissez-en un autre."),
}
PAGE_WHY = {
    "over": said(
        "Cette phase est terminée : ce que vous en avez dit ne change plus. Rouvrez votre carnet pour parler de "
        "la phase en cours, ou écrivez-le dans la question du mois."
    ),
    "none": said("Choisissez d’abord une compétence à suivre, avec « Choisir mes compétences »."),
}
