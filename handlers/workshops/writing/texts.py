"""Every sentence of notes on a workshop: ideas before it, the outcome after it."""

from collections.abc import Mapping

from bot.workshops.model import WorkshopLine
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

THINK = sentence("Atelier du défi {defi}, {when} : « {question} » Qu’en pensez-vous d’ici là ?")
PREPARE = sentence("À prévoir : {what}.")
GATHERED = said("Les idées ajoutées ici sont réunies sur la carte de l’atelier.")
ONE = said("Une idée est déjà notée.")
MANY = sentence("{count} idées sont déjà notées.")
BEGUN = sentence("L’atelier du défi {defi} a commencé : « {question} ».")
UNDATED = sentence("L’atelier du défi {defi} n’a plus de date : « {question} ».")
CAME = sentence("Atelier du défi {defi} : qu’en est-il sorti ?")
CAME_WHY = said("Notez ce que vous avez produit, avec ses liens, et ce que l’équipe va essayer : la carte le garde.")

ADD: Mapping[WorkshopLine, str] = {
    WorkshopLine.IDEA: "Ajouter une idée",
    WorkshopLine.PRODUCT: "Ce que nous avons produit",
}
TITLE: Mapping[WorkshopLine, str] = {WorkshopLine.IDEA: "Une idée", WorkshopLine.PRODUCT: "Ce qui est produit"}
WHAT: Mapping[WorkshopLine, str] = {
    WorkshopLine.IDEA: french("Votre idée pour l’atelier"),
    WorkshopLine.PRODUCT: french("Ce que nous avons produit"),
}
HINT: Mapping[WorkshopLine, str] = {
    WorkshopLine.IDEA: french("Qui la lira : l’équipe du défi, les coachs, les personnes invitées."),
    WorkshopLine.PRODUCT: french(
        "Quelques mots et un lien. Qui le lira : l’équipe, les coachs, les personnes invitées."
    ),
}
KEEP = "Ajouter"
SAYS = sentence("• {what} ({who})")
SOMEBODY = "une personne partie depuis"
DONE_TITLE = "C’est noté"
DONE = said("C’est noté : la carte de l’atelier le montre à toutes les personnes qui y viennent.")
WHY: Mapping[str, Said] = {
    "late": said("Cet atelier a commencé. Pour noter ce que vous y avez produit : `/atelier liste`, puis « Ouvrir »."),
    "early": said("Cet atelier n’a pas encore eu lieu. Pour y ajouter une idée : `/atelier liste`, puis « Ouvrir »."),
}
INVALID: Mapping[str, str] = {
    "none": "Écrivez quelques mots.",
    "long": french("Gardez cette réponse sous 500 caractères."),
}
