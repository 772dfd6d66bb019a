//! Words that are at home in an office, and terms that not everybody knows. The lists are our own: what library
//! services and councils write, with what they say at the desk. Beyond the lists only shapes are judged that ordinary
//! words do not have (capitals within a word, abbreviations, long words made of abstractions), so that plain words
//! are left alone.

use super::LintContext;
use super::asked::AskedQuestion;
use super::findings::FindingList;
use super::phrases::phrases;
use super::rule::LintRule;
use super::words::{LabelSentence, lower_words, sentences};

/// Office language, with what to say instead.
const JARGON: &[(&str, &str)] = &[
    ("rationalis-|rationaliz-", "closing or joining some"),
    ("service points|point|delivery", "libraries"),
    ("static|dispersed|satellite library|libraries|service|services|points", "library buildings"),
    ("stakeholder-", "people and groups who are concerned"),
    ("outreach", "going out to people"),
    ("co-locat-|colocat-|co-location", "sharing a building"),
    ("multi-agency|cross-cutting|joined-up|partnership working|multi-disciplinary", "working together"),
    ("commissioning|commissioned|decommission- ", "buying from others"),
    ("commissioning", "buying services from others"),
    ("digital inclusion|exclusion|transformation|offer|by", "help with computers and the internet"),
    ("channel shift", "moving people to the website"),
    ("footfall", "number of visits"),
    ("provision", "what is offered"),
    ("service|library|cultural|universal|core|community|digital|children's|local offer", "what the library does"),
    ("delivery model|models|vehicle|partner|partners|plan|options", "who runs it and how"),
    ("service library delivery|redesign|reconfiguration|transformation|provision", "how the library works"),
    ("library|service delivery|reconfiguration|redesign|transformation", "how the library works"),
    ("reconfigur-|restructur-|repurpos-|re-provision-|reprovision-", "changing"),
    ("asset transfer|transfers|rationalisation", "handing the building over to a group"),
    ("signpost-", "telling people where to go"),
    ("service user|users", "people who use the library"),
    ("end user|users", "people who use it"),
    ("engagement strategy|activity|activities|offer|programme", "talking with people"),
    ("stakeholder|community|customer|user|meaningful engagement", "talking with people"),
    ("co-produc-|coproduc-|co-design-|co-creat-", "making it together with people"),
    ("capacity building|building", "helping people to do it themselves"),
    ("community|social capital|cohesion|resilience|value", "people knowing and helping each other"),
    ("holistic-|synerg-|paradigm|proactive-|robust|granular", "a plain word"),
    ("agile|leverage|leveraging|actionable|impactful|operationalis-", "a plain word"),
    ("going forward", "from now on"),
    ("key|strategic priorities|objectives|outcomes|drivers|themes", "what matters most"),
    ("strategic|strategically|strategic-", "long-term"),
    ("medium-term|medium term financial", "budget for the next years"),
    ("outcomes-based|outcome-based|evidence-based|needs-led", "a plain word"),
    ("needs-based|place-based|asset-based|place-making|placemaking", "a plain word"),
    ("income generation|stream|streams|maximisation", "ways to earn money"),
    ("efficiencies|efficiency savings|saving", "cuts or savings"),
    ("economies of scale", "saving by doing more at once"),
    ("value proposition|chain", "what people get for it"),
    ("best practice", "what has worked elsewhere"),
    ("step change", "a big improvement"),
    ("customer|user journey|journeys|interface|insight|experience strategy", "what people go through"),
    ("self-serve|self-service provision|functionality", "machines for borrowing"),
    ("self-issue|self issue", "machines for borrowing"),
    ("stock procurement|management|circulation|disposal|acquisition|rotation|policy", "choosing and buying books"),
    ("procur-", "buying"),
    ("stock", "books and other things to borrow"),
    ("bibliographic-|deaccession- satisfaction|issue figures|serials|periodicals", "a plain word"),
    ("accession-|reservation satisfaction|issue figures|serials|periodicals", "a plain word"),
    ("utilis-|utiliz-", "use"),
    ("facilitat-", "help"),
    ("implement-|implementation", "carry out"),
    ("optimis-|maximis-|incentivis-|prioritis- |monetis-|empower-", "a plain word"),
    ("deliverables|workstream|workstreams|milestones|governance|remit|benchmark-|kpis", "a plain word"),
    ("thematic|peripatetic|statutory|discretionary|ring-fenc-|ringfenc-", "a plain word"),
    ("demographic-|socio-economic|intergenerational", "a plain word"),
    ("revenue|capital expenditure|budget|funding|spend|programme", "money for running costs or for buildings"),
    ("hub|hubs and spoke", "one main library and small ones"),
    ("multi-functional|multifunctional|multi-use|multi-purpose hub|hubs|space", "a building for several things"),
    (
        "multi-functional|multifunctional|multi-use|multi-purpose spaces|asset|provision",
        "a building for several things",
    ),
    (
        "sustainable|alternative|new operating|business|service|delivery model|models",
        "who runs it and how it is paid for",
    ),
    ("touchpoint-|touch point|points", "where people meet the service"),
    ("onboarding|upskill-|upskilling|downsiz-|rightsizing", "a plain word"),
    ("pursuant|hereinafter|aforementioned respect of|with regard|in accordance with", "a plain word"),
    ("notwithstanding|thereof|in respect of|with regard|in accordance with", "a plain word"),
];

