"""Keep the catalogue in use (the imported page, or else the bot's own texts), and interpret messages about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import uuid4

from bot.catalogue.eleven import ATTRIBUTES, ELEVEN, FORMATS
from bot.catalogue.formats import ASKER_WORDS, HOST_WORDS, Format
from bot.catalogue.hurt import distress_kind, is_complaint
from bot.catalogue.model import (
    AUDIENCE_TITLES,
    Attributes,
    AttributesByKey,
    Audience,
    Catalogue,
    Dispositif,
    Mode,
    suggest_keys,
)
from bot.catalogue.search import Index, find
from bot.catalogue.talk import Talk, greeting_kind, parse_who_question, remove_emoji, talk_kind
from bot.catalogue.words import STOPWORDS, normalise, stems
from bot.dates.paris import day_of
from bot.dates.words import duration_words
from bot.errors import NotFound
from bot.programme.history import delete_receipt, record_once
from bot.programme.model import Actor, Person, Phase
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, current_promotion
from bot.programme.shape import shape_in_use
from storage import catalogue as pages
from storage.database import Reading, Transaction
from storage.programme import openings, people

from .words import delay_minutes, named_day


class NothingToUndo(NotFound):
    """Raised by `undo_import` if no page was imported."""

    code = "nothing_to_undo"


@dataclass(frozen=True)
class Edition:
    """A version of the catalogue with its search index. `token` identifies the version, for example in caches.

    `catalogue` lists the dispositifs of the page first, and then the ones that the programme added. `formats` maps the
    key of a dispositif to its booking rules."""

    token: str
    catalogue: Catalogue
    formats: Mapping[str, Format] = field(default_factory=lambda: FORMATS)
    attributes: AttributesByKey = field(default_factory=lambda: ATTRIBUTES)

    @cached_property
    def index(self) -> Index:
        """The search index, built on first use."""
        return Index(self.catalogue, self.attributes)

    def names(self, text: str) -> bool:
        """Return whether the text is exactly the name or an alias of a dispositif."""
        return tuple(stems(text)) in self.index.names


@dataclass(frozen=True, slots=True)
class Menu:
    """The first screen of `/dispositifs` for a person. `suggested` has the keys that matter most in this `phase`."""

    edition: Edition
    phase: Phase | None
    suggested: tuple[str, ...]
    closed: frozenset[str] = frozenset()  # keys of dispositifs that are closed to this person and not listed
    later: tuple[tuple[str, str], ...] = ()  # (key, opening day in words) of closed dispositifs that open later


_KEPT = 3  # At most this many editions are kept in memory.
OWN_WORDS = Edition("own-words", ELEVEN)
_editions: dict[str, Edition] = {}


def current_edition(tx: Reading) -> Edition:
    """Return the edition in use, with one small query. An edition is built once, and then kept in memory."""
    page_id, token, changes = pages.newest_page(tx)
    if token is None and not changes:
        return OWN_WORDS
    version = f"{token or OWN_WORDS.token} {changes}" if changes else str(token)
    found = _editions.get(version)
    if found is None:
        page = ELEVEN if page_id is None else pages.read(tx, page_id)
        found = make_edition(page, openings.read_formats(tx) if changes else (), token=version)
        if len(_editions) >= _KEPT:
            _editions.clear()
        _editions[version] = found
    return found


def format_of(tx: Reading, key: str) -> Format:
    """Return the current booking rules of a dispositif. Raises NotFound."""
    found = current_edition(tx).formats.get(key)
    if found is None:
        raise NotFound(thing="dispositif")
    return found


def list_added_cycles(tx: Reading) -> list[Format]:
    """Return the cycles that the programme added, including closed ones."""
    return [given for given in current_edition(tx).formats.values() if given.is_cycle and given.is_own]


def hosts_of(tx: Reading, booking_format: Format, *, promotion_id: int) -> list[Person]:
    """Return the people who host this format in a promotion, sorted by name.

    The hosts are the promotion's coaches, or everybody with the format's role. If the format names people, only they
    are hosts. If it names coaches, but none of this promotion, all coaches of the promotion are hosts."""
    coached = booking_format.hosts is Role.COACH
    several = coaches_of(tx, promotion_id) if coached else people.list_with_role(tx, booking_format.hosts)
    named_here = [person for person in several if person.id in booking_format.people]
    return named_here if booking_format.people and (named_here or not coached) else several


def page_in_use(tx: Reading) -> Catalogue:
    """Return the imported page or the bot's own texts, without the formats that the programme added."""
    page_id, _, _ = pages.newest_page(tx)
    return ELEVEN if page_id is None else pages.read(tx, page_id)


