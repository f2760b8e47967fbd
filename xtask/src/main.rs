//! `cargo xtask`: see `lib.rs`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::cli::main()
}
