//! A single message to the person at the computer when a command has waited for a second.

use std::fmt;
use std::time::{Duration, Instant};

/// How long a command waits without a message.
const QUIET: Duration = Duration::from_secs(1);

/// Reports on the error stream what a command waits for. This room does not print by itself: the code that starts a command
/// passes this in.
#[derive(Clone, Copy)]
pub struct WaitNotice(pub fn(&str));

impl Default for WaitNotice {
    /// Keeps quiet.
    fn default() -> Self {
        Self(|_| ())
    }
}

impl fmt::Debug for WaitNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WaitNotice")
    }
}

/// A wait for one thing.
#[derive(Debug)]
pub(super) struct LongWait {
    notice: WaitNotice,
    started: Instant,
    is_said: bool,
}

impl LongWait {
    /// Starts a wait now.
    pub(super) fn begin(notice: WaitNotice) -> Self {
        Self { notice, started: Instant::now(), is_said: false }
    }

    /// How long the wait has lasted.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Reports what the command waits for, if it has waited long enough and has not reported it yet.
    pub(super) fn say_once(&mut self, what: impl FnOnce() -> String) {
        if !self.is_said && self.elapsed() >= QUIET {
            self.is_said = true;
            (self.notice.0)(&format!("waiting for {}", what()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

    #[test]
    fn a_wait_is_reported_once_and_not_in_the_first_second() {
        let notice = WaitNotice(|line| SAID.lock().unwrap().push(line.to_owned()));
        let mut wait = LongWait::begin(notice);
        wait.say_once(|| "one".to_owned());
        assert!(SAID.lock().unwrap().is_empty());
        std::thread::sleep(QUIET);
        wait.say_once(|| "two".to_owned());
        wait.say_once(|| "three".to_owned());
        assert_eq!(*SAID.lock().unwrap(), ["waiting for two"]);
    }
}
