"""Views of the catalogue: menu, card, phases, « Dispositifs ouverts ». Pure. The module caches each edition's views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import lru_cache

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.catalogue.catalogue import Edition, Menu
from bot.catalogue.eleven import ATTRIBUTES, FORMATS
from bot.catalogue.formats import booking_key, is_added_format
from bot.catalogue.model import AUDIENCE_TITLES, Dispositif, pieces, plain_text
from bot.catalogue.openings import DispositifOpening, OpeningOffer, PromotionOpenings
from bot.catalogue.phases import PHASES, Phase
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.evaluation.model import COMMITTEE
from bot.gatherings.kinds import KINDS
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    accessory_section,
    actions,
    button,
    context,
    divider,
    field,
    header,
    line,
    message,
    modal,
    section,
    select,
    two_column_section,
)
from handlers.kit.escaping import SENTENCE_ENDS, Said, bold, clip, clip_words, escape
from handlers.kit.fields import day_picker
from handlers.kit.sentences import ITEM, end_sentence, fact, join_text, labelled_fact
from handlers.kit.texts import OPEN, WITH

from . import shaping_texts, texts

SHORT = 300


class CardAudience(Enum):
    """Where a card is shown: to one person in a channel, to one person elsewhere, or to everybody in a channel."""

    CHANNEL = auto()
    ALONE = auto()
    SHARED = auto()


def menu_message(menu: Menu) -> Message:
    """Build the menu: the reader's dispositifs, all dispositifs by audience, and a list to open a card."""
    phase = menu.phase.number if menu.phase else None
    return _build_menu(_EditionKey(menu.edition), phase, menu.suggested, menu.closed, menu.later)


@dataclass(frozen=True, slots=True)
class DispositifState:
    """A dispositif's state for one reader. `dates` has the next dates in words.

    `plans` means that the reader is a coach, who plans dates. `opens` is the opening day in words, "" if the dispositif
    is open. `talks` means that the reader can talk with a coach about the dispositif. `had` counts the workshops of the
    reader's team, in words. `asks` means that the reader can book. If only certain people host it, `hosts` names
    them."""

    dates: tuple[str, ...] = ()
    plans: bool = False
    opens: str = ""
    talks: bool = False
    had: str = ""
    asks: bool = True
    hosts: str = ""


NO_DATES = DispositifState()


def card(
    edition: Edition, key: str, *, audience: CardAudience = CardAudience.CHANNEL, state: DispositifState = NO_DATES
) -> Message:
    """Build a dispositif's card. If the reader can book, the first button does so. `audience` selects other buttons."""
    return _card(_EditionKey(edition), key, audience, state)


def search_result_message(
    edition: Edition,
    keys: Sequence[str],
    *,
    audience: CardAudience = CardAudience.CHANNEL,
    state: DispositifState = NO_DATES,
) -> Message:
    """Build the result of a search: the best card, and buttons to two other cards at most."""
    best = card(edition, keys[0], audience=audience, state=state)
    others = [(key, dispositif) for key in keys[1:3] if (dispositif := edition.catalogue.get(key))]
    if not others:
        return best
    row = actions(
        *(
            button(clip(dispositif.name, 60), f"catalogue.open:{key}", value=key, of=texts.OPENS)
            for key, dispositif in others
        )
    )
    names = texts.enumerated([dispositif.name for _, dispositif in others])
    more = message(fact(texts.SEE_ALSO, names), context(texts.SEE), row)
    return Message(join_text([best.text, more.text]), best.blocks + more.blocks)


@lru_cache(maxsize=4)
def phases_message(current: int | None) -> Message:
    """Build the message about the four phases with their verbs and skills. The text says which phase is current."""
    blocks = [header(texts.PHASES_TITLE)]
    told = []
    for phase in PHASES:
        blocks += [section(_phase_line(phase, is_current=phase.number == current))]
        told.append(texts.SPOKEN_PHASE(number=phase.number, name=phase.name, verbs=", ".join(phase.verbs)))
    return message(fact(texts.PHASES_TITLE, join_text(told, "\u00a0; ")), *blocks)


