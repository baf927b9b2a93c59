"""Small talk is heard, misspelt too, and what somebody needs is searched, whatever words of it small talk has."""

from datetime import date

import pytest

from bot.catalogue.catalogue import OWN_WORDS, MessageAnswer, MessageMeaning, interpret_message
from bot.catalogue.talk import Talk, parse_who_question, talk_kind
from bot.catalogue.words import delay_minutes, named_day, to_date
from bot.programme.model import Actor

TALK = {
    Talk.HELLO: (
        *("good morning", "what can you do?"),
        *("bonjour", "Bonjour !", "bonjur", "salut", "coucou 👋", "Bonjour à tous", "coucou ça va ?", "Salut, ça va ?"),
        *("Bonjour, comment allez-vous ?", "hello tout le monde", "bonjour l’équipe", "Bonjour Madame", "👋", ":wave:"),
        *("ca va", "COMMENT CA VA", "yo", "bjr", "allô ?", "qui es-tu ?", "qui êtes-vous", "t’es un robot ?"),
        *("que sais-tu faire ?", "oui", "hello :slightly_smiling_face:", "👋🏽"),
    ),
    Talk.THANKS: (
        "merci",
        "Merci beaucoup !",
        "Merci, bonne journée",
        "bonjour, merci",
        "ok",
        "super, merci",
        "mercii",
        *("🙏", "👍🏻", ":+1:", ":pray::skin-tone-3:", "d’accord", "ça marche", "ok top", "merci l’équipe"),
    ),
    Talk.BYE: (
        *("au revoir", "à bientôt", "bonne soirée", "Bye", "à demain, au revoir", "merci, au revoir"),
        *("à demain", "A lundi !", "bon week-end", "Bonne année", "joyeux Noël"),
    ),
    Talk.CANCEL: (
        *(
            "annuler",
            "Anuler",
            "ANNULER !!",
            "annuler mon rendez-vous",
            "je voudrais annuler mon bureau d’aide de mardi",
        ),
        *("je ne pourrai pas venir demain", "je ne peux pas venir", "je viens pas", "annulation"),
        *("bonjour, je souhaite annuler ma séance de jeudi à 14 h, merci", "supprimer mon rdv", "Annulez le mentorat"),
        *("annuler la conférence de vendredi", "je ne peux plus venir"),
    ),
    Talk.LATE: (
        *("je serai en retard de 10 minutes", "je vais être en retard", "retard de 10min", "j’arrive dans 5 minutes"),
        *(
            "désolée, mon train est en retard, j’arrive dans 20 minutes",
            "I’ll be 10 minutes late",
            "running late, sorry",
        ),
        *("j’aurai un quart d’heure de retard", "Je serai en retart", "on aura du retard", "nous serons en retard"),
        *("je serai en retard au comité de 9h", "j’ai du retard", "bonjour, je suis en retard de 1 h, désolé"),
        *("en retard de 10 min", "je ne serai pas là à 9h : j’aurai vingt-cinq minutes de retard", "I’m late"),
        *("je serai en retard au prochain rendez-vous", "j’arrive dans une heure", "sorry, we will be late"),
    ),
    Talk.ADD: ("comment ajouter une personne", "ajouter quelqu’un", "How do I add a person?", "inviter une personne"),
    Talk.AWAY: (
        *("I’m sick tomorrow", "je suis malade demain"),
        *(
            "absente jeudi",
            "je suis malade",
            "malade aujourd’hui",
            "Je suis absent aujourd’hui",
            "empêché demain matin",
        ),
        *(
            "je ne suis pas là aujourd’hui",
            "je ne serai pas là",
            "bonjour, absence vendredi",
            "malade, s’il vous plaît",
        ),
    ),
    Talk.MOVE: (
        *(
            "déplacer",
            "deplacer mon rdv",
            "changer la date",
            "décaler ma séance de jeudi à 14h",
            "reporter le rendez vous",
        ),
        *("modifier l’horaire", "peut-on reporter notre mentorat ?", "deplacer mon rendez-vou"),
        *("je voudrais déplacer le comité", "reporter l’atelier"),
    ),
    Talk.BOOK: (
        *("réserver", "réservé un créneau", "réserver un bureau d’aide", "prendre rendez-vous", "nouveau rendez-vous"),
        *("je voudrais prendre rdv avec un coach", "reservation"),
    ),
    Talk.NEXT: (
        *("when is my next appointment?", "where is the meeting?"),
        *("mon prochain rendez-vous", "mon prochain rdv ?", "c’est quand mon prochain rendez-vous", "prochaine séance"),
        *("mon prochain bureau d’aide", "où ?", "ou", "C’EST OÙ ?", "où est la réunion", "où est-ce que ça se passe ?"),
        *(
            "quand ?",
            "c’est quand",
            "à quelle heure ?",
            "a quelle heure",
            "ça commence à quelle heure ?",
            "quel jour ?",
        ),
        *("dans quelle salle ?", "l’adresse svp", "rdv où ?"),
    ),
    Talk.LINK: (
        *("visio", "la visio", "Visio ?", "visioconférence", "lien", "quel est le lien ?", "le lien de la visio svp"),
        *("bonjour, le lien ?", "rejoindre la visio", "comment me connecter ?", "ma visio de 14h", "où est la visio"),
        "lien zoom",
    ),
    Talk.MINE: (
        "mes rendez-vous",
        "mes rdv",
        "rendez-vous",
        "mon agenda",
        "ai-je un rendez-vous demain ?",
        *("mes séances", "mes réunions", "qu’est-ce que j’ai demain ?", "j’ai quoi aujourd’hui", "rdv quand ?"),
    ),
    Talk.DATE: (
        *("trouver une date", "je cherche une date pour une réunion à cinq", "trouver une date à plusieurs"),
        *("caler une date avec mon équipe", "bonjour, je voudrais trouver une date svp"),
    ),
    Talk.STOP: (
        "mes messages",
        "my messages",
        "stop",
        "STOP !",
        "arrêtez",
        "arrêter les messages",
        "me désabonner",
        "stop aux rappels",
        *("arrête de m’écrire", "arrêtez de m’envoyer des messages", "je veux arrêter les messages"),
    ),
    Talk.DATA: (
        *("mes données", "Mes donnees", "mes donnees personnelles", "effacer mes données", "mes donées", "mes-données"),
        *("je voudrais supprimer mes données personnelles svp", "où sont mes données ?", "effacer mon compte"),
        *("voir mes données", "quelles données gardez-vous à mon sujet ?", "bonjour, supprimez mon compte, merci"),
    ),
    Talk.DUTY: (
        *("qui est de permanence ?", "Qui est de permanence aujourd’hui ?", "bonjour, qui est de permanence svp"),
        *("qui est de permanence demain ?", "qui reçoit lundi ?"),
        *("qui reçoit aujourd’hui", "qui est de permanence au bureau d’aide", "qui sont les coachs de permanence ?"),
    ),
    Talk.HOURS: ("mes permanences", "ma permanence", "quand est ma permanence ?"),
    Talk.COACH: (
        "who is my coach?",
        "qui est mon coach",
        "Qui est mon coach ?",
        "mon coach",
        "contacter mon coach",
        "qui sont nos coachs",
    ),
}
SEARCHED = (
    *("permanence", "permanence du bureau d’aide", "qui accueille les usagers"),
    *("mon projet est en retard", "en retard sur la feuille de route", "qui sait auditer du code"),
    *("échelle", "passer à l’échelle", "annuler une migration", "déplacer des données", "changer de base de données"),
    *("modifier un logiciel libre", "réservoir", "préserver", "échanger entre pairs", "prise de rendez-vous en ligne"),
    *("mes rendez-vous médicaux", "agenda partagé", "coach", "parler à un coach", "mentorat", "bureau d’aide", "pairs"),
    *("bonjour, j’aimerais passer à l’échelle", "merci de m’aider à auditer mon code", "bonjour, un audit de code ?"),
    *(
        "conférence",
        "prochaine conférence",
        "prochain comité",
        "séminaire",
        "rapport",
        "reporting",
        "réserver une salle",
    ),
    *("trouver des données", "organiser un atelier", "arrêter une migration", "planifier un projet"),
    *("annuaire", "manuel", "chargement", "gestion des absences", "changement d’échelle", "conduite du changement"),
    *("rendez-vous avec un mentor", "accompagner le changement", "super-calcul", "ne pas réinventer la roue", "pizza"),
    *("venir en aide aux usagers", "date de naissance des usagers", "", "   ", "?!", "🍕", "12", "14h30", "q" * 3000),
    *(
        "vision produit",
        "une vision",
        "marché public",
        "lien entre politique publique et code",
        "où trouver des données",
    ),
    *("données personnelles", "données", "nettoyer mes données", "effacer des données", "supprimer nos données"),
    *("quand lancer une expérimentation", "visio ou messagerie", "qui sait auditer du code", "le lieu du séminaire"),
    *("je", "le la les", "annuler " * 30, "<!channel>", "مرحبا بالعالم", "supprimer des fichiers", "mon prochain défi"),
)

