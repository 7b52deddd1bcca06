//! The border as a host sees it, with keys that tfhe itself makes.

mod keys;

use crate::bootstrap::batch_width;
use crate::error::{last, Status};
use crate::*;
use keys::{Keys, BLOCKS, EXTENDED, GLWE, NATIVE, SHAPE};
use std::ptr::{null, null_mut};
use tfhe::core_crypto::prelude::*;

fn opened(call: impl FnOnce(*mut u64) -> i32) -> u64 {
    let mut handle = 0;
    assert_eq!(call(&mut handle), 0, "{}", last());
    handle
}

fn new_engine(threads: u32) -> u64 {
    opened(|h| unsafe { nj_engine_new(threads, h) })
}

fn loaded_key(engine: u64, shape: &Shape, keys: &mut Keys) -> u64 {
    let key = opened(|h| unsafe { nj_key_new(engine, shape, h) });
    // In uneven pieces, as a host may bring them.
    for words in keys.bsk().chunks(7 * GLWE.ggsw_words()) {
        assert_eq!(
            unsafe { nj_key_append_bsk(key, words.as_ptr(), words.len() as u64) },
            0,
            "{}",
            last()
        );
    }
    for words in keys.ksk().chunks(100 * SHAPE.ksk_block_words()) {
        assert_eq!(
            unsafe { nj_key_append_ksk(key, words.as_ptr(), words.len() as u64) },
            0,
            "{}",
            last()
        );
    }
    key
}

fn bootstrap(
    key: u64,
    input: &[u64],
    table_of: &[u32],
    tables: &[u64],
    theta: u32,
    output: &mut [u64],
) -> i32 {
    unsafe {
        nj_bootstrap(
            key,
            input.as_ptr(),
            input.len() as u64,
            table_of.as_ptr(),
            table_of.len() as u64,
            tables.as_ptr(),
            tables.len() as u64,
            theta,
            output.as_mut_ptr(),
            output.len() as u64,
        )
    }
}

fn assert_refused(status: i32, expected: Status, reason: &str) {
    assert_eq!(status, expected as i32);
    assert!(last().contains(reason), "'{}' does not say '{reason}'", last());
}

/// Boxes of half the table under a padding bit: message 0 gives the first value, message 1 the second; two outputs are
/// interleaved.
fn table(n: usize, values: [[u64; 2]; 2]) -> Vec<u64> {
    let at = |j: usize, o: usize| match (j + n / 4) * 2 / n {
        0 => values[o][0] << 60,
        1 => values[o][1] << 60,
        _ => (values[o][0] << 60).wrapping_neg(),
    };
    (0..n).map(|j| at(j & !1, j & 1)).collect()
}

#[test]
fn each_output_is_the_value_of_the_table_that_its_input_names() {
    for (shape, mut keys) in [
        (SHAPE, Keys::new(1)),
        (BLOCKS, Keys::of_blocks(1)),
        (EXTENDED, Keys::new(1)),
    ] {
        for (threads, count) in [(1, 1), (1, 21), (2, 3), (3, 40)] {
            let engine = new_engine(threads);
            let key = loaded_key(engine, &shape, &mut keys);
            let values = [[[3, 5], [7, 1]], [[2, 6], [4, 0]]];
            let tables = values.map(|v| table(shape.table_size(), v)).concat();
            let messages: Vec<u64> = (0..count).map(|i| i / 2 % 2).collect();
            let table_of: Vec<u32> = (0..count as u32).map(|i| i % 2).collect();
            let input = keys.encrypt(&messages.iter().map(|m| m << 62).collect::<Vec<_>>());
            let mut output = vec![0; 2 * input.len()];
            assert_eq!(
                bootstrap(key, &input, &table_of, &tables, 1, &mut output),
                0,
                "{}",
                last()
            );
            let expected: Vec<u64> = (0..count as usize)
                .flat_map(|i| [0, 1].map(|o| values[table_of[i] as usize][o][messages[i] as usize]))
                .collect();
            assert_eq!(keys.decrypt(&output), expected, "{shape:?}");
            assert_eq!(nj_free(engine), 0);
        }
    }
}

#[test]
fn a_keyswitch_in_pieces_is_the_keyswitch_of_tfhe() {
    let mut keys = Keys::new(2);
    let engine = new_engine(1);
    let key = handles::key(loaded_key(engine, &SHAPE, &mut keys)).unwrap();
    let input = keys.encrypt(&[1 << 62, 3 << 61]);
    key.with(|view| {
        let whole = LweKeyswitchKey::from_container(
            view.ksk,
            DecompositionBaseLog(SHAPE.ks_base_log as usize),
            DecompositionLevelCount(SHAPE.ks_level as usize),
            LweSize(SHAPE.small_words()),
            CiphertextModulus::<u32>::new_native(),
        );
        let mut expected = Vec::new();
        for words in input.chunks(SHAPE.stride()) {
            let mut out = LweCiphertext::new(
                0,
                LweSize(SHAPE.small_words()),
                CiphertextModulus::<u32>::new_native(),
            );
            keyswitch_lwe_ciphertext_with_scalar_change(
                &whole,
                &LweCiphertext::from_container(words, NATIVE),
                &mut out,
            );
            expected.extend(out.into_container());
        }
        let mut found = vec![0; expected.len()];
        view.keyswitch(
            &input,
            &mut found,
            &mut vec![0; SHAPE.small_words()],
            &mut [0; 64],
        );
        assert_eq!(found, expected);
        Ok(())
    })
    .unwrap();
    nj_free(engine);
}

