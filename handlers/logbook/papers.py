"""The files of a logbook for its owner, in Markdown, and the description of its picture. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.catalogue.phases import tag_of
from bot.dates.words import day_words, month_words
from bot.logbook.model import AIMS, Logbook, Place, first_day
from bot.programme.model import Defi, Promotion
from handlers.kit.sentences import end_sentence, with_de

from . import texts
from .views import label_of, progress_lines

NEVER = ("resultat", "preuve")


def whole_logbook_text(book: Logbook, promotion: Promotion, *, now: datetime) -> str:
    lines = [f"# {texts.WHOLE_TITLE.format(promotion=promotion.name)}", ""]
    lines += _part_lines(texts.AIMS, _answer_lines(book, [("", name) for name in (*AIMS, *NEVER)]))
    lines += _part_lines(texts.SKILLS, _level_lines(book))
    for month in book.months:
        places = [(month, name) for name in book.questions(month)]
        lines += _part_lines(_month_title(month), [*_answer_lines(book, places), *_proof_lines(book, month, now=now)])
    return _file_text(lines)


def cv_text(book: Logbook, promotion: Promotion, *, defis: Sequence[Defi], now: datetime) -> str:
    """Return « Valoriser » in Markdown: two lines for a CV, then the aims, the work, the results and the evidence."""
    since, until = with_de(month_words(promotion.starts_on)), month_words(promotion.ends_on)
    held = "".join(texts.CV_DEFI.format(name=defi.name, administration=defi.administration) for defi in defis)
    first = texts.CV_FIRST.format(promotion=promotion.name, defis=held, since=since, until=until)
    result, proof = book.text("resultat"), book.text("preuve")
    done = [book.text("avance", month) for month in book.months]
    done.append("\n".join(f"- {evidence.said} ({day_words(evidence.day, now)})" for evidence in book.evidence))
    aims = [book.text(name) for name in AIMS]
    parts = (aims, done, [result, "\n".join(_level_lines(book))], [proof])
    lines = [f"# {texts.CV_TITLE}", "", f"## {texts.CV_LINES}", "", f"- {first}"]
    lines += [f"- {' '.join((result or texts.CV_EMPTY).split())}", ""]
    for title, several in zip(texts.CV_PARTS, parts, strict=True):
        lines += _part_lines(title, ["\n\n".join(one for one in several if one) or texts.CV_EMPTY])
    return _file_text(lines)


def alt_text(book: Logbook) -> str:
    return texts.ALT.format(lines=" ".join(end_sentence(text.plain.replace("*", "")) for text in progress_lines(book)))


def _level_lines(book: Logbook) -> list[str]:
    found = []
    for progress in book.progress:
        by_phase = (
            texts.PHASE_LEVEL.format(phase=phase, level=texts.LEVELS[level])
            for phase, level in sorted(progress.by_phase.items())
        )
        found.append(texts.ITEM.format(name=tag_of(progress.skill).name, what=", ".join(by_phase)))
    return found


def _answer_lines(book: Logbook, places: Iterable[Place]) -> list[str]:
    found = []
    for place in places:
        word = book.words.get(place)
        for text in (word.text, word.aside) if word else ():
            if text:
                found.append(f"**{label_of(book, place[1], word=word)}**\n\n{text}\n")
    return found


def _proof_lines(book: Logbook, month: str, *, now: datetime) -> list[str]:
    kept = [
        texts.ITEM.format(name=day_words(evidence.day, now), what=evidence.said) for evidence in book.evidence_of(month)
    ]
    return [f"**{texts.PROOFS}**\n", *kept, ""] if kept else []


def _part_lines(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


def _month_title(month: str) -> str:
    words = month_words(first_day(month))
    return words[:1].upper() + words[1:]


def _file_text(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip() + "\n"
