"""Every sentence about closing a promotion."""

from handlers.kit.sentences import french, said, sentence

HELP = said(
    "`/programme`, « Les promotions », puis « Clore la promotion » : ce qui reste, ce qui s’efface, qui devient alumni"
)
CLOSE, REOPEN, TITLE = "Clore la promotion", "Rouvrir la promotion", "Clore la promotion"
INTRO = sentence("*{name}* : voici ce que clore change. Rien n’est fait avant que vous confirmiez.")
BECOMES = sentence("*Qui devient alumni* : les EIG ({eig}). Chaque personne garde son carnet de bord et ses droits.")
LEAVES = sentence("*Qui quitte la promotion* : porteurs et porteuses de projet ({porteurs}), sponsors ({sponsors}).")
STAYS = said(
    "*Ce qui reste* : que les rendez-vous ont eu lieu, les supports, les décisions, les rapports, les actions. "
    "Les coachs les lisent toujours."
)
ERASED = sentence(
    "*Ce qui s’efface* : besoins, mots privés et réponses, à partir du {day}, avec le nom de qui n’est plus rien dans "
    "le programme. Les alumni gardent leur nom ; chaque personne peut tout recevoir ou effacer, à tout moment, avec "
    "`/dispositifs mes-donnees`."
)
NOT_ERASED = said("*Ce qui s’efface* : rien de soi-même, car aucun délai n’est réglé.")
OPEN = sentence(
    "*Ce qui est encore ouvert* : rendez-vous à venir ({coming}), actions ({actions}), messages à envoyer ({owed})."
)
COMING_ONE = sentence("• {when} : {what}")
COMING_MORE = sentence("• et {count}\u00a0autres")
DECIDE = french("Que deviennent les rendez-vous à venir ?")
KEEP, CANCEL = (
    french("Les garder : la personne qui anime ou qui a réservé peut encore les annuler"),
    "Annuler bureaux d’aide, rencontres et comités",
)
DECIDE_HINT = french(
    "Annuler se fait au bout de deux minutes et ne se défait plus ensuite ; chaque personne qui devait venir "
    "l’apprend. Les mentorats, les ateliers et les rendez-vous fixés entre personnes ne changent pas."
)
TABLES_FIRST = said("Avant de clore, recevez les tableaux : défi par défi, et l’usage des dispositifs.")
TABLES, OVERVIEW, PHASE = "Recevoir les tableaux", "Défi par défi", "La phase en un coup d’œil"
OVER_TITLE = "La promotion"
OVER = sentence("*{name}*, du {first} au {last}")
OVER_SINCE = sentence("Close depuis le {when}{by}.")
OVER_OPEN = said("Terminée, et pas encore close.")
OVER_READS = said(
    "Ce qui a été fait se relit ici : dates, comités, décisions, rapports. Les tableaux arrivent en message direct."
)
OVER_ERASED = sentence("Ce qui est privé s’efface à partir du {day}.")
NOTHING_OPEN = said("*Ce qui est encore ouvert* : rien.")
EARLY = sentence("La promotion devait finir le {day} : elle finit aujourd’hui, et plus rien ne se planifie.")
NOT_BEGUN = said("La promotion n’a pas commencé : ses dates se réduisent à son premier jour.")
TOLD = said(
    "Chaque EIG, porteur et porteuse de projet reçoit un seul message, dans deux minutes. D’ici là, « Rouvrir la "
    "promotion » défait tout, et aucun message ne part."
)
ALREADY = sentence("*{name}* est close depuis le {when}{by}.")
BY = sentence(", par {name}")
DONE = sentence("C’est fait : *{name}* est close. Les messages partent dans deux minutes.")
CANCELS = said("Les rendez-vous à annuler le sont au même moment : un message vous dira combien, et lesquels restent.")
WAY_BACK = said("C’était une erreur ? « Rouvrir la promotion » rend à chaque personne ce qu’elle était.")
SURE, YES, NO = (
    "Chaque personne redevient ce qu’elle était, et la date de fin d’avant revient. Ce qui est déjà annulé le reste.",
    "Oui, rouvrir",
    "Non, revenir",
)
SURE_TITLE = french("Rouvrir la promotion ?")
REOPENED = sentence("*{name}* est de nouveau ouverte. Chaque personne est ce qu’elle était avant.")
NOT_CLOSED = sentence("*{name}* n’est pas close : il n’y a rien à rouvrir.")

CLOSED = sentence("La promotion {name} est close. {counted}")
CANCELLED = sentence("{count}\u00a0rendez-vous sont annulés, et les personnes qui devaient venir l’apprennent.")
CANCELLED_ONE = said("Un rendez-vous est annulé, et les personnes qui devaient venir l’apprennent.")
CANCELLED_NONE = said("Aucun rendez-vous n’est annulé.")
STILL_COMING = said("Restent à venir :")
STILL_THEIRS = said("La personne qui anime ou qui a réservé peut encore les annuler.")
NOTHING_COMING = said("Rien ne reste à venir.")
CLOSED_EIG = sentence(
    "La promotion {name} est close : vous en êtes alumni. Votre carnet de bord et vos rendez-vous à venir restent à "
    "vous."
)
CLOSED_PORTEUR = sentence(
    "La promotion {name} est close. Supports et rapports de votre défi restent auprès des coachs."
)
ERASED_ON = sentence("Ce qui est privé s’efface à partir du {day}.")
YOUR_DATA = sentence("{when} D’ici là, `/dispositifs mes-donnees` vous permet de tout recevoir ou effacer.")
NOT_ANY_MORE = sentence(
    "La promotion {name} est de nouveau ouverte : la clore était une erreur. Rien n’a changé pour vous."
)
