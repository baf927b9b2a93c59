"""What must hold for every view and message; their structure as it is drawn today, in one file (a line a drawing).

Their words are read aloud (`test_read_aloud.py`). `UPDATE_GOLDEN=1` writes the files anew: read what changed first.
"""

import inspect
import json
import os
import pkgutil
import re
from cProfile import Profile
from dataclasses import asdict, replace
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

import handlers
from bot.catalogue.catalogue import OWN_WORDS, Menu
from bot.sandbox.blockkit.judge import MESSAGE_TEXT, message_faults, text_length, view_faults
from handlers.catalogue import views as catalogue
from handlers.catalogue.views import CardAudience
from handlers.kit import told as cut
from handlers.kit.blocks import Json, Message
from handlers.kit.sentences import sentence
from handlers.kit.texts import MORE
from tests.handlers.examples import EXAMPLES, Drawn, draw_all
from tests.handlers.skeleton import skeleton
from tests.handlers.typography import faults, texts_in

MODULES = [one.name for one in pkgutil.walk_packages(handlers.__path__, "handlers.")]
STRUCTURE = Path(__file__).parent / "structure.txt"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
WORDS_ALONE = re.compile(r" \[(?:(?:section(?: mrkdwn)?|header|divider|context \[mrkdwn\])(?:, )?)*\] paper=None")
BUTTONS = 5
FIELDS = 5  # of a form at first view: « Préciser » shows the others
MORE_FIELDS = {  # forms that show more at once, by the beginning of their examples' names
    "answering.answer_form": "A mentor answers four séances at once; answers are filled in, times optional.",
    "asking.need_form.again": "Everything was filled in for the cycle before, and is shown to be changed.",
    "asking.need_form.gone": "Likewise.",
    "report.at_once": "A coach writes a whole report in one form instead of a window for each of eleven sections.",
    "setup.form.defi.overtaken": "Both people's words stand beside each other, wherever they differ.",
    "support.form": "A team writes down its four answers together, each with its axis. All of them are optional.",
}
UNDATED = {f"gatherings.{verb}" for verb in ("join_group", "withdraw", "support", "take_back")}  # of a group, of words
_DAY, _NONE_YET = "(?:lun|mar|mercre|jeu|vendre|same|diman)(?:di|che) ", "(?:votre )?réponse attendue"
DATED = re.compile(rf"{_DAY}|.* : {_NONE_YET}")  # a date comes first, or what there is while there is none
A_DATE = re.compile(rf"{_DAY}\d|(?:demain|aujourd’hui|hier) à")
EMOJI_ONLY = re.compile(r"(?:\s|:[a-z0-9_+-]+:|[^\w\s])+")
OWN_CARDS = {
    f"{one.key}.{seen.name.lower()}": catalogue.card(OWN_WORDS, one.key, audience=seen)
    for one in OWN_WORDS.catalogue.dispositifs
    for seen in CardAudience
} | {
    "menu": catalogue.menu_message(Menu(OWN_WORDS, None, tuple(one.key for one in OWN_WORDS.catalogue.dispositifs[:3])))
}
DRAWING = [import_module(name) for name in MODULES if name.endswith("views")]
SENTENCES = [import_module(name) for name in MODULES if name.endswith("texts")]


def all_drawn() -> dict[str, Drawn]:
    """Give all that is drawn of an example, or of the catalogue's own words."""
    return {**draw_all(), **OWN_CARDS}


def messages() -> dict[str, Message]:
    """Give the messages among them."""
    return {name: one for name, one in all_drawn().items() if isinstance(one, Message)}


def views() -> dict[str, dict[str, Any]]:
    """Give the views among them."""
    return {name: one for name, one in all_drawn().items() if isinstance(one, dict)}


# One test a rule, over all that is drawn: three thousand tests of a millisecond would take longer to hand out than to
# run. Each names everything that breaks its rule.


def test_views_are_built_as_the_file_says() -> None:
    names: dict[str, list[str]] = {}
    for name, one in sorted(draw_all().items()):
        if not WORDS_ALONE.fullmatch(bones := skeleton(plain(one))):  # whose order is read aloud
            names.setdefault(bones, []).append(name)
    built = "".join(f"{', '.join(alike)}: {bones}\n" for bones, alike in names.items())
    if UPDATE:
        STRUCTURE.write_text(built, encoding="utf-8")
    kept = STRUCTURE.read_text(encoding="utf-8")
    changed = unified_diff(kept.splitlines(), built.splitlines(), STRUCTURE.name, "as it is drawn", n=0, lineterm="")
    assert "\n".join(changed) == ""


