//! The centred modulus switch, word for word that of Nightjar's Java engine.

use crate::shape::Shape;

/// From the 32-bit torus to multiples of 2^theta modulo twice a table's size.
///
/// Rounding a mask word by e moves the phase by -e s, on average by -e E[s]; E[s] is 1/(d + 1) for a key of blocks of d
/// with at most one 1 each, which for d = 1 is a uniform binary key. Adding the sum of e E[s] to the body takes that mean
/// away (de Ruijter, D'Anvers, Verbauwhede, "Don't be mean", eprint 2025/809). Half a step is subtracted as well, so
/// that the body's rounding becomes a floor and the boxes of a table are centred. For d = 1 this is tfhe's
/// `lwe_ciphertext_centered_binary_modulus_switch`, which knows no other keys.
pub struct ModulusSwitch {
    shift: u32,
    mean_shift: u32,
    theta: u32,
    mask: u32,
}

impl ModulusSwitch {
    /// `theta` is less than the table size's logarithm.
    pub fn new(shape: &Shape, theta: u32) -> Self {
        let grid_log = shape.table_size().trailing_zeros() + 1 - theta;
        Self {
            shift: 32 - grid_log,
            mean_shift: (shape.block_length + 1).trailing_zeros(),
            theta,
            mask: (1 << grid_log) - 1,
        }
    }

    /// Exponents of the mask words and, last, of the body.
    pub fn apply(&self, lwe: &[u32], exponents: &mut [usize]) {
        let body = lwe.len() - 1;
        let mut errors = 0i64;
        for (to, &word) in exponents[..body].iter_mut().zip(lwe) {
            let rounded = ((word >> (self.shift - 1)) + 1) >> 1;
            errors += i64::from((rounded << self.shift).wrapping_sub(word) as i32);
            *to = self.exponent(rounded);
        }
        let scaled = (i64::from(lwe[body]) << self.mean_shift) + errors;
        exponents[body] = self.exponent((scaled >> (self.shift + self.mean_shift)) as u32);
    }

    fn exponent(&self, steps: u32) -> usize {
        ((steps & self.mask) as usize) << self.theta
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::GlweShape;
    use tfhe::core_crypto::prelude::*;

    const N: usize = 300;

    fn shape(block_length: u32, extension_log2: u32) -> Shape {
        Shape {
            lwe_dimension: N as u32,
            glwe: GlweShape {
                glwe_dimension: 1,
                polynomial_size: 512,
                base_log: 20,
                level: 1,
            },
            ks_base_log: 4,
            ks_level: 4,
            block_length,
            extension_log2,
        }
    }

    /// SplitMix64.
    struct Random(u64);

    impl Random {
        fn word(&mut self) -> u32 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (z >> 32) as u32
        }
    }

    fn switched(switch: &ModulusSwitch, lwe: &[u32]) -> Vec<usize> {
        let mut exponents = vec![0; lwe.len()];
        switch.apply(lwe, &mut exponents);
        exponents
    }

    #[test]
    fn without_blocks_it_is_that_of_tfhe() {
        let mut random = Random(1);
        for (theta, extension) in [(0, 0), (2, 0), (0, 3), (1, 2)] {
            let switch = ModulusSwitch::new(&shape(1, extension), theta);
            let grid = CiphertextModulusLog((10 + extension - theta) as usize);
            for _ in 0..200 {
                let lwe: Vec<u32> = (0..=N).map(|_| random.word()).collect();
                let theirs = lwe_ciphertext_centered_binary_modulus_switch::<u32, usize, _>(
                    LweCiphertext::from_container(&lwe[..], CiphertextModulus::new_native()),
                    grid,
                );
                let words = theirs.mask().chain([theirs.body()]);
                assert_eq!(
                    switched(&switch, &lwe),
                    words.map(|w| w << theta).collect::<Vec<_>>()
                );
            }
        }
    }

    #[test]
    fn words_at_the_edges_are_rounded_as_the_formula_says() {
        let switch = ModulusSwitch::new(&shape(3, 0), 0);
        let step = 1u32 << 22;
        let lwe = |word: u32, body: u32| {
            let mut lwe = vec![0; N + 1];
            (lwe[0], lwe[N]) = (word, body);
            let exponents = switched(&switch, &lwe);
            (exponents[0], exponents[N])
        };
        assert_eq!(
            lwe(step / 2 - 1, step),
            (0, 0),
            "an error of less than 0 takes from the body"
        );
        assert_eq!(
            lwe(step / 2, step - step / 8),
            (1, 1),
            "an error of half a step gives an eighth"
        );
        assert_eq!(lwe(step / 2, step - step / 8 - 1), (1, 0));
        assert_eq!(lwe(u32::MAX, u32::MAX), (0, 1023));
        assert_eq!(lwe(step / 2 - 1, 0), (0, 1023), "the body goes around");
        assert_eq!(lwe(step / 2, u32::MAX), (1, 0), "the body goes around");
    }

    /// In steps: the sum of (s_i - E[s])^2 / 12 for a key with the average number of ones, and 1/12 for the body. With
    /// 1/2 in place of 1/4 it would be a third more for a key of blocks.
    #[test]
    fn the_variance_is_that_of_a_key_with_the_mean_taken_away() {
        let mut random = Random(2);
        for (block_length, ones_every, expected) in [(1, 2, 0.25), (3, 4, 0.1875)] {
            let switch = ModulusSwitch::new(&shape(block_length, 0), 0);
            let mut sum = 0.0;
            let runs = 4000;
            for _ in 0..runs {
                let lwe: Vec<u32> = (0..=N).map(|_| random.word()).collect();
                let exponents = switched(&switch, &lwe);
                let phase = |word: &dyn Fn(usize) -> i64| {
                    word(N) - (0..N).filter(|i| i % ones_every == 0).map(word).sum::<i64>()
                };
                let before = phase(&|i| i64::from(lwe[i]));
                let after = phase(&|i| (exponents[i] as i64) << 22);
                let error = (after - before) as i32 as f64 / f64::from(1 << 22) + 0.5;
                sum += error * error;
            }
            let variance = expected * N as f64 / 12.0 + 1.0 / 12.0;
            let ratio = sum / f64::from(runs) / variance;
            assert!((0.9..1.1).contains(&ratio), "{block_length}: {ratio}");
        }
    }
}
