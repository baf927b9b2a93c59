"""Views of mutual help: the form of words, people found, the directory, requests and answers. Pure."""

from collections.abc import Sequence
from itertools import accumulate

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.helping.model import MOST, Helper, HelpFound, HelpRequest, HelpWords, WordSort, word_name
from bot.programme.model import Person, Phase
from bot.programme.roles import METIER_WORDS, ROLE_WORDS
from bot.programme.spelling import shorten
from handlers.kit.blocks import (
    Json,
    Message,
    accessory_section,
    actions,
    button,
    field,
    message,
    modal,
    section,
    select,
)
from handlers.kit.escaping import Said
from handlers.kit.fields import checkboxes, suggestion_list
from handlers.kit.sentences import end_sentence, join_text

from . import texts

WITH_BUTTONS, WHO_MOST = 5, 60
# The most characters of one section, and of all sections together. A message's text has at most 4,000.
PARAGRAPH, MOST_SAID = 2_900, 3_700
SHOWN, DETAILS = "shown", "details"
_METIERS = {metier.value: word for metier, word in METIER_WORDS.items()}


def words_form(words: HelpWords) -> Json:
    blocks: list[Block] = [section(texts.INTRO)]
    for sort in WordSort:
        said = [(word_name(one), one) for one in words.by_sort.get(sort, ())]
        words_of = suggestion_list(f"helping.suggest:{sort.value}", texts.CHOOSE, chosen_options=said, max_chosen=MOST)
        blocks.append(field(sort.value, texts.LABELS[sort], words_of, hint=texts.WORDS_HINT, optional=True))
    choices = [(texts.SHOW, SHOWN), (texts.DETAILS, DETAILS)]
    ticked = [one for one, on in zip(choices, (words.shown, words.details), strict=True) if on]
    shows = checkboxes(SHOWN, choices, ticked=ticked)
    blocks.append(field(SHOWN, texts.SHOW_FIELD, shows, hint=texts.SHOW_HINT, optional=True))
    return modal("helping.said", texts.TITLE, blocks, submit=texts.SAVE)


def words_saved_modal(words: HelpWords) -> Json:
    """Build the confirmation that words are saved. It says who can read them."""
    said = texts.KEPT_SHOWN if words.shown else texts.KEPT_HIDDEN
    return modal("helping.kept", texts.TITLE, [section(said)])


def helpers_found_message(search_result: HelpFound, typed_text: str, *, viewer_id: int) -> Message:
    """Build the list of people found, each with a button to ask for help. If nobody is found, suggest other help.

    The reader (`viewer_id`) has no button."""
    if not search_result.helpers:
        near = [texts.NEAR(word=search_result.near)] if search_result.near else []
        row = button(texts.CATALOGUE, "catalogue.menu"), button(texts.COACHES, "programme.alert")
        text = join_text([*near, texts.NOBODY(typed=shorten(typed_text))])
        return message(text, section(text), actions(*row, _my_words_button()))
    shown = search_result.helpers
    others = [helper for helper in shown[WITH_BUTTONS:] if helper.person.id != viewer_id]
    title = texts.FOUND(typed=shorten(typed_text))
    lines = [_helper_line(helper) for helper in shown]
    blocks = [
        section(line) if helper.person.id == viewer_id else accessory_section(line, _ask_button(helper))
        for helper, line in zip(shown[:WITH_BUTTONS], lines, strict=False)
    ]
    blocks += map(section, _pack_sections(lines[WITH_BUTTONS:]))
    if others:
        blocks.append(
            actions(
                select("helping.ask", texts.ASK_OTHERS, [(other.person.name, _ask_value(other)) for other in others])
            )
        )
    more = _more_sentence(search_result.more)
    text = join_text([title, *map(end_sentence, lines), *more], "\n")
    return message(text, section(title), *blocks, *map(section, more))


def directory_message(helpers: Sequence[Helper]) -> Message:
    if not helpers:
        return message(texts.NOBODY_SHOWN, section(texts.NOBODY_SHOWN), actions(_my_words_button()))
    lines = [_helper_line(helper) for helper in helpers[:WHO_MOST]]
    ends = accumulate(len(line) + 1 for line in lines)
    lines = lines[: max(1, sum(end <= MOST_SAID for end in ends))]
    more = _more_sentence(len(helpers) - len(lines))
    parts = _pack_sections(lines)
    text = join_text([texts.WHO, *map(end_sentence, lines), *more], "\n")
    return message(text, section(texts.WHO), *map(section, [*parts, *more]), actions(_my_words_button()))


