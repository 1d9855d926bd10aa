//! Every test of the program from outside, in one binary: it is linked once, and what the tests share is written once.
//! `cargo test --test it NAME::` runs one module.

mod anonymise;
mod audit;
mod calendar;
mod children;
mod clocks;
mod edge;
mod example_rules;
mod examples;
mod faults;
mod hooks;
mod hostile;
mod layering;
mod losses;
mod malformed;
mod merge;
mod packs;
mod pages;
mod papers;
mod planted;
mod prompts;
mod provision;
mod readme;
mod report;
mod sar;
mod summary;
mod term;
mod unusual;
mod verbs_correct;
mod verbs_cycle;
mod verbs_roll;
