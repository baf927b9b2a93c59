"""Every sentence about sharing from a logbook: an entry for a coach, its erasure, files."""

from collections.abc import Mapping

from slack_sdk.models.blocks import ConfirmObject

from bot.logbook.facts import LogbookPaper
from handlers.kit.blocks import sure
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

TALK = "En parler avec mon coach"
TALK_TITLE = "En parler avec un coach"
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
SENT = sentence("C’est envoyé à {coach}. Pour en parler une heure, réservez un bureau d’aide sur un de ses créneaux.")
BOOK = "Réserver une heure"
SHARED = sentence("{name} voudrait vous parler de son carnet de bord et vous en montre ceci, rien d’autre.")
SHARED_BY = sentence("Répondez en message direct : <@{slack_id}>.")
SHOWN = sentence("*{title}*")
SHARED_ERASED = sentence("{name} voulait vous parler de son carnet de bord. Ce qui vous en était montré est effacé.")

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
        "Votre carnet de bord, en fichier, est en réponse à ce message. Personne d’autre ne le reçoit."
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
    "C’est effacé, y compris ce que vous aviez montré à un coach. Les fichiers déjà reçus et leurs messages restent "
    "dans notre conversation, que personne d’autre ne lit. Un nouveau carnet s’ouvre avec `/carnet`, quand vous voulez."
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

# The files, in Markdown.
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
    """Ask before all is erased."""
    return sure(ERASE_TITLE, ERASE_SURE, yes=ERASE_YES, no=ERASE_NO)
