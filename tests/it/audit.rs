//! What commands report about real repositories.
//!
//! - `send audit` and `send log`: in an honest history, made by the program's own commands, they find only what was undone. Each
//!   way of tampering with it must be found and correctly named. `SEND_FULL_SWEEP=1` makes the honest history longer than 2,000
//!   commits.
//! - `--at`: reports on the records as they were at a commit.
//! - `send changes`: what is different after some time.
//! - `send timeline`: what was recorded late.

mod as_found;
mod at_commit;
mod changes;
mod findings;
#[cfg(unix)]
mod guarded;
mod honest;
mod tampered;
mod written;
