//! Charts: what people answered, drawn. Every chart says its finding in one sentence above the drawing and
//! has all its numbers in a table below, so that nobody needs to see the drawing to know the result.
//!
//! Each kind of chart takes plain numbers and gives a figure; the sentence comes from a function of the
//! same numbers, beside it, so that a report or an email can say exactly what the page says. The drawings
//! are SVG without scripts or styles: the stylesheet colours them by class, and bars have their lengths as
//! attributes.

pub mod answers;
pub mod bars;
pub mod diverging;
pub mod multiples;
pub mod purchases;
pub mod scale;
pub mod share;
pub mod timeline;

use leptos::prelude::*;

/// The frame of every chart: the finding, the drawing, and the same figures as a table.
///
/// `caption` names the table and its scrolling region, `head` and `body` are its rows.
#[component]
fn Figure(
    /// The finding in one sentence.
    finding: String,
    /// What the table holds, such as "Answers to proposal 1".
    caption: String,
    /// The drawing and its key.
    drawing: AnyView,
    /// The table's heading cells.
    head: Vec<AnyView>,
    /// The table's rows.
    body: Vec<AnyView>,
) -> impl IntoView {
    let region = caption.clone();
    view! {
        <figure class="chart wide">
            <figcaption>{finding}</figcaption>
            {drawing}
            <details>
                <summary>"The figures as a table"</summary>
                <div class="table-wrap" role="region" aria-label=region tabindex="0">
                    <table>
                        <caption>{caption}</caption>
                        <thead>
                            <tr>{head}</tr>
                        </thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
}

/// A length or place in a drawing that stretches with the page.
fn percent_of_width(share: f64) -> String {
    // Two decimals are finer than any screen; -0 would be a curious place.
    let text = format!("{:.2}%", share.clamp(-100.0, 200.0) + 0.0);
    if text == "-0.00%" { "0.00%".to_owned() } else { text }
}

/// How long a bar is that shows this share of a whole, as an attribute of a drawing that stretches with the page.
pub fn length_of_share(count: u64, total: u64) -> String {
    percent_of_width(share::exact(count, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_with_two_decimals() {
        assert_eq!(percent_of_width(33.333_333), "33.33%");
        assert_eq!(percent_of_width(-0.0), "0.00%");
        assert_eq!(percent_of_width(-0.001), "0.00%");
    }
}
