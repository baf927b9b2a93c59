"""The catalogue drawn: menu, card, phases, what a search found. Pure; each drawing is made once a version."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from slack_sdk.models.blocks import InteractiveElement

from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.model import AUDIENCE_TITLES, Dispositif, pieces, plain
from bot.catalogue.phases import PHASES, Phase
from bot.catalogue.service import Edition, Menu
from bot.gatherings.kinds import KINDS
from handlers.kit.blocks import Message, actions, button, context, divider, fields, header, message, section, select
from handlers.kit.escaping import clip, escape

from . import texts

SHORT = 110  # characters of a description in the menu
_PAUSE = re.compile(r",|\s[:;]")


class Seen(Enum):
    """Where a card is seen: by one person in a channel, by one person elsewhere (DM, modal), by everybody."""

    CHANNEL = auto()
    ALONE = auto()
    SHARED = auto()


def menu(menu: Menu) -> Message:
    """Draw the menu: what matters to this person, then the four audiences, then a list to open one from."""
    return _menu(_Drawn(menu.edition), menu.phase.number if menu.phase else None, menu.suggested)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes back of a collective dispositif for who looks: its next dates in words, and whether they plan it."""

    dates: tuple[str, ...] = ()
    plans: bool = False


NO_DATES = Upcoming()


def card(edition: Edition, key: str, *, seen: Seen = Seen.CHANNEL, upcoming: Upcoming = NO_DATES) -> Message:
    """Draw a dispositif's card; its first button starts what already works, the others depend on where it is seen."""
    return _card(_Drawn(edition), key, seen, upcoming)


def found(
    edition: Edition, keys: Sequence[str], *, seen: Seen = Seen.CHANNEL, upcoming: Upcoming = NO_DATES
) -> Message:
    """Draw what a search found: the best card, then up to two others to open."""
    best = card(edition, keys[0], seen=seen, upcoming=upcoming)
    others = [(key, one) for key in keys[1:3] if (one := edition.catalogue.get(key))]
    if not others:
        return best
    row = actions(
        *(button(clip(one.name, 60), f"catalogue.open:{key}", value=key, of=texts.OPENS) for key, one in others)
    )
    names = texts.enumerated([one.name for _, one in others])
    more = message(escape(f"{texts.SEE_ALSO} : {names}."), context(f"{texts.SEE_ALSO} :"), row)
    return Message(f"{best.text} {more.text}", best.blocks + more.blocks)


@lru_cache(maxsize=4)
def phases(current: int | None) -> Message:
    """Draw the four phases with their verbs and skills; the current one is said in words."""
    blocks = [header(texts.PHASES_TITLE)]
    told = []
    for phase in PHASES:
        blocks += [section(_phase(phase, now=phase.number == current))]
        told.append(f"phase {phase.number}, {phase.name} : {', '.join(phase.verbs)}")
    return message(f"{texts.PHASES_TITLE} : {' ; '.join(told)}.", *blocks)


def nearest(edition: Edition, keys: Sequence[str]) -> Message:
    """Draw what comes nearest to words that mean nothing here, with a button for each (three at most)."""
    names = [(key, one) for key in keys if (one := edition.catalogue.get(key))]
    sentence = texts.nearest([one.name for _, one in names])
    blocks = [section(escape(sentence))]
    blocks += [section(f"*{escape(one.name)} :* {_short(one)}") for _, one in names]
    blocks.append(actions(*(_open(key, one) for key, one in names[:3])))
    return message(escape(sentence), *blocks)


def _open(key: str, one: Dispositif) -> InteractiveElement:
    return button(clip(one.name, 60), f"catalogue.open:{key}", value=key, of=texts.OPENS)


def help_card(lines: Sequence[str], introduction: str) -> Message:
    """Draw the help: what can be typed, then what the programme says of its dispositifs."""
    text = texts.help_text(lines)
    paragraphs = [paragraph for paragraph in introduction.split("\n\n") if paragraph.strip()]
    about = [section(_mrkdwn(paragraph)) for paragraph in paragraphs]
    return message(text, section(text), *([divider(), section(f"*{texts.ABOUT}*"), *about] if about else []))