def page_token(tx: Reading) -> str:
    """Return the token of the page in use. It stays the same when a format changes."""
    return pages.newest_page(tx)[1] or OWN_WORDS.token


def edition_with(tx: Reading, booking_format: Format) -> Edition:
    """Return a preview of the edition in use, as it would be after this format is saved."""
    changed = {known.key: known for known in openings.read_formats(tx)} | {booking_format.key: booking_format}
    return make_edition(page_in_use(tx), changed.values(), token=str(uuid4()))


def make_edition(page: Catalogue, changed_formats: Iterable[Format], *, token: str) -> Edition:
    """Return an edition: the page's dispositifs, the programme's gatherings, and the formats in `changed_formats`."""
    several = {given.key: given for given in changed_formats}
    own = [given for given in several.values() if given.is_own]
    listed = [_apply_format(entry, several.get(entry.key)) for entry in page.dispositifs]
    gathered = [
        entry
        for entry in ELEVEN.dispositifs
        if entry.key in shape_in_use().rencontre_names and page.get(entry.key) is None
    ]
    catalogue = replace(page, dispositifs=(*listed, *gathered, *map(_make_entry, own)))
    attributes = {given.key: _attributes(given) for given in several.values()}
    return Edition(token, catalogue, {**FORMATS, **several}, {**ATTRIBUTES, **attributes})


def _apply_format(entry: Dispositif, booking_format: Format | None) -> Dispositif:
    if booking_format is None or booking_format.terms == FORMATS[booking_format.key].terms:
        return entry
    terms = booking_format.terms
    if not booking_format.is_cycle:
        return replace(entry, duree=_length_text(booking_format))
    shipped, described = FORMATS[booking_format.key].terms, entry.description
    for before, now in ((shipped.several, terms.several), (shipped.span, terms.span)):
        described = described.replace(before, now).replace(before.capitalize(), now.capitalize())
    return replace(
        entry, duree=_length_text(booking_format), frequence=_frequency_text(booking_format), description=described
    )


def _frequency_text(booking_format: Format) -> str:
    return f"à la demande, par cycle de {booking_format.sessions}\u00a0séances sur {booking_format.terms.span}"


def _length_text(booking_format: Format) -> str:
    return f"{duration_words(booking_format.minutes)}{' par séance' if booking_format.is_cycle else ''}"


def _make_entry(booking_format: Format) -> Dispositif:
    return Dispositif(
        key=booking_format.key,
        name=booking_format.name,
        audience=AUDIENCE_TITLES[Audience.DEFI],
        description=booking_format.description,
        frequence=_frequency_text(booking_format) if booking_format.is_cycle else "à la demande",
        duree=_length_text(booking_format),
        preparer=booking_format.preparation,
    )


def _attributes(booking_format: Format) -> Attributes:
    known, par = ATTRIBUTES.get(booking_format.key), HOST_WORDS[booking_format.hosts]
    if known is not None:
        hosts = known.par if booking_format.hosts is FORMATS[booking_format.key].hosts else par
        return replace(known, minutes=booking_format.minutes, par=hosts)
    return Attributes(
        booking_format.key,
        Audience.DEFI,
        Mode.EN_LIGNE,
        minutes=booking_format.minutes,
        pour=ASKER_WORDS[booking_format.askers],
        par=par,
        titles=(booking_format.name,),
        works=True,
    )


def open_menu(
    tx: Reading,
    actor: Actor,
    edition: Edition,
    *,
    closed_keys: frozenset[str] = frozenset(),
    opening_later: tuple[tuple[str, str], ...] = (),
    now: datetime,
) -> Menu:
    """Return the menu: « Pour vous » by role and phase, then the dispositifs that are not `closed_keys`.

    `opening_later` has the same meaning as in `Menu`."""
    require(actor, "catalogue.browse")
    promotion = current_promotion(tx, now, person=actor.person)
    phase = promotion.phase_on(day_of(now)) if promotion else None
    roles = sorted(role.value for role in actor.roles)
    keys = suggest_keys(edition.catalogue, edition.attributes, roles=roles, phase=phase.number if phase else None)
    return Menu(edition, phase, tuple([key for key in keys if key not in closed_keys][:3]), closed_keys, opening_later)


def share_dispositif(tx: Transaction, actor: Actor, *, button: str, now: datetime) -> Edition | None:
    """Record that the actor shares a dispositif. Return the edition for the card; None at a second click."""
    require(actor, "catalogue.share")
    return current_edition(tx) if record_once(tx, _share_key(actor, button), now=now) else None


