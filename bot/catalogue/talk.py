"""Recognise small talk: messages that are not a search, such as « bonjour » or « mon prochain rendez-vous ». Pure.

All words of such a message are known words of small talk, or have no meaning for a search. So « annuler » is small
talk, but « annuler une migration » is a search."""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.catalogue.words import STOPWORDS, normalise, stem

from .words import is_late_message


class Talk(StrEnum):
    """A kind of message that is not a search."""

    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    AWAY = "away"
    CANCEL = "cancel"
    MOVE = "move"
    BOOK = "book"
    NEXT = "next"
    LINK = "link"
    COACH = "coach"
    MINE = "mine"
    DATE = "date"
    STOP = "stop"
    DATA = "data"
    LATE = "late"
    WHO_HELPS = "who_helps"
    WHO_IS = "who_is"
    ADD = "add"
    DEFI = "defi"
    DUTY = "duty"
    HOURS = "hours"
    DANGER = "danger"
    AGAINST = "against"
    UNWELL = "unwell"
    BROKEN = "broken"

    @property
    def is_care(self) -> bool:
        """Return whether the message is about distress, or a complaint. The answer only names people who can help."""
        return self in (Talk.DANGER, Talk.AGAINST, Talk.UNWELL, Talk.BROKEN)

    @property
    def is_personal(self) -> bool:
        """Return whether the answer may show the person's own data, such as appointments or their team."""
        return self not in (Talk.HELLO, Talk.THANKS, Talk.BYE, Talk.DATE, Talk.STOP)


