//! `soundings serve`: opens the record, starts what runs beside the site, and answers requests until told to
//! stop; then lets requests under way finish.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use soundings_app::App;
use soundings_app::accounts::store::first_administrator_token;
use soundings_app::clock::Clock;
use soundings_app::db::{Db, dialect};
use soundings_app::notices::mailer;
use soundings_app::notices::transport::Transport;
use soundings_app::random::Random;
use soundings_app::refresh::refresh;
use soundings_app::statements::map;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Failure, say};
use crate::configuration::Configuration;
use crate::{assets, lock};

/// How long requests under way may take to finish when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serve the site.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Fill an empty database with a believable library service, and show its sign-ins.
    #[arg(long)]
    pub demo: bool,
}

/// Serves until told to stop.
pub async fn run(serve: &Serve, configuration: &Configuration) -> Result<(), Failure> {
    let site = configuration.site()?;
    let mail = configuration.mail()?;
    // The address first: a port that is taken is the commonest mistake, and nothing is touched yet.
    let listener = TcpListener::bind(configuration.listen)
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", configuration.listen)))?;
    configuration.make_folder()?;
    let _lock = configuration.sqlite_file().map(|file| lock::take(&file)).transpose()?;
    let db = configuration.open().await?;
    if serve.demo {
        // Before the site reads what the service calls itself.
        super::demo::prepare(&db, configuration).await?;
    }
    refreshed(&db).await?;
    let app = App::new(db.clone(), Clock::system(), Random::from_system(), site, assets::load())
        .await
        .map_err(Failure::new)?;
    // What runs beside the site. It keeps connections of its own, so it ends before the record is closed.
    let mut beside = JoinSet::new();
    beside.spawn(dialect::hear_other_writers(db.clone()));
    let router = soundings_app::site::router(app.clone());
    if app.demo {
        super::demo::print_sign_ins(&app.db).await?;
    }
    say!("Soundings is at {}", app.config.public_url);
    let transport = Transport::open(&mail, &app.config.data_dir).map_err(Failure::new)?;
    beside.spawn(mailer::run(app.clone(), transport));
    beside.spawn(map::run(app.clone()));
    if let Some(token) = first_administrator_token(&app.db, &app.random, app.clock.now()).await? {
        let link = app.config.link(&format!("/first-administrator/{token}"));
        say!("There is no administrator yet. Become the first one here, within a day: {link}");
    }
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            told_to_stop().await;
            tracing::info!("stopping: requests under way may finish");
            let _ = stopping.send(());
        });
    let give_up = async {
        // A live stream may never end by itself.
        if stopped.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        outcome = serving => outcome.map_err(|error| Failure::new(format!("the server stopped: {error}")))?,
        () = give_up => {}
    }
    beside.shutdown().await;
    if tokio::time::timeout(GRACE, db.close()).await.is_err() {
        // Nothing is lost: what was acknowledged is on disk, and the engine undoes the rest.
        tracing::warn!("the record was still in use after {GRACE:?}; stopping all the same");
    }
    Ok(())
}

/// Works out again what an older version of the program kept, before anybody reads it.
pub(super) async fn refreshed(db: &Db) -> Result<(), Failure> {
    let done = refresh(db).await?;
    if done.rendered > 0 {
        say!("Texts rendered again by this version's rules: {}.", done.rendered);
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
