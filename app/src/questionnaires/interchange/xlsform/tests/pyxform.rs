//! What we write is taken by pyxform, which ODK and Kobo use.

use std::fmt::Write as _;
use std::process::Command;

use super::super::super::super::definition::arbitrary;
use super::super::write;

/// Takes each file of a folder and says what is wrong with which.
const TRIES: &str = "
import pathlib, sys
from pyxform.xls2xform import convert
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsx')):
    try:
        convert(xlsform=path, validate=False)
    except Exception as error:
        print(path.name, type(error).__name__, str(error)[:400].replace(chr(10), ' '))
";

#[test]
fn pyxform_takes_every_form_that_we_write() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..300 {
        let whole = arbitrary::questionnaire(seed);
        std::fs::write(folder.path().join(format!("{seed:03}.xlsx")), write(&whole).unwrap()).unwrap();
    }
    let odd = super::round::odd_names();
    std::fs::write(folder.path().join("odd-names.xlsx"), write(&odd).unwrap()).unwrap();
    let output = Command::new(crate::site::testing::python()).arg("-c").arg(TRIES).arg(folder.path()).output().unwrap();
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let _ = write!(said, "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(said.is_empty(), "{said}");
}