_HELPS = re.compile(
    r"(?:qui|quelqu un|who|someone|somebody|anyone)(?: est ce qui)? "
    r"(?:(?:peut|pourrait|saurait|sait|can|could|knows how to|to) (?:m |nous |me |us )?"
    r"(?:aider|help|depanner|conseiller|accompagner|former)(?: me| us)?|connait|s y connait|knows|know)"
    r"(?: (?:sur|avec|en|pour|a|au|on|with|about|in|dans))? (.+)"
)
_IS = re.compile(r"(?:(?:qui est|c est qui|qui c est|who is|who s|connaissez vous|tu connais) (.+)|(.+?) c est qui)")
# The name or subject in a question has at most this many words and characters. A notice stores it.
_MOST_OF_A_WORD, _LONGEST_ASKED = 4, 100
# English words without a meaning for search.
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
    i m am is are be s it its my your a an the will ll can could would like want do does did what how
    please have has ve in at with for to of on and need good this that you me we our us there going got
    let know who find when where which
    """,
    )
)
_PLEASE = re.compile(r"\bs il (?:vous|te) plait\b")
_MYSELF = frozenset({"je", "j", "on", "nous", "i", "m", "we"})
_OTHERS = frozenset(
    {"il", "elle", "ils", "elles", "lui", "eux", "tu", "vous", "son", "sa", "leur", "qui", "quelqu", "you", "your"}
)
_LONGEST = 14  # A message with more words is a search.
_SHORTEST_MISSPELT, _LONG_WORD = 5, 10
_HOUR = re.compile(r"\d+(h\d*|min|mn|m|minutes?)?")
_WORDS = """
    hello: morning evening afternoon
    hello: bonjour bonsoir salut hello coucou hey hi yo bjr slt bsr cc allo enchante enchantee
    well: va vas allez
    thanks: thank thx cheers
    thanks: merci mercis mrc remercie remercions thanks parfait super nickel genial ok entendu accord top cool
    bye: revoir bye ciao bientot adieu
    evening: journee soiree
    feast: annee fetes noel vacances week end weekend
    wish: bonne bon bonnes joyeux joyeuses excellent excellente
    polite: beaucoup infiniment mille vraiment gentil plait bonne bon nuit tous bot equipe monde madame monsieur
    polite: mesdames messieurs
    answer: oui non
    self: qui
    are: es etes
    know: sais
    robot: robot
    runs: marche
    it: ca
    to: a
    later: lundi mardi mercredi jeudi vendredi demain hui
    cancel: cancel cancelling cancelled
    cancel: annuler annule annulez annulation annulations supprimer supprime decommander decommande desister desiste
    away: sick ill
    away: absent absente absence empeche empechement malade maladie
    there: la
    late: retard retarde retardee late delayed
    soon: arrive arriverai arriverais arrivons
    minute: minute minutes min mn mins quart heure demi demie cinq dix quinze vingt trente quarante
    delay: train trains metro bus rer tram bouchons bouchon embouteillages embouteillage transports trafic greve desole
    delay: desolee excusez excuse pardon pardonnez previens prevenir prevenez sorry running aurai aurais aura aurons
    delay: avoir etre peu sommes environ around prevoir attendez prevoyez cause souci prendre prends
    people: quelqu personne personnes someone person people
    put: ajouter ajoute ajoutez inviter inscrire inscris invite add
    team: equipe promotion programme promo bot
    be: vais va serons be
    be: serai serais serons
    comes: pourrai pourrais pourrons venir viens vient viendrai viendrais participer participerai
    not: pas
    ever: n ne
    more: plus
    move: reschedule postpone move moving
    move: deplacer deplace deplacez decaler decale decalez reporter reporte reportez repousser repousse changer change
    move: changez modifier modifie modifiez modification replanifier reprogrammer
    book: book booking
    book: reserver reserve reservez reservation reservations
    take: prendre prends prenons avoir demander nouveau nouvelle fixer
    find: trouver trouvez cherche chercher cherchons organiser planifier caler
    date: date dates
    group: plusieurs ensemble groupe equipe deux trois quatre cinq six sept huit neuf dix personnes collegues
    stop: unsubscribe
    stop: stop arreter arrete arretez desabonner desabonne desinscrire desinscription taire tais
    written: message messages notification notifications rappel rappels mail mails email
    sent: envoyer envoie envoyez ecrire recevoir sending writing
    datum: data account
    datum: donnees donnee compte
    erase: delete erase
    erase: effacer efface effacez effacement supprimer supprime supprimez suppression oublier oubliez
    private: personnelle personnelles personnel perso persos privee privees
    see: voir recevoir telecharger exporter acceder consulter acces montrez
    mine: mon ma mes my
    me: moi sujet propos
    keeps: gardez gardes garde conservez savez sais
    next: next upcoming
    next: prochain prochaine prochains prochaines suivant suivante
    coach: coach coachs coaches
    speak: parler contacter joindre ecrire connaitre nom accompagne suit appelle
    own: mon ma mes notre nos qui my our who
    duty: permanence permanences
    receive: recoit recoivent accueille accueillent
    appointment: appointment appointments
    appointment: rendez rdv rdvs rendezvous rendv
    seance: session sessions slot slots
    seance: seance seances
    meeting: meeting meetings call
    meeting: reunion reunions creneau creneaux heure horaire date
    agenda: calendar schedule
    agenda: agenda planning
    link: link join
    link: visio visios visioconference lien liens zoom teams connecter connexion rejoindre
    where: where place
    where: ou lieu adresse salle endroit
    when: quand when
    hour: heure horaire
    which: quel quelle
    one: jour
    begins: commence commencent debut debute passe situe
    what: quoi que qu
    ask: what how
    act: do help
    reunion: reunion reunions
    bureau: bureau aide
    mentorat: mentorat mentor mentore
    gathering: conference seminaire groupe pairs comite comites atelier ateliers rencontre rencontres
    day: monday tuesday wednesday thursday friday saturday sunday tomorrow today week afternoon tonight
    day: lundi mardi mercredi jeudi vendredi samedi dimanche demain aujourd hui matin midi apres soir semaine mois jour
    day: jours h prevu prevus prevue vou vos venir voir quoi
