"""Fixed values for the drawings of the welcome: who has arrived, and what each role is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.notices.welcome import Arrivals, ArrivalsAnswer, Team, Welcome
from bot.programme.model import Defi, Person, Phase, Promotion
from bot.programme.roles import Role
from handlers.kit.blocks import Message
from handlers.programme import views as welcome

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))
PROMOTION = Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11), phases=(PHASE,))
NEXT = Promotion(2, "EIG 8", date(2027, 1, 11), date(2027, 11, 10))
CARTE = Defi(1, 1, "Carte Vive", "Bureau des cartes")
HOSTILE = Defi(2, 1, "Relais <!channel> & Cie", "Bureau des relais")
LEA = Person(1, "Léa Martin")
OTHERS = tuple(Person(number, f"Personne {number}") for number in range(2, 16))
TEAM = Team(CARTE, frozenset({Role.EIG}), ("Sami Haddad",), ("Jeanne Roy",), ("Claire Morel",))
OFFERED = (("Bureau d’aide", "à la demande"), ("Mentorat", "à la demande, par cycle"), ("Carnet de bord", ""))
EIG = Welcome(LEA, frozenset({Role.EIG}), PROMOTION, PHASE, (TEAM,), (), OFFERED)
CARRIED = replace(TEAM, roles=frozenset({Role.PORTEUR}), eig=("Léa Martin", "Sami Haddad"), porteurs=())
PORTEUR = replace(
    EIG, person=Person(2, "Jeanne Roy"), roles=frozenset({Role.PORTEUR}), teams=(CARRIED,), offered=OFFERED[:1]
)
SPONSOR = replace(
    PORTEUR,
    roles=frozenset({Role.SPONSOR}),
    teams=(replace(CARRIED, roles=frozenset({Role.SPONSOR}), porteurs=("Jeanne Roy",)),),
)
ACCOMPANIED = Team(CARTE, frozenset({Role.COACH}), (), (), ())
COACH = replace(
    EIG,
    roles=frozenset({Role.COACH}),
    teams=(ACCOMPANIED, replace(ACCOMPANIED, defi=HOSTILE)),
    coaches=("David Nguyen", "Claire Morel"),
)
MENTOR = Welcome(LEA, frozenset({Role.MENTOR}), None, None, (), ("Claire Morel",), OFFERED[1:2])
SEVERAL = replace(
    EIG,
    roles=frozenset({Role.EIG, Role.COACH, Role.EXPERT}),
    teams=(replace(TEAM, defi=HOSTILE), replace(ACCOMPANIED, defi=CARTE)),
)
OPEN = Arrivals(7, (LEA,), newest=True)
DONE = Arrivals(7, (), newest=True, answered=ArrivalsAnswer("Claire Morel", greeted=True, count=14))

EXAMPLES: Mapping[str, Callable[[], Message]] = {
    "welcome.card.one": lambda: welcome.arrivals_card(OPEN),
    "welcome.card.eleven": lambda: welcome.arrivals_card(replace(OPEN, people=(LEA, *OTHERS[:10]))),
    "welcome.card.many": lambda: welcome.arrivals_card(replace(OPEN, people=(LEA, *OTHERS))),
    "welcome.card.of-one-of-two": lambda: welcome.arrivals_card(replace(OPEN, promotion="EIG 8 <!here>")),
    "welcome.card.superseded": lambda: welcome.arrivals_card(replace(OPEN, newest=False)),
    "welcome.card.nobody-left": lambda: welcome.arrivals_card(replace(OPEN, people=())),
    "welcome.card.greeted": lambda: welcome.arrivals_card(DONE),
    "welcome.card.greeted-lost": lambda: welcome.arrivals_card(
        replace(DONE, answered=ArrivalsAnswer("Claire Morel", greeted=True, count=14, lost=1))
    ),
    "welcome.card.greeted-lost-all": lambda: welcome.arrivals_card(
        replace(DONE, answered=ArrivalsAnswer("Claire Morel", greeted=True, count=2, lost=2))
    ),
    "welcome.card.greeted-one": lambda: welcome.arrivals_card(
        replace(DONE, answered=ArrivalsAnswer(None, greeted=True, count=1))
    ),
    "welcome.card.skipped": lambda: welcome.arrivals_card(
        replace(DONE, answered=ArrivalsAnswer("Claire Morel", greeted=False, count=14))
    ),
    "welcome.greeting.eig": lambda: welcome.greeting_message(EIG, now=NOW),
    "welcome.greeting.month": lambda: welcome.greeting_message(
        EIG, month_lines=["mardi 12 mai de 14\u00a0h à 15\u00a0h\u00a030\u00a0: Conférence <!channel>"], now=NOW
    ),
    "welcome.greeting.no-helpdesk": lambda: welcome.greeting_message(
        replace(EIG, offered=OFFERED[1:], books=False), now=NOW
    ),
    "welcome.greeting.before-the-start": lambda: welcome.greeting_message(
        replace(EIG, promotion=NEXT, phase=None, offered=()), now=NOW
    ),
    "welcome.greeting.porteur": lambda: welcome.greeting_message(PORTEUR, now=NOW),
    "welcome.greeting.sponsor": lambda: welcome.greeting_message(SPONSOR, now=NOW),
    "welcome.greeting.sponsor-by-mail": lambda: welcome.greeting_message(SPONSOR, by_mail=True, now=NOW),
    "welcome.greeting.coach": lambda: welcome.greeting_message(COACH, now=NOW),
    "welcome.greeting.mentor": lambda: welcome.greeting_message(MENTOR, now=NOW),
    "welcome.greeting.alumni": lambda: welcome.greeting_message(
        replace(MENTOR, roles=frozenset({Role.ALUMNI})), now=NOW
    ),
    "welcome.greeting.porteur-with-another": lambda: welcome.greeting_message(
        replace(PORTEUR, teams=(replace(CARRIED, porteurs=("Maud Petit",)),)), now=NOW
    ),
    "welcome.greeting.porteur-by-mail": lambda: welcome.greeting_message(PORTEUR, by_mail=True, now=NOW),
    "welcome.greeting.mentor-by-mail": lambda: welcome.greeting_message(MENTOR, by_mail=True, now=NOW),
    "welcome.greeting.several-roles": lambda: welcome.greeting_message(SEVERAL, now=NOW),
}
