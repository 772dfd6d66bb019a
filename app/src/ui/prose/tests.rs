//! What people may write and what may never come of it.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn service(text: &str) -> String {
    render(text, Author::Service).into_string().trim_end().replace('\n', "")
}

fn resident(text: &str) -> String {
    render(text, Author::Resident).into_string().trim_end().replace('\n', "")
}

#[test]
fn paragraphs_and_the_lines_people_typed_are_kept() {
    assert_eq!(resident("One\ntwo\n\nThree"), "<p>One<br>two</p><p>Three</p>");
    assert_eq!(resident(""), "");
}

#[test]
fn strong_emphasis_lists_and_quotations_are_shown() {
    assert_eq!(resident("**Please** *keep* it"), "<p><strong>Please</strong> <em>keep</em> it</p>");
    assert_eq!(resident("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
    assert_eq!(resident("1. a\n2. b"), "<ol><li>a</li><li>b</li></ol>");
    assert_eq!(resident("> said"), "<blockquote><p>said</p></blockquote>");
}

#[test]
fn a_list_keeps_the_number_it_was_given() {
    assert_eq!(resident("5. Keep the garden"), "<ol start=\"5\"><li>Keep the garden</li></ol>");
}

#[test]
fn only_the_service_has_headings_and_they_begin_below_the_page() {
    assert_eq!(service("# Why\n### How"), "<h3>Why</h3><h4>How</h4>");
    assert_eq!(resident("# Why"), "<p>Why</p>");
}

#[test]
fn the_service_may_link_to_the_web_and_to_email_only() {
    assert_eq!(
        service("[the plan](https://example.org/a?b=1&c=2)"),
        "<p><a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"nofollow ugc noopener\">the plan</a></p>"
    );
    assert_eq!(
        service("<jo@example.org>"),
        "<p><a href=\"mailto:jo@example.org\" rel=\"nofollow ugc noopener\">jo@example.org</a></p>"
    );
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//example.org",
        "/staff",
        "java&#10;script:x",
    ] {
        let html = service(&format!("[x]({address})"));
        assert!(!html.contains("<a"), "{html}");
    }
}

#[test]
fn a_residents_link_is_shown_but_not_made() {
    assert_eq!(resident("[the plan](https://example.org)"), "<p>the plan (https://example.org)</p>");
    assert_eq!(resident("<https://example.org>"), "<p>https://example.org</p>");
    assert_eq!(resident("see https://example.org"), "<p>see https://example.org</p>");
    assert_eq!(resident("[x]()"), "<p>x</p>");
}

#[test]
fn an_address_cannot_break_out_of_its_attribute() {
    assert_eq!(
        service("[x](https://example.org/\"onclick=\"alert(1))"),
        "<p><a href=\"https://example.org/&quot;onclick=&quot;alert(1)\" rel=\"nofollow ugc noopener\">x</a></p>"
    );
}

#[test]
fn html_images_tables_and_code_are_shown_as_they_were_typed() {
    assert_eq!(resident("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    assert_eq!(resident("I <b>love</b> it"), "<p>I &lt;b&gt;love&lt;/b&gt; it</p>");
    assert_eq!(resident("I <3 books & tea"), "<p>I &lt;3 books &amp; tea</p>");
    assert_eq!(service("![a cat](https://example.org/cat.png)"), "<p>a cat (https://example.org/cat.png)</p>");
    assert_eq!(resident("|a|b|\n|-|-|\n|1|2|"), "<p>|a|b|<br>|-|-|<br>|1|2|</p>");
    assert_eq!(resident("the library`s and the branch`s"), "<p>the library`s and the branch`s</p>");
    assert_eq!(resident("    indented"), "<p>indented</p>");
}

#[test]
fn no_line_vanishes_by_looking_like_the_definition_of_a_link() {
    assert_eq!(resident("[1]: close-it"), "<p>[1]: close-it</p>");
    assert_eq!(resident("`[1]: x`"), "<p>`[1]: x`</p>");
    assert_eq!(plain("[1]: close-it"), "[1]: close-it");
}

#[test]
fn plain_text_is_the_words_on_one_line() {
    let text = "# Why\n\n**Keep** the [garden](https://example.org),\nplease.\n\n- one\n- two\n\n<b>x</b> `y`";
    assert_eq!(plain(text), "Why Keep the garden, please. one two <b>x</b> y");
}

#[test]
fn text_is_stored_in_one_form() {
    assert_eq!(normalise("e\u{301}"), Ok("é".into()));
    assert_eq!(normalise("a \r\nb\rc\t\n\n"), Ok("a\nb\nc".into()));
    assert_eq!(normalise("\n\n  a\tb"), Ok("  a\tb".into()));
    assert_eq!(normalise("a\u{7}b\u{1b}[1m"), Ok("ab[1m".into()));
    assert_eq!(normalise("pay \u{202e}olleh\u{202c}"), Ok("pay olleh".into()));
    assert_eq!(normalise("ŵ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍👧 \u{200f}שלום"), Ok("ŵ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍👧 \u{200f}שלום".into()));
    assert_eq!(normalise("   \n "), Ok(String::new()));
    assert_eq!(normalise("a\0b"), Err(TextError::ControlCharacter));
}

#[test]
fn deep_nesting_takes_little_time_and_makes_few_tags() {
    let size = 32 * 1024;
    let nasty = [
        ">",
        "> ",
        "- ",
        "* a ",
        "**a *b ",
        "[",
        "[a](",
        "![",
        "](",
        "`",
        "``` \n",
        "<",
        "<a ",
        "<!--",
        "&",
        "\\",
        "1. ",
        "_a__b",
        "*_",
        "> - ",
        "[a]: b\n",
        "[a][",
        "\t",
        "|",
        "~",
        "#",
        "\n>",
        "<?",
        "<![CDATA[",
        "](<",
    ];
    for pattern in nasty {
        let text = pattern.repeat(size / pattern.len());
        let started = Instant::now();
        for author in [Author::Service, Author::Resident] {
            well_formed(render(&text, author).as_str());
        }
        plain(&text);
        assert!(started.elapsed() < Duration::from_secs(5), "{pattern:?} took {:?}", started.elapsed());
    }
    // Each line deeper than the one before.
    let stairs: String = (0..200).map(|depth| "  ".repeat(depth) + "- x\n").collect();
    assert!(well_formed(&resident(&stairs)) <= MAX_DEPTH);
    assert!(well_formed(&resident(&">".repeat(5000))) <= MAX_DEPTH);
}

/// Reads HTML as strictly as we promise to write it: known tags only, opened and closed in order,
/// attributes only where allowed. Answers the greatest depth.
fn well_formed(html: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut depth = 0;
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>']) {
        assert!(rest[at..].starts_with('<'), "a stray > in {html}");
        let end = rest[at..].find('>').expect("an unclosed tag") + at;
        let tag = &rest[at + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {html}");
        } else if tag != "br" {
            let name = match tag.split_once(' ') {
                None => tag,
                Some(("a", attributes)) => {
                    let address = attributes.strip_prefix("href=\"").expect("href first");
                    let (address, others) = address.split_once('"').expect("a closing quote");
                    assert_eq!(others, " rel=\"nofollow ugc noopener\"");
                    let address = address.to_ascii_lowercase();
                    assert!(["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)));
                    "a"
                }
                Some(("ol", attributes)) => {
                    let number = attributes.strip_prefix("start=\"").and_then(|n| n.strip_suffix('"'));
                    assert!(number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())), "in {html}");
                    "ol"
                }
                Some(_) => panic!("attributes on {tag} in {html}"),
            };
            let known = ["p", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "h5", "h6"];
            assert!(known.contains(&name), "<{name}> in {html}");
            open.push(name);
            depth = depth.max(open.len());
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "left open: {open:?}");
    depth
}

/// Text likely to hit the parser's corners.
fn marked_up() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z ]{1,6}",
        prop::sample::select(vec![
            "*",
            "**",
            "_",
            "`",
            "```",
            "[",
            "]",
            "(",
            ")",
            "](",
            "!",
            "<",
            ">",
            "&",
            "\"",
            "'",
            "\n",
            "\n\n",
            "    ",
            "\t",
            "# ",
            "> ",
            "- ",
            "1. ",
            "7) ",
            "\\",
            "<script>",
            "</p>",
            "<a href=\"",
            "onclick=",
            "javascript:",
            "https://a.b/",
            "mailto:a@b.c",
            "<http://x>",
            "&lt;",
            "&#x3c;",
            "&quot;",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?",
            "]:",
            "---",
            "===",
            "|",
            "\u{0}",
            "\u{202e}",
            "é",
            "<img src=x onerror=y>",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_typed_becomes_markup_of_the_page(text in marked_up()) {
        let service = render(&text, Author::Service).into_string();
        well_formed(&service);
        let resident = render(&text, Author::Resident).into_string();
        well_formed(&resident);
        prop_assert!(!resident.contains("<a") && !resident.contains("<h"));
    }

    #[test]
    fn any_text_at_all_is_safe(text: String) {
        well_formed(render(&text, Author::Service).as_str());
        plain(&text);
    }

    #[test]
    fn every_word_a_resident_typed_is_shown_in_order(words in proptest::collection::vec(("[*_>`#<\\-\n ]{0,3}", "[a-z]{1,5}"), 0..20)) {
        let text: String = words.iter().flat_map(|(mark, word)| [mark.as_str(), word]).collect();
        let html = render(&text, Author::Resident).into_string();
        let mut shown = String::new();
        let mut inside = false;
        for c in html.replace("&lt;", "").replace("&gt;", "").chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside && c.is_ascii_lowercase() => shown.push(c),
                _ => {}
            }
        }
        let typed: String = text.chars().filter(char::is_ascii_lowercase).collect();
        prop_assert_eq!(shown, typed);
    }

    #[test]
    fn normalising_twice_changes_nothing_more(text in "(\\PC|[\r\n\t \u{7}\u{202e}\u{feff}\u{301}]){0,40}") {
        let once = normalise(&text).unwrap();
        prop_assert_eq!(normalise(&once), Ok(once.clone()));
        prop_assert!(!once.chars().any(|c| is_unwanted(c) || c == '\r'));
        prop_assert!(!once.ends_with(char::is_whitespace));
    }
}
