"""Words by which names are read in English news: titles, roles, and what is no name."""

__all__ = [
    "ARABIC",
    "BEFORE_ROLE",
    "CROWNED",
    "DATES",
    "DETERMINERS",
    "FORMS",
    "GENERIC",
    "HE",
    "HERS",
    "HIS",
    "INDEFINITE",
    "LEANING",
    "LINKS",
    "NOUNS",
    "NO_NAMES",
    "RELATIONS",
    "ORGANISATION",
    "PARTICLES",
    "PLACE",
    "PREPOSITIONS",
    "RELATIVE",
    "ROLE",
    "SAME",
    "SHE",
    "STOP",
    "SUFFIXES",
    "TITLES",
]

HE = frozenset(
    "mr sir lord king prince emperor pope bishop father brother son husband uncle nephew"
    " grandfather widower dad boyfriend man gentleman actor spokesman congressman chairman"
    " businessman councilman assemblyman policeman salesman fisherman duke baron sheikh mullah"
    " imam ayatollah".split()
)
SHE = frozenset(
    "mrs ms miss madam madame lady dame queen princess empress mother sister daughter wife"
    " aunt niece grandmother widow mom girlfriend woman actress spokeswoman congresswoman"
    " chairwoman businesswoman councilwoman assemblywoman policewoman saleswoman duchess"
    " baroness".split()
)
HIS = frozenset(
    "aaron adam ahmed alan albert alexander ali andrew anthony antonio arthur barack ben"
    " benjamin bernie bill bob boris brad brian bruce carl carlos charles chris christopher"
    " craig dan daniel dave david dennis donald doug douglas ed edward eric francis frank fred"
    " gary george gordon greg hassan henry howard hugh ian ibrahim ivan jack jacob james jason"
    " jeff jeffrey jerry jim jimmy joe john johnny jon jonathan jorge jose josh joshua juan"
    " justin keith ken kenneth kevin khalid larry luis marco mark martin matt matthew michael"
    " mike mohammad mohammed muhammad nathan nicholas nick oliver omar patrick paul peter phil"
    " philip ralph raymond richard rick robert roger ron ronald ryan samuel scott sean simon"
    " stephen steve steven ted thomas tim timothy todd tom tony victor vladimir walter"
    " william".split()
)
HERS = frozenset(
    "aisha alice amanda amy andrea angela anita ann anna anne barbara betty beth carol"
    " caroline catherine charlotte christina christine claire claudia cynthia deborah debra"
    " diana diane donna dorothy elena elizabeth ellen emily emma esther eva fatima fiona"
    " hannah heather helen hillary irene isabel jane janet jennifer jessica joan joanna judith"
    " julia julie karen kate katherine kathleen kathy kelly kimberly laura linda lisa louise"
    " lucy margaret maria mariam marie marina martha mary maryam megan melissa michelle monica"
    " nancy natalie natasha nicole nina olga olivia pamela patricia rachel rebecca rosa ruth"
    " samantha sandra sara sarah sharon sophia sophie stephanie susan teresa theresa ursula"
    " valerie vanessa victoria virginia wendy zainab".split()
)
# Short titles and what they stand for.
TITLES = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative",
    "gov": "governor", "gov't": "government", "gen": "general", "lt": "lieutenant",
    "col": "colonel", "sgt": "sergeant", "capt": "captain", "maj": "major", "cmdr": "commander",
    "adm": "admiral", "prof": "professor", "rev": "reverend", "pres": "president",
    "sec": "secretary", "amb": "ambassador", "supt": "superintendent", "det": "detective",
}
FORMS = frozenset(
    "mr mrs ms miss dr sir lord lady dame madam madame hon st mx".split()
)
CROWNED = frozenset(
    "king queen prince princess pope emperor sheikh emir sultan mullah imam ayatollah".split()
)
NOUNS = frozenset(
    "activist administrator admiral adviser advisor advocate agent aide ambassador analyst"
    " anchor announcer archbishop artist assistant astronaut athlete attorney author ayatollah"
    " banker baron bishop billionaire blogger boss businessman businesswoman campaigner"
    " candidate captain cardinal ceo chair chairman chairperson chairwoman chancellor chief"
    " cleric clerk co-author co-chair co-founder coach colonel columnist commander commentator"
    " commissioner comptroller congressman congresswoman constable consul consultant"
    " controller coordinator coroner correspondent councillor councilman councilwoman counsel"
    " counselor critic curator dean delegate democrat deputy designer detective developer"
    " diplomat director doctor duke economist editor emir emperor engineer entrepreneur envoy"
    " epidemiologist executive expert farmer fellow financier filmmaker firefighter founder"
    " general geologist governor head historian host imam inspector investigator"
    " investor jeweller journalist judge justice king landlord lawmaker lawyer leader lecturer"
    " legislator lieutenant lobbyist magistrate magnate manager marshal mayor mediator"
    " member merchant minister mogul monarch mp mullah musician negotiator nominee nurse"
    " officer official ombudsman operative opponent organiser organizer owner painter"
    " paramedic parliamentarian partner pastor pediatrician photographer physician physicist"
    " pilot poet policeman politician pollster pope premier president priest prince"
    " princess principal producer professor prosecutor psychiatrist psychologist queen rabbi"
    " realtor rector registrar reporter representative researcher reverend rival runner-up"
    " scholar scientist secretary secretary-general senator sergeant sheikh sheriff singer"
    " sociologist solicitor specialist speaker spokesman spokesperson spokeswoman statistician"
    " strategist student sultan superintendent surgeon surrogate survivor teacher technician"
    " treasurer trustee undersecretary veteran vice-chair vice-president virologist warden"
    " whip winner witness writer".split()
)
ROLE = NOUNS | frozenset(TITLES)
# Roles that somebody has but towards somebody else.
RELATIONS = frozenset(
    "critic fellow opponent rival runner-up surrogate winner".split()
)
# What may stand before a role's noun in small letters.
BEFORE_ROLE = frozenset(
    "acting aerospace anti-corruption assistant associate attorney bank banking budget"
    " business cabinet campaign chief city civil climate club college commercial committee"
    " communications company conservative constitutional co corporate council country county"
    " criminal cultural culture defence defense deputy district economic education election"
    " emergency energy environment environmental ex ex-prime exiled executive fashion federal"
    " film finance financial fire first foreign former general government group health high"
    " history home housing human industry intelligence interim interior international"
    " investment junior justice labor labour land law lead left-wing legal liberal life local"
    " long-time longtime managing market medical media military minority majority music"
    " national national-security navy new news newspaper nuclear opposition outgoing"
    " parliamentary party peace permanent planning police policy political press presidential"
    " prime principal private program project public publishing radio regional research"
    " retired right-wing rights running school science security senior shadow social special"
    " sports staff state student tax tech technology television then third trade transport"
    " treasury tv union university vice vice-presidential women's world right-hand second top"
    " veteran".split()
)
LEANING = frozenset(
    "republican democrat democratic gop labour tory conservative liberal".split()
)
SAME = {"gop": "republican", "democrat": "democratic", "advisor": "adviser",
         "congressman": "representative", "congresswoman": "representative"} | TITLES
