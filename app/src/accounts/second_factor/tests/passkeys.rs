//! Passkeys, made and used by an authenticator that is written down here byte by byte, so that it can also lie: about the
//! site it is on, about what it was asked, about how often it was used.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{PASSWORD, SECOND, between, first_step, hidden, with_app};
use crate::db::testing::On;
use crate::identity::model::Role;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::time::Time;

const ORIGIN: &str = "http://localhost:3000";
const ADDING: &str = "/account/second-factor/passkey";
const STAFF: &str = "staff@library.example.org";

/// A device that makes passkeys.
struct Authenticator {
    pair: EcdsaKeyPair,
    id: [u8; 32],
    /// How often it was used; it counts on by itself.
    counter: u32,
    /// What it is told about the page it is on.
    origin: &'static str,
    /// What it takes the site for.
    site: &'static str,
    /// Whether it asks for a finger.
    verifies: bool,
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    fn new(id: u8) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self { pair, id: [id; 32], counter: 0, origin: ORIGIN, site: "localhost", verifies: true }
    }

    fn client_data(&self, act: &str, challenge: &str) -> Vec<u8> {
        serde_json::to_vec(&json!({ "type": act, "challenge": challenge, "origin": self.origin, "crossOrigin": false }))
            .unwrap()
    }

    /// What it says of itself: the site it is on, whether somebody was there, how often it was used.
    fn data(&self, with_key: bool) -> Vec<u8> {
        let mut data = Sha256::digest(self.site.as_bytes()).to_vec();
        let present = 0x01;
        let verified = if self.verifies { 0x04 } else { 0 };
        data.push(present | verified | if with_key { 0x40 } else { 0 });
        data.extend_from_slice(&self.counter.to_be_bytes());
        if with_key {
            data.extend_from_slice(&[0; 16]);
            data.extend_from_slice(&32_u16.to_be_bytes());
            data.extend_from_slice(&self.id);
            // A key of the kind ES256, as CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
            let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
            data.extend_from_slice(&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
            data.extend_from_slice(x);
            data.extend_from_slice(&[0x22, 0x58, 0x20]);
            data.extend_from_slice(y);
        }
        data
    }

    /// Makes a passkey for what a page asks.
    fn make(&self, options: &Value) -> String {
        let challenge = options["publicKey"]["challenge"].as_str().unwrap();
        let data = self.data(true);
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend_from_slice(&data);
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "attestationObject": text(&attestation),
                "clientDataJSON": text(&self.client_data("webauthn.create", challenge)),
            },
        })
        .to_string()
    }

    /// Answers what a page asks.
    fn answer(&mut self, options: &Value) -> String {
        self.counter += 1;
        let challenge = options["publicKey"]["challenge"].as_str().unwrap();
        let client = self.client_data("webauthn.get", challenge);
        let data = self.data(false);
        let signed = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": text(&data), "clientDataJSON": text(&client),
                "signature": text(signature.as_ref()), "userHandle": null,
            },
        })
        .to_string()
    }
}

/// What a page asks of a passkey.
fn asked(page: &TestResponse) -> Value {
    let options = between(&page.body, "data-options=\"", "\"").replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&options).unwrap()
}

async fn add(browser: &mut Browser, answer: &str) -> TestResponse {
    let form = [("passkey_token", answer), ("name", "Work laptop"), ("current_password", PASSWORD)];
    browser.post(ADDING, &form).await
}

/// A member of staff with a passkey.
async fn with_passkey(site: &Site) -> (Browser, Authenticator) {
    let mut jo = site.person(Role::Staff).await;
    let device = Authenticator::new(7);
    let options = asked(&jo.get(ADDING).await.is(200));
    add(&mut jo, &device.make(&options)).await.is(200).says("Your recovery codes");
    (jo, device)
}

async fn send(browser: &mut Browser, half: &str, answer: &str) -> TestResponse {
    browser.post(SECOND, &[("half_token", half), ("passkey_token", answer)]).await
}

/// Types the password in a new window: the window, its half sign-in and what it asks of a passkey.
async fn begun(site: &Site) -> (Browser, String, Value) {
    let mut browser = site.visitor();
    let page = first_step(&mut browser, STAFF).await;
    (browser, hidden(&page, "half_token").to_owned(), asked(&page))
}

async fn at_an_address_for_passkeys(on: On) -> Site {
    Site::with(on, |config| config.public_url = ORIGIN.to_owned()).await
}

macro_rules! with_passkeys {
    ($( async fn $name:ident($site:ident) $body:block )*) => {$(
        mod $name {
            use super::*;

            async fn body($site: &Site) $body

            #[tokio::test]
            async fn on_sqlite() {
                let site = at_an_address_for_passkeys(On::Sqlite).await;
                body(&site).await;
                site.finish().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let site = at_an_address_for_passkeys(On::Postgres).await;
                body(&site).await;
                site.finish().await;
            }
        }
    )*};
}

