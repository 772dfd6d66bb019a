//! Which files are taken, which are refused, and what they are called afterwards.

use proptest::prelude::*;

use super::*;

const PDF: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xD9";
const WEBP: &[u8] = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\0\x3b";

const EXAMPLES: [(&[u8], &str, FileKind); 5] = [
    (PDF, "plan.pdf", FileKind::Pdf),
    (PNG, "plan.png", FileKind::Png),
    (JPEG, "plan.JPG", FileKind::Jpeg),
    (WEBP, "plan.webp", FileKind::Webp),
    (GIF, "plan.gif", FileKind::Gif),
];

fn with(start: &[u8], more: &[u8]) -> Vec<u8> {
    [start, more].concat()
}

#[test]
fn each_kind_is_known_by_what_is_in_it() {
    for (bytes, name, kind) in EXAMPLES {
        assert_eq!(kind_of(bytes, name), Ok(kind));
        assert_eq!(kind_of(bytes, ""), Ok(kind));
        assert_eq!(kind_of(bytes, "misnamed.png"), Ok(kind));
    }
}

#[test]
fn sizes_are_said_in_round_numbers() {
    assert_eq!([12, 240 * 1024 + 99, 20 * 1024 * 1024].map(size), ["1 kB", "240 kB", "20.0 MB"]);
}

#[test]
fn the_record_reads_each_kind_as_it_wrote_it() {
    assert!(FileKind::ALL.into_iter().all(|kind| FileKind::try_from(kind.word().to_owned()) == Ok(kind)));
}

#[test]
fn empty_and_oversized_files_are_refused() {
    assert_eq!(kind_of(b"", "a.pdf"), Err(SniffError::Empty));
    assert_eq!(kind_of(&with(PDF, &vec![b' '; MAX_BYTES - PDF.len()]), "a.pdf"), Ok(FileKind::Pdf));
    assert_eq!(kind_of(&with(PDF, &vec![b' '; MAX_BYTES - PDF.len() + 1]), "a.pdf"), Err(SniffError::TooLarge));
}

#[test]
fn a_file_of_another_kind_is_refused_whatever_its_name() {
    for bytes in [&b"hello"[..], b"<html><body>hi", b"MZ\x90\0", b"<svg xmlns='x'>", b"\0\0\0\0", b"%PD"] {
        assert_eq!(kind_of(bytes, "plan.pdf"), Err(SniffError::UnknownKind));
    }
}

#[test]
fn an_office_document_is_told_to_become_a_pdf() {
    assert_eq!(kind_of(b"PK\x03\x04rest of a docx", "plan.docx"), Err(SniffError::OfficeDocument));
    assert_eq!(kind_of(b"{\\rtf1 hello}", "plan"), Err(SniffError::OfficeDocument));
}

#[test]
fn a_name_of_another_kind_is_refused_whatever_is_in_it() {
    for name in ["page.html", "a.svg", "run.exe", "photo.jpg.php"] {
        assert_eq!(kind_of(GIF, name), Err(SniffError::WrongName));
    }
}

#[test]
fn a_pdf_may_begin_with_a_byte_order_mark_but_not_with_a_page() {
    assert_eq!(kind_of(&with(b"\xEF\xBB\xBF\r\n", PDF), "a.pdf"), Ok(FileKind::Pdf));
    assert_eq!(kind_of(&with(b"<html><script>x</script>", PDF), "a.pdf"), Err(SniffError::UnknownKind));
    assert_eq!(kind_of(b"%PDF-1.7 <script>alert(1)</script>", "a.pdf"), Err(SniffError::TwoInOne));
    assert_eq!(kind_of(&with(GIF, PDF), "a.pdf"), Ok(FileKind::Gif));
}