def nearest_message(edition: Edition, keys: Sequence[str]) -> Message:
    """Build a message with the dispositifs whose names are nearest to an unknown word. Three at most have a button."""
    names = [(key, dispositif) for key in keys if (dispositif := edition.catalogue.get(key))]
    sentence = texts.nearest([dispositif.name for _, dispositif in names])
    return message(
        sentence, section(sentence), actions(*(_open_button(key, dispositif) for key, dispositif in names[:3]))
    )


def _open_button(key: str, dispositif: Dispositif, *, label: str = "") -> InteractiveElement:
    """Build the button to a card. If `label` replaces the dispositif's name, show the name next to the button."""
    of = dispositif.name if label else texts.OPENS
    return button(label or clip(dispositif.name, 60), f"catalogue.open:{key}", value=key, of=of)


def help_card(lines: Sequence[Said], introduction: str) -> Message:
    text = texts.help_text(lines)
    paragraphs = [paragraph for paragraph in introduction.split("\n\n") if paragraph.strip()]
    about = [section(_to_mrkdwn(paragraph)) for paragraph in paragraphs]
    return message(text, section(text), *([divider(), section(bold(texts.ABOUT)), *about] if about else []))


class _EditionKey:
    """The key under which the views of an edition are cached. Editions with the same token are equal."""

    __slots__ = ("edition",)

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __hash__(self) -> int:
        return hash(self.edition.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _EditionKey) and other.edition.token == self.edition.token


@lru_cache(maxsize=64)
def _build_menu(
    edition_key: _EditionKey,
    phase: int | None,
    suggested: tuple[str, ...],
    closed: frozenset[str],
    later: tuple[tuple[str, str], ...],
) -> Message:
    catalogue = edition_key.edition.catalogue
    listed = _group_by_audience([dispositif for dispositif in catalogue.dispositifs if dispositif.key not in closed])
    blocks = [header(texts.MENU_TITLE)]
    told = []
    yours = [dispositif for dispositif in map(catalogue.get, suggested) if dispositif]
    if yours:
        title = texts.for_you(phase)
        blocks.append(section(bold(title)))
        blocks += [
            accessory_section(
                labelled_fact(your.name, _short_description(your)), _open_button(your.key, your, label=OPEN)
            )
            for your in yours
        ]
        told.append(fact(title, ", ".join(your.name for your in yours)))
    for audience, several in listed:
        # Dispositifs that are shown above are skipped.
        ones = [dispositif for dispositif in several if dispositif.key not in suggested]
        if not ones:
            continue
        lines = [ITEM(what=_name_and_frequency(dispositif)) for dispositif in ones]
        blocks.append(section(join_text([bold(audience), *lines], "\n")))
        told.append(fact(audience, ", ".join(dispositif.name for dispositif in ones)))
    opens = [texts.OPENS_ON(name=entry.name, day=day) for key, day in later if (entry := catalogue.get(key))]
    if opens:
        blocks.append(section(join_text([bold(texts.LATER_ON), *(ITEM(what=text) for text in opens)], "\n")))
        told.append(fact(texts.LATER_ON, join_text(opens, ", ")))
    groups = [(audience, [(dispositif.name, dispositif.key) for dispositif in ones]) for audience, ones in listed]
    blocks += [actions(select("catalogue.open", texts.CHOOSE, groups=groups)), context(texts.MENU_HINT)]
    return message(join_text([end_sentence(texts.MENU_TITLE), *told]), *blocks)


