//! The C ABI of Nightjar's native engine.
//!
//! Every function that can fail returns a [`error::Status`] code; the sentence that belongs to it is read with
//! [`nj_last_error`] on the same thread. No panic crosses the border. Handles are numbers that are looked up, so a
//! freed or invented one is an error. An engine owns its threads; callers of a batch wait until it is done. All
//! functions may be called from any thread. Words are 64-bit torus elements, modulus 2^64, in the order of TFHE-rs 0.10
//! and later.

mod bootstrap;
mod border;
mod build_facts;
mod engine;
mod error;
mod ggsw;
mod handles;
mod key;
mod memory;
mod rotation;
mod shape;
mod switch;
#[cfg(test)]
mod tests;

use bootstrap::Batch;
use border::{copy_text, guarded, require_apart, slice, slice_mut};
use engine::Engine;
use error::Failure;
use ggsw::GgswList;
use handles::Object;
use key::Key;
use shape::{GlweShape, Shape};
use std::sync::Arc;

fn one<'a, T>(what: &str, values: &'a [T]) -> Result<&'a T, Failure> {
    values
        .first()
        .ok_or_else(|| Failure::argument(format!("{what} is missing")))
}

/// Writes which instruction sets the kernels use on this CPU (`avx512`, `avx2`, `neon` or `scalar`; UTF-8, no
/// terminator) and returns the text's full length in bytes.
///
/// # Safety
/// `buffer` is null or has `capacity` writable bytes.
#[no_mangle]
pub unsafe extern "C" fn nj_simd(buffer: *mut u8, capacity: u64) -> u64 {
    copy_text(build_facts::simd(), buffer, capacity)
}

/// Writes the sentence of this thread's last failure and returns its full length in bytes.
///
/// # Safety
/// `buffer` is null or has `capacity` writable bytes.
#[no_mangle]
pub unsafe extern "C" fn nj_last_error(buffer: *mut u8, capacity: u64) -> u64 {
    copy_text(&error::last(), buffer, capacity)
}

/// Starts 1 to 1024 threads.
///
/// # Safety
/// `handle` is null or points to one writable number.
#[no_mangle]
pub unsafe extern "C" fn nj_engine_new(threads: u32, handle: *mut u64) -> i32 {
    guarded(|| {
        let handle = slice_mut("handle", handle, 1)?;
        handle[0] = handles::add_engine(Engine::new(threads)?);
        Ok(())
    })
}

/// Makes room for a key in an engine. `shape` has nine numbers: n, k, N, PBS base log, PBS level, KS base log, KS level,
/// block length d of the small key (1 for a uniform binary key), extension nu (tables have 2^nu N coefficients). The key is loaded with [`nj_key_append_bsk`] and [`nj_key_append_ksk`].
///
/// # Safety
/// `shape` is null or points to nine numbers, `handle` is null or points to one writable number.
#[no_mangle]
pub unsafe extern "C" fn nj_key_new(engine: u64, shape: *const Shape, handle: *mut u64) -> i32 {
    guarded(|| {
        let shape = *one("shape", slice("shape", shape, 1)?)?;
        let handle = slice_mut("handle", handle, 1)?;
        let key = Key::new(handles::engine(engine)?, shape)?;
        handle[0] = handles::add(engine, Object::Key(Arc::new(key)))?;
        Ok(())
    })
}

/// Loads the next GGSW ciphertexts of the bootstrapping key, `[level ℓ … 1][row][polynomial][coefficient]` each; any
/// number in one call, in key order.
///
/// # Safety
/// `words` is null or has `length` elements that nobody writes to meanwhile.
#[no_mangle]
pub unsafe extern "C" fn nj_key_append_bsk(key: u64, words: *const u64, length: u64) -> i32 {
    guarded(|| handles::key(key)?.append_bsk(slice("bootstrapping key", words, length)?))
}

/// Loads the next blocks of the keyswitching key, `[level ℓ' … 1][n + 1]` each, one for each coefficient of the big
/// key; any number in one call, in key order.
///
/// # Safety
/// `words` is null or has `length` elements that nobody writes to meanwhile.
#[no_mangle]
pub unsafe extern "C" fn nj_key_append_ksk(key: u64, words: *const u64, length: u64) -> i32 {
    guarded(|| handles::key(key)?.append_ksk(slice("keyswitching key", words, length)?))
}

/// Memory of a key in bytes; 0 for a handle that is not open.
#[no_mangle]
pub extern "C" fn nj_key_bytes(key: u64) -> u64 {
    handles::key(key).map(|k| k.memory_bytes()).unwrap_or(0)
}

