//! The shim: real arguments and environment in, exit code out.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use send_records::{Environment, keep_panics_discreet, run};

#[expect(clippy::disallowed_methods, reason = "the only place that reads the arguments")]
fn main() -> ExitCode {
    keep_panics_discreet();
    let mut out = BufWriter::new(io::stdout().lock());
    // Not locked: a panic on another thread has to be told while this one waits for it.
    let mut err = io::stderr();
    match Environment::real(&mut out, &mut err) {
        Ok(environment) => ExitCode::from(run(std::env::args_os(), environment)),
        Err(_) => {
            // The working folder was deleted under us; there is nobody else to tell if this cannot be written either.
            let _ = writeln!(
                err,
                "error: the folder this was started in is gone\nhelp: change to another folder and try again"
            );
            ExitCode::from(2)
        }
    }
}
