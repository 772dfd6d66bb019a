//! The style sheet: every `style/*.css` in order of file name, as one file.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::assets;

/// Joins the sheets, takes out comments and indentation, and points `url(/static/…)` at the
/// published name of each font and picture.
///
/// # Errors
/// When a sheet cannot be read, or names a font or picture that is not there.
pub(crate) fn sheet(style: &Path, published: impl Fn(&str) -> Option<String>) -> Result<String> {
    let mut joined = String::new();
    for path in assets::list(style)? {
        if path.extension().is_some_and(|extension| extension == "css") {
            let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            joined.push_str(&text);
            joined.push('\n');
        }
    }
    with_published_names(&tighten(&joined), published)
}

/// Takes out comments, indentation and empty lines; leaves text inside quotes alone.
fn tighten(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut characters = css.chars().peekable();
    let mut quote = None;
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                kept.push(character);
                kept.extend(characters.next());
            }
            (Some(open), _) => {
                kept.push(character);
                if character == open {
                    quote = None;
                }
            }
            (None, '/') if characters.peek() == Some(&'*') => {
                characters.next();
                let mut previous = ' ';
                for inside in characters.by_ref() {
                    if previous == '*' && inside == '/' {
                        break;
                    }
                    previous = inside;
                }
                // A comment parts the words on either side of it, as a space does.
                if !kept.is_empty() && !kept.ends_with([' ', '\n']) {
                    kept.push(' ');
                }
            }
            (None, '"' | '\'') => {
                quote = Some(character);
                kept.push(character);
            }
            (None, '\n' | '\r') => {
                let end = kept.trim_end_matches([' ', '\t']).len();
                kept.truncate(end);
                if !kept.is_empty() && !kept.ends_with('\n') {
                    kept.push('\n');
                }
            }
            (None, ' ' | '\t') => {
                // One space means as much as many, and none is needed at the start of a line.
                if !kept.is_empty() && !kept.ends_with([' ', '\n']) {
                    kept.push(' ');
                }
            }
            (None, _) => kept.push(character),
        }
    }
    kept
}

/// Replaces the plain name in every `url(/static/NAME)` by the published one.
fn with_published_names(css: &str, published: impl Fn(&str) -> Option<String>) -> Result<String> {
    const START: &str = "/static/";
    let mut pieces = css.split("url(");
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        result.push_str("url(");
        let Some((inside, rest)) = piece.split_once(')') else {
            bail!("a url( in the style sheet is never closed");
        };
        let address = inside.trim().trim_matches(['"', '\'']);
        if let Some(name) = address.strip_prefix(START) {
            let Some(published) = published(name) else {
                bail!("the style sheet names {address}, which is not under style/");
            };
            result.push_str(START);
            result.push_str(&published);
        } else if address.starts_with("data:") || address.starts_with('#') {
            result.push_str(inside);
        } else {
            // Anything else would be a request to somewhere we do not serve.
            bail!("the style sheet names {address}; only /static/ addresses are served");
        }
        result.push(')');
        result.push_str(rest);
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serif(name: &str) -> Option<String> {
        (name == "serif.woff2").then(|| "serif.0a1b2c3d.woff2".to_owned())
    }

    #[test]
    fn comments_and_indentation_go_and_quoted_text_stays() {
        let css = "/* ink */\nbody {\n  content: \"/* not  a comment */\"; /* note */\n\n  margin:  0 auto;\n}\n";
        assert_eq!(tighten(css), "body {\ncontent: \"/* not  a comment */\";\nmargin: 0 auto;\n}\n");
    }

    #[test]
    fn a_comment_still_parts_two_words() {
        assert_eq!(tighten("margin: 0/* top */auto"), "margin: 0 auto");
    }

    #[test]
    fn an_escaped_quote_does_not_end_the_text() {
        assert_eq!(tighten(r#"a::before { content: "\"  /* " }"#), r#"a::before { content: "\"  /* " }"#);
    }

    #[test]
    fn fonts_are_found_under_their_published_names() {
        let css = r#"@font-face { src: url("/static/serif.woff2") format("woff2"); }"#;
        assert_eq!(
            with_published_names(css, serif).ok().as_deref(),
            Some(r#"@font-face { src: url(/static/serif.0a1b2c3d.woff2) format("woff2"); }"#)
        );
    }

    #[test]
    fn a_font_that_is_not_there_stops_the_build() {
        assert!(with_published_names("a { src: url(/static/sans.woff2) }", serif).is_err());
    }

    #[test]
    fn an_address_elsewhere_stops_the_build() {
        assert!(with_published_names("a { src: url(https://example.org/a.png) }", serif).is_err());
    }
}
