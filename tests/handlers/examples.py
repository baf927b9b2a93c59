"""Fixed values for every view and message: made-up people, one appointment, a small catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, State
from bot.agenda.slots import Slot
from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.model import Autre, Catalogue, Dispositif
from bot.catalogue.search import Index
from bot.catalogue.service import Edition, Menu
from bot.helpdesk.model import Choices, Openings, Reason, Request, Sheet
from bot.programme.model import Defi, Membership, Person, Phase
from bot.programme.roles import Role
from handlers.catalogue import texts as catalogue_texts
from handlers.catalogue import views as catalogue
from handlers.catalogue.views import Seen
from handlers.helpdesk import texts as helpdesk_texts
from handlers.helpdesk import views as helpdesk
from handlers.kit import texts as kit_texts
from handlers.kit.blocks import Message, message
from handlers.kit.faults import note
from handlers.programme import texts as programme_texts
from handlers.programme import views as programme

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)  # 14 h
ENDS = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
LINK = "https://visio.example.org/carte-vive"
HOSTILE = "Relire <!channel> & <@U0AUTRE> : *gras*, 1 < 2"

CARTE = Defi(1, 1, "Carte Vive", "Bureau des cartes")
RELAIS = Defi(2, 1, "Relais & Cie", "Bureau des relais")
LEA = Person(1, "Léa Martin", memberships=(Membership(Role.EIG, 1, 1),))
SAMI = Person(2, "Sami Haddad", memberships=(Membership(Role.EIG, 1, 1),))
CLAIRE = Person(3, "Claire Morel", memberships=(Membership(Role.COACH, 1),))
DAVID = Person(4, "David Nguyen", memberships=(Membership(Role.COACH, 1),))
CHOICES = Choices(LEA, ((CARTE, (LEA, SAMI)),), (CLAIRE, DAVID))

APPOINTMENT = Appointment(
    7,
    "00000000-0000-4000-8000-000000000007",
    "bureau-aide",
    1,
    1,
    STARTS,
    ENDS,
    State.CONFIRMED,
    0,
    LINK,
    (Participant(1, Part.BOOKER), Participant(2, Part.GUEST), Participant(3, Part.HOST)),
)
REQUEST = Request(1, 1, 1, "Relire notre plan d’expérimentation.", Reason.CHOSEN)
SHEET = Sheet(APPOINTMENT, REQUEST, CARTE, {1: LEA, 2: SAMI, 3: CLAIRE})
CANCELLED = replace(SHEET, appointment=replace(APPOINTMENT, state=State.CANCELLED, revision=1))
HOSTILE_SHEET = replace(SHEET, request=replace(REQUEST, need=HOSTILE), defi=RELAIS)
RANKED = replace(SHEET, request=replace(REQUEST, reason=Reason.LEAST_BOOKED))

DRAFT = "00000000-0000-4000-8000-000000000001"
TIMES = ((5, 7, 0), (5, 8, 15), (6, 12, 0), (12, 7, 0))  # day of May 2026, hour and minute in UTC
SLOTS = tuple(
    Slot(int(datetime(2026, 5, day, hour, minute, tzinfo=UTC).timestamp()), (3,)) for day, hour, minute in TIMES
)
OPENINGS = Openings(DRAFT, SLOTS, {3: CLAIRE, 4: DAVID})

WORDS = Catalogue(
    "Les mots d’un exemple.",
    (
        Dispositif(
            "bureau-aide",
            "Bureau d’aide",
            "Pour chaque défi",
            "Une heure avec l’équipe de coachs. On y parle d’un besoin & d’un seul.",
            "quand vous voulez",
            "1\u00a0h",
            "Écrire son besoin en quelques phrases, voir [l’exemple](https://exemple.example.org/besoin).",
            "Partager ce que vous avez appris.",
        ),
        Dispositif(
            "mentorat", "Mentorat", "Pour chaque EIG", "Des échanges réguliers.", "chaque semaine", "1\u00a0h\u00a030"
        ),
        Dispositif(
            "cafe",
            "Café des EIG",
            "Pour les curieuses et les curieux",
            "On s’y retrouve sans sujet.",
            autres=(Autre("Où", "Dans la cuisine."), Autre("", "Rien à préparer.")),
        ),
    ),
)
EDITION = Edition("example", WORDS, Index(WORDS, ATTRIBUTES))
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))


def _chosen(sheet: Sheet, viewer: Person) -> Message:
    return helpdesk.card(sheet, viewer.id, preparation="Écrire son besoin.", now=NOW)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "catalogue.menu.for-you": lambda: catalogue.menu(Menu(EDITION, PHASE, ("bureau-aide", "mentorat"))),
    "catalogue.menu.nothing-first": lambda: catalogue.menu(Menu(EDITION, None, ())),
    "catalogue.card.in-channel": lambda: catalogue.card(EDITION, "bureau-aide", seen=Seen.CHANNEL),
    "catalogue.card.alone": lambda: catalogue.card(EDITION, "mentorat", seen=Seen.ALONE),
    "catalogue.card.shared": lambda: catalogue.card(EDITION, "bureau-aide", seen=Seen.SHARED),
    "catalogue.card.not-ours": lambda: catalogue.card(EDITION, "cafe", seen=Seen.ALONE),
    "catalogue.found": lambda: catalogue.found(EDITION, ("bureau-aide", "mentorat", "cafe"), seen=Seen.CHANNEL),
    "catalogue.nearest": lambda: catalogue.nearest(EDITION, ("mentorat", "cafe")),
    "catalogue.phases": lambda: catalogue.phases(2),
    "catalogue.phases.between-promotions": lambda: catalogue.phases(None),
    "catalogue.help_card": lambda: catalogue.help_card(
        [*catalogue_texts.HELP, helpdesk_texts.HELP], EDITION.catalogue.introduction
    ),
    "helpdesk.need_form": lambda: helpdesk.need_form(CHOICES, DRAFT),
    "helpdesk.need_form.two-defis": lambda: helpdesk.need_form(
        replace(CHOICES, teams=((CARTE, (LEA, SAMI)), (RELAIS, (LEA,)))), DRAFT
    ),
    "helpdesk.slot_form.first-week": lambda: helpdesk.slot_form(OPENINGS, now=NOW),
    "helpdesk.slot_form.next-week": lambda: helpdesk.slot_form(OPENINGS, now=NOW, monday=date(2026, 5, 11)),
    "helpdesk.slot_form.nothing-free": lambda: helpdesk.slot_form(replace(OPENINGS, slots=()), now=NOW),
    "helpdesk.confirmation": lambda: helpdesk.confirmation(SHEET, now=NOW),
    "helpdesk.confirmation.ranked": lambda: helpdesk.confirmation(RANKED, now=NOW),
    "helpdesk.card.booker": lambda: _chosen(SHEET, LEA),
    "helpdesk.card.guest": lambda: _chosen(SHEET, SAMI),
    "helpdesk.card.host": lambda: _chosen(SHEET, CLAIRE),
    "helpdesk.card.cancelled": lambda: _chosen(CANCELLED, LEA),
    "helpdesk.card.hostile": lambda: _chosen(HOSTILE_SHEET, CLAIRE),
    "helpdesk.cancelled.guest": lambda: helpdesk.cancelled(CANCELLED, SAMI.id, by=LEA, now=NOW),
    "helpdesk.cancelled.host": lambda: helpdesk.cancelled(CANCELLED, CLAIRE.id, by=None, now=NOW),
    "helpdesk.left.same-day": lambda: helpdesk.left(OPENINGS, datetime(2026, 5, 5, 9, 0, tzinfo=UTC), now=NOW),
    "helpdesk.left.other-days": lambda: helpdesk.left(OPENINGS, datetime(2026, 5, 7, 9, 0, tzinfo=UTC), now=NOW),
    "helpdesk.left.nothing": lambda: helpdesk.left(replace(OPENINGS, slots=()), STARTS, now=NOW),
    "programme.stranger": lambda: programme.stranger("U0NADIA"),
    "programme.waiting": lambda: programme.waiting("U0NADIA"),
    "kit.note.alerted": lambda: note(message(programme_texts.ALERTED)),
    "kit.apology": lambda: message(kit_texts.apology("0a1b2c3d")),
    "kit.unknown_word": lambda: message(kit_texts.unknown_word("lsite", "/bureau-aide liste")),
    "kit.unknown": lambda: message(kit_texts.unknown(["Claire Morel", "David Nguyen"])),
    "kit.unknown.no-coach": lambda: message(kit_texts.unknown([])),
    "kit.gone": lambda: message(kit_texts.GONE),
}
