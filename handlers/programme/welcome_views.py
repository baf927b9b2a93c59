"""Views of the welcome: the coaches' card about arrivals, and each person's message. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.notices.welcome import Arrivals, Team, Welcome
from bot.programme.roles import Role
from handlers.kit.blocks import Line, Message, actions, button, context, header, line, message, section, sure
from handlers.kit.escaping import Said
from handlers.kit.sentences import fact, joined, labelled, stopped, typed
from handlers.kit.texts import GO_BACK

from . import welcome_texts

NAMED = 10  # people that the coaches' card names: more is a list nobody reads in a channel
OF_A_TEAM = frozenset({Role.EIG, Role.PORTEUR, Role.SPONSOR})
HOSTS = frozenset({Role.MENTOR, Role.EXPERT})


def card(arrivals: Arrivals) -> Message:
    """Build the coaches' card: who has arrived and two buttons, or how it was answered."""
    answer = arrivals.answered
    if not arrivals.is_open or answer:
        said = welcome_texts.SUPERSEDED if answer is None and not arrivals.newest else welcome_texts.NOBODY_LEFT
        if answer:
            said = welcome_texts.answered(
                answer.by or welcome_texts.SOMEBODY, count=answer.count, lost=answer.lost, greeted=answer.greeted
            )
        return message(said, section(said))
    title, who = welcome_texts.arrived(len(arrivals.people), arrivals.promotion), _names(arrivals)
    row = actions(*_answers(arrivals))
    spoken = welcome_texts.spoken(len(arrivals.people), arrivals.promotion, who=who)
    return message(spoken, header(title), section(who), row, context(welcome_texts.EXPLAINED))


def awaiting(several: Sequence[Arrivals]) -> list[Line]:
    """Show for a coach's Home who waits to be welcomed, a line for each promotion."""
    return [
        line(welcome_texts.spoken(len(arrivals.people), arrivals.promotion, who=_names(arrivals)), *_answers(arrivals))
        for arrivals in several
    ]


def _names(arrivals: Arrivals) -> Said:
    names = [person.name for person in arrivals.people]
    shown = names if len(names) == NAMED + 1 else names[:NAMED]
    return stopped(welcome_texts.named(shown, len(names) - len(shown)))


def _answers(arrivals: Arrivals) -> list[InteractiveElement]:
    value = str(arrivals.offer_id)
    skip = sure(welcome_texts.SKIP_TITLE, welcome_texts.SKIP_SURE, yes=welcome_texts.SKIP_YES, no=GO_BACK)
    greet = button(welcome_texts.GREET, "programme.greet", value=value, style="primary")
    return [greet, button(welcome_texts.SKIP, "programme.skip_greeting", value=value, confirm=skip)]


def greeting(welcome: Welcome, *, month: Sequence[str] = (), by_mail: bool = False, now: datetime) -> Message:
    """Build the welcome, by role: people, commands, offers; `month`: upcoming dates.

    `by_mail`: without commands and buttons, for people without Slack."""
    promotion = welcome.promotion
    first = [welcome_texts.hello(welcome.person.name, promotion.name if promotion else None)]
    if promotion and promotion.starts_on > day_of(now):
        first.append(welcome_texts.BEGINS(day=day_words(promotion.starts_on, now)))
    role_lines = welcome_texts.ROLE_LINES_BY_MAIL if by_mail else welcome_texts.ROLE_LINES
    first += [line for role, line in role_lines.items() if role in welcome.roles]
    first += [welcome_texts.BY_MAIL] if by_mail else []
    hello = joined(first)
    blocks: list[Block] = [header(welcome_texts.TITLE), section(hello)]
    spoken = [hello]
    rest = _rest(welcome, month=month, by_mail=by_mail, now=now)
    for title, lines in chain(*(_team(team) for team in welcome.teams), rest):
        several = joined([welcome_texts.TITLED(title=title), *lines], "\n• ")
        blocks.append(section(labelled(title, lines[0]) if len(lines) == 1 else several))
        spoken.append(fact(title, joined(lines, "\u00a0; ")))
    return message(joined(spoken), *blocks, *([] if by_mail else [_buttons(welcome, now=now)]))


def _team(team: Team) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is said to an EIG or a porteur of their défi: titles, each with its lines."""
    if not team.roles & OF_A_TEAM:
        return
    yield welcome_texts.DEFI, [welcome_texts.DEFI_OF(name=team.defi.name, administration=team.defi.administration)]
    if team.eig:
        yield welcome_texts.TEAM if Role.EIG in team.roles else welcome_texts.EIG, [join_names(team.eig)]
    if team.porteurs:
        yield (
            welcome_texts.PORTEURS_TOO if Role.PORTEUR in team.roles else welcome_texts.PORTEURS,
            [join_names(team.porteurs)],
        )
    if team.coaches:
        yield welcome_texts.COACHES if len(team.coaches) > 1 else welcome_texts.COACH, [join_names(team.coaches)]


def _rest(
    welcome: Welcome, *, month: Sequence[str], by_mail: bool, now: datetime
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is said beside the défis: coaches, commands, what is offered now."""
    accompanied = [team.defi.name for team in welcome.teams if not team.roles & OF_A_TEAM]
    if accompanied:
        yield welcome_texts.ACCOMPANIED, [join_names(accompanied)]
    if welcome.coaches:
        yield welcome_texts.ALL_COACHES, [join_names(welcome.coaches)]
    commands = dict(chain.from_iterable(of for role, of in welcome_texts.COMMANDS_OF.items() if role in welcome.roles))
    uses = [
        welcome_texts.COMMAND(command=typed(name), use=use)
        for name, use in commands.items()
        if welcome.books or not name.startswith(welcome_texts.HELPDESK)
    ]
    if uses and not by_mail:
        yield welcome_texts.COMMANDS, uses
    offered = [welcome_texts.OFFERED(name=name, often=often) if often else name for name, often in welcome.offered]
    if welcome.phase:
        phase = welcome.phase
        where = welcome_texts.PHASE(number=phase.number, name=phase.name, until=day_words(phase.ends_on, now))
        yield welcome_texts.MONTH, [where, *month]
    elif month:
        yield welcome_texts.MONTH, month
    if offered:
        yield welcome_texts.CONCERNED, offered
    if not by_mail:
        yield welcome_texts.HELPING, [welcome_texts.HELPING_HOW]


def _buttons(welcome: Welcome, *, now: datetime) -> Block:
    """Build the first steps; before the promotion begins there is nobody to book with yet."""
    row = [button(welcome_texts.CATALOGUE, "catalogue.menu"), button(welcome_texts.HELP, "helping.open")]
    begun = welcome.promotion is None or welcome.promotion.starts_on <= day_of(now)
    if Role.EIG in welcome.roles and begun and welcome.books:
        row.insert(0, button(welcome_texts.BOOK, "helpdesk.start", style="primary"))
    if welcome.roles & HOSTS:
        row.insert(0, button(welcome_texts.HOURS, "hours.open", style=None if Role.EIG in welcome.roles else "primary"))
    return actions(*row)