/// Abbreviations that nearly everybody knows.
const COMMON_SHORT: &[&str] = &[
    "UK", "DVD", "DVDs", "CD", "CDs", "PC", "PCs", "TV", "TVs", "BBC", "ITV", "NHS", "GP", "GPs", "ID", "IT", "PDF",
    "PDFs", "MP", "MPs", "A4", "A3", "A5", "USB", "LGBT", "LGBTQ", "LGBTQ+", "LGBT+", "LGBTQIA+", "VAT", "WC", "FAQ",
    "FAQs", "EU", "US", "USA", "PIN", "SMS", "OK", "QR", "DIY", "AM", "PM", "I", "A", "AI", "GCSE", "GCSEs", "PO",
    "BC", "AD", "II", "III", "IV", "VI", "GB", "3D", "RAF", "VR", "HIV", "MOT", "MS", "X", "Q", "Q1", "Q2", "Q3", "P",
    "Y", "N", "B", "C", "D", "E", "F", "WI", "PE", "RE", "UN", "EV", "AGM", "GMT", "BST", "ATM", "URL", "CCTV", "SEND",
    "AND", "OR", "NOT", "ALL", "ONE", "ONLY", "YES", "NO", "PLEASE", "TICK", "THE",
];
/// Names written with a capital inside that nearly everybody knows, in small letters.
const COMMON_NAMES: &[&str] = &[
    "ipad",
    "ipads",
    "iphone",
    "iphones",
    "youtube",
    "whatsapp",
    "facebook",
    "linkedin",
    "tiktok",
    "paypal",
    "playstation",
    "ebook",
    "ebooks",
    "eaudiobooks",
    "eaudio",
    "emagazines",
    "wifi",
    "wi-fi",
    "e-books",
    "nextdoor",
    "mumsnet",
    "netflix",
    "lgbtq+",
];
/// Products and schemes of libraries, in small letters.
const TERMS: &[&str] = &[
    "staff|employee|publicly|community owned|led mutual|trust|enterprise",
    "staff-owned|employee-owned",
    "mutual|mutuals",
    "spin-out|spin-outs",
    "community interest company|companies",
    "public service mutual",
    "industrial and provident",
    "makerspace|makerspaces|maker-space|fablab|hackspace",
    "maker|hack|fab space|spaces|lab|labs",
    "library of things",
    "open|extended access library|libraries|hours|scheme|model|technology",
    "open-access|open-plus",
    "community|volunteer managed|led library|libraries|model",
    "community-managed|community-led|community-run|volunteer-led library|libraries|model",
    "community-managed|community-led|community-run|volunteer-led partnership|branch|branches",
    "tier|band one|two|three|1|2|3",
    "universal offer|offers",
    "books on prescription",
    "reading well",
    "bookstart",
    "borrowbox|libby|overdrive|pressreader|cloudlibrary test pro|ancestry|findmypast",
    "hoopla|rbdigital|ulverscroft|ubrowse|freegal|theory test pro|ancestry|findmypast",
    "social prescribing|prescriber",
    "digital champion|champions|navigator|navigators",
    "charitable trust|incorporated",
    "peppercorn rent",
    "section 106|114",
    "meanwhile use|space|lease",
    "service level agreement",
    "equality impact assessment",
    "warm hub|hubs",
    "smart|parcel|book locker|lockers",
    "sensory pod|pods",
    "smartplus|open-plus",
    "self-issue kiosk|kiosks",
    "rfid",
    "opac",
    "interlibrary|inter-library loan|loans",
    "legal deposit",
    "makaton",
    "reminiscence pod|kit",
    "chatterbooks",
    "amazon locker|lockers",
    "click & collect pod",
];

