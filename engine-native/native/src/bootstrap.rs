//! The batched bootstrap: keyswitch, centred modulus switch, blind rotation, extraction.

use crate::engine::Scratch;
use crate::error::{expect, Failure};
use crate::key::{Key, KeyView};
use rayon::prelude::*;
use tfhe::core_crypto::fft_impl::fft64::crypto::bootstrap::batch_blind_rotate_assign_scratch;
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
    /// Test polynomials of N words.
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
        let width = batch_width(count, self.engine.threads());
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
        let n = self.shape.glwe.n();
        if batch.theta >= n.trailing_zeros() {
            return Err(Failure::argument(format!(
                "2^{} outputs do not fit N = {n}",
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
        if !batch.tables.len().is_multiple_of(n) {
            return Err(Failure::argument(format!(
                "{} table words are no multiple of {n}",
                batch.tables.len()
            )));
        }
        let count = batch.tables.len() / n;
        match batch.table_of.iter().position(|&t| t as usize >= count) {
            Some(i) => Err(Failure::argument(format!(
                "input {i} asks for table {} of {count}",
                batch.table_of[i]
            ))),
            None => Ok(()),
        }
    }
}

/// The width that needs the fewest passes and leaves no thread without its share.
pub fn batch_width(count: usize, threads: usize) -> usize {
    let passes = count.div_ceil(threads * MAX_BATCH).max(1);
    count.div_ceil(threads * passes).max(1)
}

impl KeyView<'_> {
    fn bootstrap(&self, batch: &Batch<'_>, output: &mut [u64], scratch: &mut Scratch) -> Result<(), Failure> {
        self.switch(batch, scratch)?;
        self.rotate(batch, scratch)?;
        let glwe_words = self.shape.glwe.glwe_words();
        let outputs_words = self.shape.stride() << batch.theta;
        for (glwe, out) in scratch
            .accumulators
            .chunks_exact(glwe_words)
            .zip(output.chunks_exact_mut(outputs_words))
        {
            let glwe = GlweCiphertext::from_container(
                glwe,
                self.shape.glwe.polynomial_size(),
                CiphertextModulus::new_native(),
            );
            for (o, words) in out.chunks_exact_mut(self.shape.stride()).enumerate() {
                let mut lwe = LweCiphertext::from_container(words, CiphertextModulus::new_native());
                extract_lwe_sample_from_glwe_ciphertext(&glwe, &mut lwe, MonomialDegree(o));
            }
        }
        Ok(())
    }

    /// Keyswitches and modulus-switches to exponents from 0 to 2N - 1, n + 1 for each ciphertext.
    fn switch(&self, batch: &Batch<'_>, scratch: &mut Scratch) -> Result<(), Failure> {
        let small_words = self.shape.small_words();
        let count = batch.table_of.len();
        scratch.small.ensure((count + 1) * small_words)?;
        scratch.piece.ensure(KEYSWITCH_PIECE + 1)?;
        scratch.switched.ensure(count * small_words)?;
        let (small, rest) = scratch.small.split_at_mut(count * small_words);
        self.keyswitch(batch.input, small, &mut rest[..small_words], &mut scratch.piece);
        let log = self.shape.glwe.n().trailing_zeros() + 1;
        let grid = CiphertextModulusLog((log - batch.theta) as usize);
        for (small, switched) in small
            .chunks_exact(small_words)
            .zip(scratch.switched.chunks_exact_mut(small_words))
        {
            let lwe = LweCiphertext::from_container(small, CiphertextModulus::new_native());
            let lazy = lwe_ciphertext_centered_binary_modulus_switch::<u32, usize, _>(lwe, grid);
            for (to, exponent) in switched.iter_mut().zip(lazy.mask()) {
                *to = exponent << batch.theta;
            }
            switched[small_words - 1] = lazy.body() << batch.theta;
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

    /// Rotates each input's table and leaves it in the accumulators.
    fn rotate(&self, batch: &Batch<'_>, scratch: &mut Scratch) -> Result<(), Failure> {
        let glwe = self.shape.glwe;
        let n = glwe.n();
        let words = glwe.glwe_words();
        let small_words = self.shape.small_words();
        let count = batch.table_of.len();
        let fft = self.fft.as_view();
        let stack_bytes = batch_blind_rotate_assign_scratch::<u64>(
            glwe.size(),
            glwe.polynomial_size(),
            CiphertextCount(count),
            fft,
        )
        .unaligned_bytes_required();
        scratch.accumulators.ensure(count * words)?;
        scratch.ensure_stack(stack_bytes)?;
        let (accumulators, switched, stack) = scratch.rotation();
        for (acc, &t) in accumulators.chunks_exact_mut(words).zip(batch.table_of) {
            let (mask, body) = acc.split_at_mut(words - n);
            mask.fill(0);
            body.copy_from_slice(&batch.tables[t as usize * n..][..n]);
        }
        let exponents: Vec<Exponents<'_>> = switched[..count * small_words]
            .chunks_exact(small_words)
            .map(|words| Exponents {
                log_modulus: glwe.polynomial_size().to_blind_rotation_input_modulus_log(),
                words,
            })
            .collect();
        let list = GlweCiphertextListMutView::from_container(
            &mut accumulators[..count * words],
            glwe.size(),
            glwe.polynomial_size(),
            CiphertextModulus::new_native(),
        );
        self.bsk.batch_blind_rotate_assign(list, &exponents, fft, stack);
        Ok(())
    }
}

/// A modulus-switched ciphertext whose words are computed: the mask, then the body.
struct Exponents<'a> {
    log_modulus: CiphertextModulusLog,
    words: &'a [usize],
}

impl ModulusSwitchedLweCiphertext<usize> for Exponents<'_> {
    fn log_modulus(&self) -> CiphertextModulusLog {
        self.log_modulus
    }

    fn lwe_dimension(&self) -> LweDimension {
        LweDimension(self.words.len() - 1)
    }

    fn body(&self) -> usize {
        self.words[self.words.len() - 1]
    }

    fn mask(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.words[..self.words.len() - 1].iter().copied()
    }
}