@lru_cache(maxsize=256)
def _card(edition_key: _EditionKey, key: str, audience: CardAudience, state: DispositifState) -> Message:
    dispositif = edition_key.edition.catalogue.get(key)
    if dispositif is None:
        raise KeyError(key)
    known = edition_key.edition.attributes.get(key)
    facts = [
        dispositif.audience,
        known.mode.value if known else "",
        plain_text(dispositif.frequence),
        plain_text(dispositif.duree),
    ]
    blocks = [header(dispositif.name), context(join_text(filter(None, facts), ", "))]
    if dispositif.description:
        blocks.append(section(_to_mrkdwn(dispositif.description)))
    beside = [
        (texts.FOR, known.pour if known else ""),
        (WITH, state.hosts or (known.par if known else "")),
        (texts.PREPARE, _to_mrkdwn(dispositif.preparer)),
        (texts.INSPIRE, _to_mrkdwn(dispositif.inspirer)),
    ]
    shown = [labelled_fact(label, text) for label, text in beside if text]
    if shown:
        blocks.append(two_column_section(*shown))
    blocks += [
        section(labelled_fact(other.titre, _to_mrkdwn(other.texte)) if other.titre else _to_mrkdwn(other.texte))
        for other in dispositif.autres
    ]
    if state.dates:
        blocks.append(section(labelled_fact(texts.DATES, ", ".join(state.dates))))
    if state.opens:
        blocks.append(section(labelled_fact(texts.OPENING, state.opens)))
    if state.had:
        blocks.append(section(labelled_fact(texts.HAD, state.had)))
    buttons = _first_buttons(key, state, is_shared=audience is CardAudience.SHARED)
    if audience is CardAudience.CHANNEL:
        buttons.append(button(texts.SHARE, "catalogue.share", value=key, of=dispositif.name))
    if audience is not CardAudience.SHARED:
        buttons.append(button(texts.MENU, "catalogue.menu"))
    if buttons:
        blocks += [divider(), actions(*buttons)]
    dates = [fact(texts.DATES, ", ".join(state.dates))] if state.dates else []
    dates += [fact(texts.OPENING, state.opens)] if state.opens else []
    dates += [fact(texts.HAD, state.had)] if state.had else []
    return message(join_text([*_spoken_sentences(dispositif), *dates]), *blocks)


def preview_blocks(edition: Edition, key: str, *, hosts: Sequence[str] = ()) -> list[Json]:
    """Build a dispositif's card without buttons, for a preview. `hosts` names the people to whom it is limited."""
    drawn = _card(_EditionKey(edition), key, CardAudience.SHARED, DispositifState(hosts=" ou ".join(hosts))).blocks
    return [block for block in map(Json, drawn) if block["type"] not in ("actions", "divider")]


def _first_buttons(key: str, state: DispositifState, *, is_shared: bool) -> list[InteractiveElement]:
    """Return the first button of a card: book, show the dates of a series, or, for a coach, plan dates.

    If the reader can do none of these yet, the button contacts a coach. A coach gets « Dispositifs ouverts »
    instead."""
    plans = state.plans and not is_shared
    if state.opens and plans:
        return [button(texts.OPENINGS, "catalogue.openings", style="primary")]
    begins = key in texts.FIRST_STEPS or key in KINDS or is_added_format(key)
    if state.talks and (state.opens or not begins) and not plans:
        return [button(texts.TALK, "programme.talk", value=key, style="primary")]
    if is_added_format(key):
        label, action_id = texts.OWN_STEPS[booking_key(key)]
        return [button(label, action_id, value=key, style="primary")] if state.asks else []
    if key in texts.FIRST_STEPS:
        label, action_id = texts.FIRST_STEPS[key]
        return [button(label, action_id, style="primary")]
    if plans and (key in KINDS or key == COMMITTEE):
        return [button(texts.PLAN, "gatherings.programme", value=key, style="primary")]
    return [button(texts.DATES, "gatherings.dates", value=key, style="primary")] if key in KINDS else []


def _spoken_sentences(dispositif: Dispositif) -> list[Said]:
    beside = (
        (texts.OFTEN, dispositif.frequence),
        (texts.LONG, dispositif.duree),
        (texts.PREPARE, dispositif.preparer),
        (texts.INSPIRE, dispositif.inspirer),
    )
    told = [fact(name, plain_text(text)) for name, text in beside if text]
    return [texts.NAMED(name=dispositif.name, description=plain_text(dispositif.description)), *told]


def _short_description(dispositif: Dispositif) -> str:
    first = SENTENCE_ENDS.split(plain_text(dispositif.description).replace("\n", " "), maxsplit=1)[0]
    return clip_words(first.rstrip("."), SHORT)


def _name_and_frequency(dispositif: Dispositif) -> Said:
    return (
        texts.OFTEN_BESIDE(name=dispositif.name, often=plain_text(dispositif.frequence))
        if dispositif.frequence
        else escape(dispositif.name)
    )