with_passkeys! {
    async fn a_passkey_is_the_second_step(site) {
        let (mut jo, mut device) = with_passkey(site).await;
        jo.get("/account/second-factor").await.is(200).says("Work laptop").says("10 recovery codes left");
        let (mut window, half, options) = begun(site).await;
        assert_eq!(options["publicKey"]["rpId"], "localhost");
        assert_eq!(options["publicKey"]["userVerification"], "required");
        assert_eq!(send(&mut window, &half, &device.answer(&options)).await.is(303).location(), "/staff");
        window.get("/account").await.is(200).says("Password and a passkey");
        let data = window.get("/account/data").await.is(200).json();
        assert_eq!(data["second_steps"][0]["kind"], "passkey");
    }

    async fn a_passkey_of_another_site_is_refused(site) {
        let (mut jo, mut device) = with_passkey(site).await;
        for (origin, name) in [
            ("https://evil.example", "localhost"),
            ("http://localhost:4000", "localhost"),
            ("https://localhost:3000", "localhost"),
            (ORIGIN, "evil.example"),
            ("https://evil.example", "evil.example"),
        ] {
            site.app.clock.advance(16 * Time::MINUTE);
            let (mut window, half, options) = begun(site).await;
            (device.origin, device.site) = (origin, name);
            send(&mut window, &half, &device.answer(&options)).await.is(422).says("another site");
            window.get("/account").await.is(401);
            // Nor can one be added.
            let mut new = Authenticator::new(9);
            (new.origin, new.site) = (origin, name);
            let options = asked(&jo.get(ADDING).await.is(200));
            add(&mut jo, &new.make(&options)).await.is(422).says("another site");
        }
    }

    async fn a_question_is_answered_once_and_only_for_whom_it_was_asked(site) {
        let (_, mut device) = with_passkey(site).await;
        let mut ann = site.resident("ann@example.org").await;
        let (mut window, half, options) = begun(site).await;
        let answer = device.answer(&options);
        // Asked in another window meanwhile.
        let (mut other, other_half, _) = begun(site).await;
        send(&mut other, &other_half, &answer).await.is(422);
        // Of an older question of the same window.
        let page = window.post(SECOND, &[("half_token", &half), ("one_time_code", "000000")]).await.is(422);
        send(&mut window, &half, &answer).await.is(422);
        // A wrong answer uses the question up.
        let page = { let _ = page; window.post(SECOND, &[("half_token", &half), ("passkey_token", "{}")]).await.is(422) };
        let answer = device.answer(&asked(&page));
        send(&mut window, &half, &answer).await.is(303);
        send(&mut window, &half, &answer).await.is(422);
        // A new passkey that answers what somebody else was asked.
        let new = Authenticator::new(9);
        let options = asked(&ann.get(ADDING).await.is(200));
        let mut ben = site.resident("ben@example.org").await;
        let made = new.make(&options);
        add(&mut ben, &made).await.is(422);
        add(&mut ann, &made).await.is(200);
        add(&mut ann, &made).await.is(422);
    }

    async fn a_passkey_that_counts_backwards_or_asks_for_no_finger_is_refused(site) {
        let (_, mut device) = with_passkey(site).await;
        let (mut window, half, options) = begun(site).await;
        device.counter = 10;
        send(&mut window, &half, &device.answer(&options)).await.is(303);
        for counter in [0, 9, 10] {
            site.app.clock.advance(16 * Time::MINUTE);
            let (mut window, half, options) = begun(site).await;
            device.counter = counter;
            device.counter = device.counter.saturating_sub(1);
            send(&mut window, &half, &device.answer(&options)).await.is(422);
        }
        device.counter = 20;
        device.verifies = false;
        let (mut window, half, options) = begun(site).await;
        send(&mut window, &half, &device.answer(&options)).await.is(422);
        device.verifies = true;
        let (mut window, half, options) = begun(site).await;
        send(&mut window, &half, &device.answer(&options)).await.is(303);
    }

    async fn a_passkey_of_another_account_or_a_forged_one_is_refused(site) {
        let (mut jo, device) = with_passkey(site).await;
        // The same device for another account: known already.
        let mut ann = site.resident("ann@example.org").await;
        let options = asked(&ann.get(ADDING).await.is(200));
        add(&mut ann, &device.make(&options)).await.is(422).says("has an account already");
        // Another key under the same name.
        let mut forged = Authenticator::new(7);
        let (mut window, half, options) = begun(site).await;
        send(&mut window, &half, &forged.answer(&options)).await.is(422);
        let mut unknown = Authenticator::new(8);
        let (mut window, half, options) = begun(site).await;
        send(&mut window, &half, &unknown.answer(&options)).await.is(422);
        for nonsense in ["x", "[]", "{\"id\":1}", "null"] {
            site.app.clock.advance(16 * Time::MINUTE);
            let (mut window, half, _) = begun(site).await;
            send(&mut window, &half, nonsense).await.is(422);
        }
        add(&mut jo, "").await.is(422).says("No passkey was made");
        add(&mut jo, "nonsense").await.is(422);
    }

    async fn a_question_that_waited_too_long_is_not_answered(site) {
        let mut jo = site.person(Role::Staff).await;
        let options = asked(&jo.get(ADDING).await.is(200));
        site.app.clock.advance(11 * Time::MINUTE);
        add(&mut jo, &Authenticator::new(7).make(&options)).await.is(422).says("not asked for just now");
    }
}

/// At a bare network address, and on plain http, browsers make none: the page does not offer them.
#[tokio::test]
async fn where_browsers_make_no_passkeys_none_are_offered() {
    for origin in ["http://127.0.0.1:3000", "http://soundings.test"] {
        let site = Site::with(On::Sqlite, |config| config.public_url = origin.to_owned()).await;
        let mut jo = site.person(Role::Staff).await;
        jo.get("/account/second-factor").await.is(200).does_not_say("A passkey");
        jo.get(ADDING).await.is(404);
        with_app(&site, &mut jo).await;
        site.finish().await;
    }
}
