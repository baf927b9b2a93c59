"""Small talk: what is said to the bot that is no search, « bonjour », « annuler », « mon prochain rendez-vous »; pure.

It is small talk only when each word of it says so or says nothing: « annuler une migration » is a need to search.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.catalogue.words import STOPWORDS, normalise, stem


class Talk(StrEnum):
    """What somebody says that is no search."""

    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    AWAY = "away"
    CANCEL = "cancel"
    MOVE = "move"
    BOOK = "book"
    NEXT = "next"
    COACH = "coach"
    MINE = "mine"

    @property
    def is_personal(self) -> bool:
        """Whether its answer is for who asks alone: it tells of their appointments, or of their team."""
        return self not in (Talk.HELLO, Talk.THANKS, Talk.BYE)


_LONGEST = 14  # words: who writes more says what they need
_SHORTEST_MISSPELT, _LONG_WORD = 5, 10
_HOUR = re.compile(r"\d+(h\d*)?")
_WORDS = """
    hello: bonjour bonsoir salut hello coucou hey
    thanks: merci mercis remercie remercions thanks parfait super nickel genial ok entendu
    bye: revoir bye ciao bientot adieu
    evening: journee soiree
    polite: beaucoup infiniment mille vraiment gentil plait bonne bon nuit tous bot
    cancel: annuler annule annulez annulation annulations supprimer supprime decommander decommande desister desiste
    away: absent absente absence empeche empechement malade maladie
    there: la
    be: serai serais serons
    comes: pourrai pourrais pourrons venir viens vient viendrai viendrais participer participerai
    not: pas
    move: deplacer deplace deplacez decaler decale decalez reporter reporte reportez repousser repousse changer change
    move: changez modifier modifie modifiez modification replanifier reprogrammer
    book: reserver reserve reservez reservation reservations
    take: prendre prends prenons avoir demander nouveau nouvelle fixer
    next: prochain prochaine prochains prochaines suivant suivante
    coach: coach coachs coaches
    speak: parler contacter joindre ecrire connaitre nom accompagne suit appelle
    own: mon ma mes notre nos qui
    appointment: rendez rdv rdvs rendezvous rendv
    seance: seance seances
    meeting: reunion reunions creneau creneaux heure horaire date
    agenda: agenda planning
    bureau: bureau aide
    mentorat: mentorat mentor mentore
    gathering: conference seminaire groupe pairs
    day: lundi mardi mercredi jeudi vendredi samedi dimanche demain aujourd hui matin midi apres soir semaine mois jour
    day: jours h prevu prevus prevue vou vos venir voir quoi
"""
_SETS: dict[str, frozenset[str]] = {}
for _line in _WORDS.strip().splitlines():
    _name, _, _some = _line.strip().partition(": ")
    _SETS[_name] = _SETS.get(_name, frozenset()) | frozenset(_some.split())
_KNOWN = frozenset().union(*(some for name, some in _SETS.items() if name not in ("own", "not", "there")))
_POLITE = "hello thanks polite evening"
_ABOUT = f"{_POLITE} next appointment seance meeting agenda day"
# What it is; what it takes, a word of each; what may stand beside. The more precise comes first.
_RULES: tuple[tuple[Talk, str, str], ...] = (
    (Talk.AWAY, "away", f"away comes day {_POLITE}"),
    (Talk.AWAY, "not there", f"be day {_POLITE}"),
    (Talk.CANCEL, "cancel", f"cancel comes bureau mentorat gathering {_ABOUT}"),
    (Talk.CANCEL, "not comes", f"comes bureau mentorat gathering {_ABOUT}"),
    (Talk.MOVE, "move", f"move bureau mentorat gathering {_ABOUT}"),
    (Talk.BOOK, "book", f"book coach bureau {_ABOUT}"),
    (Talk.BOOK, "take appointment", f"take coach {_ABOUT}"),
    *((Talk.NEXT, f"next {one}", f"bureau mentorat {_ABOUT}") for one in ("appointment", "seance", "meeting")),
    *((Talk.NEXT, f"next own {one}", f"bureau mentorat {_ABOUT}") for one in ("bureau", "mentorat")),
    (Talk.COACH, "own coach", f"coach speak {_POLITE}"),
    *((Talk.MINE, one, _ABOUT) for one in ("appointment", "seance", "agenda")),
    (Talk.BYE, "bye", f"bye day {_POLITE}"),
    (Talk.THANKS, "thanks", _POLITE),
    (Talk.HELLO, "hello", _POLITE),
    (Talk.BYE, "evening", "evening polite"),
)
_READ = [
    (talk, [_SETS[name] for name in takes.split()], frozenset().union(*(_SETS[name] for name in beside.split())))
    for talk, takes, beside in _RULES
]


def heard(words: str, vocabulary: Collection[str]) -> Talk | None:
    """Say what small talk these words are; None for a search.

    `vocabulary`: the stems of what can be found, none of which is a misspelt word of small talk.
    """
    written = normalise(words).split()
    if not written or len(written) > _LONGEST:
        return None
    spelt = [_spelt(one, vocabulary) for one in written]
    says = _SETS["hello"] | _SETS["thanks"]  # nothing, to a search
    rest = {one for one in spelt if (one in says or one not in STOPWORDS) and not _HOUR.fullmatch(one)}
    isdisjoint = {*spelt}.isdisjoint
    return next((talk for talk, takes, beside in _READ if rest <= beside and not any(map(isdisjoint, takes))), None)


def _spelt(word: str, vocabulary: Collection[str]) -> str:
    """Give the word of small talk that this one is, misspelt or not; itself where it is another."""
    if word in _KNOWN or word in STOPWORDS or len(word) < _SHORTEST_MISSPELT or stem(word) in vocabulary:
        return word
    near = [one for one in _KNOWN if one[0] == word[0] and len(one) >= _SHORTEST_MISSPELT]
    wrong = 2 if len(word) >= _LONG_WORD else 1
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=wrong)
    return found[0] if found else word
