"""Sentences about personal data and about closing a promotion. The file is plain text, read outside Slack."""

from collections.abc import Mapping

from bot.programme.roles import METIER_WORDS, ROLE_WORDS
from handlers.kit.sentences import french, said, sentence

HELP = said("`/dispositifs mes-donnees` : ce que je garde à votre sujet, le recevoir, l’effacer")
NOBODY = said("Je ne garde rien à votre sujet : personne, dans le programme, n’a votre compte Slack.")
KEPT = said("Voici ce que je garde à votre sujet. Cette réponse ne se montre qu’à vous.")
WHO = sentence("Votre nom, {address}, et ce que vous faites dans le programme.")
ADDRESS, NO_ADDRESS = "votre adresse e-mail", "aucune adresse e-mail"
COUNT = sentence("• {title} : {count}")
ALONE_OF_ITS_KIND = sentence("• {title}")
ROLE, ENDED = french("{role}, {of}"), french("{role} (jusqu’au {day})")
ONE_MORE, SOME_MORE = "et un autre", french("et {count} autres")
TIME = sentence("Ce qui est privé disparaît au plus tard {months}\u00a0mois après la fin de la promotion.")
NO_TIME = said("Rien ne disparaît tout seul : la personne qui héberge le bot peut régler un délai.")
CONTROLLER = sentence("Responsable de ces données : {controller}.")
DPO = sentence("Pour une question ou une demande : {dpo}.")
CNIL = said("Sur https://www.cnil.fr/fr/plaintes, vous pouvez aussi adresser une réclamation à la CNIL.")
RECEIVE, ERASE = "Recevoir le fichier", "Effacer mes données"
OF_FILE, OF_ERASURE = "de tout ce qui est gardé", "et quitter le programme"
COMING = said("Le fichier arrive dans notre conversation, dans quelques instants. Personne d’autre ne le reçoit.")
READY = said("Voici ce que je garde à votre sujet : le fichier est dans le fil de ce message.")
MAILED = said("Le fichier part à votre adresse e-mail, une fois par jour au plus. Personne d’autre ne le reçoit.")
MINE_TITLE = said("Vos données dans le programme EIG")
MINE = said(
    "Le fichier joint contient tout ce que je garde à votre sujet. Gardez cet e-mail pour vous : toute personne "
    "qui l’a peut lire ce fichier, et tout effacer en votre nom."
)
MINE_ASKED = said(
    "Quelqu’un a choisi « Mes données » depuis un lien de vos e-mails. Si ce n’est pas vous, rien n’a changé : ce "
    "fichier part à votre adresse, et à aucune autre."
)
MINE_ERASE = said(
    "Pour tout effacer, le lien ci-dessous ouvre une page qui dit d’abord ce qui disparaît et ce qui reste, puis "
    "demande un « oui ». Il sert sept jours."
)
MINE_PAGE = said(
    "« Recevoir le fichier » l’envoie à votre adresse, une fois par jour au plus. « Effacer mes données » dit d’abord "
    "ce qui disparaît et ce qui reste, puis demande un « oui »."
)
FILE_NAME = "mes-donnees.txt"
FILE_WORDS = "Tout ce qui est gardé à votre sujet, en texte."
FILE_TITLE = "Mes données"

ERASE_TITLE = "Effacer mes données"
WHAT_GOES = said(
    "*Ce qui disparaît tout de suite* : votre nom, votre adresse, vos disponibilités, vos réponses, vos besoins, vos "
    "mots et les liens de vos e-mails. Ce que vous faites dans le programme s’arrête : vos collègues le voient."
)
WHAT_STAYS = said(
    "*Ce qui reste, sans votre nom* : qu’un rendez-vous a eu lieu, et ce que votre équipe a écrit ensemble (support, "
    "décisions, rapport). Les messages que j’ai déjà envoyés restent dans Slack et dans les messageries."
)
FOREVER = said("Je ne pourrai pas revenir en arrière. Pour garder une copie, recevez d’abord le fichier.")
CONFIRM = "Tout effacer"
SETTLE_FIRST = said("Des personnes comptent encore sur vous. Réglez d’abord ce qui suit, puis revenez ici.")
HOSTED = sentence("*{day}*, {name}")
MORE = sentence("Et {count} autres rendez-vous.")
CYCLES = sentence("Mentorats en cours ou en attente : {count}. `/mentorat liste` les montre, comme leurs e-mails.")
OWN_CYCLES = sentence("Cycles en cours ou en attente : {count}. L’onglet Accueil les montre, comme leurs e-mails.")
POLLS = sentence("Dates que vous cherchez avec d’autres : {count}. Choisissez-en une, ou arrêtez la recherche.")
ALONE = sentence("{name} n’aurait plus aucun coach. Ajoutez d’abord quelqu’un, avec `/programme`.")
ERASED_ALREADY = said("Tout est déjà effacé : je ne garde rien à votre sujet.")
ERASED_TITLE = "C’est effacé"
ERASED = said(
    "C’est fait : votre nom et vos mots sont effacés. Les rendez-vous à venir se mettent à jour dans les minutes qui "
    "viennent. Merci pour ce que vous avez apporté au programme."
)

