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
    assert_eq!(
        resident("1. Garden\n3. Café\n4. Roof"),
        "<ol><li>Garden</li><li value=\"3\">Café</li><li>Roof</li></ol>"
    );
    assert_eq!(resident("It opened in\n1932. Since then"), "<p>It opened in<br>1932. Since then</p>");
    assert_eq!(resident("1) a\n007. b"), "<p>1) a<br>007. b</p>");
}

#[test]
fn only_the_service_has_headings_and_they_begin_below_the_page() {
    assert_eq!(service("# Why\n### How"), "<h3>Why</h3><h4>How</h4>");
    assert_eq!(resident("# Why"), "<p># Why</p>");
    assert_eq!(service("#1 priority\n####### x"), "<p>#1 priority<br>####### x</p>");
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
    assert_eq!(
        service("**Read [*the* plan](https://example.org/a_(b)) first**"),
        "<p><strong>Read <a href=\"https://example.org/a_(b)\" rel=\"nofollow ugc noopener\"><em>the</em> plan</a> first</strong></p>"
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
    assert_eq!(resident("<https://example.org>"), "<p>&lt;https://example.org&gt;</p>");
    assert_eq!(resident("see https://example.org"), "<p>see https://example.org</p>");
    assert_eq!(resident("[x]() [1](see note)"), "<p>[x]() [1](see note)</p>");
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
    assert_eq!(service("![a cat](https://example.org/cat.png)"), "<p>![a cat](https://example.org/cat.png)</p>");
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
    assert_eq!(plain(text), "Why Keep the garden, please. one two <b>x</b> `y`");
}

#[test]
fn text_is_shown_as_it_was_typed() {
    for typed in [
        "See https://www.example.org/?q=_2_-21bdGe4 please",
        "see https://example.org/a_b_c/_paper_ballots_.",
        "See https://example.org/foo*bar*baz.pdf",
        "(https://example.org/_x_/*y*), www.example.org/_a_ and mailto:a_b_c@example.org",
        "write to _jo_bloggs_@example.org",
        "5*4*3 = 60 seats, not 5 * 4 = 20",
        "2**3**2 and x=*y*z and a*b*c",
        "Title\n=====",
        "Title\n-----",
        "-----\nabove is a rule",
        "***\n___\n- - -\n* * *",
        "a\\_b \\* c & &amp; &copy; &#65; \\*not\\* \\\\",
        "snake_case_name, __init__.py and C:\\_dir_\\x",
        "Name: ____ Date: ____",
        "Sunday* and Monday*\n*by appointment",
        "f*** this, A* or B*",
        "~~~\ncode\n~~~\n```\nmore\n```",
        "    moved in\n\tby a tab",
        "line\\\nnext  \nlast",
        "# not a heading\n## nor this",
        "+ not a list\n1) nor this",
        ">50 people came\n> 50 % of us\n>>>>",
        "[ ] open [x] done [1]: note",
        "***very*** ****",
        "a | b\n--|--",
        "<!-- hidden --> <b>x</b> <https://example.org>",
    ] {
        let html = resident(typed);
        let shown = html
            .replace("<br>", "\n")
            .replace("<p>", "")
            .replace("</p>", "\n")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        let lines =
            |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        assert_eq!(lines(&shown), lines(typed), "{html}");
    }
}

#[test]
fn marks_stand_at_the_edges_of_words() {
    assert_eq!(
        resident("(*one*), “**two**”. _three_!"),
        "<p>(<em>one</em>), “<strong>two</strong>”. <em>three</em>!</p>"
    );
    assert_eq!(resident("**a *b* c** and __d__"), "<p><strong>a <em>b</em> c</strong> and <strong>d</strong></p>");
    assert_eq!(resident("*pre*-school, the *Echo*’s view"), "<p><em>pre</em>-school, the <em>Echo</em>’s view</p>");
    assert_eq!(resident("*£5 off* and *أحب المكتبة*"), "<p><em>£5 off</em> and <em>أحب المكتبة</em></p>");
    assert_eq!(resident("**https://example.org/a_b**"), "<p><strong>https://example.org/a_b</strong></p>");
    assert_eq!(resident("*a **b* c**"), "<p><em>a **b</em> c**</p>");
    assert_eq!(resident("one *line\ntwo* lines"), "<p>one *line<br>two* lines</p>");
}

#[test]
fn lists_and_quotations_end_where_their_lines_end() {
    assert_eq!(
        resident("We need:\n- a\n  still a\n  - b\n- c\nand more"),
        "<p>We need:</p><ul><li>a<br>still a<ul><li>b</li></ul></li><li>c</li></ul><p>and more</p>"
    );
    assert_eq!(resident("- a\n\n  more\n\n- b\n1. c"), "<ul><li>a<p>more</p></li><li>b</li></ul><ol><li>c</li></ol>");
    assert_eq!(
        resident("> one\n> > two\n> - three\nfour"),
        "<blockquote><p>one</p><blockquote><p>two</p></blockquote><ul><li>three</li></ul></blockquote><p>four</p>"
    );
    assert_eq!(resident("- a\n  1. b\n  - c"), "<ul><li>a<ol><li>b</li></ol><ul><li>c</li></ul></li></ul>");
}

#[test]
fn a_moderators_mark_is_never_part_of_a_link() {
    assert_eq!(resident("[removed: name](https://example.org/jo)"), "<p>[removed: name](https://example.org/jo)</p>");
}

#[test]
fn a_text_reads_the_same_whatever_marks_it_is_written_with() {
    assert_eq!(
        as_read("# Why\n\nWe **must**.\n\n* a\n* b\n\n3. c\n\n[d](https://e.org) _f_"),
        "Why\n\nWe must.\n\n• a\n• b\n\n3. c\n\nd (https://e.org) f"
    );
    assert_eq!(as_read("- a\n- b"), as_read("*  a\n*  b\n"));
    assert_eq!(as_read("one\ntwo"), "one\ntwo");
    assert_eq!(as_read(""), "");
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
    let size = 64 * 1024;
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
        "*(",
        "*a*",
        "[*a](https://b ",
        "[a](https://b/(",
        "<https://",
        "_*",
        "> - 1. ",
        "- a\n  - b\n    - c\n",
        "> a\n>> b\n>>> c\n",
    ];
    for pattern in nasty {
        let text = pattern.repeat(size / pattern.len());
        let started = Instant::now();
        for author in [Author::Service, Author::Resident] {
            well_formed(render(&text, author).as_str());
        }
        plain(&text);
        as_read(&text);
        assert!(started.elapsed() < Duration::from_secs(5), "{pattern:?} took {:?}", started.elapsed());
    }
    // Each line deeper than the one before.
    let stairs: String = (0..200).map(|depth| "  ".repeat(depth) + "- x\n").collect();
    const DEEPEST: usize = 16;
    assert!(well_formed(&resident(&stairs)) <= DEEPEST);
    assert!(well_formed(&resident(&">".repeat(5000))) <= DEEPEST);
    let quoted: String =
        (1..200).map(|depth| format!("{} x\n{} - y\n", "> ".repeat(depth), "> ".repeat(depth))).collect();
    assert!(well_formed(&resident(&quoted)) <= DEEPEST);
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
                Some((name @ ("ol" | "li"), attributes)) => {
                    let attribute = if name == "ol" { "start=\"" } else { "value=\"" };
                    let number = attributes.strip_prefix(attribute).and_then(|n| n.strip_suffix('"'));
                    assert!(number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())), "in {html}");
                    name
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

