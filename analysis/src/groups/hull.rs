//! The outline of a group on the map: the tightest fence around its people's places.

use super::projection::Point;

/// The convex hull of `points`, anticlockwise from the leftmost (of those, the lowest) point. Corners only; one
/// point for one place, two for places on a line, none for none. Points that are not finite are passed over.
/// (Andrew's monotone chain, 1979.)
pub fn convex_hull(points: impl IntoIterator<Item = Point>) -> Vec<Point> {
    let mut points: Vec<Point> = points.into_iter().filter(|point| point.iter().all(|x| x.is_finite())).collect();
    points.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut hull = chain(points.iter().copied());
    hull.pop();
    hull.extend(chain(points.iter().rev().copied()));
    hull.pop();
    hull
}

/// One side of the hull, from the first point to the last, turning left all the way.
fn chain(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut side: Vec<Point> = Vec::new();
    for point in points {
        while let [.., before, last] = side.as_slice() {
            let turn = (last[0] - before[0]) * (point[1] - before[1]) - (last[1] - before[1]) * (point[0] - before[0]);
            if turn > 0.0 {
                break;
            }
            side.pop();
        }
        side.push(point);
    }
    side
}
