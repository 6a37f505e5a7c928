"""What leads away from the article: other stories, tags, and its readers' comments."""

from embeddings.reading.families import Family, Zone
from embeddings.records import BlockKind

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        "lists of other stories",
        BlockKind.FURNITURE,
        r"""
        what (?:others|other readers|people|readers|you) (?:are|is) (?:reading|saying|watching).*
        (?:related|similar)(?: (?:articles?|stories|story|news|topics?|content|coverage|links?
            |posts?|reading|reports?|video|videos|items?|internet links))?
        (?:more|also) (?:on|about) (?:this|the) (?:story|topic|subject|issue).*
        more (?:on|from|in|by|about) .{2,50}
        (?:more|other) (?:\w+ ){0,2}(?:headlines|stories|news)
        (?:the )?(?:most|top|best) (?:read|popular|viewed|watched|shared|commented|emailed|recent)
            (?: .{0,30})?
        (?:read|see|watch|up|coming) (?:next|also|this next)
        (?:you )?(?:may|might|will|'ll) also (?:like|be interested in|enjoy|want to read).*
        you (?:may|might) (?:like|have missed).*
        recommended(?: (?:for you|stories|articles|reading|videos|by .*|links|from .*))?
        recommendations?
        (?:trending|popular|latest|top|other|more|further|breaking|today['’]s|this week['’]s
            |featured|essential|selected|key|must[- ]read)(?: (?:now|today|topics|stories|news
            |headlines|articles|posts|videos|coverage|reading|reads|updates|in|on|from))(?: (?:in
            |on|from|about|for|by|you|now|today)\b.{0,30})?:?
        (?:editor['’]?s['’]?|our|staff|reader['’]?s['’]?) (?:picks?|choice|recommendations?
            |favou?rites?)
        in case you missed it.*
        (?:don['’]t miss|what to read next|what to read|keep reading|read on|dig deeper|go deeper
            |elsewhere|elsewhere on .*|around the (?:web|world|network|nation)|from (?:the
            |our) (?:archives?|partners?|web|network|magazine).*|from around the web
            |also in (?:the )?(?:news|this .*|.{2,20})|also read|read more on .*|see also|also see
            |more)
        (?:stories|articles|reads?) (?:for you|you might.*|you may.*|from .*|we love)
        (?:paid|sponsored|promoted) (?:stories|links|from .*)
        (?:background|timeline|explainers?|in (?:pictures|numbers|brief|depth)):?
        more (?:stories|news|headlines|coverage|top stories|like this|to read|reading|for you
            |this week)\b.*
        people also (?:read|ask|search).*
        next (?:story|article|up|read)(?: (?:in|from|on) .{2,30})?
        previous (?:story|article)
        part of (?:a )?series.*
        (?:tap|swipe) for (?:more|next).*
        on other sites
        analysis and comment
        find out more
        (?:explore|discover) more(?: (?:on|from|in|about|stories)\b.*)?
        (?:what|things) (?:we|i)(?:['’](?:re|ve been|m)| are| have been| am) (?:reading|watching
            |listening to|following)\b.*
        (?:(?:our|the) )?(?:weekend |further |recommended |good )?reads?
        worth (?:a read|reading|your time|a click)
        also (?:today|tonight|this (?:morning|week)|making (?:news|headlines)|happening)
        (?:in|and in) other news
        """,
        zone=Zone.RELATED,
        most=9,
    ),
    Family(
        "pointers to one other story",
        BlockKind.FURNITURE,
        r"""
        (?:[>»→▶►•]+ ?)?(?:read|see|watch|listen|also|look|learn|find out|view|opinion|analysis
            |explainer|explained|video|photos?|pictures?|podcast|graphic|interactive|story|related
            |full story|full coverage|special coverage|in pictures|exclusive|must read|more
            |check out|don['’]t miss|live updates?)(?: (?:more|also|read|see|next|now|here|on|this
            |it|further|the full (?:story|report|interview)|coverage|stor(?:y|ies)|articles?
            |about))*\s?(?::|>>|»|→|–|—|\|)\s?\S.*
        \( ?(?:also on|photos?|videos?|read|related|see also|more|watch|earlier|story|listen
            |pictures)\b ?:?.*\)
        read (?:more|also|next|on|here|the (?:full|original|whole|rest|latest)|it here|our|full
            |the story|more here|the article)\b.{0,60}(?<![.!?])
        (?:see|read|view|watch|go to|back to) (?:all|the full|full|more|the original)\b.{0,40}
        click here\b.*
        read\b.{0,60}\bhere\.?
        (?:older|newer|previous|next)(?: (?:post|story|article|entry))?\s?:\s?.*
        share or comment on .*
        skip (?:the )?(?:next|this|past) section\b.*
        (?:full|live) coverage\b.{0,50}(?<!\.)
        (?:lesen sie auch|mehr zum thema|[àa] lire aussi|lire aussi|lea tambi[eé]n|leer tambi[eé]n
            |te puede interesar|leggi anche|lees ook|leia tamb[eé]m)\b.{0,80}
        more\.\.\.
        more…
        more:
        urgent:
        watch:
        read more:
        related:
        also see:
        also on \w+:?
        continue to .{2,40}
        """,
        most=26,
    ),
    Family(
        "tags and topics",
        BlockKind.FURNITURE,
        r"""
        (?:hash ?tags?|tags?|topics?|keywords?|filed under|categor(?:y|ies)|tagged(?: (?:in|with
            |as))?|in this (?:story|article)|explore more on these topics
            |mentioned in this article|people in this story|subjects?|labels?|posted in|sections?
            |topics in this (?:story|article))(?:\s?[:\-–|]\s?.*)?
        (?:#[\w\-]+[,;\s]*)+
        more on: .*
        more on this\b.{0,60}
        """,
        zone=Zone.TAGS,
        most=30,
    ),
    Family(
        "comment sections",
        BlockKind.FURNITURE,
        r"""
        (?:\(?[\d,]+\)? )?(?:readers?['’]?s?['’]? |user |top |all |recent |latest |view |show |hid
            e |see |read )*(?:all )?(?:the )?comments?(?: (?:section|policy|guidelines
            |are (?:closed|moderated|off|disabled|now closed).*|below|on this (?:story|article)
            |\(?[\d,]+\)?|closed|open))*:?
        (?:view|show|read|see) (?:all )?[\d,]+ comments?
        (?:comments?|discussion|conversation|responses?|replies|discuss)\s?[\(\[:]\s?[\d,]+[\)\]]?
        (?:leave|post|add|write|submit) (?:a|your|us a) (?:comment|reply|response)\b.*
        have your say.*
        what (?:our )?readers (?:say|think|are saying)
        readers?['’]? (?:comments?|reactions?|letters|views)
        discussion(?: about this (?:post|article|story))?
        comments ?restacks
        join the (?:conversation|discussion|debate)\b.*
        conversation
        your e-?mail address will not be published.*
        required fields are marked.*
        no comments? yet.*
        \d+ (?:thoughts?|repl(?:y|ies)|responses?|comments?) (?:on|to)\b.*
        be the first to (?:comment|reply|leave).*
        start (?:the|a) (?:conversation|discussion).*
        (?:sort(?:ed)? by|newest|oldest|most (?:liked|recommended|replied)).*
        log in (?:or .*)?to (?:comment|reply|join).*
        comments? (?:\d+|\(\d+\))
        """,
        zone=Zone.COMMENTS,
        most=18,
    ),
)
