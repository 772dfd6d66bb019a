//! A page of a draft from which nothing can be sent: its links stay within the preview, forms that would send something lose
//! where they would send it, and all their fields and buttons are switched off.

/// Where the files of a page are: its documents and its picture.
pub(super) const FILES: [&str; 2] = ["/documents/", "/pictures/"];

/// What a page is made to be read only with.
pub(super) struct ReadOnly {
    /// The public address of the consultation.
    pub(super) public: String,
    /// The private one.
    pub(super) private: String,
}

impl ReadOnly {
    /// The private address of a public one; none where it leads out of the preview.
    pub(super) fn address(&self, address: &str) -> Option<String> {
        let ends = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?', '#']);
        if let Some(rest) = address.strip_prefix(&self.public).filter(|rest| ends(rest)) {
            return Some(format!("{}{rest}", self.private));
        }
        let file = FILES.into_iter().any(|files| address.starts_with(files));
        file.then(|| format!("{}{address}", self.private))
    }

    /// The page.
    pub(super) fn page(&self, html: &str) -> String {
        let mut made = String::with_capacity(html.len() + 512);
        let mut rest = html;
        let mut inert = false;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            made.push_str(before);
            let end = tag_end(tag);
            let (tag, after) = tag.split_at(end);
            if tag.starts_with("<form") {
                inert = tag.contains("method=\"post\"");
                made.push_str(&self.tag(tag, inert));
                made.push_str(if inert { "<fieldset disabled>" } else { "" });
            } else if tag.starts_with("</form") {
                made.push_str(if inert { "</fieldset></form>" } else { tag });
                inert = false;
            } else if tag.starts_with("<!") {
                made.push_str(tag);
            } else {
                made.push_str(&self.tag(tag, false));
            }
            rest = after;
        }
        made.push_str(rest);
        made
    }

    /// A tag with its addresses; without where it sends something to, if it is of a form that must not.
    fn tag(&self, tag: &str, inert: bool) -> String {
        let made = tag.to_owned();
        // A picture in several widths names each of them in one value.
        let mut made = made.replace("srcset=\"/pictures/", &format!("srcset=\"{}/pictures/", self.private));
        made = made.replace("w, /pictures/", &format!("w, {}/pictures/", self.private));
        for name in ["href", "src", "action", "formaction"] {
            let before = format!(" {name}=\"");
            let Some(at) = made.find(&before) else { continue };
            let from = at + before.len();
            let Some(length) = made[from..].find('"') else { continue };
            let value = made[from..from + length].to_owned();
            if matches!(name, "action" | "formaction") && inert {
                made.replace_range(at..=from + length, "");
            } else if let Some(private) = self.address(&value) {
                made.replace_range(from..from + length, &private);
            }
        }
        if inert { made.replace(" method=\"post\"", "") } else { made }
    }
}

/// Where a tag ends: after the first `>` that stands in no value.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
        // A comment ends at its first `>` whatever stands in it, and has no values.
        if at == 3 && tag.starts_with("<!--") {
            return tag.find("-->").map_or(tag.len(), |end| end + 3);
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::ReadOnly;

    fn made(html: &str) -> String {
        ReadOnly { public: "/consultations/hours".to_owned(), private: "/preview/KEY".to_owned() }.page(html)
    }

    #[test]
    fn links_stay_within_the_preview_and_others_are_as_they_were() {
        let same = |html: &str| assert_eq!(made(html), html);
        assert_eq!(made("<a href=\"/consultations/hours/budget?x=1#y\">"), "<a href=\"/preview/KEY/budget?x=1#y\">");
        assert_eq!(
            made("<a href=\"/consultations/hours\" class=\"a>b\">c"),
            "<a href=\"/preview/KEY\" class=\"a>b\">c"
        );
        assert_eq!(made("<a href=\"/documents/1/plan.pdf\">"), "<a href=\"/preview/KEY/documents/1/plan.pdf\">");
        assert_eq!(
            made("<img src=\"/pictures/a.jpg\" srcset=\"/pictures/a-small.jpg 640w, /pictures/a.jpg 900w\">"),
            "<img src=\"/preview/KEY/pictures/a.jpg\" srcset=\"/preview/KEY/pictures/a-small.jpg 640w, /preview/KEY/pictures/a.jpg 900w\">"
        );
        same("<a href=\"/consultations/hours-2\">");
        same("<a href=\"/consultations\">");
        same("<p>1 < 2 and \"/consultations/hours\" is a text</p>");
        same("<!-- <a href=\"/consultations/hours\"> --><!><p>é</p>");
    }

    #[test]
    fn a_form_that_would_send_something_is_switched_off_and_a_filter_stays() {
        assert_eq!(
            made(
                "<form method=\"post\" action=\"/consultations/hours/x\" novalidate><button formaction=\"/consultations/hours/y\">A</button></form><p>b"
            ),
            "<form novalidate><fieldset disabled><button formaction=\"/preview/KEY/y\">A</button></fieldset></form><p>b"
        );
        assert_eq!(
            made("<form class=\"filters\" method=\"get\" action=\"/consultations/hours/statements\"><input></form>"),
            "<form class=\"filters\" method=\"get\" action=\"/preview/KEY/statements\"><input></form>"
        );
        assert_eq!(made("<form method=\"post\""), "<form<fieldset disabled>");
    }
}
