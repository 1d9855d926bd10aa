//! Holding back signals that would stop the program between a saved record and its commit (RELIABILITY 10.4).

use std::sync::Once;

/// Makes Ctrl-C, and on Unix the signals INT, TERM and HUP, do nothing from now on: the program is about to save a change, and
/// ends by itself once it has reported the result. Closing the window on Windows and the signal KILL cannot be held back.
pub(super) fn hold_signals() {
    static ONCE: Once = Once::new();
    // If they cannot be held back, the next command finishes what they interrupted.
    ONCE.call_once(|| drop(ctrlc::set_handler(|| {})));
}

/// Leaves signals as they are in tests, because tests share one process.
#[cfg(test)]
pub(super) fn let_them_come() {}
