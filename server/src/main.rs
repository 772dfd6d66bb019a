//! `soundings`: the program that a library service runs. It reads its configuration, opens the record, and
//! serves the site or does one administrative command. It holds no rules of its own.

mod assets;
mod commands;
mod configuration;
mod listen;
mod lock;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use commands::{Command, Failure};
use configuration::Configuration;

/// A page is thousands of small pieces of text that live for a millisecond; this allocator hands them out in
/// about half the time the system's takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Consultation and participatory decision-making for public library services.
///
/// Without a command it serves the site. Each option can also be given as an environment variable.
#[derive(Parser)]
#[command(name = "soundings", version, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    configuration: Configuration,
    #[command(subcommand)]
    command: Option<Command>,
    /// Fill an empty database with a believable library service, and show its sign-ins.
    #[arg(long, env = "SOUNDINGS_DEMO")]
    demo: bool,
}

/// What is written down unless `RUST_LOG` says otherwise. What is wrong with a passkey's answer is said once, by us: the library
/// that judges it would also write down parts of what a stranger sent.
const LOGGED: &str = "warn,soundings=info,webauthn_rs=off";

fn main() -> ExitCode {
    let Arguments { configuration, command, demo } = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED)))
        .with_writer(std::io::stderr)
        .init();
    // What the program writes is for nobody else on the machine, whatever the shell it was started from says.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let command = command.unwrap_or(Command::Serve(commands::serve::Serve { demo }));
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Only what is used of it is taken. Programs built for trying out need much more of it than optimised ones.
        .thread_stack_size(8 * 1024 * 1024)
        .build()
        .map_err(|error| Failure::new(format!("the program could not start its threads: {error}")))
        .and_then(|runtime| runtime.block_on(commands::run(command, &configuration)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("soundings: {failure}");
            ExitCode::from(failure.code())
        }
    }
}
