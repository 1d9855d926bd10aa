//! Signals to the whole group of a terminal, at any moment. The command itself reports what was saved, or after KILL the next one
//! does.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::school_under_git::{SchoolUnderGit, TYPED};
use crate::common::program::{SEND, has_git, is_full_sweep};

const SIGNALS: &[&str] = &["INT", "TERM", "HUP", "KILL"];

#[test]
fn a_signal_to_the_terminal_leaves_no_change_unreported() {
    if !has_git() {
        return;
    }
    let typed = &TYPED[0];
    let school = SchoolUnderGit::new(typed);
    let started = Instant::now();
    assert!(school.copy().program(SEND).args(typed.arguments).output().unwrap().status.success());
    let whole = started.elapsed();
    let times = if is_full_sweep() { 100 } else { 16 };
    let (mut told, mut stopped) = (0, 0);
    for nth in 0..times {
        let signal = SIGNALS[nth % SIGNALS.len()];
        // From the start of the command to a little after its end, in equal steps.
        let pause = whole * u32::try_from(nth).unwrap() * 11 / (u32::try_from(times).unwrap() * 10);
        let about = format!("{signal} after {pause:?}");
        let run = school.copy();
        let mut command = run.program(SEND);
        command.args(typed.arguments).process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        std::thread::sleep(pause);
        // The command may already have ended.
        let _ =
            Command::new("kill").args(["-s", signal, "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status();
        let output = child.wait_with_output().unwrap();
        let was_said = school.was_said(&output);
        assert!(
            was_said || signal == "KILL" || school.is_as_before(&run),
            "{about}: saved but not reported: {output:?}"
        );
        school.assert_whole(&run, &output, &about);
        school.assert_next_finishes(&run, &output, true, &about);
        *(if was_said { &mut told } else { &mut stopped }) += 1;
    }
    eprintln!("{times} signals: {told} changes reported by the command, {stopped} commands stopped; none unreported");
    assert!(told > 0 && stopped > 0, "{told} reported, {stopped} stopped: the signals come too early or too late");
}
