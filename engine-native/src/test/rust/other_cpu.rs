//! A library that needs an instruction set which no CPU has.

#[no_mangle]
pub static NJ_ABI_VERSION: u32 = 2;

#[no_mangle]
pub static NJ_BUILD_FACTS: [u8; 42] = *b"tfhe=1.7.0;cpu=marvel;features=sse2,avx99\0";
