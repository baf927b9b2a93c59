"""Decode the bytes of an imported file, in UTF-8 or Windows-1252, and report common wrong formats."""

from bot.programme.files.faults import FaultList
from bot.runtime.limits import PROMOTION_FILE

MAX_BYTES = PROMOTION_FILE.size
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"  # .xlsx and .ods are ZIP files


def decode(data: bytes, faults: FaultList) -> str | None:
    """Return the text of `data` without its byte order mark. Note a fault and return None if it is empty or not text.

    Text that is not UTF-8 is read as Windows-1252, in which spreadsheets save "CSV"."""
    reason = _bytes_fault(data)
    text = None if reason else _decode_either(data)
    if text is not None and not text.strip():
        reason = "Ce fichier est vide : choisissez-en un autre."
    elif text is None or "\0" in text:
        reason = reason or "Ce fichier n’est pas du texte : enregistrez-le au format « CSV UTF-8 »."
    if reason:
        faults.note(1, "", reason=reason)
        return None
    return text


def _bytes_fault(data: bytes) -> str | None:
    if len(data) > MAX_BYTES:
        return "Ce fichier dépasse 1\u00a0Mo : partagez-le en plusieurs fichiers."
    if data.startswith(_ZIP):
        return "Ce fichier est un classeur : enregistrez la feuille au format « CSV UTF-8 »."
    if data.startswith(_UTF16):
        return "Ce fichier est en UTF-16 : enregistrez-le au format « CSV UTF-8 »."
    return None


def _decode_either(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "windows-1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