def helpers_by_name_message(helpers: Sequence[Helper], typed_text: str) -> Message:
    """Build the list of people with the typed name, or the sentence that nobody can be shown."""
    if not helpers:
        text = texts.NOBODY_NAMED(typed=shorten(typed_text))
        return message(text, section(text), actions(button(texts.COACHES, "programme.alert"), _my_words_button()))
    text = join_text([end_sentence(_helper_line(helper)) for helper in helpers], "\n")
    return message(text, section(text))


def help_request_message(ask: HelpRequest, asker: Person) -> Message:
    """Build a request for help with buttons to answer. If it is answered, show the answer instead of buttons."""
    said = texts.ASKED(name=asker.name, word=word_name(ask.word))
    if ask.agreed is not None:
        answered = texts.WAS_ACCEPTED if ask.agreed else texts.WAS_DECLINED
        return message(join_text([said, answered]), section(join_text([said, answered])))
    row = [
        button(texts.ACCEPT, "helping.accept", value=str(ask.id), of=asker.name, style="primary"),
        button(texts.DECLINE, "helping.decline", value=str(ask.id), of=asker.name),
    ]
    text = join_text([said, texts.PROMISE])
    return message(text, section(text), actions(*row))


def helper_agreed_message(ask: HelpRequest, other: Person, *, reader: Person) -> Message:
    """Build the notice that the helper agreed. It says how the reader can contact the other person."""
    word, how = word_name(ask.word), contact_words(other, reader=reader)
    if reader.id == ask.asker_id:
        text = texts.AGREED(name=other.name, word=word, way=how)
    else:
        text = texts.YOU_AGREED(name=other.name, word=word, way=how)
    return message(text, section(text), actions(button(texts.FIND_DATE, "polls.start")))


def helper_declined_message(ask: HelpRequest, other: Person) -> Message:
    text = texts.NOT_NOW(name=other.name, word=word_name(ask.word))
    return message(text, section(text))


def still_true_message(phase: Phase) -> Message:
    """Build the line of the Home that asks once in each phase whether the person's words are still true."""
    said = texts.STILL_TRUE(phase=phase.name)
    still = button(texts.STILL, "helping.still", style="primary")
    return message(said, section(said), actions(still, button(texts.CHANGE, "helping.open")))


def contact_words(other: Person, *, reader: Person) -> Said:
    """Return how to contact the other person: in Slack if both people have an account there, otherwise by mail."""
    if other.slack_id and reader.slack_id:
        return texts.IN_SLACK(slack_id=other.slack_id)
    return texts.BY_MAIL(address=other.email) if other.email else texts.BY_COACHES


def _ask_button(helper: Helper) -> InteractiveElement:
    label, word = texts.ASK.format(name=helper.person.name), helper.says[0][1]
    return button(label, f"helping.ask:{helper.person.id}", value=_ask_value(helper), of=word_name(word))


def _ask_value(helper: Helper) -> str:
    """Return the value of the button to ask a person: the person's id and the first word that matches."""
    return f"{helper.person.id} {helper.says[0][1]}"


def _my_words_button() -> InteractiveElement:
    return button(texts.MY_WORDS, "helping.open")


def _pack_sections(lines: Sequence[Said]) -> list[Said]:
    packed: list[list[Said]] = []
    for line in lines:
        if not packed or sum(len(each) + 1 for each in packed[-1]) + len(line) > PARAGRAPH:
            packed.append([])
        packed[-1].append(line)
    return [join_text(some, "\n") for some in packed]


def _more_sentence(count: int) -> list[Said]:
    return [texts.MORE(count=count)] if count > 0 else []


def _helper_line(helper: Helper) -> Said:
    roles = [ROLE_WORDS[role][0] for role in ROLE_WORDS if role in helper.person.roles]
    what: list[str] = [", ".join(roles)]
    if helper.details:
        metiers = {membership.metier for membership in helper.person.current if membership.metier}
        what += [texts.DEFI(name=defi.name) for defi in helper.defis]
        what += sorted(_METIERS.get(each, each) for each in metiers)
    who = texts.PERSON(name=helper.person.name, what=join_text(what, ", "))
    says = [
        texts.SAYS[sort](words=", ".join(word_name(word) for each, word in helper.says if each is sort))
        for sort in (WordSort.HELP, WordSort.PRACTISE)
        if any(each is sort for each, _ in helper.says)
    ]
    return join_text([who, *says], texts.BETWEEN) if says else who
