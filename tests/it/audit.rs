//! What is told from real repositories. `send audit` and `send log`: an honest history made by the program's own commands, in
//! which nothing is found, and tamperings of it, each of which has to be found and rightly named; `SEND_FULL_SWEEP=1` makes the
//! honest one longer than 2,000 commits. `--at`: reports as the records stood at a commit. `send
//! changes`: what is different after some time. `send timeline`: what was written down late.

mod at_commit;
mod changes;
mod findings;
#[cfg(unix)]
mod guarded;
mod honest;
mod tampered;
mod written;
