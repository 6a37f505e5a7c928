"""What a block looks like: prose, a headline, a byline, a masthead. Judged by form alone."""

import re

from embeddings import text as texts
from embeddings.reading.families import compiled

__all__ = [
    "capitalised",
    "ends_sentence",
    "folded",
    "is_byline",
    "is_headline",
    "is_masthead",
    "is_prose",
    "opens_dateline",
    "sentence_count",
    "stems",
]

_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]*_\s◆♦■◼∎▪]*$")
_INNER_END = re.compile(r"[a-z\d]{2}[.!][\"'”’)]* +[\"'“‘(]?[A-Z\u00c0-\u00de]")
_OPEN_END = re.compile(r"[,;:—–-]$")
_QUOTE_END = re.compile(r"[”\"»’]$")
_SPEAKER = re.compile(
    r"(?:[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de .,'’()\-/&]{1,60}|[QA]|Question|Answer|Interviewer)"
    r"(?:\s?\([^)]{1,40}\))?:\s+(?=.*[a-z])\S"
)
_LIVE = re.compile(
    r"(?: [–—|\-]|:) (?:as it happened|live|live updates|live blog|latest updates)$", re.IGNORECASE
)
"""How the headline of a live blog ends."""
_LETTER = re.compile(r"[^\W\d_]")
_BYLINE = compiled(
    r"""
    (?i:(?:words|text|story|report|interview|reporting|pictures|photos|photographs)
        (?: (?:and|&) (?:words|text|pictures|photos|photographs|photography|video|data|graphics))?
        )\s?(?::|\bby\b)\s*<NAMES>(?:(?:,| and| &) <NAMES>)*
    (?i:by) (?:our|the|a) <JOBS>(?:,? (?:in )?<NAMES>){1,2}
    (?i:(?:story |words |text |written |reported |report |analysis |opinion |commentary |photos?
        |review |compiled |posted |published |interview |edited )*by|von|par|por|di|door|author
        |authors|reporter|writer|byline)\s?[:\s]\s*(?:the )?(?:<NAMES>|<JOBS>)(?:\s?(?:,|and|&|\||/
        |·|•|-|–|—|in|for|at|of|from|with)\s*(?:the )?(?:<NAMES>|<JOBS>|\S+@\S+))*\s*\.?
    <NAMES>(?:\s?(?:,|and|&)\s<NAMES>){0,3}\s?[,|·•–—-]\s?(?:the )?(?:<NAME>\s){0,4}<JOBS>
        (?:,? .{0,40})?
    (?!(?:Open|Read|Listen|View|Watch|Continue|See|Now|Also|More|Live|Made|Published) )
        <NAMES>(?: and <NAMES>)? in <NAMES>(?:(?:,| and) <NAMES>)*
    """,
    exact_case=True,
)
_MASTHEAD_WORD = compiled(
    r"""
    news|times|post|herald|tribune|gazette|journal|daily|press|guardian|observer|agency|wires?
    broadcasting|radio|tv|television|newswire|chronicle|mail|mirror|star|sun|standard|courier
    review|today|monitor|telegraph|independent|express|examiner|bulletin|record|echo|dispatch
    sentinel|register|ledger|argus|mercury|advertiser|globe|inquirer|reporter|weekly|magazine
    media|network|channel|beacon|clarion|voice|messenger|leader|enterprise|citizen|advocate
    courrier|correo|periodico|diario|gazzetta|corriere|giornale|anzeiger|tagblatt|nachrichten
    rundschau|merkur|kurier|dagblad|courant
    insider|desk|bugle|bbc|cnn|npr|abc|nbc|cbs|itv|afp|reuters|ap|presse?|zeitung|spiegel|figaro
    monde|pais|post-?\w+
    """
)
_LONE_MASTHEAD = compiled(
    r"""
    bbc|cnn|npr|abc|nbc|cbs|itv|afp|ap|dpa|efe|reuters|bloomberg|politico|axios|figaro|spiegel|newsweek
    time|guardian|xinhua|tass|\w{3,}(?:news|times|post|presse|zeitung|blatt)
    """
)
"""One word that is a name by itself; "Mail", "Today" or "Magazine" are rather of a menu."""
_DOMAIN = compiled(
    r"""
    (?:www\.)?[\w\-]+(?:\.[\w\-]+)*\.(?:com|org|net|news|co|uk|de|fr|eu|info|tv|io|au|ca|in|ie|nz
        |us|gov|int|example|test)(?:\.\w\w)?
    """
)
_DATELINE = compiled(
    r"""
    (?:[A-Z][A-Z.'’\-]+(?:[ ,/]+[A-Z][A-Z.'’\-]+)*)(?:, [A-Z][\w. ]{1,25})?
        (?:,? [A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?)?\s?(?:\([^)]{2,40}\))?\s?(?:[-–—]{1,2}|:)\s
    [A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,3}(?:, [A-Z][\w. ]{1,25}){0,2}
        (?:, [A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?)?\s?(?:\([^)]{2,40}\)\s?[-–—]{1,2}|[–—]|--)\s
    \((?:Reuters|AP|AFP|CNN|UPI|[A-Z]{2,6})\)\s?(?:[-–—]\s?)?[A-Z]
    """,
    exact_case=True,
)
_ORDERS = frozenset(
    "continue search read visit see more back go follow welcome support about get from open "
    "subscribe join view listen watch download try heard aired as also".split()
)
"""Words with which a button begins and no outlet's name does: "Search the Courier"."""
_SMALL = frozenset(
    "a an the of and or in on at to for by with from de la le du van von der des und".split()
)