PAIR, BETWEEN = french("{label} : {value}"), french(" ; ")
NOTHING = french("Rien d’autre n’est gardé.")
HEADING = "Ce que le bot du programme EIG garde à votre sujet"
WRITTEN = french("Écrit le {day}, pour {name} seulement.")
NEWEST = french("(les 500 plus récents)")
IDENTITY: Mapping[str, str] = {
    "name": "Nom",
    "email": "E-mail",
    "slack_id": "Compte Slack",
    "visio": "Lien de visio",
    "zone": "Fuseau",
}
TITLES: Mapping[str, str] = {
    "memberships.person_id": "Votre rôle",
    "expertises.person_id": "Vos domaines d’expertise",
    "participants.person_id": "Les rendez-vous auxquels vous participez",
    "hours.person_id": "Vos disponibilités",
    "absences.person_id": "Vos absences",
    "busy_feeds.person_id": "La lecture de votre agenda",
    "busy_blocks.person_id": "Les moments où vous êtes en rendez-vous, d’après votre agenda",
    "feeds.person_id": "Votre flux d’agenda",
    "calendar_takers.person_id": "Les rendez-vous ajoutés à votre agenda",
    "calendar_entries.person_id": "Les rendez-vous que le bot écrit dans votre agenda",
    "replies.person_id": "Vos réponses depuis un logiciel d’agenda",
    "bounces.person_id": "Les e-mails qui vous étaient destinés et sont revenus",
    "reminder_wishes.person_id": "Vos choix de rappels",
    "drafts.person_id": "Vos formulaires commencés",
    "homes.person_id": "Votre onglet Accueil",
    "outcomes.said_by": "Les séances dont vous avez dit si elles ont eu lieu",
    "coach_requests.person_id": "Vos messages aux coachs",
    "helpdesk_requests.asked_by": "Vos demandes de rendez-vous",
    "helpdesk_waits.person_id": "Vos attentes d’un créneau",
    "helpdesk_notes.author_id": "Vos mots à une équipe",
    "helpdesk_proposals.host_id": "Les créneaux que vous avez proposés",
    "helpdesk_swaps.host_id": "Les heures que vous avez proposé d’échanger",
    "helpdesk_swaps.taker_id": "Les échanges d’heures qui vous ont été proposés",
    "mentoring_cycles.asked_by": "Vos demandes de mentorat",
    "mentoring_cycles.mentor_id": "Les mentorats que vous donnez",
    "mentoring_guests.person_id": "Les mentorats que vous suivez",
    "mentoring_reviews.person_id": "Vos bilans de mentorat",
    "gathering_series.organiser_id": "Les séries que vous organisez",
    "gathering_adjustments.changed_by": "Les groupes que vous avez composés",
    "gathering_answers.person_id": "Vos réponses aux rendez-vous collectifs",
    "gathering_feedback.person_id": "Vos retours sur ces rendez-vous",
    "gathering_groups.keeper_id": "Les petits groupes que vous tenez",
    "gathering_needs.person_id": "Vos besoins d’accès",
    "gathering_presenters.person_id": "Vos présentations",
    "gathering_proposals.author_id": "Vos sujets et vos questions signées",
    "committee_half_days.person_id": "Vos demi-journées pour les comités",
    "committee_lines.author_id": "Les décisions que vous avez notées",
    "words.person_id": "Ce que vous avez écrit dans un support ou un rapport",
    "versions.person_id": "Les versions de ces textes",
    "letters.author_id": "Vos messages aux porteurs et porteuses",
    "actions.owner_id": "Vos actions",
    "reports.published_by": "Les rapports que vous avez publiés",
    "report_advice.answered_by": "Vos réponses à des conseils",
    "polls.asked_by": "Les dates que vous avez cherchées",
    "poll_voters.person_id": "Vos réponses quand une date est cherchée",
    "workshops.asked_by": "Les ateliers que vous avez demandés",
    "workshop_lines.author_id": "Ce que vous avez écrit autour d’un atelier",
    "logbook_words.logbook_id": "Votre carnet de bord",
    "logbook_levels.logbook_id": "Où vous vous situez, dans votre carnet",
    "logbook_evidence.logbook_id": "Ce que votre carnet garde de vos rendez-vous",
    "logbook_shares.person_id": "Ce que vous avez montré de votre carnet",
    "helping_words.person_id": "Vos mots pour aider et apprendre",
    "helping.person_id": "Ce que vous montrez de ces mots",
    "helping_asks.asker_id": "Les personnes à qui vous avez demandé de l’aide",
    "helping_asks.asked_id": "L’aide qui vous a été demandée",
    "notices.person_id": "Les messages envoyés",
}
# A programme that has added cycles uses these titles.
OF_CYCLES: Mapping[str, str] = {
    "mentoring_cycles.asked_by": "Vos demandes de cycles",
    "mentoring_cycles.mentor_id": "Les cycles que vous donnez",
    "mentoring_guests.person_id": "Les cycles que vous suivez",
    "mentoring_reviews.person_id": "Vos bilans de cycles",
}
LABELS: Mapping[str, str] = {
    "format_name": "cycle",
    **{"name": "domaine", "role": "rôle", "metier": "métier", "cycles_max": "mentorats à la fois"},
    **{"given_starts": "heure proposée", "returned_starts": "heure en échange"},
    **{"ended_at": "fin", "dispositif": "dispositif", "starts": "début", "ends": "fin"},
    **{"reply": "participation", "weekday": "jour de la semaine", "day": "jour", "valid_from": "à partir du"},
    **{"valid_until": "jusqu’au", "first_day": "premier jour", "last_day": "dernier jour", "word": "mot"},
    **{"good_at": "dernière lecture", "made_at": "création", "taken_at": "ajout", "week": "votre semaine"},
    **{"eve": "la veille", "hour": "une heure avant", "after": "après", "by_mail": "par e-mail aussi"},
    **{"wakes": "à partir de (minutes)", "sleeps": "jusqu’à (minutes)", "content": "contenu", "expires_at": "oubli"},
    **{"opened_at": "ouverture", "at": "le", "line": "mots", "asked_at": "demande", "need": "besoin"},
    **{"document_ref": "document", "document_name": "nom du document", "wished": "souhaits", "told_at": "prévenance"},
    **{"text": "texte", "domain": "domaine", "link": "lien", "reason": "raison", "left_at": "départ"},
    **{"useful": "utilité", "title": "titre", "created_at": "création", "changed_at": "changement"},
    **{"answered_at": "réponse", "attended": "présence", "mark": "avis", "words": "mots", "about": "sujet"},
    **{"what": "quoi", "why": "pourquoi", "disagrees": "désaccord", "written_at": "écriture", "due": "échéance"},
    **{"question": "question", "sort": "sorte", "shown": "se montre", "details": "avec défi et métier"},
    **{"said_at": "dit le", "agreed": "accord", "response": "réponse"},
    **{"month": "mois", "skill": "compétence", "level": "niveau", "said": "fait"},
    **{
        "closed_at": "date",
        "promotion": "promotion",
        "defi": "défi",
        "published_at": "publication",
        "sent_at": "envoi",
        "deadline": "échéance",
        "answers": "réponses",
    },
}
VALUES: Mapping[object, str] = {
    True: french("oui"),
    False: french("non"),
    **{"comes": "vous venez", "left": "vous ne venez pas", "declines": "vous ne venez pas", "waits": "en attente"},
    "asked": "pas encore de réponse",
    "yes": french("oui"),
    "no": french("non"),
    "maybe": "si besoin",
    **{"accepted": "accepté", "declined": "refusé", "tentative": "peut-être", "delegated": "quelqu’un d’autre viendra"},
    "counter": "une autre date",
    **{"help": "je peux aider", "practise": "je pratique", "learn": "je veux apprendre"},
    **{role.value: words[0] for role, words in ROLE_WORDS.items()},
    **{metier.value: word for metier, word in METIER_WORDS.items()},
}


CLOSING_HELP = said(
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
CLOSING_ERASED = sentence(
    "*Ce qui s’efface* : besoins, mots privés et réponses, à partir du {day}, avec le nom des personnes qui n’ont "
    "plus de rôle dans le programme. Les alumni gardent leur nom ; chaque personne peut tout recevoir ou effacer, à "
    "tout moment, avec `/dispositifs mes-donnees`."
)
NOT_ERASED = said("*Ce qui s’efface* : rien tout seul, car aucun délai n’est réglé.")
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
