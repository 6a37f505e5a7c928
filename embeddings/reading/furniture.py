"""What on a page is not the article: families of patterns, each with its reason.

A family looks at one block alone. Whether its neighbours belong to it (the comments below the
word "Comments") is decided by ``stories``, which reads the ``Zone`` that a family opens.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from embeddings.records import BlockKind

__all__ = ["Mark", "Zone", "ends_caption", "mark"]


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


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a block is not a paragraph, and the zone it opens, if any."""

    kind: BlockKind
    zone: Zone | None = None


@dataclass(frozen=True, slots=True)
class _Family:
    """Blocks of one purpose. ``most`` is the number of words beyond which it is prose instead."""

    reason: str
    kind: BlockKind
    pattern: re.Pattern[str]
    zone: Zone | None = None
    most: int = 14
    whole: bool = True

    def fits(self, text: str, words: int) -> bool:
        if words > self.most or (words > 30 and _quotes(text)):
            return False  # Nobody is quoted at length in a prompt or a footer.
        found = self.pattern.fullmatch(text) if self.whole else self.pattern.search(text)
        return found is not None


def _quotes(text: str) -> bool:
    return text[0] in "\"“" or ("said" in text and any(mark in text for mark in "\"“"))


def _any(*patterns: str, exact_case: bool = False) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), 0 if exact_case else re.IGNORECASE)


_AGENCY = (
    r"(?:Reuters|AFP|A\.?P\.?|Associated Press|EPA|PA(?: Media| Wire| Images)?|Getty(?: Images)?|"
    r"Shutterstock|Bloomberg|Xinhua|DPA|dpa|TASS|AAP|ANI|PTI|ANSA|EFE|Alamy|iStock|NurPhoto|Zuma|"
    r"SOPA|Handout|Supplied|Anadolu(?: Agency)?|UPI|IANS|Kyodo|Yonhap|Wires?|Agenc(?:y|ies)|File)"
)
_NAME = r"[A-Z\u00c0-\u00de][\w.'’\-]*"
_FULL_NAME = rf"(?!(?:When|The|This|That|These|Those|But|And|If|He|She|It|They|As|In|At|On|For|With|After|Before|While|We|You|I|My|Our|His|Her|Having|What|Who|How|Why|Some|Most|Many|One|Another|Each)\b){_NAME}(?:\s+(?:(?:de|van|von|der|bin|al|el|da|di|la|le)\s+)*{_NAME}){{1,4}}"
_CREDITED = r"(?:(?:[A-Z@][\w.'’&\-]*|via|for|of|and|the|de|van|/|,|\|)[ ,/|]*){1,9}"
_HERE = r"(?:this|the) (?:article|story|post|page|report|piece|content|video|interview|conversation|live ?blog)"
_JOB = (
    r"(?:reporter|correspondent|editor|columnist|writer|journalist|producer|contributor|fellow|"
    r"blogger|critic|presenter|anchor|commentator|freelancer|photographer|author|analyst|bureau chief)"
)

_SHARE = (
    r"share(?: (?:this|on|via|to|with|by|now|save|article|story|options|page|link).*)?|tweet(?: this)?|"
    r"e-?mail(?: (?:this|article|link|to a friend|a friend).*)?|print(?: (?:this|article|page|story).*)?|"
    r"copy(?: (?:the |this |article )?(?:link|url))?|link copied!?|(?:copied )?(?:to clipboard)|whats ?app|"
    r"face ?book|twitter|x(?: \(formerly twitter\))?|x \(twitter\)|linked ?in|reddit|telegram|pinterest|messenger|"
    r"instagram|youtube|tik ?tok|threads|bluesky|mastodon|flipboard|pocket|vk|weibo|line|viber|"
    r"bookmark|save(?: (?:for later|article|story|this.*))?|saved|gift(?: this)? (?:article|story)|gift|"
    r"(?:add|leave|post) (?:a )?comments?|[\d,.]+k? ?(?:shares?|likes?|views?|reactions?|"
    r"retweets?|reposts?|replies|claps)|likes?|dislike|repl(?:y|ies)|(?:like|upvote|downvote|flag|report)(?: (?:comment|abuse|post))?|listen|more sharing options|rss|sms|"
    r"text size|font size|resize|a[+-]|aa|translate|report (?:a typo|this)|download|pdf|thumbs up|follow|following|"
    r"(?:open|close) sharing.*|add (?:us )?(?:as preferred|on google).*|google news|apple news"
)
_SITE_WORD = (
    r"home(?:page)?|menu|search|sign ?in|log ?in|log ?out|sign ?up|register|subscribe(?: now)?|subscriptions?|"
    r"my account|account|profile|skip to (?:main )?(?:content|navigation)|(?:back|return|go) to (?:the )?(?:top|home.*)|"
    r"sections?|world|(?:uk|us|u\.s\.|eu|asia|africa|europe|americas?|middle east|india|china|australia|canada)(?: news)?|"
    r"international|national|local(?: news)?|regional|politics|business|economy|markets?|money|finance|tech(?:nology)?|"
    r"science|health|sports?|football|culture|arts?|entertainment|lifestyle|life|style|travel|food|opinions?|"
    r"comment|columns?|editorials?|letters|analysis|weather|news|live|live tv|tv|watch(?: live)?|radio|audio|video|videos|"
    r"podcasts?|photos?|pictures|galler(?:y|ies)|more|newsletters?|e-?paper|crosswords?|puzzles|games|jobs|"
    r"climate|environment|education|property|obituaries|features?|investigations?|latest(?: news)?|breaking(?: news)?|"
    r"shop|events|donate|advertise|about(?: us)?|contact(?: us)?|careers|help|faqs?|sitemap|archive|"
    r"terms(?: (?:of (?:use|service)|and conditions|& conditions))?|privacy(?: (?:policy|notice))?|cookies?(?: (?:policy|settings|preferences))?|"
    r"accessibility(?: (?:help|statement))?|imprint|impressum|legal(?: notice)?|disclaimer|do not sell.*|edition|language|english|"
    r"next|previous|prev|back|close|open|expand|collapse|show (?:more|less|all)|see (?:more|all)|view (?:more|all)|load more.*|read more|"
    r"trending|top stories|for you|explore|directory|toggle \w+|dark mode|today|magazine|weekend|crime|courts|society|media|cities|"
    r"hi,? \w+|notifications?|alerts?|settings|install app|get the app|app|apps"
)

