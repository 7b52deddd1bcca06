//! Blind rotation of a batch of tables: tfhe's own, and one for tables of more coefficients than a polynomial.

use crate::engine::Scratch;
use crate::error::Failure;
use crate::ggsw::add_product;
use crate::key::KeyView;
use tfhe::core_crypto::fft_impl::fft64::crypto::bootstrap::batch_blind_rotate_assign_scratch;
use tfhe::core_crypto::fft_impl::fft64::crypto::ggsw::add_external_product_assign_scratch;
use tfhe::core_crypto::prelude::*;

impl KeyView<'_> {
    /// Rotates each table by the exponents that the switch left in the scratch, and leaves the results in the
    /// accumulators: the parts of a ciphertext one after the other, a single one when the set has no extension.
    pub fn rotate(&self, table_of: &[u32], tables: &[u64], scratch: &mut Scratch) -> Result<(), Failure> {
        if self.shape.extension_log2 == 0 {
            self.rotate_by_tfhe(table_of, tables, scratch)
        } else {
            self.rotate_parts(table_of, tables, scratch)
        }
    }

    fn rotate_by_tfhe(&self, table_of: &[u32], tables: &[u64], scratch: &mut Scratch) -> Result<(), Failure> {
        let glwe = self.shape.glwe;
        let words = glwe.glwe_words();
        let count = table_of.len();
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
        let room = scratch.rotation();
        for (acc, &t) in room.accumulators.chunks_exact_mut(words).zip(table_of) {
            let (mask, body) = acc.split_at_mut(words - glwe.n());
            mask.fill(0);
            body.copy_from_slice(&tables[t as usize * glwe.n()..][..glwe.n()]);
        }
        let exponents: Vec<Exponents<'_>> = room.switched[..count * self.shape.small_words()]
            .chunks_exact(self.shape.small_words())
            .map(|words| Exponents {
                log_modulus: glwe.polynomial_size().to_blind_rotation_input_modulus_log(),
                words,
            })
            .collect();
        let list = GlweCiphertextListMutView::from_container(
            &mut room.accumulators[..count * words],
            glwe.size(),
            glwe.polynomial_size(),
            CiphertextModulus::new_native(),
        );
        self.bsk
            .batch_blind_rotate_assign(list, &exponents, fft, room.stack);
        Ok(())
    }

    /// Extended bootstrapping (Lee and Yoon, eprint 2023/402). A table f of 2^nu N coefficients is the sum of
    /// X^r f_r(X^(2^nu)) over its parts f_r, of N coefficients each; multiplying it by a power of X moves the parts
    /// around and multiplies each by a power of Y = X^(2^nu). Each key bit then chooses, part by part, between the old
    /// accumulators and the moved ones.
    fn rotate_parts(&self, table_of: &[u32], tables: &[u64], scratch: &mut Scratch) -> Result<(), Failure> {
        let glwe = self.shape.glwe;
        let parts = self.shape.parts();
        let words = glwe.glwe_words();
        let count = table_of.len();
        let fft = self.fft.as_view();
        let stack_bytes =
            add_external_product_assign_scratch::<u64>(glwe.size(), glwe.polynomial_size(), fft)
                .unaligned_bytes_required();
        scratch.accumulators.ensure(count * parts * words)?;
        scratch.differences.ensure(parts * words)?;
        scratch.ensure_stack(stack_bytes)?;
        let room = scratch.rotation();
        let small_words = self.shape.small_words();
        let switched = &room.switched[..count * small_words];
        let accumulators = &mut room.accumulators[..count * parts * words];
        let differences = &mut room.differences[..parts * words];
        for ((acc, exponents), &t) in accumulators
            .chunks_exact_mut(parts * words)
            .zip(switched.chunks_exact(small_words))
            .zip(table_of)
        {
            let size = self.shape.table_size();
            let table = &tables[t as usize * size..][..size];
            first_accumulators(table, exponents[small_words - 1], glwe.n(), words, acc);
        }
        for (i, ggsw) in self.bsk.into_ggsw_iter().enumerate() {
            for (acc, exponents) in accumulators
                .chunks_exact_mut(parts * words)
                .zip(switched.chunks_exact(small_words))
            {
                if exponents[i] != 0 {
                    moved_minus_old(acc, exponents[i], glwe.n(), words, differences);
                    for (part, difference) in acc.chunks_exact_mut(words).zip(differences.chunks_exact(words))
                    {
                        add_product(part, ggsw, difference, fft, room.stack);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The parts of X^-exponent times a table, as encryptions without a mask.
fn first_accumulators(table: &[u64], exponent: usize, n: usize, words: usize, out: &mut [u64]) {
    let size = table.len();
    let parts = size / n;
    out.fill(0);
    for (part, glwe) in out.chunks_exact_mut(words).enumerate() {
        for (j, to) in glwe[words - n..].iter_mut().enumerate() {
            let from = (j * parts + part + exponent) % (2 * size);
            *to = if from < size {
                table[from]
            } else {
                table[from - size].wrapping_neg()
            };
        }
    }
}

/// `X^exponent acc - acc`, part by part.
fn moved_minus_old(acc: &[u64], exponent: usize, n: usize, words: usize, out: &mut [u64]) {
    let parts = acc.len() / words;
    for (part, difference) in out.chunks_exact_mut(words).enumerate() {
        let from = part.wrapping_sub(exponent) % parts;
        let power = (exponent + from) / parts;
        let moved = acc[from * words..][..words].chunks_exact(n);
        let old = acc[part * words..][..words].chunks_exact(n);
        for ((to, moved), old) in difference.chunks_exact_mut(n).zip(moved).zip(old) {
            power_times_minus(moved, power, old, to);
        }
    }
}

/// `Y^power moved - old` modulo Y^N + 1, for a power from 0 to 2N.
fn power_times_minus(moved: &[u64], power: usize, old: &[u64], out: &mut [u64]) {
    let n = moved.len();
    // Y^N = -1: words that go around the end are negated once, or, beyond N, all the others are.
    let negate_low = power / n % 2 == 0;
    let (stay, around) = moved.split_at(n - power % n);
    let (low, high) = out.split_at_mut(power % n);
    let (old_low, old_high) = old.split_at(power % n);
    signed_minus(around, negate_low, old_low, low);
    signed_minus(stay, !negate_low, old_high, high);
}

fn signed_minus(moved: &[u64], negate: bool, old: &[u64], out: &mut [u64]) {
    let flip = if negate { u64::MAX } else { 0 };
    for ((to, m), o) in out.iter_mut().zip(moved).zip(old) {
        // Two's complement: the flipped bits minus the mask are the negative.
        *to = (m ^ flip).wrapping_sub(flip).wrapping_sub(*o);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_y_go_around_with_the_other_sign() {
        let mut out = [0; 4];
        for (power, expected) in [
            (0, [0i64, 0, 0, 0]),
            (1, [-5, -1, -1, -1]),
            (4, [-2, -4, -6, -8]),
            (6, [2, 2, -4, -6]),
            (8, [0, 0, 0, 0]),
        ] {
            power_times_minus(&[1, 2, 3, 4], power, &[1, 2, 3, 4], &mut out);
            assert_eq!(out.map(|w| w as i64), expected, "power {power}");
        }
    }

    /// Against the multiplication of the whole polynomial of eight coefficients, in four parts of two.
    #[test]
    fn parts_move_as_their_polynomial_does() {
        let table: Vec<u64> = (1..=8).collect();
        let coefficient = |j: usize| {
            if j % 16 < 8 {
                table[j % 8]
            } else {
                table[j % 8].wrapping_neg()
            }
        };
        for body in 0..16 {
            let mut acc = [0; 16];
            first_accumulators(&table, body, 2, 4, &mut acc);
            for exponent in 0..16 {
                let mut difference = [9; 16];
                moved_minus_old(&acc, exponent, 2, 4, &mut difference);
                for h in 0..8 {
                    let at = h % 4 * 4 + 2 + h / 4;
                    assert_eq!(acc[at], coefficient(h + body));
                    let moved = coefficient(h + body + 16 - exponent);
                    assert_eq!(difference[at], moved.wrapping_sub(coefficient(h + body)));
                }
            }
        }
    }
}
