"""Listeners of searches in the catalogue, and of the coaches' « Dispositifs ouverts »."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from bot.agenda import late
from bot.catalogue import catalogue, openings
from bot.catalogue.catalogue import Edition, Menu, MessageAnswer, MessageMeaning
from bot.catalogue.formats import is_added_format
from bot.catalogue.openings import may_begin_format, opening_of
from bot.catalogue.talk import Talk, parse_who_question, talk_kind
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words
from bot.errors import Garbled, Invalid, NotFound
from bot.gatherings.kinds import KINDS
from bot.gatherings.series.overview import list_next
from bot.notices import asking, homes
from bot.planning import formats
from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.programme.service import defi_ids_by_name, running_promotions
from bot.programme.spelling import fold
from bot.tools import Reading, Transaction
from bot.workshops.model import IN_A_PHASE, WORKSHOP
from bot.workshops.sheets import own_counts
from handlers.kit.blocks import Message, modal, text_message
from handlers.kit.escaping import Said
from handlers.kit.faults import stranger_message
from handlers.kit.reading import read_date, read_id
from handlers.kit.routes import Routes, SmallTalk
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.sentences import join_text
from handlers.kit.turn import Turn
from handlers.kit.words import help_lines

from . import shaping, texts, views
from .views import NO_DATES, CardAudience, DispositifState

ACTS = (Talk.LATE,)  # To these kinds of small talk, the bot reacts with an action, not only an answer.
TOLD, AGAIN = "told", "again"
DATES = 3

MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")
WHERE_IT_STANDS = re.compile(r"(?:bonjour |dis moi )?(?:ou en (?:est|sont) |que devient )(?:l equipe |le |la |l )?")
# Messages of other subtypes (edits, deletions, joins) need no answer.
SPOKEN = (None, "file_share", "thread_broadcast")


def register(routes: Routes) -> None:
    browse = partial(routes.add, permits="catalogue.browse")
    browse("command", "/dispositifs", partial(answer_command, routes))
    browse("action", "catalogue.open", open_card)
    browse("action", "catalogue.menu", open_menu)
    browse("shortcut", texts.SHORTCUT, open_menu)
    browse("event", "message", answer_message)
    browse("event", "app_mention", answer_message)
    routes.add("action", "catalogue.share", share_card, permits="catalogue.share")
    routes.help[:0] = [[(text, "catalogue.browse")] for text in (texts.HELP, texts.HELP_PHASES)]
    opens = partial(routes.add, permits="catalogue.openings")
    opens("action", "catalogue.openings", open_openings_list)
    opens("action", "catalogue.opening", open_opening_form)
    opens("view", "catalogue.opened", set_opening)
    opens("action", "catalogue.start", open_dispositif)
    opens("action", "catalogue.later", postpone_opening)
    shaping.register(routes)


def answer_command(routes: Routes, turn: Turn) -> None:
    """Answer `/dispositifs [nom ou besoin | phase | aide]` to the actor alone.

    If the first word belongs to a feature (`agenda`), run its command. If the whole text is the name of a dispositif,
    answer about that dispositif instead."""
    word, _, rest = turn.text.partition(" ")
    # A question such as « qui es-tu » is not a command, although it may begin like one.
    asks = rest and (talk_kind(turn.text, ()) in (Talk.COACH, Talk.HELLO) or parse_who_question(turn.text))
    menu = _menu(turn)
    if word.lower() in routes.words and not asks and not (rest and menu.edition.names(turn.text)):
        routes.words[word.lower()](replace(turn, payload={**turn.payload, "text": rest}))
        return
    answer = _understand_message(turn, menu.edition)
    if answer.talk and routes.small_talk:
        turn.answer(_small_talk_message(turn, routes.small_talk, answer))
        return
    seen = CardAudience.ALONE if turn.payload.get("channel_name") == "directmessage" else CardAudience.CHANNEL
    lines = help_lines(routes.help, turn.actor, closed=menu.closed) if answer.wanted is MessageMeaning.HELP else ()
    shown = draw_answer(menu, answer, help_lines=lines, audience=seen, state=_dispositif_state(turn, answer))
    if answer.wanted is MessageMeaning.MENU and not turn.actor.roles:
        line = stranger_message(turn)
        shown = Message(join_text([shown.text, line.text]), shown.blocks + line.blocks)
    turn.answer(shown)


def _understand_message(turn: Turn, edition: Edition) -> MessageAnswer:
    answer = _answer_about_defi(turn, catalogue.interpret_message(edition, turn.actor, words=turn.text), turn.text)
    if answer.talk not in ACTS:
        return answer
    with turn.tools.transaction() as tx:
        return act_on_answer(tx, turn.actor, answer, now=turn.tools.now())


def _small_talk_message(turn: Turn, small_talk: SmallTalk, answer: MessageAnswer) -> Message:
    talk, contact, now = answer.talk or Talk.HELLO, turn.tools.settings.bot_contact, turn.tools.now()
    with turn.tools.reading() as reading:
        return small_talk(reading, turn.actor, talk=talk, besides=answer.besides, contact=contact, now=now)


def _answer_about_defi(turn: Turn, answer: MessageAnswer, words: str) -> MessageAnswer:
    """Return the answer about the défi that a message names. Prefer a défi of the actor's promotions."""
    asked = WHERE_IT_STANDS.match(fold(words))  # A question such as « où en est le défi … ? »
    if not (asked or answer.wanted in (MessageMeaning.FOUND, MessageMeaning.NEAREST)) or not turn.actor.roles:
        return answer
    now, person = turn.tools.now(), turn.known
    own = turn.tools.remember(
        ("running", person.id, day_of(now)),
        read=lambda tx: [promotion.id for promotion in running_promotions(tx, now, person=person)],
    )
    names = turn.tools.remember(("défis", *own), read=lambda tx: defi_ids_by_name(tx, own))
    name = fold(words)[asked.end() :] if asked else fold(words)
    found = names.get(name) or names.get(name.removeprefix("defi "))
    return MessageAnswer(MessageMeaning.TALK, (Talk.DEFI.value, str(found))) if found else answer