_COMMON = frozenset(
    "about after again against although among another around because become before being "
    "between could during every first found going great however including least little might "
    "never number nobody nothing often other people place really right second should since "
    "something still their there these thing think those though three through today together "
    "towards under until which while whole whose within without would years month yesterday "
    "morning monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july august september october november december".split()
)
_STEM, _LEAST_WORD = 6, 5
"""Letters: words from five on count, by their first six, as a rough stem."""
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_POST = compiled(
    r"""
    .*\b(?:local|chief|senior|junior|court|crime|politics|political|health|education|business|staff
        |sports?|democracy|science|environment|transport|features|investigations|home|foreign
        |affairs|arts|social|economics|city|trainee) (?:reporter|correspondent|editor|writer|desk)
    """
)
"""What a journalist is employed as, though "Reporter" may be a paper's name as well."""


def ends_sentence(text: str) -> bool:
    """Tell whether a text stops where a sentence may stop."""
    return _END.search(text) is not None


def capitalised(text: str) -> float:
    """Return the share ``[0, 1]`` of a text's longer words that begin with a capital."""
    words = [w for w in re.findall(r"[^\W\d_][\w'’\-]*", text) if w.lower() not in _SMALL]
    return sum(w[0].isupper() for w in words) / len(words) if words else 0.0


def is_prose(text: str) -> bool:
    """Tell running text from headings, labels and fragments."""
    if not _LETTER.search(text) or _LIVE.search(text):
        return False
    words = text.split()
    count = len(words)
    if _SPEAKER.match(text) and count >= 2:
        return True
    if ends_sentence(text):
        return _is_sentence(text, words)
    cut_off = count >= 5 and _INNER_END.search(text) is not None
    return count >= 25 or len(text) > 400 or cut_off or _goes_on(text, count)


def _goes_on(text: str, count: int) -> bool:
    """Tell a sentence without its stop: it waits for a list or a quotation, or is long enough."""
    if _OPEN_END.search(text):
        return count >= 5 and capitalised(text) < 0.6
    if _QUOTE_END.search(text) and text[0] in "\"“«‘'":
        return count >= 10
    return count >= 17 and capitalised(text) < 0.4


def _is_sentence(text: str, words: list[str]) -> bool:
    if text == text.upper() and len(words) < 8 and not text.startswith(('"', "“")):
        return not text.isascii() and text.lower() == text  # Scripts without case have no capitals.
    if len(words) >= 4:
        return capitalised(text) < 0.95 or len(words) >= 8 or text[0] in '"“'
    last = words[-1].strip("\"'”’»)(.!?…")
    return len(words) >= 2 and (last.islower() or text[0] in '"“') and text[0].upper() == text[0]


def is_headline(text: str) -> bool:
    """Tell what could be a headline: a line of some words that is no sentence with a full stop."""
    words = text.split()
    if not 2 <= len(words) <= 30 or len(text) > 220 or not _LETTER.search(text):
        return False
    if text[-1] in ",;—–-" or (text[0].islower() and not text[0].isdigit() and len(words[0]) > 1):
        return bool(re.match(r"[a-z]+[A-Z]|e[A-Z-]", text))
    return not is_prose(text) or (text[-1] in "?!…\"'”’" and len(words) <= 20)


def is_byline(text: str) -> bool:
    """Tell a line that names the article's authors."""
    return len(text.split()) <= 22 and _BYLINE.fullmatch(text) is not None


def is_masthead(text: str) -> bool:
    """Tell a line that reads like an outlet's name: a few capitalised words with a press word."""
    words = text.split()
    if _DOMAIN.fullmatch(text):
        return True
    if (
        not 1 <= len(words) <= 5
        or ends_sentence(text)
        or re.search("[:,;]", text)
        or not words[0][0].isupper()
    ):
        return False
    if len(words) == 1:
        return _LONE_MASTHEAD.fullmatch(text) is not None
    if _POST.fullmatch(text) or words[0].lower() in _ORDERS:
        return False
    named = any(_MASTHEAD_WORD.fullmatch(word.strip("(),")) for word in words)
    return named and capitalised(text) == 1.0


def opens_dateline(text: str) -> bool:
    """Tell whether a paragraph opens as agencies open an article: ``KABUL, July 3 (Reuters) -``."""
    return _DATELINE.match(text) is not None


def sentence_count(text: str) -> int:
    """Return the number of sentences."""
    return len(texts.sentences(text))


def folded(text: str) -> str:
    """Return only a text's letters and digits in lower case, for comparing wordings."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def stems(text: str) -> frozenset[str]:
    """Return rough stems of a text's longer and rarer words, for telling what it speaks of."""
    return frozenset(
        word.casefold()[:_STEM]
        for word in _WORD.findall(text)
        if len(word) >= _LEAST_WORD and word.casefold() not in _COMMON
    )
