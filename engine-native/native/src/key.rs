//! An evaluation key in the form that the bootstrap reads.

use crate::engine::Engine;
use crate::error::{expect, Failure, Status};
use crate::memory::Pages;
use crate::shape::Shape;
use std::sync::{Arc, PoisonError, RwLock};
use tfhe::core_crypto::fft_impl::fft64::c64;
use tfhe::core_crypto::fft_impl::fft64::crypto::bootstrap::{
    FourierLweBootstrapKeyMutView, FourierLweBootstrapKeyView,
};
use tfhe::core_crypto::fft_impl::fft64::math::fft::Fft;
use tfhe::core_crypto::prelude::*;

/// A key that lives in an engine and is loaded piece by piece, so that the standard-domain key never lies in memory as
/// a whole.
pub struct Key {
    pub engine: Arc<Engine>,
    pub shape: Shape,
    pub fft: Fft,
    parts: RwLock<Parts>,
}

struct Parts {
    bsk: Pages<c64>,
    ggsws: usize,
    ksk: Pages<u32>,
    blocks: usize,
}

/// A complete key, borrowed.
pub struct KeyView<'a> {
    pub shape: &'a Shape,
    pub fft: &'a Fft,
    pub bsk: FourierLweBootstrapKeyView<'a>,
    pub ksk: &'a [u32],
}

impl Key {
    /// Memory for a key of this shape, nothing in it yet.
    pub fn new(engine: Arc<Engine>, shape: Shape) -> Result<Self, Failure> {
        shape.check()?;
        let parts = Parts {
            bsk: Pages::zeroed(shape.n() * shape.glwe.ggsw_points())?,
            ggsws: 0,
            ksk: Pages::zeroed(shape.big() * shape.ksk_block_words())?,
            blocks: 0,
        };
        let fft = Fft::new(shape.glwe.polynomial_size());
        Ok(Self {
            engine,
            shape,
            fft,
            parts: RwLock::new(parts),
        })
    }

    /// Bytes that this key holds.
    pub fn memory_bytes(&self) -> u64 {
        let parts = self.parts.read().unwrap_or_else(PoisonError::into_inner);
        parts.bsk.bytes() + parts.ksk.bytes()
    }

    /// Transforms the next GGSWs of the bootstrapping key: TFHE-rs word order, modulus 2^64.
    pub fn append_bsk(&self, words: &[u64]) -> Result<(), Failure> {
        let glwe = &self.shape.glwe;
        let count = whole("words of whole GGSW ciphertexts", words.len(), glwe.ggsw_words())?;
        let mut parts = self.parts.write().unwrap_or_else(PoisonError::into_inner);
        let first = parts.ggsws;
        if count > self.shape.n() - first {
            return Err(too_many("GGSW ciphertexts", first + count, self.shape.n()));
        }
        let points = &mut parts.bsk[first * glwe.ggsw_points()..][..count * glwe.ggsw_points()];
        transform(&self.engine, &self.fft, &self.shape, words, points);
        parts.ggsws += count;
        Ok(())
    }

    /// Rounds the next blocks of the keyswitching key to 32 bits: one block for each coefficient of the big key.
    ///
    /// What follows a keyswitch is a modulus switch to log2(2N) bits. The rounding adds
    /// kN ℓ' (β²/12) (1 + n/2) 2^-64/12 to the variance, less than a thousandth of what the key's own noise does, and
    /// halves the memory that a keyswitch reads.
    pub fn append_ksk(&self, words: &[u64]) -> Result<(), Failure> {
        let block = self.shape.ksk_block_words();
        let count = whole("words of whole keyswitching blocks", words.len(), block)?;
        let mut parts = self.parts.write().unwrap_or_else(PoisonError::into_inner);
        let first = parts.blocks;
        if count > self.shape.big() - first {
            return Err(too_many("keyswitching blocks", first + count, self.shape.big()));
        }
        for (to, from) in parts.ksk[first * block..][..count * block].iter_mut().zip(words) {
            *to = (from.wrapping_add(1 << 31) >> 32) as u32;
        }
        parts.blocks += count;
        Ok(())
    }

    /// Uses the key once all of it is there.
    pub fn with<R>(&self, work: impl FnOnce(KeyView<'_>) -> Result<R, Failure>) -> Result<R, Failure> {
        let parts = self.parts.read().unwrap_or_else(PoisonError::into_inner);
        if parts.ggsws < self.shape.n() || parts.blocks < self.shape.big() {
            return Err(Failure::new(
                Status::Incomplete,
                format!(
                    "{} of {} GGSW ciphertexts and {} of {} keyswitching blocks are loaded",
                    parts.ggsws,
                    self.shape.n(),
                    parts.blocks,
                    self.shape.big()
                ),
            ));
        }
        let glwe = &self.shape.glwe;
        let bsk = FourierLweBootstrapKeyView::from_container(
            &parts.bsk,
            LweDimension(self.shape.n()),
            glwe.size(),
            glwe.polynomial_size(),
            glwe.base(),
            glwe.levels(),
        );
        work(KeyView {
            shape: &self.shape,
            fft: &self.fft,
            bsk,
            ksk: &parts.ksk,
        })
    }
}

fn transform(engine: &Engine, fft: &Fft, shape: &Shape, words: &[u64], points: &mut [c64]) {
    let glwe = shape.glwe;
    let standard = LweBootstrapKey::from_container(
        words,
        glwe.size(),
        glwe.polynomial_size(),
        glwe.base(),
        glwe.levels(),
        CiphertextModulus::new_native(),
    );
    let fourier = FourierLweBootstrapKeyMutView::from_container(
        points,
        standard.input_lwe_dimension(),
        glwe.size(),
        glwe.polynomial_size(),
        glwe.base(),
        glwe.levels(),
    );
    engine.run(|| fourier.par_fill_with_forward_fourier(standard, fft.as_view()));
}

/// The number of items in `length` words.
fn whole(what: &str, length: usize, item: usize) -> Result<usize, Failure> {
    expect(what, length, length / item * item)?;
    Ok(length / item)
}

fn too_many(what: &str, found: usize, most: usize) -> Failure {
    Failure::argument(format!("{found} {what} where the key has {most}"))
}