_FAMILIES = (
    # Signs of the page's machinery, alone on their line.
    _Family("advertising labels", BlockKind.FURNITURE, _any(
        r"advertisements?:?(?: (?:advertisements?|continue reading.*|scroll.*|story continues.*|skip.*))?", r"advertising", r"ads?(?: \d+(?: of \d+)?)?", r"advert(?:orial)?",
        r"(?:sponsored|promoted|paid|partner|branded)(?: (?:content|post|links?|stories|by .*))?",
        r"(?:(?:the )?(?:story|article) continues?|continue reading|scroll(?: down)? (?:to|for)|keep reading)\b.*",
        r"(?:skip|remove|hide|report this) (?:ads?|advertisement).*", r"ad feedback", r"presented by .*", r"\[?pull ?quote\]?"), most=12),
    _Family("share buttons", BlockKind.FURNITURE, _any(_SHARE), most=10),
    _Family("site navigation", BlockKind.FURNITURE, _any(_SITE_WORD), most=8),
    _Family("player and gallery controls", BlockKind.FURNITURE, _any(
        r"(?:play|pause|mute|unmute|replay)(?: (?:video|audio|live|facebook))?", r"watch (?:now|the video|more|again|live):?.*", r"listen to (?:this|the) .*", r"\d+ (?:images?|photos?|videos?|pictures)",
        r"slideshow.*", r"\(?\d+ (?:of|/) \d+\)?", r"(?:next |prev )?(?:image|photo|slide|picture) \d+ (?:of|/) \d+", r"(?:view|open|see) (?:the )?(?:image|gallery|photos?|picture|full ?screen).*",
        r"enlarge(?: (?:this )?image)?.*", r"toggle caption.*", r"hide caption", r"this video (?:can ?not|is not|file).*", r"your browser does not support.*", r"javascript (?:is|must).*",
        r"(?:just|now|must) watch(?:ed|ing)?\b.*\breplay\b.*", r"\d{1,2}:\d\d(?: ?/ ?\d{1,2}:\d\d)?", r"\w+=\".*", r"loading(?: \w+)?(?:\.\.\.|…)?", r"now playing.*", r"up next:?.*", r"video (?:duration|length|player).*", r"duration:?.*", r"video unavailable.*", r"media (?:error|caption).*",
        r"audio by .*", r"text to speech.*", r"listen \(?\d+ min.*", r"speed:? .*", r"\[?(?:music|laughter|applause|crosstalk|inaudible|sound(?:bite)?)\]?", r"click to (?:play|expand|enlarge|view).*")),
    # Boxes that ask the reader for something.
    _Family("cookie and consent texts", BlockKind.PROMPT, _any(
        r"\b(?:we|our|this (?:web)?site|our partners|and our \d+ partners)\b.{0,60}\b(?:uses?|using|stores?|sets?|places?|needs?|requires?)\b.{0,40}\bcookies?\b", r"\bcookies?\b.{0,100}\b(?:your (?:device|browser|experience|consent|choices|preferences|settings)|by (?:clicking|continuing)|we use|our (?:site|website|partners|use))",
        r"\b(?:accept|reject|allow|manage|necessary|essential)\b.{0,20}\bcookies\b", r"^(?:i )?(?:accept|agree|reject|allow|decline)(?: all| necessary| and continue| and close)?$", r"^(?:manage|more) (?:options|preferences|choices|settings)$",
        r"^(?:ok|okay|got it|i understand|yes, i agree|no, thanks?|no thanks)[!.]?$", r"\bby (?:clicking|continuing|using)\b.{0,60}\b(?:you (?:agree|accept|consent)|our (?:terms|privacy))", r"^your privacy(?: choices| matters)?$", r"\bwe value your privacy\b",
        r"\bour (?:\d+ )?partners (?:store|process|may|use)\b", r"\b(?:store|access) (?:and/or access )?information on (?:a|your) device\b"), most=160, whole=False),
    _Family("subscription and login prompts", BlockKind.PROMPT, _any(
        r"\bsubscribe (?:now|today|here|for (?:full|unlimited|just|only|as little)|to (?:continue|keep|read|our|unlock|get|access|receive|support))\b", r"^subscribe to\b", r"\balready (?:a |an |have )?(?:subscriber|member|subscribed|registered|subscription|an account)\b", r"\bto (?:continue|keep|finish) reading\b", r"^continue reading\b",
        r"\b(?:to )?(?:read|see|get|unlock|access|view|enjoy|for) (?:the (?:full|rest|whole)|full|unlimited|this|every)\b.{0,40}\b(?:subscribe|subscription|log ?in|sign (?:in|up)|register|free trial|become a|create)\b", r"\b(?:log|sign) ?in\b.{0,30}\b(?:to (?:continue|read|view|access|save|comment|follow|manage)|or (?:register|create|subscribe|sign up))\b",
        r"\byou(?:['’]ve| have)\b.{0,30}\b(?:free )?(?:articles?|stories) (?:left|remaining|this (?:month|week))\b", r"\byou(?:['’]ve| have) (?:reached|read|used)\b.{0,30}\b(?:limit|free|your last|articles?)\b", r"\b(?:start|try|begin)\b.{0,25}\bfree trial\b", r"^(?:start|begin) your trial\b", r"\b(?:free )?trial\b.{0,40}\bcancel\b", r"\bcancel (?:at )?any ?time\b",
        rf"{_HERE} is (?:only )?(?:for|reserved for|exclusive to|available (?:only )?to|free for)\b.{{0,40}}\b(?:subscribers?|members?|registered)\b", r"\b(?:subscribers?|members?)[ -]only\b(?: (?:content|article|story))?[.!]?$", r"^(?:exclusive (?:to|for) subscribers|premium(?: content| article)?|subscriber exclusive|for subscribers)[.!]?$",
        r"\b(?:create|register for) (?:a|an|your) (?:free )?account\b", r"\bfrom (?:just |only )?[$£€]\s?\d[\d.,]* (?:a|per) (?:week|month|year)\b", r"^(?:unlock|get) (?:unlimited|full|all|digital)\b.{0,60}\b(?:access|articles?|offer)\b", r"\b(?:join|subscribe)\b.{0,30}\bfor (?:just |only )?[$£€]\s?\d", r"^(?:please )?(?:log|sign) ?in\b.{0,20}$",
        r"\bfree articles? (?:left|remaining)\b", r"^support (?:independent|quality|our|local|free|trusted|fearless|us)\b", r"\bsupport(?:ing)? (?:our|independent|quality|local|public-interest) journalism\b", r"^become (?:a|an) (?:member|subscriber|supporter|patron|insider)\b", r"\bbecome (?:a|an) (?:subscriber|patron|insider)\b", r"\bbecome a (?:member|supporter)\b(?! of)", r"^(?:donate|contribute|give)(?: (?:now|today|here|to us|what you can))?[.!]?$",
        r"\bsubscri(?:be|ption)\b.{0,30}\b(?:continue|unlock|full access|offers?|plans?|options)\b", r"^(?:view|see) (?:subscription )?(?:offers|plans|options)$", r"^support .{1,40}\bwith (?:a|your) (?:donation|contribution|membership)\b", r"\bif you (?:value|enjoy|like|can,? please)\b.{0,80}\b(?:our (?:journalism|reporting|work)|support us|donat|contribut|membership)",
        r"\b(?:your|reader) (?:support|donations?|contributions?|membership)\b.{0,60}\b(?:us|our|possible|journalism|independent)\b", r"^this is a (?:premium|subscriber|member)\b.*"), most=60, whole=False),
    _Family("newsletter and alert sign-ups", BlockKind.PROMPT, _any(
        r"\b(?:sign up|signup|subscribe|register|join)\b.{0,60}\b(?:newsletters?|e-?mails?|briefing|updates|alerts?|bulletin|digest|mailing list|channel|inbox|for free)\b", r"\b(?:newsletters?|briefing|bulletin|digest|headlines|stories|updates)\b.{0,60}\b(?:your|straight to|to your) (?:e-?mail |mail)?(?:inbox|phone|mobile)\b", r"\b(?:in|to) your inbox\b", r"^(?:enter )?your e-?mail(?: address)?[*.:]?$", r"^e-?mail address[*:]?$", r"\b(?:enter|provide) (?:your|a valid) e-?mail\b",
        r"^sign up(?: (?:here|now|today|for free|for .{1,60}))?[.!>:]*$", r"^by (?:signing up|submitting|subscribing|providing|entering)\b", r"\bthank(?:s| you) for (?:signing up|subscribing|reading)\b", r"\byou(?:['’]re| are)? ?(?:receiving|received|getting|got) this (?:e-?mail|newsletter|message|because)\b", r"\byou can unsubscribe\b", r"^unsubscribe\b", r"^(?:manage|update) (?:your )?(?:newsletters?|e-?mail|subscription)(?: preferences)?\b", r"\bwas this (?:e-?mail|newsletter) forwarded\b", r"\bforwarded this (?:e-?mail|newsletter)\b", r"\bview (?:this e-?mail |it )?in (?:your )?browser\b",
        r"\bprotected by recaptcha\b", r"^(?:get|receive)\b.{0,60}\b(?:newsletter|inbox|delivered|e-?mail(?:ed)? (?:to you|every)|every (?:morning|day|week|friday))\b", r"^(?:our )?(?:daily|weekly|morning|evening|free) (?:newsletter|briefing)$", r"\bread our (?:privacy|terms)\b", r"^(?:the|our) .{0,40}\bnewsletter\b.{0,60}$(?<![.])", r"^want .{0,60}\b(?:inbox|every day|newsletter)\b", r"\bdon['’]t miss (?:out|a|any|our|the latest)\b.{0,50}$", r"^stay (?:up to date|informed|in the know|connected|ahead|updated)\b",
        r"^never miss\b", r"\bturn on (?:notifications|alerts)\b", r"^you(?:'re| are) (?:now )?(?:subscribed|signed up|in)[!.]?$", r"^(?:success|oops|an error occurred|please try again).*$"), most=50, whole=False, zone=Zone.SIGNUP),
    _Family("apps, channels and social accounts", BlockKind.PROMPT, _any(
        r"\b(?:download|get|install|try)\b.{0,25}\b(?:app|apps|extension)\b(?! store)", r"^(?:click here|tap here|click|tap) (?:for|to|here)\b", r"^(?:please )?(?:click|tap) (?:here|the link|below)\b", r"^follow\b.{0,80}\b(?:on|via|at)\b.{0,12}\b(?:x|twitter|facebook|instagram|linkedin|youtube|tiktok|threads|whatsapp|google|telegram|bluesky|social)\b", r"^follow (?:us|me|@\w+|the ticker|our).{0,40}$", r"^(?:like|find|join|visit|follow) us\b", r"^(?:watch|listen to|hear|catch)\b.{0,60}\b(?:on (?:youtube|spotify|apple podcasts|bbc sounds|iplayer|demand)|podcast|wherever you get)\b",
        r"^(?:explore|try|discover|see) (?:what|our|how|all)\b.{0,50}\b(?:ai|features?|for you|you can|offers?)\b.{0,30}$", r"\b(?:ai|smart) features?\b$", r"^ask (?:our )?(?:ai|a question)\b", r"^(?:got|have|do you have)\b.{0,60}\b(?:a (?:story|tip|question|news tip|confidential)|tips?|information|comment)\b.{0,60}\b(?:\?|e-?mail|contact|get in touch|let us know|share|send|call|us\b)", r"^(?:send|share|e-?mail|write to|contact|tell)\b.{0,40}\b(?:us|(?:your |story )?(?:tips?|thoughts|letters|views|story|feedback)|letters|the (?:reporter|author|editor|newsroom))\b.{0,60}$", r"^(?:reach|contact) (?:the )?(?:\w+ ){0,3}(?:at|on) \S+@\S+", r"\bget in touch\b.{0,60}$",
        r"\bjoin our\b.{0,30}\b(?:whatsapp|telegram|discord|facebook|channel|group|community)\b", r"^join the\b.{0,30}\b(?:whatsapp|telegram|discord|facebook|channel|group|community)\b.{0,30}$", r"\bjoin the (?:conversation|discussion|debate)\b", r"^(?:let us know|tell us)\b.{0,60}$", r"^(?:you can )?(?:also )?(?:find|read|watch|see)\b.{0,30}\bon our (?:website|youtube|app)\b", r"^set as .{0,30}(?:preferred|homepage).*", r"^(?:add|make) .{1,40} (?:as )?(?:a |your )?preferred source\b.*", r"\bavailable (?:on|in) the app store\b", r"^visit .{0,50} for more\b.*", r"^for more\b.{0,80}\b(?:visit|click|follow|go to|check out|sign up|see)\b.*", r"^subscribe$"), most=40, whole=False),
    _Family("offers", BlockKind.PROMPT, _any(r"\b(?:shop|buy|order|book|apply|learn more|get yours|pre-?order) (?:now|today|here|online)\b[.!]?$", r"^(?:save|get|take) (?:up to )?\d+ ?%", r"\b(?:limited[- ]time|exclusive|special) offer\b", r"\bterms (?:and conditions )?apply\b", r"\buse (?:the )?(?:promo )?code\b", r"^\d+ ?% off\b"), most=30, whole=False),
    _Family("reader polls and feedback", BlockKind.FURNITURE, _any(r"(?:was|is|did you find) (?:this|the) (?:article|story|page|content)\b.{0,40}\?(?: (?:yes|no))*", r"(?:yes|no|vote|submit|poll|quiz|survey|results?|close survey|your (?:vote|answer))", r"how (?:would|do) you (?:rate|feel about) (?:this|the) .*", r"do you agree\?.*", r"what do you think\?.*", r"did we get something wrong.*", r"suggest (?:a correction|an edit).*", r"report an? (?:error|mistake|correction|problem)\b.*"), most=16),
    # Doors to other pages.
    _Family("lists of other stories", BlockKind.FURNITURE, _any(
        r"(?:related|similar)(?: (?:articles?|stories|story|news|topics?|content|coverage|links?|posts?|reading|reports?|video|videos|items?|internet links))?", r"(?:more|also) (?:on|about) (?:this|the) (?:story|topic|subject|issue).*", r"more (?:on|from|in|by|about) .{2,50}", r"(?:the )?(?:most|top|best) (?:read|popular|viewed|watched|shared|commented|emailed|recent)(?: .{0,30})?", r"(?:read|see|watch|up|coming) (?:next|also|this next)", r"(?:you )?(?:may|might|will|'ll) also (?:like|be interested in|enjoy|want to read).*", r"you (?:may|might) (?:like|have missed).*", r"recommended(?: (?:for you|stories|articles|reading|videos|by .*|links|from .*))?", r"recommendations?",
        r"(?:trending|popular|latest|top|other|more|further|breaking|today['’]s|this week['’]s|featured|essential|selected|key|must[- ]read)(?: (?:now|today|topics?|stories|story|news|headlines?|articles?|posts?|videos?|coverage|reading|reads|updates|in|on|from)\b.{0,30})", r"(?:editor['’]?s['’]?|our|staff|reader['’]?s['’]?) (?:picks?|choice|recommendations?|favou?rites?)", r"in case you missed it.*", r"(?:don['’]t miss|what to read next|what to read|keep reading|read on|dig deeper|go deeper|elsewhere|elsewhere on .*|around the (?:web|world|network|nation)|from (?:the|our) (?:archives?|partners?|web|network|magazine).*|from around the web|also in (?:the )?(?:news|this .*|.{2,20})|also read|read more on .*|see also|also see|more)",
        r"(?:stories|articles|reads?) (?:for you|you might.*|you may.*|from .*|we love)", r"(?:paid|sponsored|promoted) (?:stories|links|from .*)", r"(?:background|timeline|explainers?|in (?:pictures|numbers|brief|depth)):?", r"more (?:stories|news|headlines|coverage|top stories|like this|to read|reading|for you|this week)\b.*", r"people also (?:read|ask|search).*", r"next (?:story|article|up|read)", r"previous (?:story|article)", r"part of (?:a )?series.*", r"(?:tap|swipe) for (?:more|next).*", r"on other sites", r"analysis and comment", r"find out more"), zone=Zone.RELATED, most=9),
    _Family("pointers to one other story", BlockKind.FURNITURE, _any(
        r"(?:[>»→▶►•]+ ?)?(?:read|see|watch|listen|also|look|learn|find out|view|opinion|analysis|explainer|explained|video|photos?|pictures?|podcast|graphic|interactive|story|related|full story|full coverage|special coverage|in pictures|exclusive|must read|more|check out|don['’]t miss|live updates?)(?: (?:more|also|next|now|here|on|this|it|further|the full (?:story|report|interview)|coverage|stor(?:y|ies)|articles?|about))*\s?(?::|>>|»|→|–|—|\|)\s?\S.*", r"\( ?(?:also on|photos?|videos?|read|related|see also|more|watch|earlier|story|listen|pictures)\b ?:?.*\)", r"read (?:more|also|next|on|here|the (?:full|original|whole|rest|latest)|it here|our|full|the story|more here|the article)\b.{0,60}(?<![.!?])", r"(?:see|read|view|watch|go to|back to) (?:all|the full|full|more|the original)\b.{0,40}", r"click here\b.*", r"(?:full|live) coverage\b.{0,50}(?<!\.)", r"more\.\.\.|more…|more:|urgent:|watch:|read more:|related:|also see:|also on \w+:?", r"continue to .{2,40}"), most=26),
    _Family("tags and topics", BlockKind.FURNITURE, _any(
        r"(?:hash ?tags?|tags?|topics?|keywords?|filed under|categor(?:y|ies)|tagged(?: (?:in|with|as))?|in this (?:story|article)|explore more on these topics|mentioned in this article|people in this story|subjects?|labels?|posted in|sections?|topics in this (?:story|article))(?:\s?[:\-–|]\s?.*)?", r"(?:#[\w\-]+[,;\s]*)+", r"more on: .*", r"more on this\b.{0,60}"), zone=Zone.TAGS, most=30),
    # Comment sections.
    _Family("comment sections", BlockKind.FURNITURE, _any(
        r"(?:\(?[\d,]+\)? )?(?:readers?['’]?s?['’]? |user |top |all |recent |latest |view |show |hide |see |read )*(?:all )?(?:the )?comments?(?: (?:section|policy|guidelines|are (?:closed|moderated|off|disabled|now closed).*|below|on this (?:story|article)|\(?[\d,]+\)?))*:?", r"(?:view|show|read|see) (?:all )?[\d,]+ comments?", r"(?:comments?|discussion|conversation|responses?|replies|discuss)\s?[\(\[:]\s?[\d,]+[\)\]]?", r"(?:leave|post|add|write|submit) (?:a|your|us a) (?:comment|reply|response)\b.*", r"have your say.*", r"what (?:our )?readers (?:say|think|are saying)", r"readers?['’]? (?:comments?|reactions?|letters|views)", r"discussion", r"join the (?:conversation|discussion|debate)\b.*", r"conversation", r"your e-?mail address will not be published.*", r"required fields are marked.*", r"no comments? yet.*", r"\d+ (?:thoughts?|repl(?:y|ies)|responses?|comments?) (?:on|to)\b.*", r"be the first to (?:comment|reply|leave).*", r"start (?:the|a) (?:conversation|discussion).*", r"(?:sort(?:ed)? by|newest|oldest|most (?:liked|recommended|replied)).*", r"log in (?:or .*)?to (?:comment|reply|join).*", r"comments? (?:\d+|\(\d+\))"), zone=Zone.COMMENTS, most=18),
    # The article's own margins.
    _Family("agency sign-offs and credits", BlockKind.CREDIT, _any(
        r"(?:additional |further |other )?(?:report(?:ing|ed)|writ(?:ing|ten)|edit(?:ing|ed)|compiled|contribut(?:ing|ed)|translat(?:ion|ed)|research(?:ed)?|graphics?|photograph(?:s|y|ed)|produced|production|data|video|contributors?)(?: (?:and|&) (?:writing|editing|reporting|graphics?))?(?: by\s?:?|\s?:| [-–—])\s?\S.{2,200}", rf"[-–—]*\s?[\(\[]?(?:with )?(?:{_AGENCY}|BBC|CNN)(?:\s?(?:[/,&+|]|and)\s?(?:{_AGENCY}|[A-Z]{{2,}}|[Ww]ires|agencies|staff))*[\)\]]?\.?", r"[\(\[]?(?:with|from) (?:inputs?|input|reporting|material|files?|additional reporting|agency inputs?|agencies|wires?|contributions?)\b.{0,80}", r"[a-z]{2,4}(?:-[a-z]{2,4})*(?:/[a-z]{2,4}(?:-[a-z]{2,4})*)+", r"(?:the )?[A-Z][\w.&\- ]{1,40} (?:and [A-Z][\w.& ]{1,40} )?contributed (?:reporting |information |research )?to this (?:report|story|article)\.?", r"(?:source|sources|via|credit|first appeared (?:on|in))\s?:\s?.{2,60}", rf"our standards:.*"), most=40),
    _Family("end marks", BlockKind.FURNITURE, _any(r"[-–—]?\s?30\s?[-–—]?(?<=[-–—])", r"#\s?#\s?#(?:\s?#)*", r"[-–—*\s]*(?:ends?|end of (?:text|release|transcript|article|story|document)|fin)[-–—*\s.]*", r"[xX]{3,}", r"■|◼|∎"), zone=Zone.END, most=5),
    _Family("rights and site footers", BlockKind.FURNITURE, _any(
        r"^(?:copyright\b|©|\(c\)|all (?:rights|content|material)s? (?:reserved|copyright)|(?:original )?content ©)", r"\ball rights reserved\b", r"\bmay not be (?:published|reproduced|broadcast|copied|republished|redistributed|used|distributed)\b", r"\bis not responsible for the content of external\b", r"^(?:terms (?:of|and|&)|privacy policy|registered (?:office|in|number)|company (?:number|registration))\b", r"\bregistered (?:office|in england|company|charity|number)\b", r"©\s?(?:19|20)\d\d", r"\bthis material\b.{0,40}\bcopyright", r"\bpowered by (?:\w+ ?){1,3}$", r"\b(?:published|owned|operated) by .{3,60}\b(?:ltd|limited|llc|inc|plc|gmbh|publications|media group)\b\.?$"), zone=Zone.FOOTER, most=80, whole=False),
    _Family("notes on the text", BlockKind.FURNITURE, _any(
        r"^(?:\*\s?)?(?:corrections?|clarifications?|editor(?:s|['’]s|s['’])? ?notes?|author['’]s note|note to readers?|publisher['’]s note|a note (?:to|on|from) (?:our |the )?(?:readers?|editors?)|disclaimer|disclosure)\b(?: \([^)]*\)| [^:.]{0,40})?(?:\s?:\s?| [-–—] )\S", r"^(?:corrections?|clarifications?|amendments?)(?: (?:and|&) \w+)?$", rf"\b(?:an )?(?:earlier|previous|original|prior) versions? of {_HERE}\b", rf"^{_HERE} (?:was|has been) (?:\w+ )?(?:amended|updated|corrected|changed|edited|revised|modified|clarified|published|produced|translated|reprinted|republished|adapted|supported|generated|first|written|sponsored|funded|co-published|syndicated|originally|automatically|last)\b", rf"^{_HERE} (?:originally|first) (?:appeared|ran|published)\b", r"^(?:originally|first) (?:published|appeared|posted)\b.{0,80}$", rf"^{_HERE} (?:appeared (?:in|on|first)|appears (?:in|on)|is part of|is from|contains|is more than|is adapted|includes affiliate|may contain|comes from|is republished)\b", r"^this is (?:a|an) (?:rush|updated|developing|breaking|unedited|excerpt|edited|lightly edited|automatically|machine|opinion)\b", r"^(?:a )?version of this (?:article|story|piece)\b",
        r"\b(?:views|opinions)\b.{0,40}\b(?:expressed|are)\b.{0,60}\b(?:author|own|writer|those of|do not)\b", r"^(?:this )?(?:breaking|developing) (?:news|story)\b.{0,60}$", r"^more (?:to (?:come|follow)|details (?:to follow|soon))\b.{0,40}$", r"^(?:this|the) (?:story|page|article|live ?blog) (?:is being|will be) updated\b", r"\bcheck back (?:for|soon|later)\b", r"^updates? (?:to|with|adds?|throughout|in paragraph)\b.{0,80}$", r"^(?:\()?(?:adds|updates|recasts|corrects|rewrites|changes) .{0,100}\)?$", r"^why you can trust\b", r"^(?:we|you) (?:may )?(?:earn|receive) (?:a )?commission\b", r"\bcopy may not be in its final form\b", r"^analysis/opinion:?$", r"\bcontributed to this (?:report|story|article)\.?$", r"^the (?:trust project|standards)\b", r"^(?:this |these )?transcripts? (?:was|were|has been|have been|is|are|may)\b.{0,60}\b(?:created|edited|contain|rush|errors|automatically|generated|machine|condensed|provided)\b", r"^translated (?:from|by)\b.{0,60}$"), most=90, whole=False),
    _Family("authors' notes", BlockKind.BYLINE, _any(
        rf"(?-i:^{_FULL_NAME}),?(?: \d\d,)? (?:is|has (?:been|worked|covered|written|reported)|writes|covers|reports|works|edits)\b.{{0,140}}\b{_JOB}s?\b(?:.{{0,200}})$", rf"(?-i:^{_FULL_NAME}) (?:writes|covers|reports|blogs|tweets)\b.{{0,30}}\b(?:about|for|on|from|@)\b.{{0,140}}$", r"^(?:about the (?:author|writer|reporter)s?|the (?:author|writer) (?:is|was)|(?:he|she|they) (?:is|was|has been|can be (?:reached|contacted|followed)|tweets?|lives in|writes|covers|previously))\b.{0,30}\b(?:reached|tweets?|@|previously (?:worked|covered|reported)|based in|author|reporter|correspondent|editor|columnist|e-?mail)\b", rf"^(?:follow|e-?mail|contact) (?:him|her|them|(?-i:{_FULL_NAME}))\b", r"^the (?:author|writer)s? (?:is|are|was)\b", r"^about the (?:author|writer|reporter|journalist)s?$"), most=60, whole=False, zone=Zone.AUTHOR),
    _Family("stage remarks", BlockKind.FURNITURE, re.compile(r"[\(\[][A-Z][A-Z0-9 ,.'’\-:/&]{2,60}[\)\]]|\[[^\]]{1,40}\]|\((?i:end|begin|start|unintelligible|voice-?over|video|audio|music|applause|laughter|crosstalk|commercial|off-?camera|through (?:a )?(?:translator|interpreter))[^)]{0,40}\)"), most=10),
    _Family("press-release heads", BlockKind.FURNITURE, _any(r"(?:for )?immediate release:?.*", r"(?:not )?for (?:immediate )?(?:release|publication|use|distribution)\b.*", r"press release(?: .{0,40})?", r"news release(?: .{0,40})?", r"media (?:release|statement|advisory)(?: .{0,40})?", r"under embargo.*|embargoed.*|embargo:.*", r"\[?\(?(?:live|live updates?|breaking|breaking news|exclusive|opinion|analysis|explainer|developing|watch live|just in|alert|flash|urgent)\)?\]?:?", r"transcript|rush transcript|full transcript", r"(?:issued|released|distributed) by:? .*"), most=12),
    _Family("press contacts", BlockKind.FURNITURE, _any(
        r"(?:(?:media|press|for (?:more|further|additional|media)|news(?:room)?|investor|pr|public|editorial|general) )(?:relations |information |enquir(?:y|ies) |inquir(?:y|ies) |office )*(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies)|relations|information|office|details)\b\s?(?:[,:\-–(]|$|please|contact|on |visit|see).{0,160}", r"contacts?(?: (?:details|information|us|person))?\s?(?::.{0,140})?", r"for (?:more|further|additional) information\b.{0,160}", r"(?:tel(?:ephone)?|phone|mobile|cell|fax|e-?mail|mail|web(?:site)?|www|twitter|m|t|e|p)\s?[.:]\s?\S.{0,60}", r"\S+@\S+\.\w+", r"(?:https?://|www\.)\S+", r"\(?\+?\d[\d ()\-.]{6,20}", r"(?:source|issued by) .{2,60}(?i:inc|corp|corporation|company|plc|ltd)\.?"), zone=Zone.CONTACT, most=30),
    _Family("organisations on themselves", BlockKind.FURNITURE, _any(r"about(?: the)? [A-Z\u00c0-\u00de][\w&.,'’\- ]{1,60}(?<![.?!])\:?", r"(?:notes? (?:to|for) (?:the )?(?:editors?|journalists?)|editors?['’]? notes?|background(?: information| notes)?|boilerplate|(?:safe harbou?r|forward[- ]looking statements?).{0,40}|cautionary (?:note|statement).{0,60})\s?:?", exact_case=False), zone=Zone.BOILERPLATE, most=8),
    _Family("summaries in points", BlockKind.SUBHEADING, _any(r"(?:story |article )?(?:key|main|top|quick) (?:points?|takeaways?|facts?|findings|developments|highlights|messages)(?: .{0,20})?:?", r"(?:story )?highlights:?", r"at a glance:?", r"(?:what|here['’]?s what|things|what else) (?:you (?:need|should|ought)|to) (?:to )?(?:know|watch|expect)\b.{0,40}", r"(?:in )?(?:summary|brief|short):?", r"takeaways:?", r"the (?:main|key) points:?", r"summary points:?", r"tl;?dr:?", r"bullet points:?", r"in this (?:issue|edition|newsletter|email):?", r"why it matters:?"), zone=Zone.POINTS, most=9),
)

