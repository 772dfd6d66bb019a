use proptest::prelude::*;

use super::*;

fn drawing(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{inside}</svg>"#
    )
}

fn clean(inside: &str) -> CleanDrawing {
    cleaned(drawing(inside).as_bytes()).unwrap()
}

fn text(inside: &str) -> String {
    String::from_utf8(clean(inside).bytes).unwrap()
}

const SHAPE: &str = r#"<path d="M0 0h4v4z"/>"#;

/// Nothing in it runs, loads or leads anywhere.
fn is_harmless(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let named = small.replace("http://www.w3.org/2000/svg", "");
    ![
        "<script",
        "onload",
        "onclick",
        "javascript",
        "foreignobject",
        "<image",
        "<use",
        "<animate",
        "<set",
        "<style",
        "<!",
        "://",
        "data:",
        "<a",
        "@import",
        "expression",
    ]
    .iter()
    .any(|bad| named.contains(bad))
}

#[test]
fn shapes_colours_and_gradients_stay() {
    let kept = text(
        r##"<defs><linearGradient id="a" x1="0" x2="1"><stop offset="0" stop-color="#fff"/></linearGradient>
        <linearGradient id="b" xlink:href="#a"/></defs>
        <g fill="url(#b)" transform="translate(2 3)"><rect width="4" height="5" rx="1"/><circle cx="1" cy="2" r="3"/></g>"##,
    );
    for part in [
        "id=\"a\"",
        "stop-color=\"#fff\"",
        "href=\"#a\"",
        "fill=\"url(#b)\"",
        "translate(2 3)",
        "<circle cx=\"1\" cy=\"2\" r=\"3\"/>",
    ] {
        assert!(kept.contains(part), "{part} is not in {kept}");
    }
    let clean = clean(SHAPE);
    assert_eq!((clean.width, clean.height, clean.left_out.len()), (40.0, 20.0, 0));
}

#[test]
fn scripts_handlers_and_whatever_loads_something_are_left_out() {
    for bad in [
        "<script>alert(1)</script>",
        "<script xlink:href='https://evil.example/x.js'/>",
        "<svg:script>alert(1)</svg:script>",
        "<g onload='alert(1)' onclick='x()'/>",
        "<a xlink:href='javascript:alert(1)'><path d='M0 0'/></a>",
        "<image href='https://evil.example/pixel.png'/>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><iframe src='x'/></body></foreignObject>",
        "<use href='https://evil.example/x.svg#a'/>",
        "<use href='#a'/>",
        "<animate attributeName='href' values='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<rect style='fill:url(https://evil.example/x)' width='1' height='1'/>",
        "<rect fill='url(//evil.example/#x)' width='1' height='1'/>",
        "<rect fill='url(#a) url(https://evil.example)' width='1' height='1'/>",
        "<rect fill='u\\72l(https://evil.example)' width='1' height='1'/>",
        "<linearGradient href='https://evil.example/x.svg#a'/>",
        "<linearGradient xlink:href='data:image/svg+xml,x'/>",
        "<style>@import 'https://evil.example/x.css'; .a{fill:url(https://evil.example)}</style>",
        "<!-- <script>alert(1)</script> -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
        "<text>letters</text>",
        "<filter><feImage href='https://evil.example/x'/></filter>",
    ] {
        let kept = text(&format!("{bad}{SHAPE}"));
        assert!(is_harmless(&kept), "{bad} left {kept}");
        assert!(kept.contains("M0 0h4v4z"), "{bad} took the rest with it: {kept}");
    }
    let told = clean(&format!("<script/><text>x</text><g onload='x'/>{SHAPE}")).left_out;
    assert_eq!(told.into_iter().collect::<Vec<_>>(), ["onload", "script", "text"]);
}

#[test]
fn colours_in_style_sheets_become_attributes_and_outweigh_them_as_in_a_browser() {
    let kept = text(
        r##"<defs><style>.cls-1,.cls-2{fill:#123456;}.cls-2{stroke:red!important}path{fill:blue}</style></defs>
        <path class="cls-2" fill="#fff" d="M0 0"/><path class="cls-1" style="fill: #abcdef" d="M1 1"/>"##,
    );
    assert!(kept.contains(r##"<path d="M0 0" fill="#123456" stroke="red"/>"##), "{kept}");
    assert!(kept.contains(r##"<path d="M1 1" fill="#abcdef"/>"##), "{kept}");
}

#[test]
fn what_is_no_drawing_is_refused_with_the_reason() {
    use DrawingProblem::{Empty, NoSize, TooMuch, Unreadable};
    let bombs = (0..10).fold(String::new(), |all, n| format!("{all}<!ENTITY e{} '&e{n};&e{n};&e{n};'>", n + 1));
    let deep = format!("{}{}", "<g>".repeat(100), "</g>".repeat(100));
    let many = "<path d='M0 0'/>".repeat(5_001);
    for (sent, why) in [
        (String::new(), Unreadable),
        ("<html><body/></html>".to_owned(), Unreadable),
        ("<svg viewBox='0 0 1 1'/>".to_owned(), Unreadable),
        ("<svg viewBox='0 0 1 1'><path d='M0 0'/>".to_owned(), Unreadable),
        ("<svg viewBox='0 0 1 1'><path d='M0 0'></svg>".to_owned(), Unreadable),
        ("<svg><path d='M0 0'/></svg>".to_owned(), NoSize),
        ("<svg viewBox='0 0 0 5'><path d='M0 0'/></svg>".to_owned(), NoSize),
        ("<svg viewBox='0 0 inf 5'><path d='M0 0'/></svg>".to_owned(), NoSize),
        ("<svg width='100%' height='100%'><path d='M0 0'/></svg>".to_owned(), NoSize),
        (drawing("<text>Fenmarch</text>"), Empty),
        (drawing(&deep), TooMuch),
        (drawing(&many), TooMuch),
        ("x".repeat(LARGEST + 1), TooMuch),
    ] {
        assert_eq!(cleaned(sent.as_bytes()).unwrap_err(), why, "{}", &sent[..sent.len().min(80)]);
    }
    assert_eq!(cleaned(&[0xff, 0xfe, b'<', 0]).unwrap_err(), Unreadable);
    // Entities of the file's own are never put in, however often they name one another.
    let sent =
        format!("<!DOCTYPE svg [<!ENTITY e0 'aaaa'>{bombs}]>{}", drawing(&format!("<g id='&e10;'>&e10;</g>{SHAPE}")));
    let kept = String::from_utf8(cleaned(sent.as_bytes()).unwrap().bytes).unwrap();
    assert!(kept.len() < 400 && is_harmless(&kept), "{kept}");
}

proptest! {
    #[test]
    fn whatever_is_sent_nothing_harmful_is_left(inside in "(<(g|path|script|use|a|style)( (fill|style|href|onload|d)='[a-z:/#(){}<>&;.]{0,20}')?/?>|</g>|</script>|</style>|[ -~]{0,12}){0,12}") {
        if let Ok(clean) = cleaned(drawing(&format!("{inside}{SHAPE}")).as_bytes()) {
            let kept = String::from_utf8(clean.bytes.clone()).unwrap();
            prop_assert!(is_harmless(&kept), "{}", kept);
            // What was cleaned once stays as it is.
            let again = cleaned(&clean.bytes).unwrap();
            prop_assert_eq!(String::from_utf8(again.bytes).unwrap(), kept);
            prop_assert!(again.left_out.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = cleaned(&bytes);
    }
}