def test_every_drawing_function_has_an_example() -> None:
    drawing = {
        f"{one.__name__}.{name}" for one in DRAWING for name, each in vars(one).items() if draws(name, each, one)
    }
    assert sorted(drawing - called_while_drawing()) == []


def test_plain_words_hold_no_marks_of_markup() -> None:
    """Slack draws no markup in labels, hints and titles: a backtick is read as it stands."""
    assert {name: found for name, one in all_drawn().items() if (found := marked(plain(one)))} == {}


def marked(drawn: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Give the words of ours that are shown as they are and hold a mark; what somebody typed may."""
    if isinstance(drawn, list):
        return [found for one in drawn for found in marked(one)]
    if not isinstance(drawn, dict):
        return []
    own = drawn.get("type") == "plain_text" and "`" in drawn["text"]
    return ([drawn["text"]] if own else []) + [found for one in drawn.values() for found in marked(one)]


def called_while_drawing() -> set[str]:
    """Give the functions that are called, by module and name, while every example is drawn anew."""
    for cached in (one for module in DRAWING for one in vars(module).values() if hasattr(one, "cache_clear")):
        cached.cache_clear()
    with Profile(builtins=False) as profile:  # in C: one of ours took as long as all the drawing
        for draw in EXAMPLES.values():
            draw()
    names = {one.__file__: one.__name__ for one in DRAWING}
    codes = [one.code for one in profile.getstats() if isinstance(one.code, CodeType)]
    return {f"{names[one.co_filename]}.{one.co_name}" for one in codes if one.co_filename in names}


def test_messages_are_those_that_slack_takes() -> None:
    blocks = {name: list(one.blocks) for name, one in messages().items()}
    assert {name: found for name, one in blocks.items() if (found := message_faults(one))} == {}
    assert {name: long for name, one in blocks.items() if (long := text_length(one)) > MESSAGE_TEXT} == {}


def test_modals_are_those_that_slack_takes() -> None:
    assert {name: found for name, one in views().items() if (found := view_faults(one))} == {}


def test_messages_say_it_all_in_their_text() -> None:
    endings = {"catalogue.help_card": r"[\w)]", "catalogue.nearest": r"\?"}  # the help is a list, a line a feature
    whole = {name: rf"(?s)(?:[*<«A-ZÀÉ]|&lt;).{{15,}}{endings.get(name, '[.…]')}" for name in messages()}
    assert {name: one.text for name, one in messages().items() if not re.fullmatch(whole[name], one.text)} == {}


@pytest.mark.parametrize("name", ["card.card.booker", "card.card.guest", "card.card.host"])
def test_card_text_holds_what_when_with_whom_and_where(name: str) -> None:
    text = messages()[name].text
    needed = (
        "Bureau d’aide",
        "mardi 12 mai",
        "de 14\u00a0h à 15\u00a0h",
        "heure de Paris",
        "Carte Vive",
        "https://visio.",
    )
    assert [fact for fact in needed if fact not in text] == []


@pytest.mark.parametrize("name", ["card.card.cancelled", "news.cancelled.guest", "news.cancelled.host"])
def test_cancellation_text_holds_what_and_when(name: str) -> None:
    text = messages()[name].text
    assert [fact for fact in ("bureau d’aide", "annulé", "mardi 12 mai à 14\u00a0h") if fact not in text] == []


@pytest.mark.parametrize(("card", "again"), [("cancelled", True), ("cancelled.host", False)])
def test_a_cancelled_card_offers_who_books_to_book_again(card: str, again: bool) -> None:
    shown = [one["text"]["text"] for one in buttons(draw_all()[f"card.card.{card}"])]
    assert shown == (["Réserver à nouveau"] if again else [])


def test_only_who_booked_and_the_host_can_change_it_for_all() -> None:
    cards = ("booker", "guest", "host")
    shown = {card: [one["action_id"] for one in buttons(draw_all()[f"card.card.{card}"])] for card in cards}
    for_all = ["helpdesk.move", "helpdesk.cancel", "helpdesk.more"]
    assert shown == {
        "booker": for_all,
        "guest": ["helpdesk.leave", "helpdesk.paper", "helpdesk.more"],
        "host": for_all,
    }


def test_a_card_has_three_buttons_at_most_none_red_and_its_link_as_text() -> None:
    """A card is what is kept true of an appointment: `shorten_card` leaves the rest to « Autres actions »."""
    cards = {name: one for name, one in messages().items() if one.whole}
    assert len(cards) > 40
    shown = {name: buttons(one) for name, one in cards.items()}
    assert {name: len(each) for name, each in shown.items() if len(each) > cut.MOST_ON_CARD} == {}
    assert {name for name, each in shown.items() if each[-1]["text"]["text"] != MORE} == set()
    assert {name for name, each in shown.items() if any(one.get("style") == "danger" for one in each)} == set()
    assert {name for name, each in shown.items() if any(one["action_id"] == "kit.link" for one in each)} == set()
    rooms = {
        name: one["url"]
        for name, card in cards.items()
        for block in card.whole
        for one in block.get("elements", ())
        if one.get("action_id") == "kit.link"
    }
    assert {name for name, url in rooms.items() if url not in written(cards[name])} == set()


def test_typed_text_pings_nobody() -> None:
    text = written(draw_all()["card.card.hostile"])
    assert re.findall(r"<[!@#]", text) == []
    assert "&lt;!channel&gt; &amp; &lt;@U0AUTRE&gt;" in text


def test_messages_have_five_buttons_at_most() -> None:
    assert {name: many for name, one in messages().items() if (many := len(buttons(one))) > BUTTONS} == {}


def test_forms_have_five_fields_at_most_before_preciser() -> None:
    many = {
        name: fields
        for name, view in views().items()
        if "precise" not in name.split(".")
        if (fields := len([block for block in view["blocks"] if block["type"] == "input"])) > FIELDS
    }
    known = {name: [start for start in MORE_FIELDS if f"{name}.".startswith(f"{start}.")] for name in many}
    assert {name: many[name] for name, starts in known.items() if not starts} == {}
    assert {*MORE_FIELDS} - {start for starts in known.values() for start in starts} == set()


def test_what_preciser_shows_holds_all_that_was_shown_before() -> None:
    """Slack keeps what is typed in a block of the same name only."""
    lost = {}
    for name, view in views().items():
        first = views().get(re.sub(r"\.precise.*", "", name)) if "precise" in name.split(".") else None
        if first is not None:
            shown, more = (
                [block["block_id"] for block in one["blocks"] if block["type"] == "input"] for one in (first, view)
            )
            lost[name] = [field for field in shown if field not in more]
            assert len(more) > len(shown), name
    assert len(lost) > 9
    assert {name: fields for name, fields in lost.items() if fields} == {}


def test_repeated_buttons_name_their_objects() -> None:
    alike, unnamed = {}, {}
    for name, drawn in all_drawn().items():
        shown = buttons(drawn)
        actions = [one["action_id"].partition(":")[0] for one in shown]
        repeated = [one for one, action in zip(shown, actions, strict=True) if actions.count(action) > 1]
        labels = [one.get("accessibility_label") or one["text"]["text"] for one in repeated]
        alike[name] = sorted({one for one in labels if labels.count(one) > 1})
        unnamed[name] = [one for one in repeated if not one.get("accessibility_label") and isinstance(drawn, Message)]
    assert {name: one for name, one in alike.items() if one} == {}
    assert {name: one for name, one in unnamed.items() if one} == {}


def test_that_a_field_is_optional_is_said_by_its_mark_alone() -> None:
    """Slack and our pages write « (facultatif) » behind its label: words of ours would say it twice, on some."""
    ours = re.compile(r"si vous (le souhaitez|voulez)|facultati|optionnel", re.IGNORECASE)
    said = {
        (name, block["label"]["text"])
        for name, view in views().items()
        for block in view["blocks"]
        if block.get("optional")
        if ours.search(block["label"]["text"]) or ours.match((block.get("hint") or {"text": ""})["text"])
    }
    assert said == set()


def test_spoken_name_begins_with_its_date_and_holds_what_is_seen() -> None:
    late, lost = set(), set()
    for name, drawn in all_drawn().items():
        for one in buttons(drawn):
            seen, heard = one["text"]["text"], one.get("accessibility_label")
            if heard and A_DATE.search(heard) and not A_DATE.match(heard) and not A_DATE.search(seen):
                late.add((name, heard))
            if heard and seen not in heard:
                lost.add((name, heard))
    assert (late, lost) == (set(), set())


def test_what_asks_to_be_sure_asks_a_question() -> None:
    asked = {
        one["confirm"]["title"]["text"] for drawn in all_drawn().values() for one in buttons(drawn) if "confirm" in one
    }
    assert {one for one in asked if not one.endswith("\u00a0?")} == set()


def test_no_view_has_a_danger_alone() -> None:
    styled = {name: {one.get("style") for one in buttons(drawn)} - {None} for name, drawn in all_drawn().items()}
    assert sorted(name for name, styles in styled.items() if styles == {"danger"}) == []


def test_spoken_name_that_is_cut_begins_with_its_date() -> None:
    cut = {
        (name, one["accessibility_label"])
        for name, drawn in all_drawn().items()
        for one in buttons(drawn)
        if one.get("accessibility_label", "").endswith("…") and one["action_id"].partition(":")[0] not in UNDATED
    }
    assert {(name, label) for name, label in cut if not DATED.match(label)} == set()


def test_catalogue_cuts_no_sentence() -> None:
    assert {name for name, one in OWN_CARDS.items() if any("…" in text for text in texts_in(plain(one)))} == set()


def test_a_month_shows_whole_lines_and_names_the_rest() -> None:
    told = messages()["gatherings.month.more"]
    assert "…" not in told.text
    assert re.search(
        r"Et \d+\u00a0autres rendez-vous : .+\. Toutes les dates : `/dispositifs`", told.text.replace("\u00a0:", " :")
    )


def test_no_text_is_a_sign_alone() -> None:
    signs = {
        name: [text for text in texts_in(plain(one)) if EMOJI_ONLY.fullmatch(text)] for name, one in all_drawn().items()
    }
    assert {name: one for name, one in signs.items() if one} == {}


def test_views_are_set_as_french_wants_it() -> None:
    found = {}
    for name, one in all_drawn().items():
        drawn = plain(one)
        if name == "card.card.hostile":  # a person's own words are shown as they were typed
            drawn = json.loads(json.dumps(drawn).replace("*gras*, 1 &lt; 2", "").replace("&gt; :", "&gt;"))
        found[name] = [
            fault for text in ([drawn] if isinstance(drawn, str) else texts_in(drawn)) for fault in faults(text)
        ]
    assert {name: one for name, one in found.items() if one} == {}


@pytest.mark.parametrize("texts", SENTENCES, ids=lambda one: one.__name__)
def test_sentence_is_set_as_french_wants_it(texts: ModuleType) -> None:
    assert [fault for text in sentences(vars(texts)) for fault in faults(text)] == []


def sentences(value: Any) -> list[str]:  # noqa: ANN401 - whatever a module of texts holds
    """Give the sentences that a module of texts holds as they are, in tuples and dictionaries too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, sentence):
        return [value(**dict.fromkeys(value.names, "Léa"))]
    if isinstance(value, dict):
        names = [(key, one) for key, one in value.items() if not str(key).startswith("__")]
        return [text for _, one in names for text in sentences(one)]
    return [text for one in value for text in sentences(one)] if isinstance(value, tuple | list) else []