_CAPTION_OPENING = re.compile(
    r"(?:file (?:photo|picture|image|pic)|file\s?[-–—:]|(?:photo|image|picture|pic|photograph|video|illustration|graphic|map|chart|figure)s?(?: \d+)?(?: caption| source| credit| by| courtesy| taken)?\s?[:,|]"
    r"|(?:image|photo|picture|video|media)[ -](?:caption|copyright|source|credit)|caption\s?[,:]|pictured(?: (?:above|left|right|here))?\s?[:,]|\(?(?:l|left)[- ](?:to[- ])?(?:r|right)\)?\b|above:|below:|this (?:photo|image|picture|handout|screengrab|screenshot|undated|combination|aerial|satellite|file|video)\b.{0,80}\b(?:shows?|taken|released|provided|from)\b)", re.IGNORECASE)
_CAPTION_WITHIN = re.compile(
    rf"[\(\[](?:(?i:photo(?:graph)?s?|image|picture|pic|credit|file|courtesy|handout|source|illustration|video|via|ap photo|photo by)\b[^)\]]*|[^)\]]{{2,60}}(?:/|via |, )\s?{_AGENCY}[^)\]]*|{_AGENCY}(?: [Pp](?:hoto|ictures?|ool))[^)\]]*|[A-Z][\w.'’\- ]{{2,40}}/[A-Z][\w.'’\- ]{{1,40}})[\)\]]\.?\s*$"
    rf"|\b(?i:photo(?:graph)?(?: credit| by)?|image(?: credit| source)?|picture(?: credit| by)?|credit|pic)(?::|(?<=by)|(?<=[cC]redit)) ?{_CREDITED}\.?$"
    rf"|\b[A-Z][\w'’\-]+(?: [A-Z][\w'’\-.]+){{1,3}} ?/ ?(?:{_AGENCY}|[A-Z][\w]+(?: [A-Z]\w+){{0,2}})(?:[ /](?:via )?{_AGENCY})*\.?$|\b(?:{_AGENCY}) (?:via|/) ?(?:{_AGENCY})\.?$|\bvia (?:{_AGENCY})\.?$|\bin this (?:undated |file |handout )?(?:file )?(?:photo|picture|image|photograph|handout|frame grab|screengrab)\b|\b(?:is|are) (?:seen|pictured|shown)\b.{{0,120}}\b(?:photo|picture|image|20\d\d)\b|\bfile (?:photo|picture|image)\b\.?", 0)