# Every country or town has these: alone they name nobody.
OFFICES = frozenset("ministry police government parliament army military council office".split())
OFFICES_OF = frozenset(
    "foreign defense defence interior health justice finance education agriculture transport"
    " energy environment labour labor prime minister minister's attorney general's national"
    " federal state city county local".split()
)
ORGANISATION = frozenset(
    "academy administration agency airlines alliance army assembly association authority bank"
    " board broadcasting bureau cabinet campaign center centre chamber chronicle church"
    " circuit club coalition college commission committee company conference congress corp"
    " corporation council court daily department federation force forces forum foundation"
    " front fund gazette globe government group guard guardian hedge herald hospital house inc"
    " institute institution insurance journal league limited llc ltd magazine media ministry"
    " movement museum nations news network office organisation organization parliament party"
    " police post press project reserve review school senate service services society standard"
    " star street studies sun system team telegraph times treasury tribunal tribune trust"
    " union university watch weekly".split()
)
PLACE = frozenset(
    "new north south east west northern southern eastern western central united states state"
    " city county street avenue road square river lake island islands mountain mountains bay"
    " beach valley park tower palace airport bridge republic kingdom emirates ocean sea gulf"
    " hotel day act award war amendment constitution san santa los las hong saudi air"
    " middle".split()
)
DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april"
    " may june july august september october november december christmas easter".split()
)
NO_NAMES = DATES - {"may", "april", "june", "august", "march", "easter", "january"}
STOP = frozenset(
    "a about above according across after afterwards again against ago all almost along"
    " already also although always amid among an and another any anyone anything are around as"
    " asked at away back be because been before behind being below beside besides between both"
    " but by can can't could despite did didn't do does doesn't don't down during each earlier"
    " either else even ever every everyone everything except few finally first five following"
    " for former four from further get given had half has hasn't have he hence her here hers"
    " herself him himself his how however i i'd i'll i'm i've if in indeed instead into is"
    " isn't it its itself just last late later least less let like likewise look many may me"
    " meanwhile might mine more moreover most much must my myself near nearly neither never"
    " nevertheless next no nobody none nor not nothing now of off often on once one only onto"
    " or other others otherwise our ours out outside over overall part per perhaps recently"
    " say says second see seven several shall she should since six so some someone something"
    " sometimes soon speaking still such ten than thank thanks that the their theirs them"
    " themselves then there therefore these they thing third this those though three through"
    " throughout thus to today together tomorrow too toward towards two under unlike until up"
    " upon us very was we well were weren't what whatever when where whereas whether which"
    " while who whoever whom whose why will with within without won't would yes yesterday yet"
    " you your yours said added told ask asking ex then-".split()
)
DETERMINERS = frozenset(
    "the a an this that its his her their our my your".split()
)
INDEFINITE = frozenset(
    "a an another any anyone both certain dozens each every few half hundreds many more most"
    " much nobody none no one other others several some someone such these those thousands two"
    " three four five six seven eight nine ten various fellow all at least".split()
)
PREPOSITIONS = frozenset(
    "about across after against among around as at before between by concerning during for"
    " from in inside into like near of on over since through to under via with within"
    " without".split()
)
LINKS = frozenset(
    "of for on to in and the".split()
)
PARTICLES = frozenset(
    "van von der den de del della di da dos das do du la le el al ul ur ibn bin bint ben abu"
    " ter ten y e af av zu zum dela dello".split()
)
ARABIC = ("al-", "el-", "ul-", "ad-", "an-", "ar-", "as-", "az-", "d'", "l'", "ibn-")
SUFFIXES = frozenset(
    "jr sr ii iii iv phd md esq".split()
)
RELATIVE = frozenset(
    "who whose whom which that".split()
)
GENERIC = frozenset(
    "sources officials critics experts authorities police people analysts residents witnesses"
    " protesters supporters opponents lawmakers voters readers demonstrators activists reports"
    " polls leaders observers investigators prosecutors scientists researchers scholars"
    " economists republicans democrats conservatives liberals muslims christians jews"
    " conventional".split()
)