NOT_LATE = (
    *("mon mentor est en retard", "je ne serai pas en retard", "est-ce que je suis en retard ?", "retard"),
    *("est-ce que je suis en retard", "je serai en retard demain", "je serai en retard lundi", "il est en retard"),
    *("la conférence est en retard", "désolé du retard", "merci pour le retard", "je suis désolé du retard"),
    *("I won’t be late", "am I late?", "the meeting is late", "the train is late", "désolé, mon train est en retard"),
    *("je serai en retard après-demain", "je serai en retard la semaine prochaine", "suis-je en retard", "en retard"),
    *("si je suis en retard", "peut-on être en retard", "je serai en retard ?", "il arrive dans 5 minutes"),
    *("le mentor arrive dans 10 minutes", "j’arrive à l’heure", "j’arrive à 9 heures", "je n’ai pas de retard"),
    *("je serai peut-être en retard", "pas de retard", "je serai là, le mentor est en retard", "aucun retard de 5 min"),
)


@pytest.mark.parametrize("words", NOT_LATE)
def test_who_does_not_say_that_they_come_late_tells_nobody(words: str) -> None:
    assert interpret_message(OWN_WORDS, Actor(""), words=words).talk is not Talk.LATE


@pytest.mark.parametrize(("words", "talk"), [(one, talk) for talk, some in TALK.items() for one in some])
def test_small_talk_is_heard(words: str, talk: Talk) -> None:
    assert talk_kind(words, OWN_WORDS.index.weights) is talk


