"""Views of unknown people, of new members and their welcome, and of requests to coaches or a team. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.notices.asking import LINE_LIMIT, CoachRequestResult, NoticeWish
from bot.notices.welcome import Arrivals, Team, Welcome
from bot.programme.model import Defi, Person
from bot.programme.roles import Role
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    header,
    line,
    message,
    modal,
    plain_sections,
    section,
    text_area,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import end_sentence, fact, join_text, labelled_fact, spell_commands
from handlers.kit.texts import GO_BACK

from . import texts

_STARTS = {
    "bureau-aide": (texts.BOOK, "helpdesk.start"),
    "mentorat": (texts.ASK_MENTORING, "mentoring.start"),
}


def stranger_message(slack_id: str) -> Message:
    text = texts.STRANGER(slack_id=slack_id)
    return message(text, section(text), actions(button(texts.ADD, "setup.add", value=slack_id, style="primary")))


def coach_wanted_message(slack_id: str) -> Message:
    text = texts.WAITING(slack_id=slack_id)
    return message(text, section(text))


def team_asked_message(
    person: Person | None, defi: Defi, *, dispositif: str, name: str = "", note: str | None = None
) -> Message:
    """Build a porteur's request to the EIG of their défi, with the porteur's note."""
    who, how = person.name if person else texts.SOMEBODY, texts.HOW.get(dispositif, texts.HOW_OWN)
    text = texts.TEAM_ASKED(name=who, defi=defi.name, what=texts.what(dispositif, name), how=how)
    label, action = _STARTS.get(dispositif, (texts.BOOK_OWN, "helpdesk.start"))
    value = None if dispositif in _STARTS else dispositif
    words = plain_sections(note) if note else []
    spoken = join_text([text, *([end_sentence(note)] if note else [])])
    start = button(label, action, value=value, style="primary")
    return message(spoken, section(text), *words, actions(start))


def coach_form(dispositif: str, name: str) -> Json:
    line = field("line", texts.LINE, text_area("line", limit=LINE_LIMIT), hint=texts.HINT, optional=True)
    blocks = [section(texts.INTRO(name=name)), line]
    return modal("programme.talked", texts.TITLE, blocks, submit=texts.SEND, private_metadata=dispositif)


def request_sent_modal(outcome: CoachRequestResult) -> Json:
    """Build the confirmation that the request is sent, or was sent earlier today. If nobody can be reached, say so."""
    told = texts.told([coach.name for coach in outcome.coaches]) if outcome.is_new else texts.BEFORE
    title = texts.DONE_TITLE if outcome.is_heard else texts.TITLE
    return modal("programme.told", title, [section(told if outcome.is_heard else texts.NOBODY)], last=True)


def team_form(dispositif: str, name: str = "") -> Json:
    line = field("line", texts.LINE, text_area("line", limit=LINE_LIMIT), hint=texts.TEAM_HINT, optional=True)
    blocks = [section(texts.TEAM_INTRO(what=texts.what(dispositif, name))), line]
    return modal("programme.team_asked", texts.TEAM_TITLE, blocks, submit=texts.SEND, private_metadata=dispositif)


def team_asked_modal(names: Sequence[str], dispositif: str, *, name: str = "", is_new: bool) -> Json:
    """Build the confirmation that the team is asked, or was asked earlier today. If the team has no EIG yet, say so."""
    said = texts.asked(names, texts.what(dispositif, name)) if is_new else texts.ALREADY_ASKED
    title = texts.DONE_TITLE if names else texts.TEAM_TITLE
    return modal("programme.told", title, [section(said if names else texts.NO_TEAM)], last=True)


def coach_request_message(wish: NoticeWish, dispositif_name: str) -> Message:
    who, defis = wish.person, texts.of_defis(wish.defis)
    if who.slack_id:
        text = texts.ASKED(name=who.name, defis=defis, what=dispositif_name, slack_id=who.slack_id)
    else:
        text = texts.ASKED_ELSEWHERE(name=who.name, defis=defis, what=dispositif_name)
    words = plain_sections(wish.line) if wish.line else []
    return message(join_text([text, *([end_sentence(wish.line)] if wish.line else [])]), section(text), *words)


NAMED = 10  # Nobody reads a longer list of names on the coaches' card in a channel.
OF_A_TEAM = frozenset({Role.EIG, Role.PORTEUR, Role.SPONSOR})
HOSTS = frozenset({Role.MENTOR, Role.EXPERT})


def arrivals_card(arrivals: Arrivals) -> Message:
    """Build the coaches' card with the new members and two buttons. If a coach has answered it, show the answer."""
    answer = arrivals.answered
    if not arrivals.is_open or answer:
        said = texts.SUPERSEDED if answer is None and not arrivals.newest else texts.NOBODY_LEFT
        if answer:
            said = texts.answered(
                answer.by or texts.WELCOME_SOMEBODY, count=answer.count, lost=answer.lost, greeted=answer.greeted
            )
        return message(said, section(said))
    title, who = texts.arrived(len(arrivals.people), arrivals.promotion), _names(arrivals)
    row = actions(*_answer_buttons(arrivals))
    spoken = texts.spoken(len(arrivals.people), arrivals.promotion, who=who)
    return message(spoken, header(title), section(who), row, context(texts.EXPLAINED))