def undo_share(tx: Transaction, actor: Actor, *, button: str) -> None:
    """Allow the actor to press the share button again. Call this if Slack refused to post the card."""
    require(actor, "catalogue.share")
    delete_receipt(tx, _share_key(actor, button))


def _share_key(actor: Actor, button: str) -> str:
    return f"share {actor.slack_id} {button}"


def import_page(tx: Transaction, catalogue: Catalogue, *, now: datetime) -> bool:
    """Replace the catalogue by the programme's page. Return False if this page is already in use.

    Parsing a long page takes seconds: parse it outside the transaction (`read_page`, `read_in_subprocess`)."""
    if page_in_use(tx) == catalogue:
        return False
    pages.add(tx, catalogue, token=str(uuid4()), now=now)
    return True


def undo_import(tx: Transaction) -> None:
    """Return to the previous page, or to the bot's own texts. Raises NothingToUndo."""
    page_id, _, _ = pages.newest_page(tx)
    if page_id is None:
        raise NothingToUndo
    pages.forget(tx, page_id)


class MessageMeaning(StrEnum):
    """The meaning of a message: what a person asks for."""

    MENU = "menu"
    PHASES = "phases"
    HELP = "help"
    FOUND = "found"
    NEAREST = "nearest"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class MessageAnswer:
    """The answer to a message. `keys` has the dispositifs that the search found, or else the nearest ones.

    If the message is small talk, `keys` has the kind of talk and its details: a day, minutes, words, or a défi's id."""

    wanted: MessageMeaning
    keys: tuple[str, ...] = ()

    @property
    def besides(self) -> tuple[str, ...]:
        """The details that follow the kind of small talk. Other answers have none."""
        return self.keys[1:] if self.wanted is MessageMeaning.TALK else ()

    @property
    def talk(self) -> Talk | None:
        """The kind of small talk, or None for other answers."""
        return Talk(self.keys[0]) if self.wanted is MessageMeaning.TALK else None


_WORDS = {
    "": MessageMeaning.MENU,
    "menu": MessageMeaning.MENU,
    "liste": MessageMeaning.MENU,
    "phase": MessageMeaning.PHASES,
    "phases": MessageMeaning.PHASES,
    "aide": MessageMeaning.HELP,
    "help": MessageMeaning.HELP,
    "?": MessageMeaning.HELP,
}


def _details_of(talk: Talk, words: str) -> tuple[str, ...]:
    if talk is Talk.LATE:
        return (str(delay_minutes(words)),)
    return (day,) if talk in (Talk.AWAY, Talk.DUTY) and (day := named_day(words)) else ()


def interpret_message(edition: Edition, actor: Actor, *, words: str) -> MessageAnswer:
    """Interpret a message: a command, small talk, a question about people, or else a search.

    If a word names several dispositifs, the person's role decides. An EIG who types « séminaire » gets the promotion's
    seminar."""
    require(actor, "catalogue.browse")
    word = words.strip().lower()
    # A command may stand in a sentence: « j'ai besoin d'aide » means « aide ».
    said = " ".join(word for word in normalise(words).split() if word not in STOPWORDS)
    wanted = _WORDS.get(word) or _WORDS.get(word.rstrip("!?. \u00a0\u202f")) or (_WORDS.get(said) if said else None)
    if wanted is not None:
        return MessageAnswer(wanted)
    talk = distress_kind(words) or (Talk.BROKEN if is_complaint(words) else talk_kind(words, edition.index.weights))
    if talk is not None:
        return MessageAnswer(MessageMeaning.TALK, (talk.value, *_details_of(talk, words)))
    if asked := parse_who_question(words):
        return MessageAnswer(MessageMeaning.TALK, (asked[0].value, asked[1]))
    favoured = suggest_keys(
        edition.catalogue, edition.attributes, roles=sorted(role.value for role in actor.roles), phase=None
    )
    found = find(edition.index, remove_emoji(words), favoured_keys=favoured)
    if found.hits:
        return MessageAnswer(MessageMeaning.FOUND, found.hits[:3])
    greeting = greeting_kind(words)
    if greeting is not None:  # « bonjour Claire » is a greeting, not a search.
        return MessageAnswer(MessageMeaning.TALK, (greeting.value,))
    return (
        MessageAnswer(MessageMeaning.NEAREST, found.nearest[:3])
        if found.nearest
        else MessageAnswer(MessageMeaning.MENU)
    )
