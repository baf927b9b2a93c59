"""No word of a page is lost: each stands in its own dispositif's JSON, as often as on the page, and in no other."""

import re
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.page import PageError, read_page
from tests.bot.catalogue.pages import PAGE, words_in, words_of

_BULLET_NAMES = ("Fréquence", "Durée", "S’y préparer", "S'en inspirer")
_MARKS = (
    "{}",
    "{}",
    "**{}**",
    "*{}*",
    "`{}`",
    "~~{}~~",
    "[{}](voir.md)",
    "[{}](https://exemple.fr/a_(b))",
    "<b>{}</b>",
)


def test_own_page_loses_no_word() -> None:
    parts = re.split(r"^#### ", PAGE, flags=re.MULTILINE)[1:]
    bodies = [re.split(r"^### ", part, flags=re.MULTILINE)[0] for part in parts]
    catalogue = read_page(PAGE)
    assert [words_of(one) for one in catalogue.dispositifs] == [words_in(_without_marks(body)) for body in bodies]


def _without_marks(body: str) -> str:
    body = re.sub(r"\]\([^\s]*?\)+(?=[\s,.])|<!--.*?-->|</?(?:b|br)>", " ", body)
    label = r"^[-*] \**(?:Fr[ée]quence|frequence|Durée|S[’']y préparer|S'Y PRÉPARER|S[’']en inspirer)\s*:"
    return re.sub(label, "", body, flags=re.MULTILINE)


@dataclass
class Written:
    """A page under way: its lines, and for each dispositif the words it must keep."""

    draw: st.DrawFn
    lines: list[str] = field(default_factory=list)
    kept: list[list[str]] = field(default_factory=list)
    count: int = 0

    def words(self, *, marked: bool = True) -> str:
        """Write one to four words that stand nowhere else, with marks around some, and remember them."""
        written = []
        for _ in range(self.draw(st.integers(1, 4))):
            self.count += 1
            word = f"mot{self.count}é"
            self.kept[-1].append(word)
            written.append(self.draw(st.sampled_from(_MARKS)).format(word) if marked else word)
        return self.draw(st.sampled_from((" ", ", ", " : ", "\u00a0"))).join(written)

    def block(self, unused: list[str]) -> list[str]:
        """Write one block of a dispositif; `unused` are the known bullets that may still come."""
        kinds = {
            "prose": lambda: [self.words(), self.words()],
            "list": lambda: [f"* {self.words()}", f"* {self.words(marked=False)} : {self.words()}"],
            "nested": lambda: [f"- {self.words()}", f"    - {self.words()}", f"        1. {self.words()}"],
            "loose": lambda: [f"1. {self.words()}", "", f"   {self.words()}", f"2. {self.words()}"],
            "quote": lambda: [f"> {self.words()}", f"> * {self.words()}"],
            "table": lambda: [f"| {self.words()} | b |", "| --- | --- |", f"| {self.words()} |"],
            "fence": lambda: ["```", self.words(marked=False), "```"],
            "smaller": lambda: [f"##### {self.words()}", self.words(), "", f"* {self.words()}"],
            "html": lambda: ["<div>", self.words(marked=False), "</div>"],
            "known": lambda: [f"* {unused.pop()} : {self.words()}", f"  {self.words()}"] if unused else [],
        }
        return kinds[self.draw(st.sampled_from(sorted(kinds)))]()


@st.composite
def pages(draw: st.DrawFn) -> Written:
    page = Written(draw)
    page.lines += ["# Titre", "", "Début.", ""]
    for audience in range(draw(st.integers(1, 3))):
        page.lines += [f"### Public {audience}", ""]
        for _ in range(draw(st.integers(1, 3))):
            page.kept.append([])
            page.lines += [f"#### {page.words(marked=False)}", "", page.words(), ""]
            unused = list(_BULLET_NAMES)
            for _ in range(draw(st.integers(0, 5))):
                page.lines += [*page.block(unused), ""]
    return page


@settings(max_examples=60, deadline=None)
@given(pages())
def test_any_page_keeps_each_word_once_and_in_its_place(page: Written) -> None:
    catalogue = read_page("\n".join(page.lines))
    found = [[word for word in words_of(one) if word.startswith("mot")] for one in catalogue.dispositifs]
    assert found == [sorted(words) for words in page.kept]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab é’':*_`[](){}<>#|-+1.\\!&~\n"), max_size=60))
def test_any_text_keeps_its_letters_or_is_refused(text: str) -> None:
    written = f"### Défi\n#### Essai\nDébut. {text}\n\nFin.\n"
    try:
        (one,) = read_page(written).dispositifs
    except PageError:
        return
    assert one.description.startswith("Début.")
    assert "Fin." in one.description or any("Fin." in autre.texte for autre in one.autres)
