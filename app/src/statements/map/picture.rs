//! The drawing of an opinion map: a disc for each place where people stand close together, as large as there are
//! people, an outline around each group, and the group's letter in the middle. What it shows in words is in
//! [`view`](super::view); the table beneath it has the same figures.

use leptos::prelude::*;
use soundings_analysis::groups::{Point, Report};

/// The drawing's size in its own units.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 460.0;
const MARGIN: f64 = 34.0;
/// The radius of a disc for one person, and of the largest.
const SMALLEST: f64 = 4.0;
const LARGEST: f64 = 22.0;

/// The letter of a group by its place in the report: A, B, C…
pub(super) fn letter(place: usize) -> char {
    char::from(b'A' + u8::try_from(place.min(25)).unwrap_or(25))
}

/// Where map coordinates come to lie on the drawing.
struct MapFrame {
    left: f64,
    bottom: f64,
    scale: f64,
    shift: (f64, f64),
}

impl MapFrame {
    /// A frame that holds every point, with one scale for both directions so that distances stay true.
    fn around(points: impl Iterator<Item = Point> + Clone) -> Self {
        let edge = |pick: fn(Point) -> f64, better: fn(f64, f64) -> f64| {
            points.clone().map(pick).reduce(better).unwrap_or_default()
        };
        let (left, right) = (edge(|[x, _]| x, f64::min), edge(|[x, _]| x, f64::max));
        let (bottom, top) = (edge(|[_, y]| y, f64::min), edge(|[_, y]| y, f64::max));
        let room = |size: f64| size - 2.0 * MARGIN;
        let scale = (room(WIDTH) / (right - left).max(1e-9)).min(room(HEIGHT) / (top - bottom).max(1e-9));
        // A map on which everybody stands in one place is drawn in the middle.
        let scale = if scale.is_finite() && scale < 1e6 { scale } else { 0.0 };
        let shift = ((room(WIDTH) - (right - left) * scale) / 2.0, (room(HEIGHT) - (top - bottom) * scale) / 2.0);
        Self { left, bottom, scale, shift }
    }

    fn place(&self, point: Point) -> (f64, f64) {
        let x = MARGIN + self.shift.0 + (point[0] - self.left) * self.scale;
        let y = HEIGHT - (MARGIN + self.shift.1 + (point[1] - self.bottom) * self.scale);
        // A tenth of a unit is finer than anybody sees.
        ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
    }
}

/// The drawing; `you` is where the person looking stands.
pub(super) fn picture(report: &Report, you: Option<Point>) -> AnyView {
    let outlines: Vec<Vec<Point>> = report.groups.iter().map(|group| report.outline(group.id)).collect();
    let centres = report.base_clusters.iter().map(|cluster| cluster.centre);
    let frame = MapFrame::around(centres.chain(outlines.iter().flatten().copied()).chain(you));
    let most = report.base_clusters.iter().map(|cluster| cluster.people).max().unwrap_or(1).max(1) as f64;
    let place_of = |id: Option<usize>| id.and_then(|id| report.groups.iter().position(|group| group.id == id));
    let hulls: Vec<AnyView> = outlines
        .iter()
        .enumerate()
        .map(|(place, outline)| {
            let points: Vec<String> = outline
                .iter()
                .map(|point| {
                    let (x, y) = frame.place(*point);
                    format!("{x},{y}")
                })
                .collect();
            view! { <polygon class=format!("hull g-{place}") points=points.join(" ")/> }.into_any()
        })
        .collect();
    let discs: Vec<AnyView> = report
        .base_clusters
        .iter()
        .map(|cluster| {
            let (x, y) = frame.place(cluster.centre);
            // The area grows with the people, not the width.
            let radius =
                SMALLEST + (LARGEST - SMALLEST) * ((cluster.people as f64 - 1.0) / (most - 1.0).max(1.0)).sqrt();
            let class = place_of(cluster.group).map_or("disc apart".to_owned(), |place| format!("disc g-{place}"));
            view! { <circle class=class cx=x cy=y r=format!("{radius:.1}")/> }.into_any()
        })
        .collect();
    let letters: Vec<AnyView> = report
        .groups
        .iter()
        .enumerate()
        .map(|(place, group)| {
            let (x, y) = frame.place(group.centre);
            view! {
                <g class="letter"><circle cx=x cy=y r="15"/><text x=x y=y>{letter(place).to_string()}</text></g>
            }
            .into_any()
        })
        .collect();
    let you = you.map(|point| {
        let (x, y) = frame.place(point);
        let marker = format!("M{x} {} l7 -16 h-14 z", y - 2.0);
        view! { <g class="you"><path d=marker/><text x=x y=y - 28.0>"You"</text></g> }
    });
    view! {
        <svg class="opinion" viewBox=format!("0 0 {WIDTH} {HEIGHT}") width="100%" role="img" aria-labelledby="map-words">
            {hulls}{discs}{letters}{you}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f64, y: f64) -> Point {
        [x, y]
    }

    #[test]
    fn every_point_lies_within_the_drawing_and_distances_stay_true() {
        let points = [point(-3.0, 0.5), point(4.0, 2.0), point(0.0, -1.0)];
        let frame = MapFrame::around(points.into_iter());
        for point in points {
            let (x, y) = frame.place(point);
            assert!((MARGIN - 0.1..=WIDTH - MARGIN + 0.1).contains(&x), "{x}");
            assert!((MARGIN - 0.1..=HEIGHT - MARGIN + 0.1).contains(&y), "{y}");
        }
        let (origin, right, up) =
            (frame.place(point(0.0, 0.0)), frame.place(point(1.0, 0.0)), frame.place(point(0.0, 1.0)));
        assert!(((right.0 - origin.0) - (origin.1 - up.1)).abs() < 0.3);
    }

    #[test]
    fn nobody_or_everybody_in_one_place_still_makes_a_drawing() {
        for points in [vec![], vec![point(1.5, -2.0)], vec![point(0.0, 0.0); 3]] {
            let (x, y) =
                MapFrame::around(points.iter().copied()).place(points.first().copied().unwrap_or(point(0.0, 0.0)));
            assert!(x.is_finite() && y.is_finite());
        }
    }
}
