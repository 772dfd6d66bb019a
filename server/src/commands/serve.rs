//! `soundings serve`: opens the record, starts what runs beside the site, and answers requests until told to
//! stop; then lets requests under way finish.

use std::time::Duration;

use clap::Args;
use soundings_app::accounts::pending;
use soundings_app::accounts::store::first_administrator_link;
use soundings_app::assembly::refresh::refresh;
use soundings_app::assembly::steadily;
use soundings_app::clock::{self, Clock};
use soundings_app::db::{Db, dialect};
use soundings_app::notices::{Delivery, delivery, mailer};
use soundings_app::proposals::votes::live::LiveVotes;
use soundings_app::random::Random;
use soundings_app::{App, Config};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Failure, say};
use crate::configuration::Configuration;
use crate::listen::{self, Shares};
use crate::{assets, lock};

/// How long requests under way may take to finish when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How often the log of changes is emptied.
const TIDY: Duration = Duration::from_secs(600);

/// Serve the site.
#[derive(Args, Clone, Debug)]
pub(crate) struct Serve {
    /// Fill an empty database with a believable library service, and show its sign-ins.
    #[arg(long)]
    pub demo: bool,
}

/// Serves until told to stop.
pub(crate) async fn run(serve: &Serve, configuration: &Configuration) -> Result<(), Failure> {
    let site = configuration.site()?;
    // The address first: a port that is taken is the commonest mistake, and nothing is touched yet.
    let listener = TcpListener::bind(configuration.listen)
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", configuration.listen)))?;
    configuration.make_folder()?;
    let _lock = configuration.sqlite_file().map(|file| lock::take(&file)).transpose()?;
    let shares = Shares::of(listen::raise_file_limit());
    tracing::info!(connections = shares.connections, live = shares.live, "the most that may be connected at once");
    let site = Config { live_lines: shares.live, ..site };
    let db = configuration.open_to_serve().await?;
    if serve.demo {
        // Before the site reads what the service calls itself.
        super::demo::prepare(&db, configuration).await?;
    }
    refreshed(&db).await?;
    let app = soundings_app::assembly::open(db.clone(), Clock::system(), Random::from_system(), site, assets::load())
        .await
        .map_err(Failure::new)?;
    // What runs beside the site. It keeps connections of its own, so it ends before the record is closed.
    let mut beside = JoinSet::new();
    let (heard, tidied) = (db.clone(), db.clone());
    beside.spawn(steadily("listening for other writers", move || dialect::hear_other_writers(heard.clone())));
    beside.spawn(steadily("tidying", move || tidy(tidied.clone())));
    let router = soundings_app::assembly::router(app.clone());
    if app.demo {
        super::demo::print_sign_ins(&app.db).await?;
    }
    say!("Soundings is at {}", app.config.public_url);
    say_where_mail_goes(&app).await;
    let (mail, waiting) = (app.clone(), app.clone());
    beside.spawn(steadily("mail", move || mailer::run(mail.clone())));
    for work in soundings_app::assembly::background(&app) {
        beside.spawn(work);
    }
    beside.spawn(steadily("tidying what waits", move || pending::tidy(waiting.clone())));
    if let Some(link) = first_administrator_link(&app.db, &app.secret, app.clock.now()).await? {
        let until = clock::long_date_time(link.until);
        let link = app.config.link(&format!("/first-administrator/{}", link.token));
        say!("There is no administrator yet. Become the first one here, before {until}: {link}");
    }
    let told = async {
        told_to_stop().await;
        tracing::info!("stopping: requests under way may finish");
        // These would never end by themselves; whoever looks comes back when the server does.
        app.warm::<LiveVotes>().end();
    };
    listen::serve(listener, router, shares.connections, told, GRACE).await;
    beside.shutdown().await;
    if tokio::time::timeout(GRACE, db.close()).await.is_err() {
        // Nothing is lost: what was acknowledged is on disk, and the engine undoes the rest.
        tracing::warn!("the record was still in use after {GRACE:?}; stopping all the same");
    }
    Ok(())
}

/// In the log, because nobody would think of looking: mail that goes nowhere looks just like mail that goes.
async fn say_where_mail_goes(app: &App) {
    match delivery(app) {
        Delivery::Server => {
            let service = app.settings.now(&app.db).await;
            let (server, from) = (app.mail.server().unwrap_or_default(), app.mail.from(&service.name));
            tracing::info!("mail goes out by {server}, from {from}");
        }
        Delivery::Nowhere => tracing::warn!(
            "mail is not set up: messages are written as files into {} and reach nobody, so residents cannot confirm \
             their address. Give --mail and --mail-from",
            app.config.data_dir.join("mail").display()
        ),
        Delivery::Demonstration => {}
    }
}

/// Empties the log of changes now and then, so that what was erased is soon nowhere on the disk.
async fn tidy(db: Db) {
    loop {
        tokio::time::sleep(TIDY).await;
        if let Err(error) = dialect::empty_change_log(&db).await {
            tracing::warn!(%error, "the log of changes could not be emptied");
        }
    }
}

/// Works out again what an older version of the program kept, before anybody reads it.
pub(super) async fn refreshed(db: &Db) -> Result<(), Failure> {
    let done = refresh(db).await?;
    if done.rendered > 0 {
        say!("Texts rendered again by this version's rules: {}.", done.rendered);
    }
    if done.counted > 0 {
        say!("Sums that this version keeps were added up for what is there already: {}.", done.counted);
    }
    if done.words {
        say!("The words to search by were made again by this version's rules.");
    }
    Ok(())
}

async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = interrupted => {}, () = terminated => {} }
}
