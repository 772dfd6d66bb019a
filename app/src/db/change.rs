//! Changing the record: what is done in one change happens whole or not at all, and whoever shows what it touched hears of it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::{Postgres, Sqlite, Transaction};

use super::DbError;
use super::dialect::Announced;
use super::patience::{self, Health};
use super::statement::Statement;
use super::versions::Versions;

/// What a change in progress has to know.
pub struct OpenChange {
    pub(super) versions: Versions,
    pub(super) announced: Announced,
    /// The consultations it touches, if it touches nothing else.
    pub(super) only: Option<Vec<i64>>,
    /// Whether other programs will be told of it already.
    pub(super) told: bool,
    /// Statements that go to the engine with the next one.
    pub(super) waiting: Vec<Statement>,
    pub(super) health: Health,
    pub(super) answer: Option<Duration>,
    /// The engine may have undone all of it already: nothing more may be written, or it would stand alone.
    pub(super) failed: bool,
}

impl OpenChange {
    /// # Errors
    /// When the change cannot go on.
    pub(super) fn may_go_on(&self) -> Result<(), DbError> {
        if self.failed { Err(DbError::BeginFailed) } else { Ok(()) }
    }

    /// Takes note of a statement that failed.
    pub(super) fn learn(&mut self, error: &DbError) {
        if patience::is_trouble(error) {
            self.failed = true;
        }
        self.health.learn(error);
    }

    /// Waits for a database server's answer to a statement.
    pub(super) async fn answered<T>(&self, work: impl Future<Output = Result<T, DbError>>) -> Result<T, DbError> {
        self.health.answered(self.answer, work).await
    }
}

/// Work that goes on by itself when whoever waits for it goes away.
struct ToItsEnd(Option<BoxFuture<'static, Result<(), DbError>>>);

impl Future for ToItsEnd {
    type Output = Result<(), DbError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = self.0.as_mut() else { return Poll::Pending };
        let outcome = std::task::ready!(work.as_mut().poll(context));
        self.0 = None;
        Poll::Ready(outcome)
    }
}

impl Drop for ToItsEnd {
    fn drop(&mut self) {
        if let Some(work) = self.0.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(work);
        }
    }
}

/// A change in progress. Dropped without [`commit`](Tx::commit), nothing of it happened.
pub enum Tx {
    /// On the one writer of a SQLite file.
    Sqlite {
        #[doc(hidden)]
        inner: Transaction<'static, Sqlite>,
        #[doc(hidden)]
        about: OpenChange,
    },
    /// On a PostgreSQL connection.
    Postgres {
        #[doc(hidden)]
        inner: Transaction<'static, Postgres>,
        #[doc(hidden)]
        about: OpenChange,
    },
}

impl Tx {
    /// Says that this change touches nothing that anybody is shown but what belongs to these consultations (or to none at
    /// all): pages of others stay good. Without it a change touches everything.
    pub fn touches_only(&mut self, consultations: impl IntoIterator<Item = i64>) {
        let mut only: Vec<i64> = consultations.into_iter().collect();
        only.sort_unstable();
        only.dedup();
        match self {
            Self::Sqlite { about, .. } | Self::Postgres { about, .. } => about.only = Some(only),
        }
    }

    /// What other programs on the server have to be told of this change, if they have not been: it is sent with whichever
    /// statement comes next, and heard once the change lasts.
    pub(super) fn word_to_tell(&mut self) -> Option<String> {
        match self {
            Self::Postgres { about, .. } if !about.told => {
                about.told = true;
                Some(about.announced.word(about.only.as_deref()))
            }
            Self::Postgres { .. } | Self::Sqlite { .. } => None,
        }
    }

    /// Makes the change last, and lets kept pages know. Once begun this comes to its end even if whoever asked for it goes
    /// away meanwhile, since a change that lasted and that nobody noticed would leave old pages.
    ///
    /// # Errors
    /// When the record could not make it last; nothing of it happened then, unless
    /// [`is_unsure`](super::is_unsure) says that the record did not answer.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if let Some(word) = self.word_to_tell() {
            super::dialect::announce(&mut self, word).await?;
        }
        super::statement::run_waiting(&mut self).await?;
        ToItsEnd(Some(Box::pin(self.make_last()))).await
    }

    async fn make_last(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { inner, about } => {
                about.may_go_on()?;
                let outcome = inner.commit().await;
                about.ended(&outcome);
                outcome
            }
            Self::Postgres { inner, about } => {
                about.may_go_on()?;
                let outcome = about.health.committed(about.answer, inner.commit()).await;
                about.ended(&outcome);
                outcome
            }
        }
    }

    /// Gives the change up.
    ///
    /// # Errors
    /// When the connection broke; nothing of it happened either way.
    pub async fn rollback(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { inner, about } => inner.rollback().await.inspect_err(|error| about.health.learn(error)),
            Self::Postgres { inner, about } => about
                .health
                .answered(about.answer, inner.rollback())
                .await
                .inspect_err(|error| about.health.learn(error)),
        }
    }
}

impl OpenChange {
    fn ended(&self, outcome: &Result<(), DbError>) {
        match outcome {
            Ok(()) => {
                self.health.worked();
                self.versions.changed(self.only.as_deref());
            }
            Err(error) => {
                self.health.learn(error);
                // It may have happened after all: what is kept is looked at again.
                if super::is_unsure(error) {
                    self.announced.renew();
                    self.versions.changed(self.only.as_deref());
                }
            }
        }
    }
}