class _Drawn:
    """An edition as a key for caching: its token is its identity."""

    __slots__ = ("edition",)

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __hash__(self) -> int:
        return hash(self.edition.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and other.edition.token == self.edition.token


@lru_cache(maxsize=64)
def _menu(drawn: _Drawn, phase: int | None, suggested: tuple[str, ...]) -> Message:
    catalogue = drawn.edition.catalogue
    blocks = [header(texts.MENU_TITLE)]
    told = []
    yours = [one for one in map(catalogue.get, suggested) if one]
    if yours:
        title = texts.for_you(phase)
        blocks.append(section(f"*{title}*\n" + "\n".join(f"• *{escape(one.name)} :* {_short(one)}" for one in yours)))
        told.append(f"{title} : {', '.join(one.name for one in yours)}.")
    for audience, ones in _by_audience(catalogue.dispositifs):
        lines = "\n".join(
            f"• {escape(one.name)}" + (f" ({escape(plain(one.frequence))})" if one.frequence else "") for one in ones
        )
        blocks.append(section(f"*{escape(audience)}*\n{lines}"))
        told.append(f"{audience} : {', '.join(one.name for one in ones)}.")
    groups = [
        (audience, [(one.name, one.key) for one in ones]) for audience, ones in _by_audience(catalogue.dispositifs)
    ]
    blocks += [actions(select("catalogue.open", texts.CHOOSE, groups=groups)), context(texts.MENU_HINT)]
    return message(escape(f"{texts.MENU_TITLE}. {' '.join(told)}"), *blocks)


@lru_cache(maxsize=256)
def _card(drawn: _Drawn, key: str, seen: Seen, upcoming: Upcoming) -> Message:
    one = drawn.edition.catalogue.get(key)
    if one is None:
        raise KeyError(key)
    known = ATTRIBUTES.get(key)
    facts = [one.audience, known.mode.value if known else "", plain(one.frequence), plain(one.duree)]
    blocks = [header(one.name), context(escape(", ".join(fact for fact in facts if fact)))]
    if one.description:
        blocks.append(section(_mrkdwn(one.description)))
    labelled = [
        ("Pour", escape(known.pour) if known else ""),
        ("Avec", escape(known.par) if known else ""),
        ("S’y préparer", _mrkdwn(one.preparer)),
        ("S’en inspirer", _mrkdwn(one.inspirer)),
    ]
    shown = [f"*{label} :* {text}" for label, text in labelled if text]
    if shown:
        blocks.append(fields(*shown))
    blocks += [
        section((f"*{escape(other.titre)} :* " if other.titre else "") + _mrkdwn(other.texte)) for other in one.autres
    ]
    if upcoming.dates:
        blocks.append(section(f"*{texts.DATES}\u00a0:* {', '.join(upcoming.dates)}"))
    buttons = _first(key, plans=upcoming.plans and seen is not Seen.SHARED)
    if seen is Seen.CHANNEL:
        buttons.append(button(texts.SHARE, "catalogue.share", value=key, of=one.name))
    if seen is not Seen.SHARED:
        buttons.append(button(texts.MENU, "catalogue.menu"))
    if buttons:
        blocks += [divider(), actions(*buttons)]
    said = f" {texts.DATES}\u00a0: {', '.join(upcoming.dates)}." if upcoming.dates else ""
    return message(escape(f"{_spoken(one)}{said}"), *blocks)


def _first(key: str, *, plans: bool) -> list[InteractiveElement]:
    """Give the button that starts what already works: of what comes back, its dates, or for coaches its planning."""
    if key in texts.FIRST_STEPS:
        label, action_id = texts.FIRST_STEPS[key]
        return [button(label, action_id, style="primary")]
    if key not in KINDS:
        return []
    if plans:
        return [button(texts.PLAN, "gatherings.programme", value=key, style="primary")]
    return [button(texts.DATES, "gatherings.dates", value=key, style="primary")]


def _spoken(one: Dispositif) -> str:
    """Say a card in sentences, for who hears it and for notifications."""
    parts = [f"{one.name}. {plain(one.description)}"]
    labelled = (
        ("Fréquence", one.frequence),
        ("Durée", one.duree),
        ("S’y préparer", one.preparer),
        ("S’en inspirer", one.inspirer),
    )
    parts += [f"{label} : {plain(text).rstrip('.')}." for label, text in labelled if text]
    return " ".join(parts)


def _short(one: Dispositif) -> str:
    """Give the first sentence of a description, shortened where it pauses, else at a word."""
    text = plain(one.description).replace("\n", " ")
    first = text.split(". ")[0].rstrip(".")
    if len(first) <= SHORT:
        return escape(first)
    pauses = [found for found in _PAUSE.finditer(first) if SHORT // 2 <= found.start() <= SHORT]
    whole = [found for found in pauses if found[0] != ","] or pauses  # before a list rather than within it
    return escape(first[: whole[-1].start()] if whole else first[:SHORT].rsplit(" ", 1)[0] + "…")


def _mrkdwn(text: str) -> str:
    return "".join(f"<{piece.url}|{escape(piece.text)}>" if piece.url else escape(piece.text) for piece in pieces(text))


def _by_audience(ones: Sequence[Dispositif]) -> list[tuple[str, list[Dispositif]]]:
    """Group by the four audiences, in their order; what the page has under another heading follows under its own."""
    groups: dict[str, list[Dispositif]] = {title: [] for title in AUDIENCE_TITLES.values()}
    for one in ones:
        known = ATTRIBUTES.get(one.key)
        title = AUDIENCE_TITLES[known.audience] if known and known.audience else one.audience
        groups.setdefault(title, []).append(one)
    return [(title, members) for title, members in groups.items() if members]


def _phase(phase: Phase, *, now: bool) -> str:
    title = f"*Phase {phase.number} : {phase.name}*" + (" (en ce moment)" if now else "")
    return (
        f"{title}\n{phase.months} mois : {', '.join(phase.verbs)}\n"
        f"_Compétences pour les EIG_ : {', '.join(phase.skills_eig)}\n"
        f"_Compétences pour les porteurs et porteuses_ : {', '.join(phase.skills_porteurs)}"
    )