_CREDIT = re.compile(
    rf"(?i:photo(?:graph)?s?(?: (?:by|credit|courtesy(?: of)?))?|image(?:s| credit| source| copyright)?|picture(?:s| credit| by)?|pic|credits?|illustration(?: by)?|video(?: by| credit)|courtesy(?: of)?|handout)\s?[:,/|\-–]?\s*(?=[A-Z@\u00c0-\u00de])[^.!?]{{2,70}}\.?|(?:[©\(\[]\s?)?(?:{_FULL_NAME}|{_AGENCY}|[A-Z][\w.\- ]{{1,30}})\s?(?:/|\||via|for)\s?(?:{_AGENCY}|{_NAME}(?: {_NAME}){{0,2}})(?:\s?(?:/|via)\s?{_AGENCY})*[\)\]]?|(?:{_FULL_NAME},? )?(?:{_AGENCY})(?: (?:Images|Photos?|Pictures|Wire))?"
)


def ends_caption(text: str) -> bool:
    """Tell whether a line closes a caption with its credit, so that nothing can follow on it."""
    return _CAPTION_WITHIN.search(text) is not None


def mark(text: str) -> Mark | None:
    """Say why a block, taken alone, is not a paragraph; ``None`` if nothing speaks against it."""
    bare = text.strip(" \t>»›→←↓▼▲|·•*_")
    words = len(bare.split())
    if not bare:
        return Mark(BlockKind.FURNITURE)
    if image := _image(bare, words):
        return image
    for family in _FAMILIES:
        if family.fits(bare, words):
            return Mark(family.kind, family.zone)
    return Mark(BlockKind.FURNITURE) if _is_row(bare) else None


