//! The `countersign` command.

use clap::Parser;
use std::process::ExitCode;

/// Requests allocate often, and the system's allocator takes twice as long.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::Cli::parse().run()
}
