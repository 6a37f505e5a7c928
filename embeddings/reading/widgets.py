"""A page's own machinery: advertising labels, buttons, navigation, players, polls."""

from embeddings.reading.families import Family, Zone
from embeddings.records import BlockKind

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        "advertising labels",
        BlockKind.FURNITURE,
        r"""
        advertisements?:?(?: (?:advertisements?|continue reading.*|scroll.*|story continues.*
            |skip.*))?
        advertising
        ads?(?: \d+(?: of \d+)?)?
        advert(?:orial)?
        (?:sponsored|promoted|paid|partner|branded)(?: (?:content|post|links?|stories|by .*))?
        (?:(?:the )?(?:story|article) continues?|continue reading|scroll(?: down)? (?:to|for)
            |keep reading)\b.*
        (?:skip|remove|hide|report this) (?:ads?|advertisement).*
        ad feedback
        presented by .*
        \[?pull ?quote\]?
        """,
        most=12,
    ),
    Family(
        "advertisements in one line with their label, and the marks round a promotion",
        BlockKind.FURNITURE,
        r"""
        (?:advertisement|advertising|advert|(?-i:ADVT?|AD|SPONSORED|PROMOTION|PROMOTED))\s?[:–—-]
            \s\S.*
        (?:skip past |after |end of )(?:the )?(?:newsletter|podcast|\w+) promotion
        """,
        most=40,
    ),
    Family(
        "sponsors of a newsletter",
        BlockKind.FURNITURE,
        r"""
        (?:together with|brought to you by|sponsored by|in partnership with|supported by
            |a (?:message|word) from (?:our (?:sponsors?|partners?)|.{2,30})|from our sponsors?
            |today['’]s sponsor)\b.{0,50}(?<![.!?])
        """,
        zone=Zone.SPONSOR,
        most=9,
    ),
    Family(
        "reading times and languages",
        BlockKind.FURNITURE,
        r"""
        (?:reading time:? ?)?\d{1,3}[ -]min(?:ute)?s?(?: read(?:ing time)?)?
        \d{1,3}[ -]min(?:ute)?s? to (?:read|listen)
        (?:reading aloud|read aloud|listen(?:ing)? time)\b.{0,20}
        (?:est(?:imated|\.)? )?read(?:ing)? time\b.{0,20}
        (?:leer|lire|lesen|leggi|ler|lees|auf|en|em) (?:sie )?(?:(?:en|in|auf|em|el) )?(?:espa[nñ]ol
            |fran[cç]ais|deutsch|italiano|portugu[eê]s|nederlands|english|ingl[eé]s|englisch
            |anglais|inglese|fran[cç]aise|catal[aà])
        (?:temps de lecture|lesezeit|tiempo de lectura|tempo di lettura|leestijd)\s?:?\s?\d+ ?min
            \w*\.?
        read (?:this )?(?:article |story |page )?in \w+
        (?:english|spanish|french|german|arabic|chinese|russian) (?:version|edition)
        (?:this (?:article|story) is )?also available in \w+\.?
        """,
        most=8,
    ),
    Family(
        "what a page says while it loads",
        BlockKind.FURNITURE,
        r"""
        (?:searching|loading|fetching|processing)(?: (?:for|more|your|the (?:page|article))\b
            .{0,30})?\s?(?:\.\.\.|…)
        (?:please wait|one moment)\b.{0,30}(?:\.\.\.|…)
        """,
        most=8,
    ),
    Family(
        "quizzes and games",
        BlockKind.FURNITURE,
        r"""
        (?:(?:daily|weekly|morning|today['’]s|the|our|this week['’]s) )?(?:quiz|puzzle|trivia
            |riddle|poll|crossword|sudoku|word|photo|quote|number|chart|joke) (?:of the (?:day|week
            |month)|corner|time)
        .{5,90}\?\s(?:the )?answers? (?:is |are )?(?:at the (?:bottom|end)|below|tomorrow
            |next week|on page \d+)\b.{0,40}
        (?:quiz |today['’]s |yesterday['’]s )answers?\s?:.*
        (?:quiz|crossword|puzzle|poll|sudoku|test yourself)\s?: .{3,90}
        """,
        most=24,
    ),
    Family(
        "pages of a printed paper",
        BlockKind.FURNITURE,
        r"""
        (?:please )?(?:turn|continued?|continues|see|go|story|more|full story)(?: (?:to|on|from|over
            |inside))*(?: the)? (?:back )?pages? [A-Z]?\d+\b.{0,50}
        you are here\s?:.*
        (?:[\w.]+ ){0,3}edition(?: \d+)?(?:\s?[;,|·/]\s?(?:[\w.]+ ){0,3}edition(?: \d+)?)+
        (?-i:(?:[A-Z]\w+ ){1,2}Edition|Edition \d+)
        (?-i:[-–]?\d{1,3}\s?°\s?[CF]?(?:[\s|·]+[A-Z][\w.'’-]*){0,2}
            (?:(?: [A-Z][\w.'’-]*)?, [A-Z]\w+)?)
        (?-i:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}(?:, [A-Z]{2,}|\s?[|·:,])
            \s?[-–]?\d{1,3}\s?°\s?[CF]?)
        (?:.{2,40}[-–—:|] )?\d+ (?:articles|items|documents|results|stories|clippings)
        [\w ]{0,30}\bweather\s?:.{0,60}(?<![.!?])
        serving .{3,50} since (?:1[789]|20)\d\d
        (?:established|est\.?|founded)(?: in)? (?:1[789]|20)\d\d
        (?:printed|published) (?:from|at) (?:https?://|www\.)?[\w.\-/]+\.\w{2,}\S*
        """,
        most=12,
    ),
    Family(
        "share buttons",
        BlockKind.FURNITURE,
        r"""
        like this\s?:.*
        share(?: (?:this|on|via|to|with|by|now|save|article|story|options|page|link).*)?
        tweet(?: this)?|e-?mail(?: (?:this|article|link|to a friend|a friend).*)?
        print(?: (?:this|article|page|story).*)?|copy(?: (?:the |this |article )?(?:link|url))?
        link copied!?|(?:copied )?(?:to clipboard)|whats ?app|face ?book|twitter
        x(?: \(formerly twitter\))?|x \(twitter\)|linked ?in|reddit|telegram|pinterest|messenger
        instagram|youtube|tik ?tok|threads|bluesky|mastodon|flipboard|pocket|vk|weibo|line|viber
        bookmark|save(?: (?:for later|article|story|this.*))?|saved
        gift(?: this)? (?:article|story)|gift|(?:add|leave|post) (?:a )?comments?
        [\d,.]*[km]? ?(?:shares?|likes?|views?|reactions?|retweets?|reposts?|replies|claps)|likes?
        dislike|repl(?:y|ies)|(?:like|upvote|downvote|flag|report)(?: (?:comment|abuse|post))?
        (?:\d+ )?(?:print|save|send|e-?mail|share|listen to|bookmark)(?: (?:this|the|to|a|an|my\w*
            |page|story|article|friend)){1,3}
        (?:print(?:er|able)?|text)[ -](?:friendly|only|version)(?: (?:version|page|format))?
        add to (?:favou?rites|bookmarks|my\w*|reading list)|reuse this content
        (?:more|all|see more|see all|read more|view all)(?: (?:stories|articles|posts|news))?
            (?: from| by) this (?:author|writer|reporter|journalist)
        listen|more sharing options|rss|sms|text size|font size|resize|a[+-]|aa|translate
        report (?:a typo|this)|download|pdf|thumbs up|follow|following|(?:open|close) sharing.*
        add (?:us )?(?:as preferred|on google).*|google news|apple news
        """,
        most=10,
    ),
    Family(
        "site navigation",
        BlockKind.FURNITURE,
        r"""
        home(?:page)?|menu|search|sign ?in|log ?in|log ?out|sign ?up|register|subscribe(?: now)?
        subscriptions?|my account|account|profile|skip to (?:main )?(?:content|navigation)
        (?:.{2,40} [-–—|] )?(?:back|return|go) to (?:the )?(?:top|home.*
            |.{0,30}(?:page|index|menu|list))
        sections?|world|(?:generate|show|hide|view|read) (?:key takeaways?|(?:ai )?summary)
        (?:uk|us|u\.s\.|eu|asia|africa|europe|americas?|middle east|india|china|australia|canada)
            (?: news)?
        international|national|local(?: news)?|regional|politics|business|economy|markets?|money
        finance|tech(?:nology)?|science|health|sports?|football|culture|arts?|entertainment
        lifestyle|life|style|travel|food|opinions?|comment|columns?|editorials?|letters|analysis
        mail|celebrity|scores|my (?:news|feed|topics|list|stories|view)
        weather|news|live|live tv|tv|watch(?: live)?|radio|audio|video|videos|podcasts?|photos?
        pictures|galler(?:y|ies)|more|newsletters?|e-?paper|crosswords?|puzzles|games|jobs
        climate|environment|education|property|obituaries|features?|investigations?
        latest(?: news)?|breaking(?: news)?|shop|events|donate|advertise|about(?: us)?
        contact(?: us)?|careers|help|faqs?|sitemap|archive
        terms(?: (?:of (?:use|service)|and conditions|& conditions))?
        privacy(?: (?:policy|notice))?|cookies?(?: (?:policy|settings|preferences))?
        accessibility(?: (?:help|statement))?|imprint|impressum|legal(?: notice)?|disclaimer
        do not sell.*|edition|language|english|next|previous|prev|back|close|open|expand
        collapse|show (?:more|less|all)|see (?:more|all)|view (?:more|all)|load more.*|read more
        trending|top stories|for you|explore|directory|toggle \w+|dark mode|today|magazine
        weekend|crime|courts|society|media|cities|hi,? \w+|notifications?|alerts?|settings
        install app|get the app|app|apps
        """,
        most=8,
    ),
    Family(
        "player and gallery controls",
        BlockKind.FURNITURE,
        r"""
        (?:to (?:view|watch|play) this video|please enable javascript).*
        (?:.{0,80}\s)?page \d+(?: of \d+)?
        [-–—]\s?\d+\s?[-–—]
        (?:play|pause|mute|unmute|replay)(?: (?:video|audio|live|facebook))?
        watch (?:now|the video|more|again|live):?.*
        listen to (?:this|the) .*
        \d+ (?:images?|photos?|videos?|pictures)
        slideshow.*
        \(?\d+ (?:of|/) \d+\)?
        (?:next |prev )?(?:image|photo|slide|picture) \d+ (?:of|/) \d+
        (?:view|open|see) (?:the )?(?:image|gallery|photos?|picture|full ?screen).*
        enlarge(?: (?:this )?image)?.*
        toggle caption.*
        hide caption
        this video (?:can ?not|is not|file).*
        your browser does not support.*
        javascript (?:is|must).*
        (?:just|now|must) watch(?:ed|ing)?\b.*\breplay\b.*
        \d{1,2}:\d\d(?: ?/ ?\d{1,2}:\d\d)?
        \w+=\".*
        loading(?: \w+)?(?:\.\.\.|…)?
        now playing.*
        up next:?.*
        video (?:duration|length|player).*
        duration:?.*
        video unavailable.*
        media (?:error|caption).*
        audio by .*
        text to speech.*
        listen \(?\d+ min.*
        speed:? .*
        \[?(?:music|laughter|applause|crosstalk|inaudible|sound(?:bite)?)\]?
        click to (?:play|expand|enlarge|view).*
        """,
        most=24,
    ),
    Family(
        "reader polls and feedback",
        BlockKind.FURNITURE,
        r"""
        (?:was|is|did you find) (?:this|the) (?:article|story|page|content)\b.{0,40}\?(?: (?:yes
            |no))*
        (?:yes|no|vote|submit|poll|quiz|survey|results?|close survey|your (?:vote|answer))
        how (?:would|do) you (?:rate|feel about) (?:this|the) .*
        do you agree\?.*
        what do you think\?.*
        did we get something wrong.*
        suggest (?:a correction|an edit).*
        report an? (?:error|mistake|correction|problem)\b.*
        """,
        most=16,
    ),
)
