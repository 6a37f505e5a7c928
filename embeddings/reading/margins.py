"""What frames an article: credits, rights, notes, authors, stage remarks, press contacts."""

from embeddings.reading.families import Family, Zone
from embeddings.records import BlockKind

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        "agency sign-offs and credits",
        BlockKind.CREDIT,
        r"""
        (?:additional |further |other )?(?:report(?:ing|ed)|writ(?:ing|ten)|edit(?:ing|ed)
            |compiled|contribut(?:ing|ed)|translat(?:ion|ed)|research(?:ed)?|graphics?|photograph
            (?:s|y|ed)|produced|production|data|video|contributors?)(?: (?:and|&) (?:writing
            |editing|reporting|graphics?))?(?: by\s?:?|\s?:| [-–—])\s?\S.{2,200}
        [-–—]*\s?[\(\[]?(?:with )?(?:<AGENCY>|BBC|CNN)(?:\s?(?:[/,&+|]|and)\s?(?:<AGENCY>
            |[A-Z]{2,}|[Ww]ires|agencies|staff))*[\)\]]?\.?
        [\(\[]?(?:with|from) (?:inputs?|input|reporting|material|files?|additional reporting
            |agency inputs?|agencies|wires?|contributions?)\b.{0,80}
        [a-z]{2,4}(?:-[a-z]{2,4})*(?:/[a-z]{2,4}(?:-[a-z]{2,4})*)+
        (?:the )?[A-Z][\w.&\- ]{1,40} (?:and [A-Z][\w.& ]{1,40} )?contributed (?:reporting |inform
            ation |research )?to this (?:report|story|article)\.?
        <FULL_NAME>(?:(?:,| and|&) <FULL_NAME>)* (?:also )?contributed (?:reporting|research
            |additional reporting|additional research|photography|translation)\b.{0,40}
        (?:source|sources|via|credit|first appeared (?:on|in))\s?:\s?.{2,60}
        (?:written|compiled|edited|curated|put together)(?: \w+){0,2} by (?-i:<NAMES>
            (?: and <NAMES>)*)\..{0,60}
        our standards:.*
        \([^()]{0,20}\d[^()]{0,20}=[^()]{0,40}\d[^()]{0,40}\)
        """,
        most=40,
    ),
    Family(
        "end marks",
        BlockKind.FURNITURE,
        r"""
        [-–—]?\s?30\s?[-–—]?(?<=[-–—])
        #\s?#\s?#(?:\s?#)*
        [-–—*\s]*(?:ends?|end of (?:the )?(?:text|release|transcript|article|story|document
            |statement|announcement|press release|message|report|bulletin)|fin)[-–—*\s.]*
        [xX]{3,}
        ■
        ◼
        ∎
        """,
        zone=Zone.END,
        most=5,
    ),
    Family(
        "rights and site footers",
        BlockKind.FURNITURE,
        r"""
        ^creative commons\b
        \brepublish this (?:article|story)\b
        ^(?:copyright\b|©|\(c\)|all (?:rights|content|material)s? (?:reserved|copyright)
            |(?:original )?content ©)
        \ball rights reserved\b
        \bmay not be (?:published|reproduced|broadcast|copied|republished|redistributed|used
            |distributed)\b
        \bis not responsible for the content of external\b
        ^(?:terms (?:of|and|&)|privacy policy|registered (?:office|in|number)|company (?:number
            |registration))\b
        \bregistered (?:office|in england|company|charity|number)\b
        ©\s?(?:19|20)\d\d
        \bthis material\b.{0,40}\bcopyright
        \b(?:is|are) copyright\b.{0,60}\b(?:can ?not|may not|must not)\b
        \backnowledges? .{0,60}\b(?:custodians|first (?:peoples|nations)|traditional owners)\b
        \bpowered by (?:\w+ ?){1,3}$
        ^(?-i:[A-Z]\w+(?: [A-Z]\w+){0,3}) is (?:written|edited|compiled|produced|put together)
            (?: (?:and|&) (?:edited|produced|written))? by\b.{3,120}$
        ^(?-i:[A-Z]\w+(?: [A-Z]\w+)?) (?:publishes|carries|distributes|delivers) (?:\w+ ){0,2}\d+\b
            .{0,40}\b(?:stories|reports|articles|items|sources)\b
        ^(?-i:[A-Z]\w+(?: [A-Z]\w+)?) (?:collects|gathers|aggregates|curates|brings together|lists
            |indexes) (?:the )?(?:\w+ )?(?:stories|news|articles|headlines|content|coverage)\b
        \b(?:published|owned|operated) by .{3,60}\b(?:ltd|limited|llc|inc|plc|gmbh|publications
            |media group)\b\.?$
        """,
        zone=Zone.FOOTER,
        most=80,
        whole=False,
    ),
    Family(
        "notes on the text",
        BlockKind.FURNITURE,
        r"""
        ^(?:materials|content|story) (?:provided|supplied|sourced) by\b
        ^(?:\*\s?)?(?:corrections?|clarifications?|editor(?:s|['’]s|s['’])? ?notes?
            |author['’]s note|note to readers?|publisher['’]s note|a note (?:to|on
            |from) (?:our |the )?(?:readers?|editors?)|disclaimer|disclosure)\b(?: \([^)]*\)
            | [^:.]{0,40})?(?:\s?:\s?| [-–—] )\S
        ^(?:corrections?|clarifications?|amendments?)(?: (?:and|&) \w+)?$
        \b(?:an )?(?:earlier|previous|original|prior) versions? of <HERE>\b
        ^<HERE> (?:was|is|has|had)(?: not)?(?: been)? (?:\w+ )?(?:amended|updated|corrected|changed
            |edited|revised|modified|clarified|published(?! (?:every|each|annually))|produced
            |translated|reprinted|republished|adapted
            |supported|generated|first (?:published|posted)|written|sponsored|funded
            |co-published|syndicated|originally|automatically|last)\b
        ^<HERE> (?:originally|first) (?:appeared|ran|published)\b
        ^(?:originally|first) (?:published|appeared|posted)\b.{0,80}$
        ^<HERE> (?:appeared (?:in|on|first)|appears (?:in|on)|is part of|is from|contains
            |is more than|is adapted|includes affiliate|may contain|comes from|is republished)\b
        ^this is (?:a|an) (?:rush|updated|developing|breaking|unedited|excerpt|edited|column
            |personal|guest|commentary|sponsored|lightly edited|automatically|machine|opinion)\b
        ^(?:a )?version of this (?:article|story|piece)\b
        \b(?:views|opinions)\b.{0,40}\b(?:expressed|are)\b.{0,60}\b(?:author|own|writer|those of
            |do not)\b
        ^(?:this )?(?:breaking|developing) (?:news|story)\b.{0,60}$
        ^more (?:to (?:come|follow)|details (?:to follow|soon))\b.{0,40}$
        ^(?:this|the) (?:story|page|article|live ?blog) (?:is being|will be) updated\b
        ^(?:this|our) live (?:blog|coverage|page) (?:is|has)(?: now)? (?:closed|ended|finished)\b
        \bcheck back (?:for|soon|later)\b
        ^updates? (?:to|with|adds?|throughout|in paragraph)\b.{0,80}$
        ^(?:\()?(?:adds|updates|recasts|corrects|rewrites|changes) .{0,100}\)?$
        ^why you can trust\b
        ^eds?\.?\s?: (?-i:[A-Z])
        ^with (?-i:[A-Z]{2,5}) (?:photos?|graphics?|pictures?|videos?|audio|interactives?)\b
            (?-i:(?:[^,]|, (?=[A-Z\d])){0,80})$
        \bletters to the editor\b.{0,160}\b(?:our e-?mail|we['’]d like|write to)\b
        \bcopy may not be in its final form\b
        ^analysis/opinion:?$
        \bcontributed to this (?:report|story|article)\b.{0,80}$
        ^the (?:trust project|standards)\b
        ^(?:this |these )?transcripts? (?:was|were|has been|have been|is|are|may)\b.{0,60}\b
            (?:created|edited|contain|rush|errors|automatically|generated|machine|condensed
            |provided)\b
        ^translated (?:from|by)\b.{0,60}$
        ^(?:this is an? |an? )?(?:\w+ )?translation of (?:an?|the|this) (?:\w+ )?(?:article|story
            |text|report|piece|interview|original)\b
        ^(?:this is )?an? (?:rush|draft|unedited|uncorrected|edited) transcript\b
        ^this (?:version|story|article|report|copy) (?:corrects|updates|adds|removes|clarifies
            |restores|fixes|deletes|changes)\b
        ^(?-i:[A-Z][\w-]+(?:,? (?:and )?[A-Z][\w-]+)*) reported from .{2,60}\.(?:\s.{0,120})?$
        \b(?:reporters?|researchers?|writers?|producers?|editors?|correspondents?)\b.{0,60}
            \bcontributed(?: to this \w+)?\.?$
        ^(?:the )?(?-i:[A-Z]\w+(?: [A-Z]\w+)?) is (?:funded|supported) by\b
        ^(?:rush|draft|unedited|uncorrected|full|raw|automatic|machine) transcript[.:,;]
        ^(?:amended|corrected|updated|clarified|changed|edited|revised|modified) on\b.{3,40}:
        """,
        most=90,
        whole=False,
    ),
    Family(
        "authors' notes",
        BlockKind.BYLINE,
        r"""
        (?-i:^<FULL_NAME>),?(?: \d\d,)? (?:is|has (?:been|worked|covered|written|reported)|writes
            |covers|reports|works|edits)\b.{0,140}\b<JOB>s?\b(?:.{0,200})$
        (?-i:^<FULL_NAME>) (?:writes|covers|reports|blogs|tweets)\b.{0,30}\b(?:about|for|on|from
            |@)\b.{0,140}$
        ^(?:about the (?:author|writer|reporter)s?|the (?:author|writer) (?:is|was)|(?:he|she
            |they) (?:is|was|has been|can be (?:reached|contacted|followed)|tweets?|lives in
            |writes|covers|previously))\b.{0,30}\b(?:reached|tweets?|@|previously (?:worked
            |covered|reported)|based in|author|reporter|correspondent|editor|columnist|e-?mail)\b
        ^(?:follow|e-?mail|contact) (?:him|her|them|(?-i:<FULL_NAME>))\b
        ^the (?:author|writer)s? (?:is|are|was)\b
        ^about the (?:author|writer|reporter|journalist)s?$
        """,
        most=60,
        whole=False,
        zone=Zone.AUTHOR,
    ),
    Family(
        "verdict boxes of fact-checks",
        BlockKind.FURNITURE,
        r"""
        (?:(?:THE |OUR )?(?:CLAIM|VERDICT|RATING|RULING|CONCLUSION|FINDING|WHY|SHORT ANSWER)
            |(?:MOSTLY |PARTLY |HALF[- ])?(?:TRUE|FALSE|RIGHT|WRONG)|MISLEADING|UNPROVEN|SATIRE
            |MISSING CONTEXT|(?:Claim|Verdict|Rating|Ruling|Conclusion)|(?:The|Our) (?:claim
            |verdict|rating|ruling|conclusion))\s?[:–—]\s?.*
        (?:THE |OUR )(?:CLAIM|VERDICT|RATING|RULING)\b.*
        """,
        most=40,
        exact_case=True,
    ),
    Family(
        "headings of small advertisements and notices",
        BlockKind.FURNITURE,
        r"""
        (?:articles |items |property )?(?:for sale|to let|to rent|wanted)(?: (?:and|&) wanted)?
        situations? (?:vacant|wanted)|lost(?: (?:and|&) found)?|found|(?:public|legal|church|parish
            |community|family) notices?|births,? marriages.{0,20}|in memoriam|classifieds?
            (?: (?:ads?|advertisements?))?|small ads?|what['’]s on|dates for (?:the|your) diary
            |services offered|lonely hearts|personals?
        """,
        zone=Zone.NOTICES,
        most=6,
    ),
    Family(
        "stage remarks",
        BlockKind.FURNITURE,
        r"""
        [\(\[][A-Z][A-Z0-9 ,.'’"“”\-:/&]{2,80}[\)\]]
        \[[^\]]{1,40}\]
        \((?i:end|begin|start|unintelligible|voice-?over|video|audio|music|applause|laughter
            |crosstalk|commercial|off-?camera|through (?:a )?(?:translator
            |interpreter))[^)]{0,40}\)
        """,
        most=10,
        exact_case=True,
    ),
    Family(
        "press-release heads",
        BlockKind.FURNITURE,
        r"""
        eds\.?\s?:.*
        (?-i:[A-Z]{2,}(?:[-–][A-Z]{2,}){1,5}\d*)
        \(?more\)?
        (?:for )?immediate release:?.*
        (?:not )?for (?:immediate )?(?:release|publication|use|distribution)\b.*
        press release(?: .{0,40})?
        news release(?: .{0,40})?
        media (?:release|statement|advisory)(?: .{0,40})?
        under embargo.*
        embargoed.*
        embargo:.*
        \[?\(?(?:live|live updates?|breaking|breaking news|exclusive|opinion|analysis|explainer
            |developing|watch live|just in|alert|flash|urgent)\)?\]?:?
        transcript
        rush transcript
        full transcript
        news provided by
        (?:issued|released|distributed) by:? .*
        """,
        most=12,
    ),
    Family(
        "press contacts",
        BlockKind.FURNITURE,
        r"""
        (?:write|reach out|send .{1,30}) to\b.*\S+@\S+
        (?:(?:media|press|for (?:more|further|additional|media)|news(?:room)?|investor|pr|public
            |editorial|general) )(?:relations |information |enquir(?:y|ies) |inquir(?:y
            |ies) |office )*(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies)|relations|information
            |office|details)\b\s?(?:[,:\-–(]|$|please|contact|on |visit|see).{0,160}
        contacts?(?: (?:details|information|us|person))?\s?(?::.{0,140})?
        for (?:more|further|additional) information\b.{0,160}
        (?:tel(?:ephone)?|phone|mobile|cell|fax|e-?mail|mail|web(?:site)?|www|twitter|m|t|e
            |p)\s?[.:]\s?\S.{0,60}
        \S+@\S+\.\w+
        (?:https?://|www\.)\S+
        \(?\+?\d[\d ()\-.]{6,20}
        (?:source|issued by) .{2,60}(?i:inc|corp|corporation|company|plc|ltd)\.?
        """,
        zone=Zone.CONTACT,
        most=30,
    ),
    Family(
        "organisations on themselves",
        BlockKind.FURNITURE,
        r"""
        (?:story source|journal references?|cite this (?:page|article)|citation|references)\s?:?.*
        about(?: the)? [A-Z\u00c0-\u00de][\w&.,'’\- ]{1,60}(?:(?<![.?!])|(?<=Inc\.)|(?<=Ltd\.)
            |(?<=Co\.)|(?<=Corp\.))\:?
        (?:notes? (?:to|for) (?:the )?(?:editors?|journalists?)|editors?['’]? notes?|background
            (?: information| notes)?|boilerplate|(?:safe harbou?r
            |forward[- ]looking statements?).{0,40}|cautionary (?:note|statement).{0,60})\s?:?
        """,
        zone=Zone.BOILERPLATE,
        most=8,
    ),
    Family(
        "summaries in points",
        BlockKind.SUBHEADING,
        r"""
        (?:story |article )?(?:key|main|top|quick) (?:points?|takeaways?|facts?|findings
            |developments|highlights|messages)(?: .{0,20})?:?
        (?:story )?highlights:?
        at a glance:?
        (?:what|here['’]?s what|things|what else) (?:you (?:need|should|ought)|to) (?:to )?(?:know
            |watch|expect)\b.{0,40}
        (?:in )?(?:summary|brief|short):?
        takeaways:?
        the (?:main|key) points:?
        summary points:?
        tl;?dr:?
        bullet points:?
        in this (?:issue|edition|newsletter|email):?
        why it matters:?
        """,
        zone=Zone.POINTS,
        most=9,
    ),
)