"""
_SETS: dict[str, frozenset[str]] = {}
for _line in _WORDS.strip().splitlines():
    _name, _, _some = _line.strip().partition(": ")
    _SETS[_name] = _SETS.get(_name, frozenset()) | frozenset(_some.split())
# These lists tolerate no typos. Their words are short, or similar to words of searches (« vision », « marché »).
_AS_WRITTEN = (
    *("own", "not", "there", "well", "self", "are", "know", "runs", "it", "to", "ever", "more", "link", "where"),
    *("receive", "when", "which", "what", "wish", "begins", "see", "mine", "me", "keeps"),
)
_KNOWN = frozenset().union(*(some for name, some in _SETS.items() if name not in _AS_WRITTEN))
_POLITE = "hello well thanks polite evening"
_ABOUT = f"{_POLITE} next appointment seance meeting agenda day"
# A rule has a kind of talk and two groups of word lists. To match, a message needs a word from each list of the first
# group. All its other words must be in lists of the second group. The most precise rules come first.
_RULES: tuple[tuple[Talk, str, str], ...] = (
    (Talk.AWAY, "away", f"away comes day {_POLITE}"),
    (Talk.AWAY, "not there", f"be day {_POLITE}"),
    (Talk.LATE, "late", f"late be minute soon delay comes gathering bureau mentorat {_ABOUT}"),
    (Talk.LATE, "soon minute", f"minute soon delay {_ABOUT}"),
    (Talk.CANCEL, "cancel", f"cancel comes bureau mentorat gathering {_ABOUT}"),
    (Talk.CANCEL, "not comes", f"comes bureau mentorat gathering {_ABOUT}"),
    (Talk.CANCEL, "ever more comes", f"comes bureau mentorat gathering {_ABOUT}"),
    (Talk.MOVE, "move", f"move bureau mentorat gathering {_ABOUT}"),
    (Talk.DATE, "find date", f"find group reunion {_ABOUT}"),
    (Talk.ADD, "put people", f"put people team {_POLITE}"),
    (Talk.STOP, "mine written", f"mine written {_POLITE}"),
    (Talk.STOP, "stop", f"stop written sent {_POLITE}"),
    (Talk.DATA, "mine datum", f"datum erase private see {_POLITE}"),
    (Talk.DATA, "keeps datum me", f"datum keeps private me {_POLITE}"),
    (Talk.BOOK, "book", f"book coach bureau {_ABOUT}"),
    (Talk.BOOK, "take appointment", f"take coach {_ABOUT}"),
    *((Talk.NEXT, f"next {noun}", f"bureau mentorat {_ABOUT}") for noun in ("appointment", "seance", "meeting")),
    *((Talk.NEXT, f"next own {noun}", f"bureau mentorat {_ABOUT}") for noun in ("bureau", "mentorat")),
    (Talk.HOURS, "mine duty", f"duty mine bureau hour when {_ABOUT}"),
    (Talk.DUTY, "duty self", f"duty self coach bureau hour {_ABOUT}"),
    (Talk.DUTY, "receive self day", f"receive self coach bureau {_ABOUT}"),
    (Talk.COACH, "own coach", f"coach speak {_POLITE}"),
    (Talk.LINK, "link", f"link where begins bureau mentorat {_ABOUT}"),
    (Talk.NEXT, "where", f"where begins {_ABOUT}"),
    *((Talk.MINE, noun, _ABOUT) for noun in ("appointment", "seance", "agenda", "own reunion", "what later")),
    *((Talk.NEXT, noun, f"hour begins {_ABOUT}") for noun in ("when", "hour", "which one")),
    *((Talk.BYE, pattern, f"bye day later {_POLITE}") for pattern in ("bye", "to later")),
    *((Talk.BYE, f"wish {noun}", "evening feast wish polite") for noun in ("feast", "evening")),
    *((Talk.THANKS, pattern, f"runs {_POLITE}") for pattern in ("thanks", "it runs")),
    *(
        (Talk.HELLO, pattern, f"{_POLITE} are robot")
        for pattern in ("hello", "well", "self are", "know", "robot", "ask act")
    ),
    (Talk.HELLO, "answer", f"answer {_POLITE}"),
    (Talk.BYE, "evening", "evening polite"),
)
# These maps have the word that an emoji means, by sign and by Slack's name. Other emoji are ignored.
_SIGNS = {"👋": "coucou", "🙏": "merci", "👍": "merci", "❤": "merci", "🎉": "merci"}
_CODES = {"wave": "coucou", "pray": "merci", "+1": "merci", "thumbsup": "merci", "heart": "merci", "tada": "merci"}
_CODE = re.compile(r":([+-]1|[a-z][a-z0-9_'-]*)(?:::skin-tone-\d)?:")
_READ = [
    (talk, [_SETS[name] for name in takes.split()], frozenset().union(*(_SETS[name] for name in beside.split())))
    for talk, takes, beside in _RULES
]


def talk_kind(words: str, vocabulary: Collection[str]) -> Talk | None:
    """Return the kind of small talk of a message, or None if the message is a search.

    `vocabulary` has the stems of the catalogue's words. Such a word is never taken for small talk with a typo."""
    written = normalise(_replace_emoji(words)).split()
    if not written or len(written) > _LONGEST:
        return None
    spelt = [_correct_typo(word, vocabulary) for word in written]
    says = _SETS["hello"] | _SETS["thanks"]  # Keep greetings and thanks, although a search ignores them.
    nothing = STOPWORDS | _ENGLISH
    rest = {word for word in spelt if (word in says or word not in nothing) and not _HOUR.fullmatch(word)}
    isdisjoint = {*spelt}.isdisjoint
    talk = next((talk for talk, takes, beside in _READ if rest <= beside and not any(map(isdisjoint, takes))), None)
    if talk is Talk.AWAY and _is_about_another(written):
        return None
    return (
        None if talk is Talk.LATE and not is_late_message(words, lambda word: _correct_typo(word, vocabulary)) else talk
    )