static JARGON_PHRASES: std::sync::LazyLock<super::phrases::PhraseList> = std::sync::LazyLock::new(|| {
    super::phrases::PhraseList::new(&JARGON.iter().map(|(phrase, _)| *phrase).collect::<Vec<_>>())
});
static TERM_PHRASES: std::sync::LazyLock<super::phrases::PhraseList> =
    std::sync::LazyLock::new(|| super::phrases::PhraseList::new(TERMS));

phrases! {
    /// Words of offices that are also plain words.
    ALLOWED:
    "community library", "library stock room", "stock cubes", "laughing stock",
}

/// Long words made of an abstraction, but for those that are at home everywhere.
fn is_abstraction(word: &str) -> bool {
    const FAMILIAR: &[&str] = &[
        "organisation",
        "organisations",
        "organization",
        "organizations",
        "civilisation",
        "vaccination",
        "immunisation",
        "qualification",
        "qualifications",
        "identification",
        "notification",
        "notifications",
        "specification",
        "classification",
        "nationality",
        "personality",
        "personalities",
        "hospitality",
        "confidentiality",
        "responsibilities",
        "responsibility",
        "disabilities",
        "accessibility",
        "communication",
        "communications",
    ];
    let made = [
        "isation",
        "ization",
        "isations",
        "ification",
        "ifications",
        "ionality",
        "ability",
        "abilities",
        "ationally",
        "ivity",
        "ualisation",
    ];
    word.chars().count() >= 13 && made.iter().any(|ending| word.ends_with(ending)) && !FAMILIAR.contains(&word)
}

/// Things that have a product or a scheme before their name: "Amazon lockers".
const KINDS_OF_THING: &[&str] = &[
    "locker",
    "lockers",
    "scheme",
    "schemes",
    "app",
    "apps",
    "kiosk",
    "kiosks",
    "software",
    "machine",
    "machines",
    "platform",
    "terminal",
    "terminals",
    "kit",
    "kits",
    "pods",
    "pod",
    "robot",
    "robots",
    "drone",
    "drones",
    "tablets",
    "subscription",
    "system",
    "pass",
    "account",
    "model",
    "toolkit",
    "licence",
    "technology",
    "box",
    "boxes",
    "card",
    "cards",
    "passport",
    "programme",
    "membership",
];
/// Words with a capital that are no names of products: places and people's own library.
const PLACES: &[&str] = &[
    "library",
    "libraries",
    "council",
    "central",
    "home",
    "mobile",
    "street",
    "road",
    "house",
    "park",
    "town",
    "city",
    "county",
    "north",
    "south",
    "east",
    "west",
    "summer",
    "reading",
    "christmas",
    "easter",
    "english",
    "welsh",
    "polish",
    "british",
    "i",
    "the",
    "wi-fi",
    "online",
    "digital",
    "local",
    "children's",
    "university",
    "google",
    "facebook",
    "bus",
    "lego",
    "braille",
    "microsoft",
    "windows",
    "apple",
    "ipad",
    "xbox",
    "playstation",
    "nintendo",
];

