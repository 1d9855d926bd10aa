//! The entry point: real arguments and environment in, exit code out.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use send_records::{Environment, keep_panics_discreet, run};

#[expect(clippy::disallowed_methods, reason = "the only place that reads the arguments")]
fn main() -> ExitCode {
    keep_panics_discreet();
    let mut out = BufWriter::new(io::stdout().lock());
    // Not locked, so that a panic on another thread can be printed while this thread waits for it.
    let mut err = io::stderr();
    match Environment::real(&mut out, &mut err) {
        Ok(environment) => ExitCode::from(run(std::env::args_os(), environment)),
        Err(_) => {
            // The working folder was deleted under us. If this message cannot be written either, the exit code is all that is left.
            let _ = writeln!(
                err,
                "error: the folder that send was started in no longer exists\nhelp: change to another folder and try again"
            );
            ExitCode::from(2)
        }
    }
}