#[test]
fn external_products_and_cmuxes_choose_by_the_encrypted_bit() {
    let mut keys = Keys::new(3);
    let engine = new_engine(2);
    let words = [keys.ggsw(0), keys.ggsw(1)].concat();
    let list = opened(|h| unsafe { nj_ggsw_new(engine, &GLWE, words.as_ptr(), words.len() as u64, h) });
    let which = [1, 0, 1];
    let ct0: Vec<u64> = [3, 4, 5]
        .into_iter()
        .flat_map(|m| keys.encrypt_glwe(m << 60))
        .collect();
    let ct1: Vec<u64> = [8, 9, 10]
        .into_iter()
        .flat_map(|m| keys.encrypt_glwe(m << 60))
        .collect();
    let length = ct0.len() as u64;
    let mut out = vec![1; ct0.len()];
    let chosen = |out: &[u64]| -> Vec<u64> {
        out.chunks(GLWE.glwe_words())
            .map(|words| {
                let all = keys.decrypt_glwe(words);
                assert!(all.iter().all(|&m| m == all[0]), "{all:?}");
                all[0]
            })
            .collect()
    };
    let status = unsafe {
        nj_cmux(
            list,
            which.as_ptr(),
            3,
            ct0.as_ptr(),
            ct1.as_ptr(),
            length,
            out.as_mut_ptr(),
        )
    };
    assert_eq!(status, 0, "{}", last());
    assert_eq!(chosen(&out), [8, 4, 10]);
    let status =
        unsafe { nj_external_product(list, which.as_ptr(), 3, ct0.as_ptr(), length, out.as_mut_ptr()) };
    assert_eq!(status, 0, "{}", last());
    assert_eq!(chosen(&out), [3, 0, 5]);
    let status =
        unsafe { nj_external_product(list, [2].as_ptr(), 1, ct0.as_ptr(), length / 3, out.as_mut_ptr()) };
    assert_refused(status, Status::BadArgument, "GGSW ciphertext 2 of 2");
    nj_free(engine);
}

#[test]
fn bad_batches_are_refused_with_a_reason() {
    let mut keys = Keys::new(4);
    let engine = new_engine(1);
    let key = loaded_key(engine, &SHAPE, &mut keys);
    let input = keys.encrypt(&[0, 0]);
    let tables = table(GLWE.n(), [[1, 2], [3, 4]]);
    let mut out = vec![0; input.len()];
    let short = bootstrap(key, &input[1..], &[0, 0], &tables, 0, &mut out);
    assert_refused(short, Status::BadArgument, "input words");
    let narrow = bootstrap(key, &input, &[0, 0], &tables, 1, &mut out);
    assert_refused(narrow, Status::BadArgument, "output words");
    let unknown = bootstrap(key, &input, &[0, 1], &tables, 0, &mut out);
    assert_refused(unknown, Status::BadArgument, "input 1 asks for table 1 of 1");
    let odd = bootstrap(key, &input, &[0, 0], &tables[1..], 0, &mut out);
    assert_refused(odd, Status::BadArgument, "no multiple of 256");
    let wide = bootstrap(key, &input, &[0, 0], &tables, 8, &mut out);
    assert_refused(wide, Status::BadArgument, "do not fit");
    let words = input.len() as u64;
    let call = |input: *const u64, output: *mut u64| unsafe {
        nj_bootstrap(
            key,
            input,
            words,
            [0, 0].as_ptr(),
            2,
            tables.as_ptr(),
            256,
            0,
            output,
            words,
        )
    };
    assert_refused(
        call(null(), out.as_mut_ptr()),
        Status::BadArgument,
        "input is null",
    );
    assert_refused(
        call(input.as_ptr(), null_mut()),
        Status::BadArgument,
        "output is null",
    );
    assert_refused(
        call(out.as_ptr(), out.as_mut_ptr()),
        Status::BadArgument,
        "overlaps",
    );
    let crooked = unsafe { input.as_ptr().byte_add(4) };
    assert_refused(
        call(crooked, out.as_mut_ptr()),
        Status::BadArgument,
        "not aligned",
    );
    assert_eq!(bootstrap(key, &[], &[], &[], 0, &mut []), 0);
    nj_free(engine);
}

