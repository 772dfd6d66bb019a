//! The square code that a telephone reads an address from, as black on white with the white margin that readers need.

use leptos::prelude::*;
use qrcodegen::{DataTooLong, QrCode, QrCodeEcc};

/// The white margin, in modules of the code: four, as its standard asks.
const QUIET: i32 = 4;

/// The code of an address.
pub struct AddressCode(QrCode);

impl AddressCode {
    /// Of this address, readable when a seventh of it is torn off or more.
    ///
    /// # Errors
    /// When the address is longer than any code holds.
    pub fn of(address: &str) -> Result<Self, DataTooLong> {
        QrCode::encode_text(address, QrCodeEcc::Medium).map(Self)
    }

    /// How many modules it is wide and high, with its margin.
    pub fn side(&self) -> i32 {
        self.0.size() + 2 * QUIET
    }

    /// Whether a module is dark; the margin is not.
    fn is_dark(&self, x: i32, y: i32) -> bool {
        self.0.get_module(x - QUIET, y - QUIET)
    }

    /// All dark modules, as the path of a drawing whose unit is a module.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side() {
            let mut x = 0;
            while x < self.side() {
                let run = (x..self.side()).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
                }
                x += run as i32 + 1;
            }
        }
        path
    }

    /// The code on a page, with what it leads to for those who do not see it.
    pub fn drawn(&self, address: &str) -> AnyView {
        let side = self.side();
        let label = format!("Code that leads a telephone to {}", short_address(address));
        view! {
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" shape-rendering="crispEdges" aria-label=label>
                <rect width=side height=side fill="#fff"></rect>
                <path d=self.path() fill="#000"></path>
            </svg>
        }
        .into_any()
    }
}

/// An address as people type it: without what every browser adds by itself.
pub fn short_address(address: &str) -> &str {
    address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address)
}

/// An address with places at which it may go on in the next line.
pub fn breakable(address: &str) -> Vec<AnyView> {
    let pieces = address.split_inclusive(['/', '.', '-']);
    pieces.map(|piece| view! { {piece.to_owned()}<wbr/> }.into_any()).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Draws the path as a PGM picture, eight dots a module: runs are read back from the path itself.
    fn picture(code: &AddressCode) -> Vec<u8> {
        let side = code.side() as usize;
        let mut dark = vec![false; side * side];
        for run in code.path().split('M').skip(1) {
            let (place, rest) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = rest.split('v').next().unwrap().parse().unwrap();
            dark[y * side + x..y * side + x + length].fill(true);
        }
        let wide = side * 8;
        let mut file = format!("P5 {wide} {wide} 255\n").into_bytes();
        for y in 0..wide {
            file.extend((0..wide).map(|x| if dark[(y / 8) * side + x / 8] { 0 } else { 255 }));
        }
        file
    }

    #[test]
    fn the_margin_is_white_and_four_modules_wide() {
        let code = AddressCode::of("https://haveyoursay.example.org/consultations/hours").unwrap();
        let side = code.side();
        let dark: Vec<(i32, i32)> =
            (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).filter(|(x, y)| code.is_dark(*x, *y)).collect();
        assert!(dark.iter().all(|(x, y)| (4..side - 4).contains(x) && (4..side - 4).contains(y)));
        assert!(dark.contains(&(4, 4)), "the finder begins after the margin");
    }

    #[test]
    fn a_reader_of_codes_reads_the_address() {
        let folder = tempfile::tempdir().unwrap();
        for address in
            ["https://haveyoursay.example.org/consultations/opening-hours", "http://127.0.0.1:3000/consultations/a"]
        {
            let file = folder.path().join("code.pgm");
            std::fs::write(&file, picture(&AddressCode::of(address).unwrap())).unwrap();
            let Ok(read) = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&file).output() else {
                eprintln!("NOT READ: the code, because zbarimg is not installed (scripts/setup test)");
                return;
            };
            assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), address);
        }
    }
}
