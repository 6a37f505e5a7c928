"""Bytes to text: the encoding found out, what is no text refused."""

import re

from embeddings.errors import InputError

__all__ = ["decode"]

_MAGIC = {
    b"PK\x03\x04": "a zip archive or an office document",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a sound, video or WebP file",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a SQLite database",
    b"OggS": "a sound file",
    b"ID3": "a sound file",
    b"{\\rtf": "an RTF document",
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65_536
_MOST_CONTROL = 0.005
"""Share of control bytes beyond which a file is no text; a stray NUL in a text is well below."""
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w\-]{3,20})", re.IGNORECASE)
_TYPOGRAPHY = frozenset(
    b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa3\xa9\xab\xad\xae\xb0\xbb\xbd"
)


def decode(data: bytes, *, markup: bool = False) -> str:
    """Return the text of a file: UTF-8 or UTF-16, else what the page declares, else a guess.

    A byte-order mark is dropped. Raises ``InputError`` for an empty file, for what is no text,
    and where no encoding fits.
    """
    if not data.strip(b" \t\r\n\xef\xbb\xbf\x00"):
        raise InputError("the file is empty; an article's text was wanted")
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"the content is {name}, not text; save the page as text or HTML")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if (wide := _wide(data)) is not None:
        return wide
    sample = data[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(1, _MOST_CONTROL * len(sample)):
        raise InputError("the content is binary, not text; save the page as text or HTML")
    if (text := _utf8(data)) is not None:
        return text
    return _legacy(data, markup=markup)


def _wide(data: bytes) -> str | None:
    """Read UTF-16 without a mark: in Western text every second byte is zero."""
    sample = data[:_SAMPLE]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if (
            len(half) > 8
            and half.count(0) > 0.7 * len(half)
            and sample[1 - start :: 2].count(0) == 0
        ):
            return data.decode(encoding, errors="replace")
    return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:  # The file was cut off within its last character.
            return data[: error.start].decode("utf-8")
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    foreign = sum(not char.isascii() for char in text)
    return text if broken <= 0.1 * foreign else None


def _legacy(data: bytes, *, markup: bool) -> str:
    declared = _DECLARED.search(data[:4096]) if markup else None
    if declared:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # The page names an encoding that it is not in: find out like any other.
    high = {byte for byte in data if byte >= 0x80}
    if not high <= _TYPOGRAPHY:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - few files need it

        best = from_bytes(
            data[:_SAMPLE],
            cp_isolation=[
                "cp1252",
                "cp1250",
                "cp1251",
                "koi8-r",
                "gb18030",
                "big5",
                "shift_jis",
                "euc_kr",
            ],
        ).best()
        if best is not None and sum(byte >= 0x80 for byte in data[:_SAMPLE]) > 0.2 * len(
            data[:_SAMPLE]
        ):
            return data.decode(best.encoding, errors="replace")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the encoding could not be found out (byte {error.object[error.start]:#04x} at "
            f"{error.start}); save the file as UTF-8"
        ) from error