/// Keyswitch, centred modulus switch, blind rotation and extraction of coefficients `0 … 2^theta - 1` for each of
/// `count` ciphertexts of dimension kN. `table_of` has the index of each one's test polynomial in `tables`; one
/// has 2^nu N words.
///
/// # Safety
/// Pointers are null or have the lengths given, in elements; nobody writes to the inputs or touches the output
/// meanwhile.
#[no_mangle]
pub unsafe extern "C" fn nj_bootstrap(
    key: u64,
    input: *const u64,
    input_words: u64,
    table_of: *const u32,
    count: u64,
    tables: *const u64,
    table_words: u64,
    theta: u32,
    output: *mut u64,
    output_words: u64,
) -> i32 {
    guarded(|| {
        let batch = Batch {
            input: slice("input", input, input_words)?,
            table_of: slice("table indices", table_of, count)?,
            tables: slice("tables", tables, table_words)?,
            theta,
        };
        require_apart(batch.input, output, output_words)?;
        require_apart(batch.tables, output, output_words)?;
        handles::key(key)?.bootstrap(batch, slice_mut("output", output, output_words)?)
    })
}

/// Transforms a list of GGSW ciphertexts. `shape` has four numbers: k, N, base log, level.
///
/// # Safety
/// `shape` is null or points to four numbers, `words` is null or has `length` elements that nobody writes to meanwhile,
/// `handle` is null or points to one writable number.
#[no_mangle]
pub unsafe extern "C" fn nj_ggsw_new(
    engine: u64,
    shape: *const GlweShape,
    words: *const u64,
    length: u64,
    handle: *mut u64,
) -> i32 {
    guarded(|| {
        let shape = *one("shape", slice("shape", shape, 1)?)?;
        let words = slice("GGSW ciphertexts", words, length)?;
        let handle = slice_mut("handle", handle, 1)?;
        let list = GgswList::new(handles::engine(engine)?, shape, words)?;
        handle[0] = handles::add(engine, Object::Ggsws(Arc::new(list)))?;
        Ok(())
    })
}

/// External products: `output_i = GGSW_{which_i} ⊡ glwe_i` for `count` GLWE ciphertexts of `words` words in all.
///
/// # Safety
/// As [`nj_bootstrap`].
#[no_mangle]
pub unsafe extern "C" fn nj_external_product(
    ggsws: u64,
    which: *const u32,
    count: u64,
    glwe: *const u64,
    words: u64,
    output: *mut u64,
) -> i32 {
    guarded(|| {
        let which = slice("GGSW indices", which, count)?;
        let glwe = slice("GLWE ciphertexts", glwe, words)?;
        require_apart(glwe, output, words)?;
        handles::ggsws(ggsws)?.external_product(which, glwe, slice_mut("output", output, words)?)
    })
}

/// CMUXes: `output_i = ct0_i + GGSW_{which_i} ⊡ (ct1_i - ct0_i)` for `count` pairs of GLWE ciphertexts, each side of
/// `words` words in all.
///
/// # Safety
/// As [`nj_bootstrap`].
#[no_mangle]
pub unsafe extern "C" fn nj_cmux(
    ggsws: u64,
    which: *const u32,
    count: u64,
    ct0: *const u64,
    ct1: *const u64,
    words: u64,
    output: *mut u64,
) -> i32 {
    guarded(|| {
        let which = slice("GGSW indices", which, count)?;
        let ct0 = slice("first choices", ct0, words)?;
        let ct1 = slice("second choices", ct1, words)?;
        require_apart(ct0, output, words)?;
        require_apart(ct1, output, words)?;
        handles::ggsws(ggsws)?.cmux(which, ct0, ct1, slice_mut("output", output, words)?)
    })
}

/// Frees an engine with all that lives in it, a key or a GGSW list. Calls that are using it finish first, and the
/// memory is returned then. Freeing twice is an error with no effect.
#[no_mangle]
pub extern "C" fn nj_free(handle: u64) -> i32 {
    guarded(|| handles::free(handle))
}

/// Panics inside the guard, on a thread of an engine when one is given, else on the caller's; lets a host test that
/// nothing crosses.
#[no_mangle]
pub extern "C" fn nj_test_panic(engine: u64) -> i32 {
    guarded(|| {
        if engine == 0 {
            panic!("on request");
        }
        handles::engine(engine)?.run(|| panic!("on request, on a worker"))
    })
}
