//! The batched bootstrap: keyswitch, centred modulus switch, blind rotation, extraction.

use crate::engine::Scratch;
use crate::error::{expect, Failure};
use crate::key::{Key, KeyView};
use crate::switch::ModulusSwitch;
use rayon::prelude::*;
use tfhe::core_crypto::prelude::*;

/// Ciphertexts that go through the key together on one thread. Each GGSW ciphertext is then read from memory once for
/// all of them; beyond this, their accumulators no longer fit the second-level cache beside it.
const MAX_BATCH: usize = 16;

/// Coefficients of the big key whose keyswitching blocks are applied to every ciphertext of a batch before the next
/// ones are read; the blocks stay in the second-level cache meanwhile.
const KEYSWITCH_PIECE: usize = 32;

/// What a batch works on.
pub struct Batch<'a> {
    /// `count (kN + 1)` words.
    pub input: &'a [u64],
    /// For each input its table.
    pub table_of: &'a [u32],
    /// Test polynomials of 2^nu N words.
    pub tables: &'a [u64],
    /// Coefficients `0 … 2^theta - 1` are extracted, and the modulus switch rounds to multiples of `2^theta`.
    pub theta: u32,
}

impl Key {
    /// Bootstraps every input; output `o` of input `i` is ciphertext `i 2^theta + o`.
    pub fn bootstrap(&self, batch: Batch<'_>, output: &mut [u64]) -> Result<(), Failure> {
        self.check(&batch, output.len())?;
        let stride = self.shape.stride();
        let count = batch.table_of.len();
        let width = batch_width(count, self.engine.threads(), self.shape.parts());
        let Batch {
            input,
            table_of,
            tables,
            theta,
        } = batch;
        self.with(|key| {
            self.engine.run(|| {
                input
                    .par_chunks(width * stride)
                    .zip(table_of.par_chunks(width))
                    .zip(output.par_chunks_mut((width * stride) << theta))
                    .with_max_len(1)
                    .try_for_each(|((input, table_of), output)| {
                        let part = Batch {
                            input,
                            table_of,
                            tables,
                            theta,
                        };
                        key.bootstrap(&part, output, &mut self.engine.scratch())
                    })
            })
        })
    }

    fn check(&self, batch: &Batch<'_>, output_words: usize) -> Result<(), Failure> {
        let size = self.shape.table_size();
        if batch.theta >= size.trailing_zeros() {
            return Err(Failure::argument(format!(
                "2^{} outputs do not fit a table of {size} coefficients",
                batch.theta
            )));
        }
        let words = batch.table_of.len().saturating_mul(self.shape.stride());
        expect("input words", batch.input.len(), words)?;
        expect(
            "output words",
            output_words,
            words.saturating_mul(1 << batch.theta),
        )?;
        if !batch.tables.len().is_multiple_of(size) {
            return Err(Failure::argument(format!(
                "{} table words are no multiple of {size}",
                batch.tables.len()
            )));
        }
        let count = batch.tables.len() / size;
        match batch.table_of.iter().position(|&t| t as usize >= count) {
            Some(i) => Err(Failure::argument(format!(
                "input {i} asks for table {} of {count}",
                batch.table_of[i]
            ))),
            None => Ok(()),
        }
    }
}

/// The width that needs the fewest passes and leaves no thread without its share, for ciphertexts whose accumulators
/// have this many parts.
pub fn batch_width(count: usize, threads: usize, parts: usize) -> usize {
    let most = (MAX_BATCH / parts).max(1);
    let passes = count.div_ceil(threads * most).max(1);
    count.div_ceil(threads * passes).max(1)
}

impl KeyView<'_> {
    fn bootstrap(&self, batch: &Batch<'_>, output: &mut [u64], scratch: &mut Scratch) -> Result<(), Failure> {
        self.switch(batch, scratch)?;
        self.rotate(batch.table_of, batch.tables, scratch)?;
        let glwe_words = self.shape.glwe.glwe_words();
        let parts = self.shape.parts();
        let outputs_words = self.shape.stride() << batch.theta;
        for (accumulators, out) in scratch
            .accumulators
            .chunks_exact(parts * glwe_words)
            .zip(output.chunks_exact_mut(outputs_words))
        {
            for (o, words) in out.chunks_exact_mut(self.shape.stride()).enumerate() {
                let part = GlweCiphertext::from_container(
                    &accumulators[o % parts * glwe_words..][..glwe_words],
                    self.shape.glwe.polynomial_size(),
                    CiphertextModulus::new_native(),
                );
                let mut lwe = LweCiphertext::from_container(words, CiphertextModulus::new_native());
                extract_lwe_sample_from_glwe_ciphertext(&part, &mut lwe, MonomialDegree(o / parts));
            }
        }
        Ok(())
    }

    /// Keyswitches and modulus-switches to exponents from 0 to 2^(nu+1) N - 1, n + 1 for each ciphertext.
    fn switch(&self, batch: &Batch<'_>, scratch: &mut Scratch) -> Result<(), Failure> {
        let small_words = self.shape.small_words();
        let count = batch.table_of.len();
        scratch.small.ensure((count + 1) * small_words)?;
        scratch.piece.ensure(KEYSWITCH_PIECE + 1)?;
        scratch.switched.ensure(count * small_words)?;
        let (small, rest) = scratch.small.split_at_mut(count * small_words);
        self.keyswitch(batch.input, small, &mut rest[..small_words], &mut scratch.piece);
        let switch = ModulusSwitch::new(self.shape, batch.theta);
        for (small, switched) in small
            .chunks_exact(small_words)
            .zip(scratch.switched.chunks_exact_mut(small_words))
        {
            switch.apply(small, switched);
        }
        Ok(())
    }

    /// `(0, …, 0, b) - Σ digit · row` for each ciphertext, a piece of the key at a time.
    pub fn keyswitch(&self, input: &[u64], small: &mut [u32], sum: &mut [u32], piece: &mut [u64]) {
        let small_words = self.shape.small_words();
        let stride = self.shape.stride();
        small.fill(0);
        for (p, block) in self
            .ksk
            .chunks(KEYSWITCH_PIECE * self.shape.ksk_block_words())
            .enumerate()
        {
            let key = LweKeyswitchKey::from_container(
                block,
                DecompositionBaseLog(self.shape.ks_base_log as usize),
                DecompositionLevelCount(self.shape.ks_level as usize),
                LweSize(small_words),
                CiphertextModulus::new_native(),
            );
            let length = key.input_key_lwe_dimension().0;
            for (input, small) in input
                .chunks_exact(stride)
                .zip(small.chunks_exact_mut(small_words))
            {
                piece[..length].copy_from_slice(&input[p * KEYSWITCH_PIECE..][..length]);
                piece[length] = if p == 0 { input[stride - 1] } else { 0 };
                let part = LweCiphertext::from_container(&piece[..=length], CiphertextModulus::new_native());
                let mut out = LweCiphertext::from_container(&mut *sum, CiphertextModulus::new_native());
                keyswitch_lwe_ciphertext_with_scalar_change(&key, &part, &mut out);
                for (total, term) in small.iter_mut().zip(out.as_ref()) {
                    *total = total.wrapping_add(*term);
                }
            }
        }
    }
}
