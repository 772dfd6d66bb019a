//! What a browser calls itself, in words that its owner knows it by. Of the long line that browsers send nothing else is
//! kept: it tells versions and devices apart, which is more than anybody has to know.

/// Marks of browsers. The order matters: most also claim to be those further down.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// Marks of what they run on.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
];

/// What a browser calls itself, in words a person knows it by: "Firefox on Windows". Words stay as they are.
pub fn in_words(agent: &str) -> String {
    if let Some(words) = known(agent) {
        return words;
    }
    let first =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|&(_, word)| word);
    match (first(BROWSERS), first(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("{ANY} on {system}"),
        (None, None) => UNKNOWN.to_owned(),
    }
}

/// Words that were made here before.
fn known(agent: &str) -> Option<String> {
    let (browser, system) = agent.split_once(" on ").map_or((agent, None), |(browser, system)| (browser, Some(system)));
    let browser = BROWSERS.iter().any(|(_, word)| *word == browser) || (browser == ANY && system.is_some());
    let system = system.is_none_or(|system| SYSTEMS.iter().any(|(_, word)| *word == system));
    (browser && system).then(|| agent.to_owned())
}

/// A browser of which only the system is known.
const ANY: &str = "A browser";
/// A browser that says nothing we know.
const UNKNOWN: &str = "A browser we do not know";

#[cfg(test)]
mod tests {
    use super::{UNKNOWN, in_words};

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
        let tablet = "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Safari/537.36";
        assert_eq!(in_words(edge), "Edge on Windows");
        assert_eq!(in_words(phone), "Safari on an iPhone");
        assert_eq!(in_words(tablet), "Samsung Internet on Android");
        assert_eq!(in_words("curl/8.5"), "A browser we do not know");
        assert_eq!(in_words(&in_words(phone)), "Safari on an iPhone");
        assert_eq!(in_words("Firefox"), "Firefox");
        assert_eq!(in_words("a script on Windows, or so it says"), "A browser on Windows");
        assert_eq!(in_words("anything on anything"), UNKNOWN);
    }
}
