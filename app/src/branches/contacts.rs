//! Web pages and email addresses in a list of branches, in the many ways in which people write them.

/// What stands in a cell for web pages or email addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Contacts {
    pub(super) emails: Vec<String>,
    pub(super) pages: Vec<String>,
}

/// Whether this is a whole web address.
pub(super) fn is_web_address(written: &str) -> bool {
    let lower = written.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric())
            && rest.contains('.')
            && !rest.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>'))
    })
}

/// Whether this is one email address and nothing else.
pub(super) fn is_email(written: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>,;:\"()".contains(c));
    written.split_once('@').is_some_and(|(who, host)| {
        plain(who)
            && plain(host)
            && !host.contains('@')
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

/// The email addresses and web pages in a cell, in their order, each once: "mailto:a@b.uk", "Mill Library
/// <a@b.uk>", "a@b.uk; c@d.uk", "www.b.uk/contact".
pub(super) fn contacts(written: &str) -> Contacts {
    let mut found = Contacts::default();
    let one = |divider| {
        !written
            .split(divider)
            .skip(1)
            .any(|part: &str| part.contains("://") || part.contains("www.") || part.contains('@'))
    };
    if is_web_address(written) && one([';', ',', '|']) {
        found.pages.push(written.to_owned());
        return found;
    }
    let divided = |c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|' | '<' | '>' | '"' | '(' | ')' | '[' | ']');
    let joined = written.replace("[at]", "@").replace("(at)", "@").replace("[dot]", ".").replace("(dot)", ".");
    let joined = joined.replace(" @", "@").replace("@ ", "@").replace('\\', "/");
    for part in joined.split(divided) {
        let part = part.trim_matches(['.', ':', '\'', '‘', '’', '“', '”', '*']);
        let lower = part.to_ascii_lowercase();
        let after = ["mailto:", "email:", "e-mail:", "mail:"].into_iter().find(|scheme| lower.starts_with(scheme));
        let address = part.get(after.map_or(0, str::len)..).unwrap_or("").trim_start_matches('/');
        let address = if after.is_some() { address.split('?').next().unwrap_or("") } else { address };
        if is_email(address) {
            if !found.emails.iter().any(|known| known.eq_ignore_ascii_case(address)) {
                found.emails.push(address.to_owned());
            }
        } else if let Some(page) = page_of(part)
            && !found.pages.contains(&page)
        {
            found.pages.push(page);
        }
    }
    found
}

/// A web address, with its scheme where that was left out or mistyped.
fn page_of(part: &str) -> Option<String> {
    if is_web_address(part) {
        return Some(part.to_owned());
    }
    let lower = part.to_ascii_lowercase();
    let known = ["https", "http", "htps", "htpps", "htttps", "ttps", "ttp", "hhtps", "httpss", "htp"];
    let scheme = lower.split([':', '/']).next().filter(|scheme| known.contains(scheme));
    let rest = part.get(scheme.map_or(0, str::len)..)?.trim_start_matches([':', '/']);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let labels: Vec<&str> = host.split('.').collect();
    let fits = labels.len() >= 2
        && labels.iter().all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && labels.last().is_some_and(|last| last.len() >= 2 && last.chars().all(char::is_alphabetic));
    let scheme = if scheme == Some("http") { "http" } else { "https" };
    Some(format!("{scheme}://{rest}")).filter(|page| fits && is_web_address(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_among_what_stands_around_them() {
        let both = |written: &str| {
            let found = contacts(written);
            (found.emails.join(" "), found.pages.join(" "))
        };
        for (written, emails, pages) in [
            ("a@b.uk", "a@b.uk", ""),
            ("mailto:a@b.uk", "a@b.uk", ""),
            ("MAILTO:a@b.uk?subject=Hello", "a@b.uk", ""),
            ("Mill Library <a@b.uk>", "a@b.uk", ""),
            ("\"Mill, Library\" <a@b.uk>", "a@b.uk", ""),
            ("a@b.uk; c@d.uk", "a@b.uk c@d.uk", ""),
            ("a@b.uk / A@B.uk", "a@b.uk", ""),
            ("a@b.uk or c@d.uk.", "a@b.uk c@d.uk", ""),
            ("a @ b.uk", "a@b.uk", ""),
            ("a[at]b.uk", "a@b.uk", ""),
            ("Email: a@b.uk", "a@b.uk", ""),
            ("https://b.uk/contact", "", "https://b.uk/contact"),
            ("www.b.uk/contact", "", "https://www.b.uk/contact"),
            ("b.gov.uk", "", "https://b.gov.uk"),
            ("http:/b.uk", "", "http://b.uk"),
            ("https//b.uk", "", "https://b.uk"),
            ("//b.uk", "", "https://b.uk"),
            ("https:\\\\b.uk\\x", "", "https://b.uk/x"),
            ("https://b.uk/x,y;z", "", "https://b.uk/x,y;z"),
            ("www.b.uk and www.c.uk", "", "https://www.b.uk https://www.c.uk"),
            ("https://b.uk (council)", "", "https://b.uk"),
            ("ring 01632 960001", "", ""),
            ("javascript:alert(1)", "", ""),
            ("e.g.", "", ""),
        ] {
            assert_eq!(both(written), (emails.to_owned(), pages.to_owned()), "{written}");
        }
    }
}