@pytest.mark.parametrize(
    ("words", "day"),
    [("qui est de permanence demain ?", "1"), ("qui reçoit lundi ?", "monday"), ("qui est de permanence ?", None)],
)
def test_the_day_of_a_duty_is_heard(words: str, day: str | None) -> None:
    assert interpret_message(OWN_WORDS, Actor(""), words=words).besides == ((day,) if day else ())


def test_every_small_talk_is_tried() -> None:
    asked = {Talk.WHO_HELPS, Talk.WHO_IS, Talk.DEFI}  # below; those that hurt are in `test_hurt.py`
    assert {*TALK} == {one for one in Talk if not one.is_care} - asked


@pytest.mark.parametrize("words", SEARCHED)
def test_what_somebody_needs_is_no_small_talk(words: str) -> None:
    assert talk_kind(words, OWN_WORDS.index.weights) is None


@pytest.mark.parametrize("words", ["aide", "aide !", "j’ai besoin d’aide", "de l’aide, s’il vous plaît"])
def test_help_is_given_however_it_is_asked(words: str) -> None:
    assert interpret_message(OWN_WORDS, Actor(""), words=words) == MessageAnswer(MessageMeaning.HELP)


@pytest.mark.parametrize(("words", "first"), [("passer à l’échelle", "bureau-aide"), ("trouver un mentor", "mentorat")])
def test_a_need_still_finds_its_dispositif(words: str, first: str) -> None:
    assert interpret_message(OWN_WORDS, Actor(""), words=words).keys[0] == first