def arrivals_lines(several: Sequence[Arrivals]) -> list[HomeLine]:
    """Build the lines of a coach's Home about members to welcome, one for each promotion."""
    return [
        line(texts.spoken(len(arrivals.people), arrivals.promotion, who=_names(arrivals)), *_answer_buttons(arrivals))
        for arrivals in several
    ]


def _names(arrivals: Arrivals) -> Said:
    names = [person.name for person in arrivals.people]
    shown = names if len(names) == NAMED + 1 else names[:NAMED]
    return end_sentence(texts.named(shown, len(names) - len(shown)))


def _answer_buttons(arrivals: Arrivals) -> list[InteractiveElement]:
    value = str(arrivals.offer_id)
    skip = confirm_dialog(texts.SKIP_TITLE, texts.SKIP_SURE, yes=texts.SKIP_YES, no=GO_BACK)
    greet = button(texts.GREET, "programme.greet", value=value, style="primary")
    return [greet, button(texts.SKIP, "programme.skip_greeting", value=value, confirm=skip)]


def greeting_message(
    welcome: Welcome, *, month_lines: Sequence[str] = (), by_mail: bool = False, now: datetime
) -> Message:
    """Build the welcome for the reader's roles: people, commands and offers. `month_lines` are about upcoming events.

    If the reader gets it `by_mail`, they have no Slack, so leave out commands and buttons."""
    promotion = welcome.promotion
    first = [texts.hello(welcome.person.name, promotion.name if promotion else None)]
    if promotion and promotion.starts_on > day_of(now):
        first.append(texts.BEGINS(day=day_words(promotion.starts_on, now)))
    role_lines = texts.ROLE_LINES_BY_MAIL if by_mail else texts.ROLE_LINES
    first += [line for role, line in role_lines.items() if role in welcome.roles]
    first += [texts.BY_MAIL] if by_mail else []
    hello = join_text(first)
    blocks: list[Block] = [header(texts.WELCOME_TITLE), section(hello)]
    spoken = [hello]
    rest = _other_parts(welcome, month_lines=month_lines, by_mail=by_mail, now=now)
    for title, lines in chain(*(_team_parts(team) for team in welcome.teams), rest):
        several = join_text([texts.TITLED(title=title), *lines], "\n• ")
        blocks.append(section(labelled_fact(title, lines[0]) if len(lines) == 1 else several))
        spoken.append(fact(title, join_text(lines, "\u00a0; ")))
    return message(join_text(spoken), *blocks, *([] if by_mail else [_first_steps_buttons(welcome, now=now)]))


def _team_parts(team: Team) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the défi and the people in its team, as titles with their lines. Yield nothing for other roles."""
    if not team.roles & OF_A_TEAM:
        return
    yield texts.DEFI, [texts.DEFI_OF(name=team.defi.name, administration=team.defi.administration)]
    if team.eig:
        yield texts.WELCOME_TEAM if Role.EIG in team.roles else texts.EIG, [join_names(team.eig)]
    if team.porteurs:
        yield (
            texts.PORTEURS_TOO if Role.PORTEUR in team.roles else texts.PORTEURS,
            [join_names(team.porteurs)],
        )
    if team.coaches:
        yield texts.COACHES if len(team.coaches) > 1 else texts.COACH, [join_names(team.coaches)]


def _other_parts(
    welcome: Welcome, *, month_lines: Sequence[str], by_mail: bool, now: datetime
) -> Iterator[tuple[str, Sequence[str]]]:
    accompanied = [team.defi.name for team in welcome.teams if not team.roles & OF_A_TEAM]
    if accompanied:
        yield texts.ACCOMPANIED, [join_names(accompanied)]
    if welcome.coaches:
        yield texts.ALL_COACHES, [join_names(welcome.coaches)]
    commands = dict(chain.from_iterable(of for role, of in texts.COMMANDS_OF.items() if role in welcome.roles))
    uses = [
        texts.COMMAND(command=spell_commands(name), use=use)
        for name, use in commands.items()
        if welcome.books or not name.startswith(texts.HELPDESK)
    ]
    if uses and not by_mail:
        yield texts.COMMANDS, uses
    offered = [texts.OFFERED(name=name, often=often) if often else name for name, often in welcome.offered]
    if welcome.phase:
        phase = welcome.phase
        where = texts.PHASE(number=phase.number, name=phase.name, until=day_words(phase.ends_on, now))
        yield texts.MONTH, [where, *month_lines]
    elif month_lines:
        yield texts.MONTH, month_lines
    if offered:
        yield texts.CONCERNED, offered
    if not by_mail:
        yield texts.HELPING, [texts.HELPING_HOW]


def _first_steps_buttons(welcome: Welcome, *, now: datetime) -> Block:
    """Build the buttons of the first steps. Before the promotion begins, leave out the button to book."""
    row = [button(texts.CATALOGUE, "catalogue.menu"), button(texts.HELP, "helping.open")]
    begun = welcome.promotion is None or welcome.promotion.starts_on <= day_of(now)
    if Role.EIG in welcome.roles and begun and welcome.books:
        row.insert(0, button(texts.BOOK, "helpdesk.start", style="primary"))
    if welcome.roles & HOSTS:
        row.insert(0, button(texts.HOURS, "hours.open", style=None if Role.EIG in welcome.roles else "primary"))
    return actions(*row)