/// The word that is an abbreviation, a product or a name that has to be known.
fn unknown_name<'a>(sentence: &LabelSentence<'a>) -> Option<&'a str> {
    let shouting = sentence
        .words
        .iter()
        .filter(|word| word.text.chars().count() > 1 && word.text.chars().all(char::is_uppercase))
        .count()
        * 2
        > sentence.words.len();
    sentence.words.iter().enumerate().find_map(|(at, word)| {
        // Nearly every word is small letters after the first and stands before no product.
        let plain = word.text.chars().skip(1).all(char::is_lowercase) && !word.is_capital();
        if plain {
            return None;
        }
        let bare = word.text.strip_suffix("'s").or_else(|| word.text.strip_suffix("’s")).unwrap_or(word.text);
        let letters: Vec<char> = bare.chars().collect();
        let capitals = letters.iter().filter(|letter| letter.is_uppercase()).count();
        let digits = letters.iter().filter(|letter| letter.is_ascii_digit()).count();
        let small = letters.iter().filter(|letter| letter.is_lowercase()).count();
        let explained = sentence.words.get(at + 1).is_some_and(|next| next.bracketed) || word.bracketed;
        // "What do YOU think?"
        let stressed = letters.iter().all(|letter| letter.is_uppercase()) && super::stems::is_everyday(&word.lower);
        if stressed
            || explained
            || COMMON_SHORT.contains(&bare)
            || COMMON_NAMES.contains(&bare.to_lowercase().as_str())
            || bare.contains(['-', '\'', '’', '£'])
        {
            return None;
        }
        let short = !shouting
            && capitals >= 2
            && small <= 1
            && digits <= 2
            && letters.len() <= 7
            && letters.first().is_some_and(|first| first.is_alphabetic())
            && !(digits > 0 && looks_like_postcode(&letters));
        let inner = small >= 2
            && letters.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase())
            && !bare.starts_with("Mc")
            && !bare.starts_with("Mac");
        let plus = bare.ends_with('+') && small >= 2;
        let product = at > 0
            && word.is_capital()
            && digits == 0
            && !word.is(PLACES)
            && sentence.words.get(at + 1).is_some_and(|next| next.is(KINDS_OF_THING))
            && !super::calendar::is_calendar_word(&word.lower);
        if product {
            return Some(sentence.between(at, at + 2));
        }
        (short || inner || plus).then_some(sentence.between(at, at + 1))
    })
}

fn looks_like_postcode(letters: &[char]) -> bool {
    letters.len() <= 4 && letters.last().is_some_and(char::is_ascii_digit)
}

/// Whether a term is explained: in brackets beside it, in the help, on the page, or in the glossary.
fn is_explained(term: &str, asked: &AskedQuestion<'_>, known: &[String], earlier: &str) -> bool {
    let wanted = lower_words(term).join(" ");
    let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
    if known.iter().any(|word| *word == wanted || word == singular || word.strip_suffix('s') == Some(&wanted)) {
        return true;
    }
    let explains = |text: &str| {
        sentences(text).iter().any(|sentence| {
            let joined = sentence.words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
            joined.contains(singular)
                && sentence.words.len() >= 5
                && sentence.has(&["is", "are", "means", "mean", "where", "lets", "let", "which", "called"])
        })
    };
    explains(asked.help) || explains(earlier) || asked.preamble().iter().any(|sentence| explains(sentence.text()))
}

/// `jargon` and `undefined-term`.
pub(super) fn check(asked: &AskedQuestion<'_>, context: &LintContext, earlier: &str, findings: &mut FindingList<'_>) {
    if asked.equality {
        return;
    }
    let known: Vec<String> = context.glossary.iter().map(|word| lower_words(word).join(" ")).collect();
    let options = asked.options.iter().map(|option| &option.sentence);
    let (mut jargon, mut term) = (None, None);
    for sentence in asked.sentences.iter().chain(options) {
        if term.is_none() {
            term = TERM_PHRASES
                .find(sentence)
                .map(|(from, to)| sentence.between(from, to))
                .or_else(|| unknown_name(sentence))
                .filter(|term| !is_explained(term, asked, &known, earlier));
        }
        if jargon.is_none() && ALLOWED.find(sentence).is_none() {
            jargon = office(sentence).filter(|(words, _)| !is_explained(words, asked, &known, earlier));
        }
    }
    if let Some((words, plain)) = jargon {
        let better = if plain == "a plain word" {
            format!("Say “{words}” as you would at the desk.")
        } else {
            format!("Instead of “{words}” say, for example, “{plain}”.")
        };
        findings.add(asked, LintRule::Jargon, words, better);
    }
    if let Some(words) = term
        && jargon.is_none_or(|(other, _)| !other.contains(words))
    {
        findings.add(
            asked,
            LintRule::UndefinedTerm,
            words,
            format!(
                "Say in a few words what “{words}” is, in the sentence below the question, or put it into the \
                    glossary."
            ),
        );
    }
}

/// The first words of office language, and what to say instead.
fn office<'a>(sentence: &LabelSentence<'a>) -> Option<(&'a str, &'static str)> {
    let found =
        (0..sentence.words.len()).find_map(|from| JARGON_PHRASES.which(sentence, from).map(|found| (from, found)));
    if let Some((from, (to, which))) = found {
        return Some((sentence.between(from, to), JARGON.get(which).map_or("a plain word", |(_, plain)| *plain)));
    }
    sentence
        .words
        .iter()
        .enumerate()
        .find(|(_, word)| is_abstraction(&word.lower))
        .map(|(at, _)| (sentence.between(at, at + 1), "a plain word"))
}
