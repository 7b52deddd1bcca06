//! A library with the right data and functions, the first of which kills its caller.

#[no_mangle]
pub static NJ_ABI_VERSION: u32 = 2;

#[no_mangle]
pub static NJ_BUILD_FACTS: [u8; 43] = *b"tfhe=0.0.0;cpu=portable;arch=any;features=\0";

macro_rules! aborting {
    ($($name:ident)*) => {
        $(
            #[no_mangle]
            pub extern "C" fn $name() -> i64 {
                std::process::abort()
            }
        )*
    };
}

aborting! {
    nj_simd nj_last_error nj_engine_new nj_key_new nj_key_append_bsk nj_key_append_ksk nj_key_bytes nj_bootstrap
    nj_ggsw_new nj_external_product nj_cmux nj_free nj_test_panic
}
