//! Adding, reading and removing documents, through the real router.

use axum::body::Body;
use axum::http::Request;

use crate::files::sniff::MAX_BYTES;
use crate::identity::model::Role;
use crate::proposals::documents::forms::LARGEST_BODY;
use crate::site::testing::{Browser, TestResponse};
use crate::test_both;

const PATH: &str = "/staff/consultations/hours/documents";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

async fn upload(browser: &mut Browser, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> TestResponse {
    browser.upload(PATH, fields, name, bytes).await
}

/// The address of the first document a page links.
fn address(page: &str) -> String {
    format!(
        "/documents/{}",
        page.split("/documents/")
            .find(|rest| rest.starts_with(|c: char| c.is_ascii_digit())
                && !rest.split('"').next().unwrap().ends_with("remove"))
            .unwrap()
            .split('"')
            .next()
            .unwrap()
    )
}

test_both! {
    async fn a_pdf_is_listed_and_handed_out_so_that_nothing_in_it_runs(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        upload(&mut staff, &[("title", "Visits by hour"), ("proposal", "1")], "C:\\My files\\visits 2025.PDF", PDF).await.is(303);
        let page = site.visitor().get("/consultations/hours/proposals/1").await.says("Visits by hour").says("PDF, 1 kB");
        site.visitor().get("/consultations/hours").await.says("A document was added: “Visits by hour”.");
        let path = address(&page.body);
        let file = site.visitor().get(&path).await.is(200);
        assert_eq!(file.bytes, PDF);
        let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-disposition").starts_with("attachment; filename=\"visits 2025.pdf\""));
        assert!(header("content-security-policy").contains("sandbox") && !header("content-security-policy").contains("script-src"));
        let etag = header("etag");
        let again = Request::get(&path).header("if-none-match", &etag).body(Body::empty()).unwrap();
        let again = site.visitor().send(again).await.is(304);
        assert!(again.bytes.is_empty());
        site.visitor().get(&format!("{path}x")).await.is(404);
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn a_picture_belongs_to_the_whole_consultation_and_is_shown_in_the_page(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        upload(&mut staff, &[("title", "Floor plan"), ("proposal", "")], "plan.png", PNG).await.is(303);
        let page = site.visitor().get("/consultations/hours").await.says("Floor plan").says("PNG picture");
        let file = site.visitor().get(&address(&page.body)).await.is(200);
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("inline;"));
    }

    async fn a_file_that_lies_about_its_type_is_refused_and_the_title_is_kept(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let title = [("title", "Kept & safe")];
        let page = upload(&mut staff, &title, "plan.pdf", b"<html><script>alert(1)</script></html>").await.is(422);
        page.says("not a PDF or a picture").says("Kept &amp; safe");
        upload(&mut staff, &title, "plan.html", PDF).await.is(422).says("name does not match");
        upload(&mut staff, &title, "report.docx", b"PK\x03\x04rest").await.is(422).says("Save it as a PDF");
        upload(&mut staff, &title, "plan.pdf", b"").await.is(422).says("This file is empty");
        upload(&mut staff, &title, "", b"").await.is(422).says("Choose a file");
        upload(&mut staff, &[("title", "")], "plan.pdf", PDF).await.is(422).says("Enter what the document is").says("again");
        upload(&mut staff, &[("title", "x"), ("proposal", "7")], "plan.pdf", PDF).await.is(422).says("Choose one of the proposals");
        upload(&mut staff, &[("title", "x"), ("owner", "me")], "plan.pdf", PDF).await.is(422).says("no field called “owner”");
        staff.get(PATH).await.says("No documents yet");
    }

    async fn twenty_megabytes_are_accepted_and_no_more(site) {
        site.consultation("hours", |_| {}).await;
        let mut staff = site.person(Role::Staff).await;
        let mut bytes = PDF.to_vec();
        bytes.resize(MAX_BYTES + 1, b' ');
        upload(&mut staff, &[("title", "Too much")], "big.pdf", &bytes).await.is(422).says("larger than 20 MB").says("Too much");
        bytes.truncate(MAX_BYTES);
        upload(&mut staff, &[("title", "Just right")], "big.pdf", &bytes).await.is(303);
        staff.get(PATH).await.says("20.0 MB");
        bytes.resize(LARGEST_BODY, b' ');
        upload(&mut staff, &[("title", "Far too much")], "big.pdf", &bytes).await.is(413).says("larger than 20 MB");
    }

    async fn documents_of_a_draft_are_for_staff_and_removed_ones_for_nobody(site) {
        site.consultation("hours", |new| new.published_at = None).await;
        let mut staff = site.person(Role::Staff).await;
        upload(&mut staff, &[("title", "Early figures")], "figures.pdf", PDF).await.is(303);
        let page = staff.get(PATH).await.says("Early figures");
        let path = address(&page.body);
        staff.get(&path).await.is(200);
        site.visitor().get(&path).await.is(404);
        site.resident("ann@example.org").await.get(&path).await.is(404);
        let id = path.split('/').nth(2).unwrap().to_owned();
        staff.post(&format!("{PATH}/{id}/remove"), &[]).await.is(303);
        staff.get(&path).await.is(404);
        staff.get(PATH).await.does_not_say("Early figures");
        staff.post(&format!("{PATH}/{id}/remove"), &[]).await.is(404);
    }
}