def _to_mrkdwn(text: str) -> Said:
    linked = (texts.LINK(url=piece.url, words=piece.text) if piece.url else piece.text for piece in pieces(text))
    return join_text(linked, "")


def _group_by_audience(dispositifs: Sequence[Dispositif]) -> list[tuple[str, list[Dispositif]]]:
    """Group dispositifs by audience: first the four known audiences in order, then other headings of the page."""
    groups: dict[str, list[Dispositif]] = {title: [] for title in AUDIENCE_TITLES.values()}
    for dispositif in dispositifs:
        known = ATTRIBUTES.get(dispositif.key)
        title = AUDIENCE_TITLES[known.audience] if known and known.audience else dispositif.audience
        groups.setdefault(title, []).append(dispositif)
    return [(title, members) for title, members in groups.items() if members]


def _phase_line(phase: Phase, *, is_current: bool) -> Said:
    return texts.PHASE(
        number=phase.number,
        name=phase.name,
        now=texts.NOW if is_current else "",
        length=phase.length,
        verbs=", ".join(phase.verbs) or phase.name,
        eig=", ".join(tag.name for tag in phase.skills_eig) or texts.NO_SKILL,
        porteurs=", ".join(porteur.name for porteur in phase.skills_porteurs) or texts.NO_SKILL,
    )


def openings_modal(promotion_openings: Sequence[PromotionOpenings], *, now: datetime) -> Json:
    blocks: list[Block] = []
    for openings in promotion_openings:
        blocks.append(section(texts.INTRO(promotion=openings.promotion.name)))
        for opening in openings.several:
            how = texts.how(opening, day_words(opening.opens_on, now) if opening.opens_on else "")
            value = f"{openings.id}-{opening.dispositif}"
            way = button(texts.CHANGE, f"catalogue.opening:{value}", value=value, of=opening.name)
            if not opening.is_open and opening.opens_on is None:
                way = button(texts.START, f"catalogue.start:{value}", value=value, of=opening.name)
            blocks.append(accessory_section(texts.LINE(name=opening.name, how=how), way))
        new = button(
            shaping_texts.NEW, f"formats.add:{openings.id}", value=str(openings.id), of=openings.promotion.name
        )
        blocks.append(actions(new))
    return modal("catalogue.openings_page", texts.TITLE, blocks)


def offer_line(offer: OpeningOffer, *, now: datetime) -> HomeLine:
    """Build the line about a closed dispositif that would help now, with buttons to open or postpone it."""
    value, of = f"{offer.promotion.id}-{offer.dispositif}", offer.name
    day = day_words(offer.phase.ends_on, now)
    name = offer.promotion.name
    closes = texts.OFFER_COMMITTEES(phase=offer.phase.number, promotion=name, day=day)
    said = closes if offer.dispositif == COMMITTEE else texts.OFFERS[offer.dispositif](promotion=name)
    start = button(texts.START, f"catalogue.start:{value}", value=value, of=of, style="primary")
    return line(said, start, button(texts.NOT_NOW, f"catalogue.later:{value}", value=value, of=of))


def opening_form(opening: DispositifOpening, *, promotion_id: int, now: datetime) -> Json:
    stands = texts.FROM_NOW if opening.is_open else texts.LATER if opening.opens_on else texts.NEVER
    choices = [(label, state) for state, label in texts.STATES.items()]
    chosen = select("state", texts.STATE, choices, initial=(texts.STATES[stands], stands))
    initial = (opening.opens_on or day_of(now)).isoformat()
    how = texts.how(opening, day_words(opening.opens_on, now) if opening.opens_on else "")
    blocks = [
        section(texts.LINE(name=opening.name, how=how)),
        field("state", texts.STATE, chosen),
        field("day", texts.DAY, day_picker("day", initial=initial), hint=texts.DAY_HINT, optional=True),
    ]
    private = f"{promotion_id}-{opening.dispositif}"
    if opening.dispositif in FORMATS or is_added_format(opening.dispositif):
        value = f"{promotion_id} {opening.dispositif}"
        blocks.append(actions(button(shaping_texts.CHANGE_FORMAT, "formats.change", value=value, of=opening.name)))
    return modal("catalogue.opened", texts.TITLE, blocks, submit=texts.KEEP, private_metadata=private)
