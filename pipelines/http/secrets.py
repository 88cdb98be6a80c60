"""Keys out of everything a person or a log may see, however the key is spelled there."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterable
from threading import Lock

REDACTED = "[redacted]"

# They log addresses with their query, and one logs a traceback with it.
_TALKATIVE = ("urllib3.connection", "urllib3.connectionpool", "urllib3.poolmanager", "urllib3.util.retry")
_WORD = 8


class Redactor(logging.Filter):
    """Replaces every key it has learnt: plain, percent-encoded (also twice), or escaped for JSON or HTML."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = Lock()

    def learn(self, secrets: Iterable[str]) -> None:
        """Remember keys. A header such as `Bearer <key>` also gives its long words."""
        with self._lock:
            before = len(self._known)
            for secret in secrets:
                self._known |= {secret, *(word for word in secret.split() if len(word) >= _WORD)} - {""}
            if len(self._known) > before:
                longest_first = sorted(self._known, key=len, reverse=True)
                self._pattern = re.compile("|".join("".join(map(_spellings, secret)) for secret in longest_first))

    def __call__(self, text: str) -> str:
        """The text without keys."""
        return self._pattern.sub(REDACTED, text) if self._pattern else text

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass without keys, its traceback included."""
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        clean = self(text)
        if clean != text:
            record.msg, record.args, record.exc_info, record.exc_text = clean, None, None, None
        return True

    def listen(self) -> None:
        """Clean what the HTTP library logs from now on."""
        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(self)

    def leave(self) -> None:
        """Stop listening."""
        for name in _TALKATIVE:
            logging.getLogger(name).removeFilter(self)


def _spellings(character: str) -> str:
    """A pattern of one character of a key, as itself or in any of the encodings."""
    code = ord(character)
    percent = "".join(f"%(?:25)*{byte:02x}" for byte in character.encode())
    spellings = [re.escape(character), rf"\\+{re.escape(character)}", f"(?i:{percent})", rf"(?i:\\+u{code:04x})"]
    spellings += [f"&#{code};", f"(?i:&#x{code:x};)"]
    if html.escape(character) != character:
        spellings.append(html.escape(character))
    if character == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"
