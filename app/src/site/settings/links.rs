//! Where else the foot of every page leads: the council, the catalogue, the library's own pages. Typed as lines of words and
//! an address.

use url::Url;

/// The most links at the foot.
pub const MOST: usize = 8;
/// Longest words of a link, in characters.
const LONGEST_WORDS: usize = 60;
/// Longest address, in characters.
const LONGEST_ADDRESS: usize = 300;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FooterLink {
    /// What is read.
    pub words: String,
    /// Where it leads: a page, or a mailbox.
    pub address: String,
}

/// Reads lines such as `The council https://www.fenmarch.example`. Empty ones are passed over.
///
/// # Errors
/// What is wrong with which line.
pub fn read(typed: &str) -> Result<Vec<FooterLink>, String> {
    let lines = typed.lines().map(str::trim).zip(1..).filter(|(line, _)| !line.is_empty());
    let links: Vec<FooterLink> = lines.map(|(line, number)| one(line, number)).collect::<Result<_, _>>()?;
    if links.len() > MOST {
        return Err(format!("Enter at most {MOST} links: there are {}", links.len()));
    }
    Ok(links)
}

fn one(line: &str, number: usize) -> Result<FooterLink, String> {
    let (words, address) = line
        .rsplit_once(char::is_whitespace)
        .ok_or_else(|| format!("Line {number}: enter the words of the link, a space and its address"))?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > LONGEST_WORDS || address.chars().count() > LONGEST_ADDRESS {
        return Err(format!(
            "Line {number} is too long: at most {LONGEST_WORDS} characters of words and {LONGEST_ADDRESS} of address"
        ));
    }
    let wrong = || format!("Line {number}: end it with a whole address, beginning with https:// or mailto:");
    let address = Url::parse(address).map_err(|_| wrong())?;
    let leads = match address.scheme() {
        "https" | "http" => address.has_host(),
        "mailto" => address.path().contains('@'),
        _ => false,
    };
    if leads { Ok(FooterLink { words, address: address.into() }) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_words_and_an_address_are_links() {
        let read = read(" The council   https://www.fenmarch.example/a b \n\nWrite to us mailto:desk@fenmarch.example")
            .unwrap_err();
        assert!(read.starts_with("Line 1: end it with a whole address"), "{read}");
        let links =
            super::read("The  council https://fenmarch.example\n\nWrite to us mailto:desk@fenmarch.example\n").unwrap();
        let said: Vec<_> = links.iter().map(|link| (link.words.as_str(), link.address.as_str())).collect();
        assert_eq!(
            said,
            [("The council", "https://fenmarch.example/"), ("Write to us", "mailto:desk@fenmarch.example")]
        );
    }

    #[test]
    fn what_leads_nowhere_or_does_something_is_refused_with_its_line() {
        for bad in [
            "https://fenmarch.example",
            "Council",
            "Run javascript:alert(1)",
            "Us data:text/html,x",
            "Us //evil.example",
            "Us /staff",
            "Us mailto:",
            "Us https://",
        ] {
            let why = read(&format!("Good https://a.example\n{bad}")).unwrap_err();
            assert!(why.starts_with("Line 2"), "{bad}: {why}");
        }
        assert!(read(&"A https://a.example\n".repeat(9)).unwrap_err().contains("at most 8"));
        assert!(read(&format!("{} https://a.example", "x".repeat(61))).unwrap_err().contains("too long"));
    }
}
