//! What the scale draws.

use proptest::prelude::*;

use super::super::answers::tests::any_answers;
use super::*;

fn row(label: &str, counts: [i64; 6]) -> ChartRow {
    ChartRow { label: label.into(), href: None, answers: Answers::from_counts(counts) }
}

fn html(rows: Vec<ChartRow>) -> String {
    Owner::new()
        .with(|| view! { <ScaleChart caption="Answers" rows_are="Library" rows/> }.into_view().to_html())
        .replace("<!>", "")
}

#[test]
fn the_chart_has_its_finding_its_drawing_and_its_table() {
    let html = html(vec![row("Mill <Library>", [20, 25, 15, 20, 20, 7])]);
    for part in [
        "<figure class=\"chart wide\"><figcaption>More people support this",
        "role=\"img\" aria-label=\"Answers. The table below has the same figures.\"",
        "<rect x=\"80.95%\" y=\"0\" width=\"19.05%\" height=\"100%\" class=\"c-strongly-support\">",
        "<text x=\"50.00%\" y=\"50%\" class=\"on-neither share\">15%</text>",
        "<text x=\"50.00%\" y=\"50%\" class=\"on-neither many\">15</text>",
        "<summary>The figures as a table</summary>",
        "tabindex=\"0\"",
        "<th scope=\"row\" dir=\"auto\">Mill &lt;Library&gt;</th>",
        "100 gave a view, 7 don’t know",
        "<td class=\"num\">7</td>",
        "<td class=\"num\">107</td>",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("style"), "{html}");
}

#[test]
fn a_chart_of_no_answers_has_no_drawing_but_says_so() {
    let html = html(vec![row("Mill", [0; 6])]);
    assert!(
        html.contains("There are no answers.") && !html.contains("<svg") && html.contains("<td class=\"num\">0</td>")
    );
}

#[test]
fn narrow_pieces_carry_no_words() {
    let html = html(vec![row("Mill", [960, 25, 0, 15, 0, 0])]);
    assert!(html.contains(">96%</text>") && !html.contains(">3%</text>") && !html.contains(">2%</text>"), "{html}");
}

proptest! {
    #[test]
    fn the_pieces_of_a_row_touch_and_stay_inside_the_drawing(answers in any_answers(), other in any_answers()) {
        prop_assume!(answers.views() > 0);
        let pieces = segments(answers, reach(answers).max(reach(other)));
        for pair in pieces.windows(2) {
            prop_assert!((pair[0].start + pair[0].width - pair[1].start).abs() < 1e-9);
        }
        let (first, last) = (pieces.first().unwrap(), pieces.last().unwrap());
        prop_assert!(first.start > -1e-9 && last.start + last.width < 100.0 + 1e-9);
        if let Some(middle) = pieces.iter().find(|piece| piece.answer == 2) {
            prop_assert!((middle.start + middle.width / 2.0 - 50.0).abs() < 1e-9);
        }
    }

    #[test]
    fn no_counts_can_panic(counts: [i64; 6], others: [i64; 6]) {
        prop_assert!(html(vec![row("a", counts), row("b", others)]).starts_with("<figure"));
    }
}
