//! Splits a Pabulib file into rows and fields.
//!
//! Fields are separated by `;`. A field that begins with `"` runs to the next lone `"`; inside it, `;` and line
//! breaks are text and `""` is one `"`. A quote anywhere else is an ordinary character. Empty lines are skipped.

/// One row and the line it begins on, counted from 1.
pub(super) struct Row {
    pub line: usize,
    pub fields: Vec<String>,
}

/// The line of the first quote that is never closed.
pub(super) struct UnclosedQuote {
    pub line: usize,
}

pub(super) fn rows(text: &str) -> Result<Vec<Row>, UnclosedQuote> {
    let mut rows = Vec::new();
    let mut characters = text.chars().peekable();
    let mut line = 1;
    while characters.peek().is_some() {
        let mut row = Row { line, fields: Vec::new() };
        let mut field = String::new();
        loop {
            match characters.next() {
                Some('"') if field.trim().is_empty() => {
                    let opened = line;
                    field.clear();
                    loop {
                        match characters.next() {
                            Some('"') if characters.next_if_eq(&'"').is_some() => field.push('"'),
                            Some('"') => break,
                            Some(other) => {
                                line += usize::from(other == '\n');
                                field.push(other);
                            }
                            None => return Err(UnclosedQuote { line: opened }),
                        }
                    }
                }
                Some(';') => row.fields.push(std::mem::take(&mut field)),
                Some('\r') if characters.peek() == Some(&'\n') => {}
                Some('\n') => {
                    line += 1;
                    break;
                }
                Some(other) => field.push(other),
                None => break,
            }
        }
        row.fields.push(field);
        if row.fields.len() > 1 || row.fields.iter().any(|field| !field.trim().is_empty()) {
            for field in &mut row.fields {
                let trimmed = field.trim();
                if trimmed.len() != field.len() {
                    *field = trimmed.to_owned();
                }
            }
            rows.push(row);
        }
    }
    Ok(rows)
}