def _is_about_another(words: Sequence[str]) -> bool:
    """Return whether a message is about another person: « il est malade », but not « malade, s’il vous plaît »."""
    said = _PLEASE.sub("", " ".join(words)).split()
    return _MYSELF.isdisjoint(said) and not _OTHERS.isdisjoint(said)


def parse_who_question(words: str) -> tuple[Talk, str] | None:
    """Return (kind, words) of a question such as « qui peut m’aider sur… » or « qui est… ». Return None for others."""
    written = normalise(words)
    for talk, pattern in ((Talk.WHO_HELPS, _HELPS), (Talk.WHO_IS, _IS)):
        found = pattern.fullmatch(written)
        word = next((group for group in (found.groups() if found else ()) if group), "")
        content = [token for token in word.split() if token not in STOPWORDS and token not in _ENGLISH]
        asked = "-".join(content)
        if asked and len(content) <= _MOST_OF_A_WORD and len(asked) <= _LONGEST_ASKED:
            return talk, asked
    return None


def greeting_kind(words: str) -> Talk | None:
    """Return the kind of a message that begins with a greeting or thanks. Call this if a search finds nothing."""
    first, *_ = normalise(_replace_emoji(words)).split() or [""]
    return next((talk for talk in (Talk.HELLO, Talk.THANKS) if first in _SETS[talk.value]), None)


def remove_emoji(words: str) -> str:
    """Remove emoji such as « :wave: » from the words of a search."""
    return _CODE.sub(" ", words)


def _replace_emoji(words: str) -> str:
    said = _CODE.sub(lambda found: f" {_CODES.get(found[1], '')} ", words)
    return "".join(f" {_SIGNS[sign]} " if sign in _SIGNS else sign for sign in said)


def _correct_typo(word: str, vocabulary: Collection[str]) -> str:
    if word in _KNOWN or word in STOPWORDS or len(word) < _SHORTEST_MISSPELT or stem(word) in vocabulary:
        return word
    near = [word_ for word_ in _KNOWN if word_[0] == word[0] and len(word_) >= _SHORTEST_MISSPELT]
    wrong = 2 if len(word) >= _LONG_WORD else 1
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=wrong)
    return found[0] if found else word