@pytest.mark.parametrize(
    ("words", "talk"),
    [("Bonjour Claire", Talk.HELLO), ("salut les zozios", Talk.HELLO), ("Merci Claire !", Talk.THANKS)],
)
def test_a_greeting_with_words_that_nothing_is_called_is_answered_as_one(words: str, talk: Talk) -> None:
    assert interpret_message(OWN_WORDS, Actor(""), words=words) == MessageAnswer(MessageMeaning.TALK, (talk.value,))


def test_a_sign_beside_a_need_is_nothing_to_search() -> None:
    plain = interpret_message(OWN_WORDS, Actor(""), words="audit de code")
    assert interpret_message(OWN_WORDS, Actor(""), words="audit de code :wave: :pray:") == plain


def test_no_name_alias_or_need_of_the_catalogue_is_small_talk() -> None:
    index = OWN_WORDS.index
    written = [" ".join(one) for one in (*index.names, *index.needs)]
    assert [one for one in written if talk_kind(one, index.weights)] == []


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("qui peut m’aider sur React ?", (Talk.WHO_HELPS, "react")),
        ("who can help me with React?", (Talk.WHO_HELPS, "react")),
        ("qui connaît Figma", (Talk.WHO_HELPS, "figma")),
        ("Qui est Malo ?", (Talk.WHO_IS, "malo")),
        ("c’est qui Aya Benali ?", (Talk.WHO_IS, "aya-benali")),
        ("qui est-ce ?", None),
        ("conférence", None),
        (f"qui est {'a' * 100} ?", (Talk.WHO_IS, "a" * 100)),
        (f"qui est {'a' * 101} ?", None),  # the ledger has 500 characters, PostgreSQL refuses more
        (f"qui connaît {'très' * 125}", None),
    ],
)
def test_who_is_asked_for_by_a_word_or_a_name(words: str, asked: tuple[Talk, str] | None) -> None:
    assert parse_who_question(words) == asked


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        *(("en retard de 10 min", 10), ("un quart d’heure", 15), ("dix minutes", 10), ("en retard", 0)),
        *(("je serai en retard au comité de 9h", 0), ("rendez-vous de 14h", 0), ("1 heure", 60), ("d’une heure", 60)),
        *(("retard de 10 minutes au comité de 9 h", 10), ("en retard à 2h", 0), ("comité de 2 h", 0), ("14h30", 0)),
        *(("en retard de 1h", 60), ("je serai en retard de 1 h 30", 90), ("une heure et demie de retard", 90)),
        *(("une demi-heure", 30), ("trois quarts d’heure", 45), ("vingt-cinq minutes", 25), ("an hour late", 60)),
        *(
            ("10-15 minutes", 15),
            ("300 minutes", 180),
            ("à une heure", 0),
            ("1 h 10 min", 70),
            ("comité 2, salle 3", 0),
        ),
    ],
)
def test_minutes_are_read(words: str, minutes: int) -> None:
    assert delay_minutes(words) == minutes


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("malade demain", 2),
        ("sick today", 1),
        ("absente jeudi", 4),
        ("absent lundi", 1),
        ("demain matin", 2),
        ("absent après-demain", 3),
    ],
)
def test_a_day_is_read(words: str, day: int) -> None:
    monday = date(2026, 6, 1)
    assert to_date(named_day(words), monday) == date(2026, 6, day)
    assert to_date(named_day("malade"), monday) is None


@pytest.mark.parametrize(
    "words", ["absente demain et mardi", "absent du lundi au mercredi", "malade jusqu’à jeudi", "absent trois jours"]
)
def test_of_several_days_or_a_span_all_that_comes_is_meant(words: str) -> None:
    assert named_day(words) == ""


@pytest.mark.parametrize(
    "words", ["il est malade", "elle est absente demain", "est-ce qu’il est là ?", "vous êtes là ?"]
)
def test_who_speaks_of_another_is_not_away(words: str) -> None:
    assert interpret_message(OWN_WORDS, Actor(""), words=words).talk is not Talk.AWAY
