//! Runs `fuzzing::policy` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| send_records::fuzzing::policy(input));
