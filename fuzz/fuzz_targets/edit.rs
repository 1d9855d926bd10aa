//! Runs `fuzzing::edit` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| send_records::fuzzing::edit(input));
