"""What an outlet says in its own voice: who it is, what it lives on, what its readers may do."""

from embeddings.reading.families import Family
from embeddings.records import BlockKind

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        "outlets on themselves",
        BlockKind.FURNITURE,
        r"""
        ^(?:the )?(?-i:[A-Z]\w+(?: [A-Z]\w+){0,3}),? (?:the|an?) .{0,50}\b(?:division|arm|part|unit
            |subsidiary) of .{2,40}, (?:is|provides|reaches|delivers|publishes|offers)\b
        ^(?:the )?(?-i:[A-Z]\w+(?: [A-Z&]\w*){0,3}) is (?:an?|the) (?:[\w-]+,? ){0,6}
            (?:news(?:room|paper|letter)?|publication|magazine|broadcaster|website|digital platform)
            (?: (?:organi[sz]ation|agency|service|site|outlet|provider|platform|publication))?
            (?: dedicated| committed| devoted|,? (?:founded|established|published|produced
            |,? run|,? owned)
            | (?:that|which) (?:covers|provides|reports|investigates|serves|brings)
            | (?:covering|providing|serving|reporting|bringing))\b
        ^(?:the )?(?-i:[A-Z]\w+(?: [A-Z]\w+){0,3})(?: and its journalism)? (?:is|are) (?:a )?
            (?:members? of|regulated by|subject to|signed up to|bound by)\b.{0,80}\b(?:press
            |editorial|editors['’]|journalis\w+|self-regulat\w+)\b
        \badheres? to .{0,60}\b(?:editors['’]|editorial|press)\b.{0,40}\b(?:code|standards)\b
        \bis (?:solely|editorially) responsible for (?:all |its |this )*content\b
        ^(?:the )?(?-i:[A-Z]\w+(?: [A-Z]\w+){0,3})(?:['’]s?)?(?: [\w-]+){0,5} receives? (?:its |
            the |some |financial |philanthropic |generous )*(?:support|funding|grants?)\b
        ^(?:our|the) (?:coverage|reporting|journalism) of .{2,60} is (?:supported|funded) by\b
        ^(?:this (?:web)?site|this (?:newspaper|publication)) (?:is|and)\b.{0,60}\b(?:part of|owned
            |published|operated|associated|a member|maintained)\b
        ^our (?:mailing|postal|editorial) address\b
        ^(?:with )?thanks to (?:our |the )?(?:\w+ )?(?:editors?|producers?|sub-?editors?|team)\b
        ^original reporting and\b.{0,80}\bdirect from\b
        """,
        most=60,
        whole=False,
        own_voice=True,
    ),
    Family(
        "legal and financial notes",
        BlockKind.FURNITURE,
        r"""
        \b(?:quotes?|data|prices|quotations|figures) (?:(?:is|are) )?delayed (?:by )?(?:a minimum of
            |at least|up to|\d+)
        ^(?:market|stock|financial|real-time)s? (?:data|quotes|prices)\b.{0,60}\b(?:provided
            |supplied|powered|delayed)\b
        \b(?:is|are) (?:a )?(?:registered )?trade ?marks? of\b
        \b(?:we|(?-i:[A-Z]\w+(?: [A-Z]\w+){0,2})) (?:may |might |will |can )?(?:earn|receive|get)s?
            (?: an?)?(?: small| affiliate| referral)? commissions?\b
        ^(?:if you|when you) (?:buy|click|purchase|shop|make a purchase|follow)\b.{0,80}
            \b(?:commission|affiliate|paid)\b
        \b(?:affiliate|partner) links\b
        \b(?:for (?:general )?information(?:al)?(?: and educational)? purposes only|does not
            \sconstitute|should not be (?:taken|construed|considered|relied)
            |not (?:intended as|intended to be))\b.{0,80}\b(?:
            advice|recommendation|offer|solicitation)\b
        \bdo(?:es)? not work for, consult\b
        ^(?:this|these|certain|some|all|the|statements?|our) .{0,120}\bforward[- ]looking (?:
            statements?|information)\b
        ^forward[- ]looking statements\b
        \bopen government licen[cs]e\b
        ^(?:view|see|download) (?:the )?(?:original|source) (?:content|version|release)\b
        ^the (?:value of (?:your )?investments?|price of shares)\b.{0,80}\b(?:fall|down)\b
        \bpast performance is (?:not|no)\b
        """,
        most=110,
        whole=False,
        own_voice=True,
    ),
    Family(
        "rules of comment sections",
        BlockKind.FURNITURE,
        r"""
        ^(?:all |your |reader |user )?comments (?:have to|must|should|are|will be|may be|on this)\b
            .{0,60}\b(?:english|moderated|approved|abusive|guidelines|polite|rules|published|closed
            |removed|deleted|respectful|civil|relevant|policy|moderator)
        \bcommenting (?:platform|system|guidelines|policy|rules|service)\b
        \bour (?:community|comments?|commenting|house) (?:guidelines|rules|standards|policy)\b
        \bthe (?:community|comments?|commenting) (?:guidelines|rules|policy)\b
        \bwe want our comments\b
        \bdigiti[sz](?:ed version|ation process)\b
        \b(?:our|the) comments? (?:sections?|pages?) (?:is|are|exists?)\b
        ^(?:we are )?(?:no longer|not) accepting comments\b
        \bby (?:posting|commenting|submitting)\b.{0,40}\byou (?:agree|accept|confirm)\b
        \bthe comments? (?:below|above) (?:have|has|are|were)(?: not)? (?:been )?moderated\b
        ^comments below\b
        ^report (?:this|a) comment\b
        ^(?:add to|join|start|be part of) the (?:conversation|discussion|debate)(?:\W*| below\W*)$
        ^(?:write|type|enter|add|leave|post) (?:a|your) (?:comment|reply|thoughts?)\b.{0,30}\W*$
        ^please (?:keep|be) .{0,40}\b(?:comments?|respectful|civil|polite|on topic)\b
        """,
        most=70,
        whole=False,
        own_voice=True,
    ),
    Family(
        "appeals in the outlet's own voice",
        BlockKind.PROMPT,
        r"""
        ^at (?:the )?(?-i:[A-Z][\w.]*(?: [A-Z]\w*){0,3}),? (?:we|our)\b(?: \w+){0,3}
            \s(?:believe|are|know|strive|work|take|rely|journalis\w+|mission|report\w*|aim)\b
        \bwe (?:\w+ ){0,6}\b(?:paywall|news subscriptions?|reader-funded|donations?)\b
        \b(?:behind|without) a (?:\w+ )?paywall\b.{0,80}\b(?:we|our|us)\b|\b(?:we|our)\b.{0,80}
            \b(?:behind|without) a (?:\w+ )?paywall\b
        \b(?:our|independent|quality|local|fearless|high-quality|trusted) (?:journalism
            |reporting|news)\b.{0,60}\b(?:free|support|costs?|possible|need|depends?|afford|accessible)\b
            .{0,60}\b(?:you|your|our|us|we|readers|everyone|all)\b
        \breaders like you\b
        \bwill you (?:support|join|help|back) us\b
        \bas a (?:subscriber|member|registered reader),? you\b
        ^(?:see|find out|discover) why\b.{0,50}\b(?:readers|people|subscribers|members)\b
        \b(?:our )?(?:full )?range of subscriptions\b
        ^check (?:whether|if) you (?:already )?have access\b
        \bdigital access\b.{0,60}\bjournalism\b
        \bunsubscribe (?:from (?:this|our|these|all)|at any time|here)\b
        ^(?:you can )?(?:update|change|manage) your (?:e-?mail )?preferences\b
        \byou can (?:check|opt) out at any time\b
        ^what did you think (?:of|about) (?:this|today['’]s|the)\b
        ^(?:to )?help us improve\b
        \bplease (?:fill in|complete|take) (?:this|our|a (?:short|quick)) survey\b
        ^don['’]t include personal\b
        ^(?:for|get) (?:all )?the latest (?:news|stories|updates|headlines)\b.{0,60}\b(?:follow
            |visit|sign|click|download|from|on|app)\b
        ^this live (?:blog|page|coverage) (?:is|has) (?:now )?(?:closed|ended|finished|paused)\b
            .{0,60}$
        ^(?:please )?turn on javascript\b
        """,
        most=60,
        whole=False,
        own_voice=True,
    ),
)
