"""Parse single values of an imported file. A parser raises BadValue for a fault."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from bot.dates.hours import parse_clock, write_clock
from bot.dates.words import weekday_words
from bot.meeting_links import CLOSED, is_closed
from bot.programme.files.faults import BadValue
from bot.programme.spelling import fold, nearest_word, proposal_sentence, quote

NAME_LENGTH = 75  # Slack's limit of an option's label
PLACE_LENGTH = 200
EMAIL_LENGTH = 254  # RFC 5321
LINK_LENGTH = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100  # Years outside this range are typing errors.

_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"|]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_PERSON_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
_CHANNEL_LINK = re.compile(r"https://[\w.-]+\.slack\.com/archives/([A-Z0-9]+)/?(?:\?\S*)?", re.ASCII)
_SLACK_ID_LENGTH = 32
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SECONDS = re.compile(r"([0-9]{1,2}:[0-9]{2}):00")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # Unicode categories: control, format, surrogates, line breaks
_JOINERS = "\u200c\u200d"  # format characters that some names and emoji need
_WEEKDAYS = tuple(weekday_words(number) for number in range(7))


def clean_text(text: str) -> str:
    """Return `text` composed (NFC), with single spaces. Raises BadValue for a line break or an invisible character."""
    for sign in text.strip():
        if sign in "\n\r":
            raise BadValue("Cette valeur contient un retour à la ligne : écrivez-la sur une seule ligne.")
        if unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS:
            raise BadValue(f"Cette valeur contient un signe invisible (U+{ord(sign):04X}) : effacez-la et retapez-la.")
    return " ".join(unicodedata.normalize("NFC", text).split())


def make_text_reader(length: int) -> Callable[[str], str]:
    """Return a parser of text that has at most `length` characters, and a letter or a digit among them."""

    def read(text: str) -> str:
        if len(text) > length:
            raise BadValue(f"Cette valeur compte {len(text)} caractères : raccourcissez-la à {length} au plus.")
        if not any(sign.isalnum() for sign in text):
            raise BadValue(f"{quote(text)} n’a ni lettre ni chiffre : écrivez-le en toutes lettres.")
        return text

    return read


read_name = make_text_reader(NAME_LENGTH)
read_place = make_text_reader(PLACE_LENGTH)


def read_email(text: str) -> str:
    """Parse an e-mail address, which identifies a person, in lower case and NFC. Only its form is checked."""
    email = unicodedata.normalize("NFC", text.lower())
    if len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        raise BadValue(f"{quote(text)} n’est pas une adresse : écrivez-la seule, comme prenom.nom@exemple.fr.")
    return email


def read_slack_id(text: str) -> str:
    """Parse the Slack id of a person: U or W, followed by capitals and digits."""
    if len(text) > _SLACK_ID_LENGTH or not _PERSON_ID.fullmatch(text):
        raise BadValue(
            f"{quote(text)} n’est pas un identifiant Slack : copiez-le du profil (U…), ou laissez la case vide."
        )
    return text


def read_channel_id(text: str) -> str:
    """Parse the Slack id of a channel, or a link copied from Slack. Names are refused, since they can change."""
    link = _CHANNEL_LINK.fullmatch(text)
    channel = link[1] if link else text
    if len(channel) > _SLACK_ID_LENGTH or not _CHANNEL_ID.fullmatch(channel):
        raise BadValue(f"{quote(text)} n’est pas un canal : collez son lien (« Copier le lien »), ou l’identifiant C….")
    return channel


def read_day(text: str) -> date:
    """Parse a day written 2026-09-01 or 01/09/2026."""
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = found.groups()
    elif found := _FRENCH_DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise BadValue(f"{quote(text)} n’est pas une date : écrivez 2026-09-01 ou 01/09/2026.")
    try:
        return check_day(date(int(year), int(month), int(day)))
    except BadValue:
        raise
    except ValueError:
        raise BadValue(f"{quote(text)} n’existe pas dans le calendrier : corrigez le jour ou le mois.") from None


def check_day(day: date) -> date:
    """Return `day`. Raises BadValue if its year cannot be a promotion's."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValue(f"L’année {day.year} est hors de portée : écrivez-en une de {FIRST_YEAR} à {LAST_YEAR}.")
    return day


def read_time(text: str) -> str:
    """Parse a clock time, which must be on a quarter of an hour, as "HH:MM". « 9h30 » is accepted too."""
    try:
        minute = parse_clock(_SECONDS.sub(r"\1", text))
    except ValueError:
        raise BadValue(f"{quote(text)} n’est pas une heure : écrivez 09:00 ou 9h30.") from None
    if minute % 15:
        raise BadValue(f"{quote(text)} n’est pas un quart d’heure juste : finissez par :00, :15, :30 ou :45.")
    return write_clock(minute)


def read_weekday(text: str) -> int:
    """Parse a weekday; 0 is « lundi »."""
    if fold(text) not in _WEEKDAYS:
        mend = proposal_sentence(nearest_word(text, _WEEKDAYS), _WEEKDAYS)
        raise BadValue(f"{quote(text)} n’est pas un jour de la semaine. {mend}")
    return _WEEKDAYS.index(fold(text))


def read_link(text: str) -> str:
    """Parse a web address that starts with https://. The address of a service that has closed is refused."""
    try:
        address = urlsplit(text)
        host = address.hostname if address.scheme == "https" else None
    except ValueError:
        host = None
    if not host or re.search(r"[\s<>|\"]", text) or len(text) > LINK_LENGTH:
        raise BadValue(f"{quote(text)} n’est pas un lien : copiez-le en entier, avec https:// au début.")
    if is_closed(text):
        raise BadValue(f"{CLOSED} a fermé, ce lien ne fonctionne plus : donnez celui d’un autre service, ou aucun.")
    return text
