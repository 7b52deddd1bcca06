//! A library of another release.

#[no_mangle]
pub static NJ_ABI_VERSION: u32 = 999;

#[no_mangle]
pub static NJ_BUILD_FACTS: [u8; 11] = *b"tfhe=9.9.9\0";
