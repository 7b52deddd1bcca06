//! The numbers of a parameter set, checked.

use crate::error::{Failure, Status};
use tfhe::core_crypto::prelude::*;

/// GLWE ciphertexts and the decomposition of the GGSW ciphertexts that multiply them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct GlweShape {
    pub glwe_dimension: u32,
    pub polynomial_size: u32,
    pub base_log: u32,
    pub level: u32,
}

impl GlweShape {
    pub fn check(&self) -> Result<(), Failure> {
        require_range("the GLWE dimension k", self.glwe_dimension, 1, 64)?;
        require_range("the polynomial size N", self.polynomial_size, 32, 1 << 17)?;
        if !self.polynomial_size.is_power_of_two() {
            return unsupported(format!(
                "the polynomial size N must be a power of two, not {}",
                self.polynomial_size
            ));
        }
        require_digits("accumulator", self.base_log, self.level, 63)
    }

    pub fn n(&self) -> usize {
        self.polynomial_size as usize
    }

    pub fn size(&self) -> GlweSize {
        GlweDimension(self.glwe_dimension as usize).to_glwe_size()
    }

    pub fn polynomial_size(&self) -> PolynomialSize {
        PolynomialSize(self.n())
    }

    pub fn base(&self) -> DecompositionBaseLog {
        DecompositionBaseLog(self.base_log as usize)
    }

    pub fn levels(&self) -> DecompositionLevelCount {
        DecompositionLevelCount(self.level as usize)
    }

    /// Words of a GLWE ciphertext.
    pub fn glwe_words(&self) -> usize {
        self.size().0 * self.n()
    }

    /// Words of a GGSW ciphertext in the standard domain.
    pub fn ggsw_words(&self) -> usize {
        self.level as usize * self.size().0 * self.glwe_words()
    }

    /// Complex numbers of a GGSW ciphertext in the Fourier domain.
    pub fn ggsw_points(&self) -> usize {
        self.ggsw_words() / 2
    }
}

/// A parameter set, in the order in which its numbers cross the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Shape {
    pub lwe_dimension: u32,
    pub glwe: GlweShape,
    pub ks_base_log: u32,
    pub ks_level: u32,
    /// d: the small key is made of blocks of d coefficients with at most one 1 each; 1 for a uniform binary key.
    pub block_length: u32,
    /// nu: tables have 2^nu N coefficients.
    pub extension_log2: u32,
}

impl Shape {
    pub fn check(&self) -> Result<(), Failure> {
        require_range("the LWE dimension n", self.lwe_dimension, 1, 1 << 16)?;
        self.glwe.check()?;
        // The keyswitching key is kept in 32-bit words.
        require_digits("keyswitch", self.ks_base_log, self.ks_level, 32)?;
        if !matches!(self.block_length, 1 | 3) {
            return unsupported(format!(
                "the block length must be 1 or 3, not {}",
                self.block_length
            ));
        }
        require_range("the extension", self.extension_log2, 0, 5)
    }

    pub fn n(&self) -> usize {
        self.lwe_dimension as usize
    }

    /// Dimension of ciphertexts between bootstraps, kN.
    pub fn big(&self) -> usize {
        self.glwe.glwe_dimension as usize * self.glwe.n()
    }

    /// Polynomials of a table, 2^nu.
    pub fn parts(&self) -> usize {
        1 << self.extension_log2
    }

    /// Coefficients of a table, 2^nu N.
    pub fn table_size(&self) -> usize {
        self.glwe.n() << self.extension_log2
    }

    /// Words of a ciphertext of dimension kN.
    pub fn stride(&self) -> usize {
        self.big() + 1
    }

    /// Words of a ciphertext of dimension n.
    pub fn small_words(&self) -> usize {
        self.n() + 1
    }

    /// Words of the keyswitching key that belong to one coefficient of the big key.
    pub fn ksk_block_words(&self) -> usize {
        self.ks_level as usize * self.small_words()
    }
}

fn require_range(what: &str, value: u32, low: u32, high: u32) -> Result<(), Failure> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    unsupported(format!("{what} must be {low} to {high}, not {value}"))
}

fn require_digits(what: &str, base_log: u32, level: u32, most: u32) -> Result<(), Failure> {
    let bits = base_log.saturating_mul(level);
    if bits >= 1 && bits <= most {
        return Ok(());
    }
    unsupported(format!(
        "the decomposition of the {what} must keep 1 to {most} bits, not {base_log} x {level}"
    ))
}

fn unsupported(message: String) -> Result<(), Failure> {
    Err(Failure::new(Status::Unsupported, message))
}