def act_on_answer(tx: Transaction, actor: Actor, answer: MessageAnswer, *, now: datetime) -> MessageAnswer:
    """Do what a message asks for, such as « je serai en retard », and return the answer."""
    if answer.talk is not Talk.LATE or actor.person is None:
        return answer
    found, told = late.announce_delay(tx, actor, read_id(answer.besides[0], minimum=0), now=now)
    done = (str(found.appointment.id), TOLD if told else AGAIN) if found else ()
    return MessageAnswer(MessageMeaning.TALK, (Talk.LATE.value, *done))


def open_card(turn: Turn) -> None:
    """Show the chosen card below the message, or in place of the modal."""
    _show_answer(turn, MessageAnswer(MessageMeaning.FOUND, (turn.value,)))


def open_menu(turn: Turn) -> None:
    """Show the menu below the card, or in a modal if the person used the global shortcut."""
    _show_answer(turn, MessageAnswer(MessageMeaning.MENU))


def _show_answer(turn: Turn, answer: MessageAnswer) -> None:
    in_message = bool(turn.body.get("response_url"))
    in_channel = in_message and (turn.body.get("channel") or {}).get("name") != "directmessage"
    seen = CardAudience.CHANNEL if in_channel else CardAudience.ALONE
    shown = draw_answer(_menu(turn), answer, audience=seen, state=_dispositif_state(turn, answer))
    turn.ack()
    if in_message:
        turn.reply(shown)
    else:
        turn.open(modal("catalogue.modal", texts.SHORT_TITLE, shown.blocks))


def share_card(turn: Turn) -> None:
    """Post the card in the channel, only once if people press the button several times."""
    pressed = f"{turn.body.get('container', {}).get('message_ts', '')} {turn.value}"
    with turn.tools.transaction() as tx:
        if catalogue.current_edition(tx).catalogue.get(turn.value) is None:
            raise NotFound(thing="dispositif")
        edition = catalogue.share_dispositif(tx, turn.actor, button=pressed, now=turn.tools.now())
    turn.ack()
    if edition and not turn.reply(views.card(edition, turn.value, audience=CardAudience.SHARED), in_channel=True):
        with turn.tools.transaction() as tx:
            catalogue.undo_share(tx, turn.actor, button=pressed)
    elif not edition:
        turn.respond(text=texts.ALREADY_SHARED, response_type="ephemeral", replace_original=False)


