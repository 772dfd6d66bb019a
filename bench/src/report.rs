//! The table at the end.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// What a figure should be, and what it is.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// Nothing was promised.
    Nothing,
    /// At least this.
    AtLeast(f64, f64),
    /// At most this.
    AtMost(f64, f64),
    /// Less than this.
    Under(f64, f64),
}

impl Wanted {
    fn words(self) -> (String, &'static str) {
        let holds = |holds: bool| if holds { "yes" } else { "NO" };
        match self {
            Self::Nothing => (String::new(), ""),
            Self::AtLeast(limit, is) => (format!("at least {limit}"), holds(is >= limit)),
            Self::AtMost(limit, is) => (format!("at most {limit}"), holds(is <= limit)),
            Self::Under(limit, is) => (format!("under {limit}"), holds(is < limit)),
        }
    }
}

/// Lines of the table and notes under it.
pub(crate) struct Report {
    lines: Vec<[String; 5]>,
    notes: Vec<String>,
}

impl Report {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { lines: Vec::new(), notes: Vec::new() }
    }

    /// Notes what the machine is.
    pub(crate) fn machine(&mut self) {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = about
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or("an unnamed processor", |line| line.trim_start_matches([' ', '\t', ':']));
        self.note(&format!("{cores} cores of {model}."));
    }

    /// Notes how long the disk under an engine's record takes to keep something, and says it.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub(crate) fn disk(&mut self, engine: &str, folder: &Path) -> Result<Duration> {
        let sync = sync(folder).with_context(|| format!("writing to {}", folder.display()))?;
        self.note(&format!("The disk under {engine} takes {} to keep 4 kB.", milliseconds(sync)));
        Ok(sync)
    }

    /// Notes how long it takes to hand something to another thread and to have it back: what is sent waits for that several
    /// times, and so does a page that reads the record.
    pub(crate) fn hand_over(&mut self) {
        let time = hand_over().as_secs_f64() * 1_000_000.0;
        self.note(&format!("Handing something to a thread that sleeps, and having it back, takes {time:.0} µs."));
    }

    /// A rate, with its ratio to another one, and the least that the ratio should be.
    pub(crate) fn rate(&mut self, what: &str, per_second: f64, to: Option<f64>, least: Option<f64>) {
        let ratio = to.map(|to| per_second / to);
        let wanted = match (ratio, least) {
            (Some(ratio), Some(least)) => Wanted::AtLeast(least, ratio),
            _ => Wanted::Nothing,
        };
        let ratio = ratio.map(|ratio| format!("{ratio:.3}")).unwrap_or_default();
        self.line(what, format!("{per_second:.0} a second"), ratio, wanted);
    }

    /// Two rates and their ratio, with the least that it should be.
    pub(crate) fn two_rates(&mut self, what: &str, one: f64, other: f64, least: Option<f64>) {
        let wanted = least.map_or(Wanted::Nothing, |least| Wanted::AtLeast(least, one / other));
        self.line(what, format!("{one:.0} / {other:.0} a second"), format!("{:.3}", one / other), wanted);
    }

    /// A time, with its ratio to another time that `what` names.
    pub(crate) fn ratio(&mut self, what: &str, time: String, ratio: f64, wanted: Wanted) {
        let ratio = if ratio < 10.0 { format!("{ratio:.3}") } else { format!("{ratio:.0}") };
        self.line(what, time, ratio, wanted);
    }

    /// Any other figure.
    pub(crate) fn plain(&mut self, what: &str, figure: String, wanted: Wanted) {
        self.line(what, figure, String::new(), wanted);
    }

    fn line(&mut self, what: &str, figure: String, ratio: String, wanted: Wanted) {
        let (wanted, holds) = wanted.words();
        self.lines.push([what.to_owned(), figure, ratio, wanted, holds.to_owned()]);
    }

    /// Something to know when reading the table.
    pub(crate) fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    /// Prints it all.
    pub(crate) fn print(&self) {
        println!("\n{}", self.table());
        for note in &self.notes {
            println!("- {note}");
        }
    }

    /// The table, in Markdown that is also pleasant to read as it is.
    fn table(&self) -> String {
        let head = ["What", "Figure", "Ratio", "Wanted", "Holds"].map(str::to_owned);
        let width = |column: usize| {
            let cells = self.lines.iter().chain([&head]).map(|line| line[column].chars().count());
            cells.max().unwrap_or(0)
        };
        let widths: [usize; 5] = std::array::from_fn(width);
        let row = |cells: &[String; 5]| {
            let cells: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            format!("| {} |", cells.join(" | "))
        };
        let rule = widths.map(|width| "-".repeat(width));
        let mut rows = vec![row(&head), row(&rule)];
        rows.extend(self.lines.iter().map(row));
        rows.join("\n")
    }
}

/// The middle time of 2,001 ways to another thread and back, each of which has to be woken.
fn hand_over() -> Duration {
    let (there, taken) = std::sync::mpsc::channel::<()>();
    let (back, given) = std::sync::mpsc::channel();
    let other = std::thread::spawn(move || while taken.recv().is_ok() && back.send(()).is_ok() {});
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..2_001 {
        let began = Instant::now();
        if there.send(()).is_err() || given.recv().is_err() {
            break;
        }
        times.push(began.elapsed());
    }
    drop(there);
    let _ = other.join();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The middle time of a hundred small writes that must be on disk.
fn sync(folder: &Path) -> std::io::Result<Duration> {
    let path = folder.join(format!("soundings-sync-{}", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(began.elapsed());
    }
    std::fs::remove_file(&path)?;
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// "12.3 ms".
pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

/// "12.34 s".
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// "12.3 kB", of a thousand bytes each.
pub(crate) fn kilobytes(bytes: usize) -> String {
    let kilobytes = bytes as f64 / 1_000.0;
    format!("{kilobytes:.1} kB")
}

/// "12.3 MB", of a million bytes each.
pub(crate) fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1_000_000.0;
    format!("{megabytes:.1} MB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_compared_with_what_was_promised() {
        let mut report = Report::new();
        report.rate("/healthz", 1_000.0, None, None);
        report.rate("list", 350.0, Some(1_000.0), Some(0.35));
        report.rate("proposal", 349.0, Some(1_000.0), Some(0.35));
        report.plain("memory", megabytes(60_000_000), Wanted::Under(60.0, 60.0));
        report.two_rates("busy to still", 790.0, 1_000.0, Some(0.8));
        report.ratio("theirs", "9.9 s / 0.1 s".to_owned(), 99.0, Wanted::AtLeast(20.0, 99.0));
        let table: Vec<String> = report.table().lines().map(str::to_owned).collect();
        assert_eq!(table[0], "| What          | Figure              | Ratio | Wanted        | Holds |");
        assert_eq!(table[3], "| list          | 350 a second        | 0.350 | at least 0.35 | yes   |");
        assert_eq!(table[4], "| proposal      | 349 a second        | 0.349 | at least 0.35 | NO    |");
        assert_eq!(table[5], "| memory        | 60.0 MB             |       | under 60      | NO    |");
        assert_eq!(table[6], "| busy to still | 790 / 1000 a second | 0.790 | at least 0.8  | NO    |");
        assert_eq!(table[7], "| theirs        | 9.9 s / 0.1 s       | 99    | at least 20   | yes   |");
    }
}