#[test]
fn a_picture_with_a_page_or_an_archive_inside_is_refused() {
    for (bytes, name, kind) in EXAMPLES.into_iter().filter(|(_, _, kind)| *kind != FileKind::Pdf) {
        for hidden in [
            &b"<script>alert(1)</script>"[..],
            b"<ScRiPt src=//x>",
            b"<!DOCTYPE HTML>",
            b"<?php x();",
            b"<svg onload=alert(1)>",
        ] {
            assert_eq!(kind_of(&with(bytes, hidden), name), Err(SniffError::TwoInOne), "{kind:?}");
        }
        let archive = with(bytes, b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\x20\0\0\0\0\0");
        assert_eq!(kind_of(&archive, name), Err(SniffError::TwoInOne), "{kind:?}");
    }
}

#[test]
fn a_photograph_with_its_makers_notes_is_fine() {
    let notes = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/></x:xmpmeta> <svg\x80\x01 PK\x05\x06";
    assert_eq!(kind_of(&with(JPEG, notes), "a.jpg"), Ok(FileKind::Jpeg));
}

#[test]
fn a_download_keeps_its_name_with_the_right_ending() {
    assert_eq!(safe_name("Floor plan (v2).pdf", FileKind::Pdf), "Floor plan (v2).pdf");
    assert_eq!(safe_name("photo.PNG", FileKind::Jpeg), "photo.jpg");
    assert_eq!(safe_name("cynllun tŷ.pdf", FileKind::Pdf), "cynllun tŷ.pdf");
    assert_eq!(safe_name("minutes 2.3", FileKind::Pdf), "minutes 2.3.pdf");
}

#[test]
fn paths_quotes_and_hidden_characters_are_taken_out() {
    assert_eq!(safe_name("../../etc/passwd", FileKind::Png), "passwd.png");
    assert_eq!(safe_name("C:\\Users\\jo\\plan.pdf", FileKind::Pdf), "plan.pdf");
    assert_eq!(safe_name("a\r\nSet-Cookie: x=\"y\".pdf", FileKind::Pdf), "a Set-Cookie x y.pdf");
    assert_eq!(safe_name("gpj\u{202e}.pdf", FileKind::Pdf), "gpj.pdf");
    assert_eq!(safe_name(".pdf", FileKind::Pdf), "document.pdf");
    assert_eq!(safe_name("...", FileKind::Gif), "picture.gif");
    assert_eq!(safe_name("", FileKind::Png), "picture.png");
    assert_eq!(safe_name("nul.pdf", FileKind::Pdf), "file-nul.pdf");
    assert_eq!(safe_name("COM1.tar.gif", FileKind::Gif), "file-COM1.tar.gif");
    assert_eq!(safe_name("command.gif", FileKind::Gif), "command.gif");
}

proptest! {
    #[test]
    fn no_bytes_can_panic(bytes: Vec<u8>, start in 0..5usize, name: String) {
        let _ = kind_of(&bytes, &name);
        let _ = kind_of(&with(EXAMPLES[start].0, &bytes), &name);
    }

    #[test]
    fn every_name_becomes_safe_and_stays_so(name in "(\\PC|[./\\\\\r\n\0\"; ]){0,150}", kind in 0..5usize) {
        let kind = FileKind::ALL[kind];
        let safe = safe_name(&name, kind);
        prop_assert!(safe.chars().count() <= MAX_NAME);
        let ending = format!(".{}", kind.extension());
        prop_assert!(safe.ends_with(&ending) && safe.len() > ending.len());
        prop_assert!(!safe.starts_with(['.', ' ', '-']));
        prop_assert!(!safe.chars().any(|c| c.is_control() || "/\\\"';:*?<>|".contains(c)));
        prop_assert_eq!(safe_name(&safe, kind), safe);
    }

    #[test]
    fn a_safe_name_is_accepted_with_its_kind(name: String, example in 0..5usize) {
        let (bytes, _, kind) = EXAMPLES[example];
        prop_assert_eq!(kind_of(bytes, &safe_name(&name, kind)), Ok(kind));
    }
}