#[test]
fn handles_that_are_not_open_are_refused() {
    let engine = new_engine(1);
    let key = opened(|h| unsafe { nj_key_new(engine, &SHAPE, h) });
    assert!(nj_key_bytes(key) > 0);
    assert_refused(
        unsafe { nj_key_append_ksk(engine, null(), 0) },
        Status::BadHandle,
        "key",
    );
    assert_eq!(nj_free(key), 0);
    assert_eq!(nj_key_bytes(key), 0);
    assert_refused(nj_free(key), Status::BadHandle, "is not open");
    let other = opened(|h| unsafe { nj_key_new(engine, &SHAPE, h) });
    assert_eq!(nj_free(engine), 0);
    assert_refused(
        bootstrap(other, &[], &[], &[], 0, &mut []),
        Status::BadHandle,
        "is not open",
    );
    let mut handle = 0;
    assert_refused(
        unsafe { nj_key_new(engine, &SHAPE, &mut handle) },
        Status::BadHandle,
        "engine",
    );
}

#[test]
fn a_key_that_is_not_complete_or_too_long_is_refused() {
    let engine = new_engine(1);
    let key = opened(|h| unsafe { nj_key_new(engine, &SHAPE, h) });
    assert_refused(
        bootstrap(key, &[], &[], &[], 0, &mut []),
        Status::Incomplete,
        "0 of 42 GGSW",
    );
    let words = vec![0u64; 43 * GLWE.ggsw_words()];
    let append = |length: usize| unsafe { nj_key_append_bsk(key, words.as_ptr(), length as u64) };
    assert_refused(append(GLWE.ggsw_words() - 1), Status::BadArgument, "whole GGSW");
    assert_refused(
        append(words.len()),
        Status::BadArgument,
        "43 GGSW ciphertexts where the key has 42",
    );
    let blocks = vec![0u64; 513 * SHAPE.ksk_block_words()];
    let too_many = unsafe { nj_key_append_ksk(key, blocks.as_ptr(), blocks.len() as u64) };
    assert_refused(
        too_many,
        Status::BadArgument,
        "513 keyswitching blocks where the key has 512",
    );
    nj_free(engine);
}

#[test]
fn shapes_that_cannot_be_run_are_refused() {
    let engine = new_engine(1);
    let refused = |shape: Shape, reason: &str| {
        let mut handle = 0;
        assert_refused(
            unsafe { nj_key_new(engine, &shape, &mut handle) },
            Status::Unsupported,
            reason,
        );
    };
    refused(
        Shape {
            lwe_dimension: 0,
            ..SHAPE
        },
        "LWE dimension",
    );
    refused(
        Shape {
            ks_base_log: 11,
            ks_level: 3,
            ..SHAPE
        },
        "keyswitch",
    );
    refused(
        Shape {
            block_length: 2,
            ..SHAPE
        },
        "the block length must be 1 or 3, not 2",
    );
    refused(
        Shape {
            extension_log2: 6,
            ..SHAPE
        },
        "the extension must be 0 to 5, not 6",
    );
    refused(
        Shape {
            glwe: GlweShape {
                polynomial_size: 384,
                ..GLWE
            },
            ..SHAPE
        },
        "power of two",
    );
    refused(
        Shape {
            glwe: GlweShape {
                glwe_dimension: 65,
                ..GLWE
            },
            ..SHAPE
        },
        "GLWE dimension",
    );
    refused(
        Shape {
            glwe: GlweShape { level: 0, ..GLWE },
            ..SHAPE
        },
        "accumulator",
    );
    assert_refused(
        unsafe { nj_engine_new(0, &mut 0) },
        Status::BadArgument,
        "1 to 1024 threads",
    );
    assert_refused(
        unsafe { nj_engine_new(1, null_mut()) },
        Status::BadArgument,
        "handle is null",
    );
    nj_free(engine);
}

#[test]
fn panics_are_caught_on_both_sides_of_the_pool() {
    let engine = new_engine(2);
    assert_refused(nj_test_panic(0), Status::Panicked, "on request");
    assert_refused(nj_test_panic(engine), Status::Panicked, "on a worker");
    assert_eq!(
        handles::engine(engine).unwrap().run(rayon::current_num_threads),
        2
    );
    nj_free(engine);
}

#[test]
fn batches_are_even_and_no_wider_than_the_cache() {
    for (count, threads, parts, width) in [
        (0, 2, 1, 1),
        (1, 2, 1, 1),
        (2, 2, 1, 1),
        (16, 1, 1, 16),
        (17, 1, 1, 9),
        (34, 2, 1, 9),
        (64, 2, 1, 16),
        (64, 2, 4, 4),
        (3, 1, 32, 1),
    ] {
        assert_eq!(
            batch_width(count, threads, parts),
            width,
            "{count} ciphertexts of {parts} parts on {threads} threads"
        );
    }
}

#[test]
fn texts_are_cut_to_the_buffer() {
    let mut buffer = [b'.'; 4];
    let length = unsafe { nj_simd(buffer.as_mut_ptr(), 2) };
    assert_eq!(length as usize, build_facts::simd().len());
    assert_eq!(&buffer[..2], &build_facts::simd().as_bytes()[..2]);
    assert_eq!(&buffer[2..], b"..");
    assert_eq!(unsafe { nj_last_error(null_mut(), 0) }, last().len() as u64);
}