#[test]
fn a_text_that_is_a_page_of_its_own_begins_its_headings_one_level_higher_and_is_otherwise_the_same() {
    let text = "# Who\n\n*We* ask <https://a.example>.\n\n### Why\n\n###### Deep\n\n####### No";
    let page = render_page(text).into_string();
    assert!(page.contains("<h2>Who</h2>") && page.contains("<h3>Why</h3>") && page.contains("<h5>Deep</h5>"), "{page}");
    let lowered = page.replace("h5>", "h6>").replace("h3>", "h4>").replace("h2>", "h3>");
    assert_eq!(lowered, render(text, Author::Service).into_string());
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
    fn the_first_blocks_and_the_rest_are_the_text(text in "[-a-z*>#1. \n]{0,80}", most in 1_usize..5) {
        let html = render(&text, Author::Service).into_string();
        let (first, rest) = first_blocks(&html, most);
        prop_assert_eq!(format!("{first}{rest}"), html.clone());
        if !rest.is_empty() {
            well_formed(first);
            well_formed(rest);
        }
    }

    #[test]
    fn normalising_twice_changes_nothing_more(text in "(\\PC|[\r\n\t \u{7}\u{202e}\u{feff}\u{301}]){0,40}") {
        let once = normalise(&text).unwrap();
        prop_assert_eq!(normalise(&once), Ok(once.clone()));
        prop_assert!(!once.chars().any(|c| is_unwanted(c) || c == '\r'));
        prop_assert!(!once.ends_with(char::is_whitespace));
    }
}
