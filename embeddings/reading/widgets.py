"""A page's own machinery: advertising labels, buttons, navigation, players, polls."""

from embeddings.reading.families import Family
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
        "share buttons",
        BlockKind.FURNITURE,
        r"""
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
        (?:back|return|go) to (?:the )?(?:top|home.*)|sections?|world
        (?:uk|us|u\.s\.|eu|asia|africa|europe|americas?|middle east|india|china|australia|canada)
            (?: news)?
        international|national|local(?: news)?|regional|politics|business|economy|markets?|money
        finance|tech(?:nology)?|science|health|sports?|football|culture|arts?|entertainment
        lifestyle|life|style|travel|food|opinions?|comment|columns?|editorials?|letters|analysis
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
