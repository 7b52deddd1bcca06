//! Tells the crate what it is built from and for, so that a host can read it before it runs any of the code.

use std::env;
use std::fs;

fn main() {
    println!("cargo:rerun-if-changed=Cargo.lock");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=NJ_TFHE_VERSION={}", locked_version("tfhe"));
    println!("cargo:rustc-env=NJ_TARGET_CPU={}", target_cpu());
    println!(
        "cargo:rustc-env=NJ_TARGET_ARCH={}",
        env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default()
    );
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    println!("cargo:rustc-env=NJ_TARGET_FEATURES={features}");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Worker threads end after their pool is dropped; unmapping their code meanwhile would kill the process.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}

fn locked_version(package: &str) -> String {
    let lock = fs::read_to_string("Cargo.lock").expect("Cargo.lock is part of this crate");
    let entry = lock
        .split("[[package]]")
        .find(|e| e.contains(&format!("name = \"{package}\"\n")));
    let line = entry.and_then(|e| e.lines().find_map(|l| l.strip_prefix("version = ")));
    line.expect("Cargo.lock names every dependency")
        .trim_matches('"')
        .to_owned()
}

fn target_cpu() -> String {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let named = flags
        .split('\u{1f}')
        .find_map(|f| f.trim_start_matches("-C").strip_prefix("target-cpu="));
    named.unwrap_or("portable").to_owned()
}