def draws(name: str, one: object, module: ModuleType) -> bool:
    function = inspect.unwrap(one) if callable(one) else one
    return not name.startswith("_") and inspect.isfunction(function) and function.__module__ == module.__name__


def plain(drawn: Drawn) -> Any:  # noqa: ANN401 - JSON
    """Give what is drawn as JSON's own kinds."""
    shown: Any = asdict(replace(drawn, whole=())) if isinstance(drawn, Message) else drawn
    if isinstance(drawn, Message):
        del shown["whole"], shown["told_as"]  # of a card, for mails: what Slack shows is what is drawn here
    return json.loads(json.dumps(shown))


def written(drawn: Drawn) -> str:
    """Give what is drawn as a golden file holds it: no-break spaces are written so that they can be seen."""
    text = json.dumps(plain(drawn), ensure_ascii=False, indent=2) + "\n"
    return text.replace("\u00a0", "\\u00a0").replace("\u202f", "\\u202f")


def buttons(drawn: Drawn) -> list[Json]:
    """Give the buttons, wherever they stand."""
    found: list[Json] = []

    def look(one: Any) -> None:  # noqa: ANN401 - JSON
        if isinstance(one, dict):
            if one.get("type") == "button":
                found.append(one)
            for part in one.values():
                look(part)
        elif isinstance(one, list):
            for part in one:
                look(part)

    look(plain(drawn))
    return found