def answer_message(turn: Turn) -> None:
    """Answer a direct message or a mention, once per event."""
    event = turn.payload
    if event.get("subtype") not in SPOKEN or event.get("bot_id") or not event.get("user"):
        return
    if not event.get("channel") or not event.get("ts"):
        raise Garbled
    words = MENTION.sub(" ", turn.text).strip()
    answer = _answer_about_defi(turn, catalogue.interpret_message(_edition(turn), turn.actor, words=words), words)
    thread_ts = event.get("thread_ts") or (event["ts"] if event["type"] == "app_mention" else None)
    with turn.tools.transaction() as tx:
        answer = act_on_answer(tx, turn.actor, answer, now=turn.tools.now())
        alone = event["type"] == "app_mention" and answer.talk is not None and answer.talk.is_personal
        asking.owe_answer(
            tx,
            answer,
            event_id=turn.body["event_id"],
            channel=event["user"] if alone else event["channel"],  # Only this person sees it.
            thread_ts=None if alone else thread_ts,
            asked_by=turn.slack_id,
            now=turn.tools.now(),
        )


def _edition(turn: Turn) -> Edition:
    return turn.tools.remember("edition", read=catalogue.current_edition)


def _menu(turn: Turn) -> Menu:
    """Return the actor's menu. It is cached by roles, promotions and day."""
    actor, now = turn.actor, turn.tools.now()
    read = partial(openings.open_menu, actor=actor, now=now)
    parts = (
        frozenset((membership.role, membership.promotion_id) for membership in actor.person.current)
        if actor.person
        else frozenset()
    )
    return turn.tools.remember(("menu", parts, day_of(now)), read=read)


def _dispositif_state(turn: Turn, answer: MessageAnswer) -> DispositifState:
    if not answer.keys or answer.wanted is not MessageMeaning.FOUND:
        return NO_DATES
    with turn.tools.reading() as reading:
        return read_dispositif_state(reading, turn.actor, answer.keys[0], now=turn.tools.now())


def read_dispositif_state(reading: Reading, actor: Actor, key: str, *, now: datetime) -> DispositifState:
    """Return the state of a dispositif for this person, and its next dates. It takes six queries at most.

    For a person whom the bot does not know, every dispositif looks open."""
    if actor.person is None:
        return NO_DATES
    opening = opening_of(reading, actor, key, now=now)
    # If no opening day is set, the dispositif opens on the date of its first gathering, so read the dates.
    known = key in KINDS and (opening.is_open or opening.opens_on is None)
    coming = list_next(reading, actor, key, now=now)[:DATES] if known else []
    dates = [moment_words(sheet.appointment.starts, now) for sheet in coming]
    opens = ""
    if not opening.is_open:
        opens = day_words(opening.opens_on, now) if opening.opens_on else texts.not_yet(dates[:1])
    shown = tuple(dates) if opening.is_open else ()
    own = own_counts(reading, actor.person, now=now) if key == WORKSHOP else []
    several = [
        texts.HAD_OF.format(count=count, of=max(count, IN_A_PHASE), phase=phase.number) for _, phase, count in own
    ]
    if len(several) > 1:  # Each défi has its own coach.
        several = [texts.HAD_BY.format(name=defi.name, had=had) for (defi, *_), had in zip(own, several, strict=True)]
    had = ", ".join(several)
    given = catalogue.current_edition(reading).formats.get(key) if is_added_format(key) else None
    asks = given is None or may_begin_format(actor.person, given)
    theirs = {held.promotion_id for held in actor.person.current if held.promotion_id is not None}
    hosts = " ou ".join(formats.host_names(reading, given, promotion_ids=theirs)) if given else ""
    plans, talks = Role.COACH in actor.roles, bool(actor.roles)
    return DispositifState(shown, plans, opens, talks=talks, had=had, asks=asks, hosts=hosts)


