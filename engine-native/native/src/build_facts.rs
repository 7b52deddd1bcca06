//! What this library is, as data that a host can read without running any code of it.

/// Raised whenever the signature or the meaning of an exported function changes.
#[no_mangle]
pub static NJ_ABI_VERSION: u32 = 2;

const FACTS: &str = concat!(
    "tfhe=",
    env!("NJ_TFHE_VERSION"),
    ";cpu=",
    env!("NJ_TARGET_CPU"),
    ";arch=",
    env!("NJ_TARGET_ARCH"),
    ";features=",
    env!("NJ_TARGET_FEATURES"),
    "\0"
);

/// `name=value` pairs between semicolons, with a terminating zero: `tfhe` is the version of that crate, `cpu` the CPU
/// that was compiled for (`portable` when none was named), `features` the instruction sets, comma-separated in Rust's
/// spelling, that every function of this library may use. A CPU that lacks one of them must not run it.
#[no_mangle]
pub static NJ_BUILD_FACTS: [u8; FACTS.len()] = *FACTS.as_bytes().first_chunk().unwrap();

/// The instruction sets of this CPU that tfhe chooses its FFT and multiply kernels by at run time.
pub fn simd() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::is_x86_feature_detected!("avx512f")
            && std::is_x86_feature_detected!("avx512bw")
            && std::is_x86_feature_detected!("avx512cd")
            && std::is_x86_feature_detected!("avx512dq")
            && std::is_x86_feature_detected!("avx512vl")
        {
            return "avx512";
        }
        if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
            return "avx2";
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        if std::arch::is_aarch64_feature_detected!("neon") {
            return "neon";
        }
    }
    "scalar"
}