def _image(text: str, words: int) -> Mark | None:
    if words <= 12 and _CREDIT.fullmatch(text):
        return Mark(BlockKind.CREDIT)
    if words <= 90 and (_CAPTION_OPENING.match(text) or _CAPTION_WITHIN.search(text)):
        lone = words <= 2 and text.lower().rstrip(",:").endswith("caption")
        return Mark(BlockKind.CAPTION, Zone.CAPTION if lone else None)
    return None


_SEPARATOR = re.compile(r"\s*[|•·»›>,/]\s*|\s{2,}|\s[-–—]\s|\s+")
_COLUMNS = re.compile(r"\s*[|•·»›>/]\s*|\s[-–—]\s")
_ROW_WORD = re.compile(rf"(?:{_SHARE}|{_SITE_WORD})", re.IGNORECASE)


def _is_row(text: str) -> bool:
    """Tell a row of links: columns of a few words, or only words that label buttons."""
    columns = [part for part in _COLUMNS.split(text) if part]
    if len(columns) >= 3 and all(len(part.split()) <= 4 for part in columns):
        return True
    if len(columns) >= 2 and all(_ROW_WORD.fullmatch(part) for part in columns):
        return True
    parts = [part for part in _SEPARATOR.split(text) if part]
    return 2 <= len(parts) <= 25 and all(_ROW_WORD.fullmatch(part) for part in parts)
