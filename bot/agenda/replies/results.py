"""Check whether our own mail server proves the sender of a mail (RFC 8601, Authentication-Results); pure.

Anybody can write such a header into a mail, even under our server's name. Our server adds its own last, on top: only
the uppermost header under its name can prove a sender, and the others can only refuse it (docs/reponses.md).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s;="]+)|([;=])')
LONGEST = 10_000  # characters of a header
Result = tuple[str, str, Mapping[str, str]]  # a method, what came of it, and on what (« header.from » → a domain)


def is_proven(headers: Iterable[str], *, authserv: str, sender: str) -> bool:
    """Return whether our server proves that `sender`, an address, wrote the mail; `headers` come uppermost first.

    Proof is a DMARC pass or, where the uppermost header names no DMARC, a valid signature (DKIM) of the sender's domain
    or of one above it. A DMARC result under our name that is not a pass for this domain refuses, wherever it stands.
    """
    domain = sender.rpartition("@")[2]
    ours = [results for header in headers if (results := _read(header, authserv)) is not None]
    checked = [
        (came, _domain(on, "header.from")) for results in ours for method, came, on in results if method == "dmarc"
    ]
    if not ours or any(result != ("pass", domain) for result in checked):
        return False
    if any(method == "dmarc" for method, _, _ in ours[0]):
        return True
    return any(
        method == "dkim" and came == "pass" and _covers(_domain(on, "header.d") or _domain(on, "header.i"), domain)
        for method, came, on in ours[0]
    )


def _covers(signer: str, domain: str) -> bool:
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))


def _domain(on: Mapping[str, str], name: str) -> str:
    return on.get(name, "").rpartition("@")[2].lower()


def _read(header: str, authserv: str) -> list[Result] | None:
    """Return the results of a header of our server, None for another server's header or an invalid one."""
    tokens = [*_tokens(_without_comments(header[:LONGEST]))]
    if not tokens or tokens[0].lower() != authserv.strip().lower():
        return None
    results: list[Result] = []
    for words in _split(tokens[1:]):
        pairs = [(words[at - 1].lower(), words[at + 1].lower()) for at in range(1, len(words) - 1) if words[at] == "="]
        if pairs:
            method, came = pairs[0]
            results.append((method.partition("/")[0], came, dict(pairs[1:])))
    return results


def _split(tokens: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in tokens:
        if word == ";":
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        # A text in quotes is a value, even with `;` or `=` in it.
        yield found[1].replace("\\", "").replace(";", "").replace("=", "") if found[1] is not None else found[0]


def _without_comments(text: str) -> str:
    """Remove comments in (nested) brackets outside quotes, since a comment could contain « dmarc=pass »."""
    kept, depth, quoted, escaped = list[str](), 0, False, False
    for sign in text:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
            continue
        elif sign == ")" and depth:
            depth -= 1
            kept.append(" ")
            continue
        if not depth:
            kept.append(sign)
    return "".join(kept)
