"""What asks the reader for something: consent, money, an address, a click."""

from embeddings.reading.families import Family, Zone
from embeddings.records import BlockKind

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        "orders to the reader",
        BlockKind.PROMPT,
        r"""
        ^(?:please )?(?:watch|stream|download|subscribe|sign|join|follow|click|tap|get|listen
            |discover|explore|try|register|become|support|start|unlock|enjoy|stay|help|add|save|receive|log
            |create|claim|upgrade|renew|browse|find|visit|enter|play|scan|turn|set|check)\b.*\b(?:apps?
            |newsletters?|inbox|our journalism|account|subscription|subscribers?|podcasts?|whatsapp
            |trial|membership|unlimited|alerts|notifications|premium|free access|ad-free|e-?paper
            |mailing list|for free to)\b
        \bapp\b.{0,20}\b(?:download|get|install)\b
        \breceiving\b.{0,60}\bbecause you\b
        """,
        most=30,
        whole=False,
    ),
    Family(
        "cookie and consent texts",
        BlockKind.PROMPT,
        r"""
        \b(?:we|our|this (?:web)?site|our partners|and our \d+ partners)\b.{0,60}\b(?:uses?|using
            |stores?|sets?|places?|needs?|requires?)\b.{0,40}\bcookies?\b
        \bcookies?\b.{0,100}\b(?:your (?:device|browser|experience|consent|choices|preferences
            |settings)|by (?:clicking|continuing)|we use|our (?:site|website|partners|use))
        \b(?:accept|reject|allow|manage|necessary|essential)\b.{0,20}\bcookies\b
        ^(?:i )?(?:accept|agree|reject|allow|decline)(?: all| necessary| and continue
            | and close)?$
        ^(?:manage|more) (?:options|preferences|choices|settings)$
        ^(?:ok|okay|got it|i understand|yes, i agree|no, thanks?|no thanks)[!.]?$
        \bby (?:clicking|continuing|using)\b.{0,60}\b(?:you (?:agree|accept|consent)|our (?:terms
            |privacy))
        ^your privacy(?: choices| matters.{0,12})?$
        \bcookies\b.{0,120}\b(?:remember you|measure|advertis|similar tech|personal data|identifiers
            |permission|agree)
        \bpartners\b.{0,60}\bcookies\b
        \bwithdraw your (?:consent|permission)\b
        ^we and \d+ .{0,40}\b(?:companies|partners|vendors|others)\b
        \bwe value your privacy\b
        \bour (?:\d+ )?partners (?:store|process|may|use)\b
        ^(?:allow|show|load|view|enable) .{0,40}\bcontent\?$
        ^<HERE> (?:includes|contains|features) (?:content|material|media|a post) (?:provided|hosted
            |supplied|published|from|by)\b.{0,160}
        \bwe (?:ask for|need) your (?:permission|consent)\b.{0,120}\b(?:load|content|cookies)
        \b(?:store|access) (?:and/or access )?information on (?:a|your) device\b
        """,
        most=160,
        whole=False,
    ),
    Family(
        "subscription and login prompts",
        BlockKind.PROMPT,
        r"""
        \bsubscribe (?:now|today|here|for (?:full|unlimited|just|only|as little)|to (?:continue
            |keep|read|our|unlock|get|access|receive|support))\b
        ^subscribe to (?:(?:our|get|receive|read|continue|keep|unlock|support)\b
            |(?:the )?(?-i:[A-Z]))
        ^subscribe to\b.{0,40}$
        \bwhile we (?:verify|check|confirm) (?:your )?(?:access|subscription|account)\b
        ^want (?:all|more) (?:of|from)\b.{0,50}\? ?(?:subscribe|sign up|join)\b
        (?:^(?:(?:are you|if you(?:['’]re| are)|i(?:['’]m| am)|or) )?|[.?!,] )already (?:a |an |have
            )?(?:subscriber|member|subscribed|registered|subscription|an account)\b
        \balready (?:a |an |have )?(?:subscriber|member|subscribed|registered|subscription
            |an account)\s?[?:]
        \bto (?:continue|keep|finish) reading\b
        ^continue reading\b
        \b(?:to )?(?:read|see|get|unlock|access|view|enjoy|for) (?:the (?:full|rest|whole)|full
            |unlimited|this|every)\b.{0,40}\b(?:subscribe|subscription|log ?in|sign (?:in|up)
            |register|free trial|become a|create)\b
        \b(?:log|sign) ?in\b.{0,30}\b(?:to (?:continue|read|view|access|save|comment|follow
            |manage)|or (?:register|create|subscribe|sign up))\b
        \byou(?:['’]ve| have)\b.{0,30}\b(?:free )?(?:articles?|stories) (?:left|remaining
            |this (?:month|week))\b
        \byou(?:['’]ve| have) (?:reached|read|used)\b.{0,30}\b(?:limit|free|your last|articles?)\b
        \b(?:start|try|begin)\b.{0,25}\bfree trial\b
        ^(?:start|begin) your trial\b
        \b(?:free )?trial\b.{0,40}\bcancel\b
        \bcancel (?:at )?any ?time\b
        <HERE> is (?:only )?(?:for|reserved for|exclusive to|available (?:only )?to
            |free for)\b.{0,40}\b(?:subscribers?|members?|registered)\b
        \b(?:subscribers?|members?)[ -]only\b(?: (?:content|article|story))?[.!]?$
        ^(?:exclusive (?:to|for) subscribers|premium(?: content| article)?|subscriber exclusive
            |for subscribers)[.!]?$
        \br[ée]serv[ée]e?s? aux abonn[ée]s\b
        \bil vous reste \d+ ?%
        \b(?:nur für abonnenten|weiterlesen mit|solo para suscriptores|solo per abbonati)\b
        \b(?:create|register for) (?:a|an|your) (?:free )?account\b
        \bfrom (?:just |only )?[$£€]\s?\d[\d.,]* (?:a|per) (?:week|month|year)\b
            (?! (?:ago|earlier|before))
        ^(?:unlock|get) (?:unlimited|full|all|digital)\b.{0,60}\b(?:access|articles?|offer)\b
        \b(?:join|subscribe)\b.{0,30}\bfor (?:just |only )?[$£€]\s?\d
        ^(?:please )?(?:log|sign) ?in\b.{0,20}$
        \bfree articles? (?:left|remaining)\b
        ^support (?:independent|quality|our|local|free|trusted|fearless|us)\b
        \bsupport(?:ing)? (?:our|independent|quality|local|public-interest) journalism\b
        ^become (?:a|an) (?:member|subscriber|supporter|patron|insider)\b
        \bbecome (?:a|an) (?:subscriber|patron|insider)\b
        \bbecome a (?:member|supporter)\b(?! of)
        ^(?:donate|contribute|give)(?: (?:now|today|here|to us|what you can))?[.!]?$
        \bsubscri(?:be|ption)\b.{0,30}\b(?:continue|unlock|full access|offers?|plans?|options)\b
        ^(?:view|see) (?:subscription )?(?:offers|plans|options)$
        ^support .{1,40}\bwith (?:a|your) (?:donation|contribution|membership)\b
        \bif you (?:value|enjoy|like|can,? please)\b.{0,80}\b(?:our (?:journalism|reporting|work)
            |support us|donat|contribut|membership)
        \b(?:your|reader) (?:support|donations?|contributions?|membership)\b.{0,60}\b(?:us|our
            |possible|journalism|independent)\b
        ^this is a (?:premium|subscriber|member)\b.*
        """,
        most=60,
        whole=False,
    ),
    Family(
        "newsletter and alert sign-ups",
        BlockKind.PROMPT,
        r"""
        \b(?:sign up|signup|subscribe|register|join)\b.{0,60}\b(?:newsletters?|e-?mails?|briefing
            |updates|alerts?|bulletin|digest|mailing list|channel|inbox|for free)\b
        \b(?:newsletters?|briefing|bulletin|digest|headlines|stories|updates)\b.{0,60}\b(?:your
            |straight to|to your) (?:e-?mail |mail)?(?:inbox|phone|mobile)\b
        \b(?:in|to) your inbox\b
        \bin (?:this|our) (?:free )?(?:daily|weekly|monthly|morning|evening) newsletter\b.{0,20}
        ^you have \d+ referrals?\b.*
        ^privacy notice\s?:.*
        ^(?:enter )?your e-?mail(?: address)?[*.:]?$
        ^e-?mail address[*:]?$
        \b(?:enter|provide) (?:your|a valid) e-?mail\b
        ^sign up(?: (?:here|now|today|for free|for .{1,60}|to (?-i:[A-Z]).{1,40}))?[.!>:]*$
        ^by (?:signing up|submitting|subscribing|providing|entering)\b
        ^thank(?:s| you) for (?:signing up|subscribing|reading)\b(?!,| and for)
        \bsign up (?:here|now|today)\b[.!]?$
        [$£€]\s?\d[\d.,]* (?:per|a|for) (?:week|month|year|\d+ (?:weeks|months))\b.{0,120}
            \b(?:access|cancel|plan|trial|subscri)
        \byou(?:['’]re| are)? ?(?:receiving|received|getting|got) this (?:e-?mail|newsletter
            |message|because)\b
        \byou can unsubscribe\b
        ^unsubscribe\b
        ^(?:manage|update) (?:your )?(?:newsletters?|e-?mail|subscription)(?: preferences)?\b
        \bwas this (?:(?:e-?mail|newsletter) )?(?:forwarded|sent on)\b
        ^too many e-?mails\?
        ^view (?:this|it|the (?:e-?mail|newsletter)) (?:in|on) (?:your|a|the) (?:browser|web)\b
        \bforwarded this (?:e-?mail|newsletter)\b
        \bview (?:this e-?mail |it )?in (?:your )?browser\b
        \bprotected by recaptcha\b
        ^newsletter\s?:\s\S.{0,40}$
        ^(?:get|receive) (?:our|the) (?:\w+ ){0,3}(?:briefing|round-?up|digest|bulletin)\b
        ^sign up free\b.{0,20}$
        ^(?:get|receive) (?:a |an |our |the )?(?:free |daily |weekly )*(?:e-?mails?|alerts?|texts?)
            \b.{0,20}\b(?:when|whenever|as soon as|every|each)\b
        ^(?:our|the|this|a) (?:\w+ ){0,3}(?:e-?mail|newsletter) (?:breaks down|brings you|rounds up
            |sums up|delivers|covers|guides you|tells you|gives you|explains)\b
        ^(?:get|receive)\b.{0,60}\b(?:newsletter|inbox|delivered|e-?mail(?:ed)? (?:to you|every)
            |every (?:morning|day|week|friday))\b
        ^(?:our )?(?:daily|weekly|morning|evening|free) (?:newsletter|briefing)$
        \bread our (?:privacy|terms)\b
        ^(?:the|our) .{0,40}\bnewsletter\b.{0,60}$(?<![.])
        ^want .{0,60}\b(?:inbox|every day|newsletter)\b
        \bdon['’]t miss (?:out|a|any|our|the latest)\b.{0,50}$
        ^stay (?:up to date|informed|in the know|connected|ahead|updated)\b
        ^never miss\b
        \bturn on (?:notifications|alerts)\b
        ^you(?:'re| are) (?:now )?(?:subscribed|signed up|in)[!.]?$
        ^(?:success|oops|an error occurred|please try again).*$
        """,
        most=50,
        whole=False,
        zone=Zone.SIGNUP,
    ),
    Family(
        "apps, channels and social accounts",
        BlockKind.PROMPT,
        r"""
        \b(?:download|get|install|try)\b.{0,25}\b(?:app|apps|extension)\b(?! store)
        ^(?:click here|tap here|click|tap) (?:for|to|here)\b
        ^(?:please )?(?:click|tap) (?:here|the link|below)\b
        ^follow\b.{0,80}\b(?:on|via|at)\b.{0,12}\b(?:x|twitter|facebook|instagram|linkedin|youtube
            |tiktok|threads|whatsapp|google|telegram|bluesky|social)\b
        ^follow .{0,50}\b(?:full |live |latest )?coverage\b.{0,60}
        ^follow (?:us|me|@\w+|the ticker|our).{0,40}$
        ^(?:like|find|join|visit|follow) us\b
        ^(?:watch|listen to|hear|catch)\b.{0,60}\b(?:on (?:youtube|spotify|apple podcasts
            |bbc sounds|iplayer|demand)|podcast|wherever you get)\b
        ^(?:explore|try|discover|see) (?:what|our|how|all)\b.{0,50}\b(?:ai|features?|for you
            |you can|offers?)\b.{0,30}$
        \b(?:ai|smart) features?\b$
        ^ask (?:our )?(?:ai|a question)\b
        ^(?:got|have|do you have)\b.{0,60}\b(?:a (?:story|tip|question|news tip|confidential)
            |tips?|information|comment)\b.{0,60}\b(?:\?|e-?mail|contact|get in touch|let us know
            |share|send|call|us\b)
        ^(?:send|share|e-?mail|write to|contact|tell)\b.{0,40}\b(?:us|(?:your |story )?(?:tips?
            |thoughts|letters|views|story|feedback)|letters|the (?:reporter|author|editor
            |newsroom))\b.{0,60}$
        ^(?:reach|contact) (?:the )?(?:\w+ ){0,3}(?:at|on) \S+@\S+
        \bget in touch\b.{0,60}$
        ^(?:have|do|did|are|were|want|would) you\b.{0,80}\?.{0,40}\b(?:e-?mail|contact
            |get in touch|let us know|write to|tell us|share your|click)\b
        ^(?:want|looking for|prefer|like|love)\b.{0,80}\?.{0,60}\b(?:whatsapp|telegram|app|inbox
            |e-?mail|newsletters?|alerts?|channel)\b
        \bhave your say\b.{0,60}
        \bexclusive benefit (?:of|for|to)\b.{0,60}
        \bjoin our\b.{0,30}\b(?:whatsapp|telegram|discord|facebook|channel|group|community)\b
        ^join the\b.{0,30}\b(?:whatsapp|telegram|discord|facebook|channel|group
            |community)\b.{0,30}$
        \bjoin the (?:conversation|discussion|debate)\b
        ^(?:let us know|tell us)\b.{0,60}$
        ^(?:you can )?(?:also )?(?:find|read|watch|see)\b.{0,30}\bon our (?:website|youtube|app)\b
        ^set as .{0,30}(?:preferred|homepage).*
        ^(?:add|make) .{1,40} (?:as )?(?:a |your )?preferred source\b.*
        \bavailable (?:on|in) the app store\b
        ^visit .{0,50} for more\b.*
        ^for more\b.{0,80}\b(?:visit|click|follow|go to|check out|sign up|see)\b.*
        ^subscribe$
        \breader-supported (?:publication|newsletter|site)\b
        \bconsider becoming a (?:free |paid |free or paid )?(?:subscriber|member|supporter)\b
        ^(?:ready for|want|looking for) more\?$
        \bjetzt (?:anmelden|abonnieren|registrieren|testen)\b
        \b(?:abonnez-vous|inscrivez-vous|suscr[ií]bete|suscr[ií]base|reg[ií]strate|iscriviti)\b
        ^(?:please )?forward (?:it|this)(?: \w+)? to (?:a|your)\b.{0,120}
        \breply to this (?:e-?mail|newsletter|message)\b
        ^(?:did you )?(?:enjoy(?:ed|ing)?|lik(?:e|ed|ing)|lov(?:e|ed|ing)) (?:this|the|our|what
            |reading)\b.{0,50}\?
        ^for ad-free\b.{0,60}
        \b(?:try it|free) for \d+ days\b.{0,20}$
        """,
        most=40,
        whole=False,
    ),
    Family(
        "invitations to contribute: stories, pictures, letters",
        BlockKind.PROMPT,
        r"""
        ^(?:get|be|become) involved (?:with|in) (?:the news|our|your)\b
        ^(?:.{0,80}[.?!,] )?send (?:us |in )?(?:yours|your (?:own )?(?:story ideas|stories|story
            |photos?|pictures|pics|videos?|news|views|questions|tips|memories))\b.{0,30}
            (?:\b(?:to|at|via) \S+@\S+|\b(?:now|here|today|us)\b|$)
        ^(?:do|have) you\b.{0,90}\?.{0,20}\b(?:e-?mail|call|ring|phone|text|contact|click|write
            |get in touch|if you would like|let us|we(?:['’]d| would) (?:like|love))\b
        ^(?:if you(?:['’]ve| have| are|['’]re)\b.{0,80}, |please )?(?:contact|e-?mail|write to|tell)
            \sus (?:with|about|at|on)\b.{0,60}$
        \bif you would like to (?:submit|send|write|share|contribute)\b.{0,40}\b(?:letters?
            |responses?|comments?|articles?|views|story|stories)\b
        \bfor (?:possible |consideration for )?publication\b.{0,30}\b(?:letters?|e-?mail|click)\b
        ^(?:your (?:thoughts|view|views)|over to you|story saved|related jobs)$
        ^(?:do|did|have|are|were|can) you\b.{0,30}\b(?:know (?:more|anything|something)|see|seen
            |saw|witness(?:ed)?|(?:been |ever )?affected|a view|views|information|a story|spotted
            |(?:more|something) to (?:add|say|tell))\b.{0,60}\?
        ^(?:know|heard|seen|spotted|noticed|got|have) (?:something|anything|more|a (?:story|view|tip
            |question|mistake|correction)|news)\b.{0,60}\?
        \b(?:our (?:tip ?line|news ?desk|news ?room|confidential \w+)|the (?:tip ?line|news ?desk))
            \b.{0,20}(?:\b(?:on|at|by)\b|:).{0,60}$
        \bour (?:reporters?|journalists?|team|newsroom) (?:can be (?:reached|contacted)
            |would (?:like|love) to hear)\b
        \bletters? (?:of (?:up to|no more than|fewer than)|should|may be|can be|must)\b.{0,80}
            \b(?:words|sent|e-?mailed|submitted|addressed|include)\b
        ^need a break\?
        \bplay (?:the|our|today['’]s)\b.{0,40}\b(?:crossword|puzzle|quiz|sudoku|word game)
        \bour (?:\w+ )?(?:editors?|team|journalists?|writers?)\b.{0,20}\b(?:picks?|selects?|chooses?
            |rounds? up|hand-?picks?|shares?|sends?)\b.{0,60}\b(?:stories|reads|articles|week|day
            |you)\b
        \bsen[dt]s? (?:them|it) to you\b
        ^agree\b.{0,4}\bdisagree\b
        ^think we(?:['’]ve| have)? (?:got|gotten|made|missed)\b.{0,60}\?
        ^(?:was|is) this (?:\w+ )?(?:worth|useful|helpful|interesting)\b.{0,40}\?
        ^you have (?:opened|used|read|reached|seen)\b.{0,40}\b(?:free|this month|limit)\b
        ^(?:forward|send|pass) (?:it|them|this|that|tips?|corrections?) (?:on )?to (?:us|our|the)\b
        """,
        most=60,
        whole=False,
    ),
    Family(
        "betting, games of chance, and video promotions",
        BlockKind.PROMPT,
        r"""
        ^(?:free to watch|watch (?:free|for free|live)|free highlights|bet now)\b(?:\s?:|$)
        ^win (?:up to )?(?:[$£€]\s?\d|a (?:trip|holiday|car|pair)|tickets)\b.{0,60}$
        \b(?:play|enter) (?:now )?for free\b(?!ly)
        \b(?:entries by|be gamble aware|begambleaware|gamble responsibly
            |free bets?\b.{0,40}\bodds)\b
        ^(?:please use|for the best).{0,60}\b(?:browser|video player)\b.{0,30}$
        ^save (?:up to )?[$£€]{2,}.{0,60}$
        ^current time \d
        ^related video\b
        """,
        most=26,
        whole=False,
    ),
    Family(
        "offers",
        BlockKind.PROMPT,
        r"""
        \b(?:shop|buy|order|book|apply|learn more|get yours|pre-?order) (?:now|today|here
            |online)\b[.!]?$
        ^(?:save|get|take) (?:up to )?\d+ ?%
        \b(?:limited[- ]time|exclusive|special) offer\b
        ^(?:we|our|with|at)\b.*[.!?] (?:find out|learn|discover|see|read) more(?: here)?[.!]?$
        \bterms (?:and conditions )?apply\b
        \buse (?:the )?(?:promo )?code\b
        ^\d+ ?% off\b
        """,
        most=30,
        whole=False,
    ),
)