def draw_answer(
    menu: Menu,
    answer: MessageAnswer,
    *,
    help_lines: Sequence[Said] = (),
    audience: CardAudience = CardAudience.ALONE,
    state: DispositifState = NO_DATES,
) -> Message:
    keys = [key for key in answer.keys if menu.edition.catalogue.get(key)]
    match answer.wanted:
        case MessageMeaning.FOUND if keys:
            return views.search_result_message(menu.edition, keys, audience=audience, state=state)
        case MessageMeaning.NEAREST if keys:
            return views.nearest_message(menu.edition, keys)
        case MessageMeaning.PHASES:
            return views.phases_message(menu.phase.number if menu.phase else None)
        case MessageMeaning.HELP:
            return views.help_card(help_lines, menu.edition.catalogue.introduction)
        case _:
            return views.menu_message(menu)


def open_openings_list(turn: Turn) -> None:
    """Show all dispositifs, and which of them are open (« Dispositifs ouverts »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = openings.list_openings(reading, turn.actor, now=now)
    turn.ack()
    turn.open(views.openings_modal(found, now=now))


def open_opening_form(turn: Turn) -> None:
    """Show the form of one dispositif in place of the list (« Changer »)."""
    now, (promotion_id, dispositif) = turn.tools.now(), read_opening(turn.value)
    with turn.tools.reading() as reading:
        opening = openings.find_opening(reading, turn.actor, dispositif, promotion_id=promotion_id, now=now)
    turn.ack()
    turn.open(views.opening_form(opening, promotion_id=promotion_id, now=now))


def set_opening(turn: Turn) -> None:
    """Open a dispositif from a day on, or close it. Show the list again."""
    now = turn.tools.now()
    with show_errors(turn, errors_on("day", texts.NO_DAY)):
        opens_on = read_day(turn)
        promotion, key = read_opening(turn.private)
        with turn.tools.transaction() as tx:
            found = openings.set_opening(tx, turn.actor, key, promotion_id=promotion, opens_on=opens_on, now=now)
        turn.ack(response_action="update", view=views.openings_modal(found, now=now))


def open_dispositif(turn: Turn) -> None:
    """Open the dispositif from today on (« Ouvrir »). Confirm it in the list, or in a sentence."""
    now, (promotion_id, key) = turn.tools.now(), read_opening(turn.value)
    with turn.tools.transaction() as tx:
        found = openings.set_opening(tx, turn.actor, key, promotion_id=promotion_id, opens_on=day_of(now), now=now)
        homes.owe_home(tx, {turn.known.id}, now=now)
    turn.ack()
    if turn.in_modal:
        turn.open(views.openings_modal(found, now=now))
        return
    name = next(opening.name for each in found for opening in each.several if opening.dispositif == key)
    reply_or_show(turn, text_message(texts.STARTED(name=name)))


def postpone_opening(turn: Turn) -> None:
    """Stop offering this dispositif to the promotion's coaches (« Pas maintenant »)."""
    now, (promotion_id, key) = turn.tools.now(), read_opening(turn.value)
    with turn.tools.transaction() as tx:
        openings.stop_offering_dispositif(tx, turn.actor, key, promotion_id=promotion_id, now=now)
        homes.owe_home(tx, {turn.known.id}, now=now)
        known = catalogue.current_edition(tx).catalogue.get(key)
    turn.ack()
    reply_or_show(turn, text_message(texts.PUT_OFF(name=known.name if known else key)))


def read_opening(text: str) -> tuple[int, str]:
    """Parse the promotion and the dispositif of a button or form: "7-mentorat"."""
    promotion, _, dispositif = text.partition("-")
    return read_id(promotion, 0), dispositif


def read_day(turn: Turn) -> date | None:
    """Parse the opening day, or None to close the dispositif. Raises Invalid if no day is chosen."""
    state = turn.values.chosen_value("state")
    if state == texts.NEVER:
        return None
    if state == texts.FROM_NOW:
        return day_of(turn.tools.now())
    chosen = turn.values["day"].get("selected_date")
    if not chosen:
        raise Invalid(field="day", reason="missing")
    return read_date(str(chosen))
