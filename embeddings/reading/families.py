"""The form in which patterns of furniture are written down: families, each with its reason."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from embeddings.records import BlockKind

__all__ = ["AGENCY", "CREDITED", "FULL_NAME", "NAME", "Family", "Zone", "compiled"]

NAME = r"[A-Z\u00c0-\u00de][\w.'’\-]*"
_NO_NAME = (
    r"(?!(?:When|The|This|That|These|Those|But|And|If|He|She|It|They|As|In|At|On|For|With|After|"
    r"Before|While|We|You|I|My|Our|His|Her|Having|What|Who|How|Why|Some|Most|Many|One|Another|"
    r"Each)\b)"
)
FULL_NAME = rf"{_NO_NAME}{NAME}(?:\s+(?:(?:de|van|von|der|bin|al|el|da|di|la|le)\s+)*{NAME}){{1,4}}"
AGENCY = (
    r"(?:Reuters|AFP|A\.?P\.?|Associated Press|EPA|PA(?: Media| Wire| Images)?|Getty(?: Images)?|"
    r"Shutterstock|Bloomberg|Xinhua|DPA|dpa|TASS|AAP|ANI|PTI|ANSA|EFE|Alamy|iStock|NurPhoto|Zuma|"
    r"SOPA|Handout|Supplied|Anadolu(?: Agency)?|UPI|IANS|Kyodo|Yonhap|Wires?|Agenc(?:y|ies)|File)"
)
CREDITED = r"(?:(?:[A-Z@][\w.'’&\-]*|via|for|of|and|the|de|van|/|,|\|)[ ,/|]*){1,9}"
_NAMES = {
    "<NAME>": NAME,
    "<NAMES>": rf"{NAME}(?:\s+(?:(?:de|van|von|der|bin|al|el|da|di|la|le)\s+)*{NAME}){{0,4}}",
    "<JOBS>": r"(?i:(?:\w+[ \-]){0,4}(?:reporter|correspondent|editor|columnist|writer|journalist|"
    r"bureau chief|producer|contributor|staff|desk|team|agencies|reporters|news service|newsroom|"
    r"analyst|presenter|critic))",
    "<FULL_NAME>": FULL_NAME,
    "<AGENCY>": AGENCY,
    "<CREDITED>": CREDITED,
    "<HERE>": r"(?:this|the)(?: above)? (?:article|story|post|page|report|piece|content|video|"
    r"interview|conversation|live ?blog)",
    "<JOB>": r"(?:reporter|correspondent|editor|columnist|writer|journalist|producer|contributor|"
    r"fellow|blogger|critic|presenter|anchor|commentator|freelancer|photographer|author|analyst|"
    r"bureau chief)",
}


_QUOTED = re.compile(r"[\"“«][^\"”»]*[\"”»]?")


class Zone(StrEnum):
    """What a marker makes of the blocks below it."""

    RELATED = "related"
    COMMENTS = "comments"
    TAGS = "tags"
    SIGNUP = "signup"
    BOILERPLATE = "boilerplate"
    CONTACT = "contact"
    FOOTER = "footer"
    POINTS = "points"
    CAPTION = "caption"
    END = "end"
    AUTHOR = "author"
    SPONSOR = "sponsor"
    NOTICES = "notices"


def compiled(patterns: str, *, exact_case: bool = False) -> re.Pattern[str]:
    """Compile a block of patterns: one a line, an indented line continuing the one above.

    ``<AGENCY>`` and the like stand for what many patterns share.
    """
    lines = patterns.strip("\n").split("\n")
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    alternatives: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if line[margin] == " ":
            alternatives[-1] += line.strip()
        else:
            alternatives.append(line[margin:])
    joined = "|".join(f"(?:{pattern})" for pattern in alternatives)
    for name, pattern in _NAMES.items():
        joined = joined.replace(name, pattern)
    return re.compile(joined, 0 if exact_case else re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Family:
    """Blocks of one purpose. ``most`` is the number of words beyond which it is prose instead.

    ``whole`` patterns must match the block from end to end, others may match within it.
    Where it speaks in its ``own_voice`` the words of others, in quotation marks, do not count.
    """

    reason: str
    kind: BlockKind
    patterns: str
    zone: Zone | None = None
    most: int = 14
    whole: bool = True
    exact_case: bool = False
    own_voice: bool = False
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", compiled(self.patterns, exact_case=self.exact_case))

    def fits(self, text: str, words: int) -> bool:
        """Tell whether a block of so many words is of this family."""
        if words > self.most or (words > 30 and _quotes(text)):
            return False  # Nobody is quoted at length in a prompt or a footer.
        text = _QUOTED.sub(" ", text) if self.own_voice else text
        found = self._pattern.fullmatch(text) if self.whole else self._pattern.search(text)
        return found is not None


def _quotes(text: str) -> bool:
    return text[0] in '"“' or ("said" in text and any(mark in text for mark in '"“'))
