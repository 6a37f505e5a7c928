"""Words that attribute: which of them tell of speech, and which only of a state of mind. Pure."""

import re
from functools import cache

__all__ = ["tells_speech"]

# Verbs whose content is what was said, written or expressly held, whatever follows them.
_SAYING = (
    "say tell add write note announce suggest tweet post argue continue explain acknowledge "
    "declare claim warn insist report state reply respond testify ask comment remark deny vow "
    "pledge promise predict conclude admit confirm urge recall joke quip repeat stress reveal "
    "assert allege contend concede complain observe opine recount shout echo emphasize emphasise "
    "boast lament maintain charge believe think exclaim reiterate swear mention affirm caution "
    "advise estimate forecast guess speculate wonder inquire plead retort scoff muse mutter "
    "murmur whisper yell scream read text email blog caption confess disclose divulge "
    "indicate inform notify proclaim profess propose recommend remind signal specify submit "
    "summarize summarise threaten underline underscore assure reassure brag counter clarify "
    "elaborate interject offer agree demand implore instruct order point go speak talk "
    "answer begin start finish hint imply interrupt protest reckon relate rejoin chime deadpan "
    "fume gush intone marvel pronounce rule spell tout venture volunteer express"
).split()
_IRREGULAR = (
    "said told wrote written thought went spoke spoken swore sworn began begun read put puts "
    "putting according statement interview testimony says told:"
).split()
_WORD = re.compile(r"[a-z]+")
_VOWELS = "aeiou"


def tells_speech(cue: str) -> bool:
    """Tell whether a cue reports words, as "said" and "according to" do and "wants" does not."""
    return any(word in _forms() for word in _WORD.findall(cue.lower()))


@cache
def _forms() -> frozenset[str]:
    found = set(_IRREGULAR)
    for verb in _SAYING:
        found |= {verb, *_inflected(verb)}
    return frozenset(found)


def _inflected(verb: str) -> tuple[str, ...]:
    """Return a regular verb's forms; a doubled and an undoubled one where it may be either."""
    if verb.endswith("e"):
        return (f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return (f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    ending = "es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"
    doubled = verb + verb[-1]
    return (f"{verb}{ending}", f"{verb}ed", f"{verb}ing", f"{doubled}ed", f"{doubled}ing")
