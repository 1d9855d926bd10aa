//! Signals that would stop the program between a saved record and its commit (RELIABILITY 10.4).

use std::sync::Once;

/// From now on Ctrl-C, and on Unix the signals INT, TERM and HUP, do nothing: the program is about to save a change, and ends by itself
/// when it has said what became of it. A window that is closed on Windows and the signal KILL cannot be held.
pub(super) fn hold_signals() {
    static ONCE: Once = Once::new();
    // If they cannot be held, the next command finishes what they cut off.
    ONCE.call_once(|| drop(ctrlc::set_handler(|| {})));
}

/// For a test, which shares its process with others.
#[cfg(test)]
pub(super) fn let_them_come() {}
