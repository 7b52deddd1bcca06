//! GGSW ciphertexts in the Fourier domain: external products and CMUXes over lists.

use crate::engine::Engine;
use crate::error::{expect, Failure};
use crate::memory::Pages;
use crate::shape::GlweShape;
use dyn_stack::PodStack;
use rayon::prelude::*;
use std::sync::Arc;
use tfhe::core_crypto::fft_impl::fft64::c64;
use tfhe::core_crypto::fft_impl::fft64::crypto::ggsw::{
    add_external_product_assign, add_external_product_assign_scratch, FourierGgswCiphertextView,
};
use tfhe::core_crypto::fft_impl::fft64::math::fft::{par_convert_polynomials_list_to_fourier, Fft, FftView};
use tfhe::core_crypto::prelude::*;

/// A list that lives in an engine.
pub struct GgswList {
    engine: Arc<Engine>,
    shape: GlweShape,
    fft: Fft,
    points: Pages<c64>,
    count: usize,
}

impl GgswList {
    /// Transforms standard-domain ciphertexts: `[level ℓ … 1][row][polynomial][coefficient]` each.
    pub fn new(engine: Arc<Engine>, shape: GlweShape, words: &[u64]) -> Result<Self, Failure> {
        shape.check()?;
        let count = words.len() / shape.ggsw_words();
        expect(
            "words of whole GGSW ciphertexts",
            words.len(),
            count * shape.ggsw_words(),
        )?;
        if count == 0 {
            return Err(Failure::argument("a GGSW list needs at least one ciphertext"));
        }
        let mut points = Pages::zeroed(count * shape.ggsw_points())?;
        let fft = Fft::new(shape.polynomial_size());
        engine.run(|| {
            par_convert_polynomials_list_to_fourier(
                &mut points,
                words,
                shape.polynomial_size(),
                fft.as_view(),
            )
        });
        Ok(Self {
            engine,
            shape,
            fft,
            points,
            count,
        })
    }

    /// `out_i = GGSW_{which_i} ⊡ glwe_i`.
    pub fn external_product(&self, which: &[u32], glwe: &[u64], out: &mut [u64]) -> Result<(), Failure> {
        self.check(which, glwe.len(), out.len())?;
        let words = self.shape.glwe_words();
        self.engine.run(|| {
            which
                .par_iter()
                .zip(glwe.par_chunks(words))
                .zip(out.par_chunks_mut(words))
                .try_for_each(|((&which, glwe), out)| {
                    out.fill(0);
                    self.add_product(which, out, |difference| difference.copy_from_slice(glwe))
                })
        })
    }

    /// `out_i = ct0_i + GGSW_{which_i} ⊡ (ct1_i - ct0_i)`: the choice between two ciphertexts by an encrypted bit.
    pub fn cmux(&self, which: &[u32], ct0: &[u64], ct1: &[u64], out: &mut [u64]) -> Result<(), Failure> {
        self.check(which, ct0.len(), out.len())?;
        expect("words of the second choice", ct1.len(), ct0.len())?;
        let words = self.shape.glwe_words();
        self.engine.run(|| {
            let choices = ct0.par_chunks(words).zip(ct1.par_chunks(words));
            which
                .par_iter()
                .zip(choices)
                .zip(out.par_chunks_mut(words))
                .try_for_each(|((&which, (ct0, ct1)), out)| {
                    out.copy_from_slice(ct0);
                    self.add_product(which, out, |difference| {
                        for ((d, c1), c0) in difference.iter_mut().zip(ct1).zip(ct0) {
                            *d = c1.wrapping_sub(*c0);
                        }
                    })
                })
        })
    }

    fn check(&self, which: &[u32], input_words: usize, output_words: usize) -> Result<(), Failure> {
        let words = which.len().saturating_mul(self.shape.glwe_words());
        expect("input words", input_words, words)?;
        expect("output words", output_words, words)?;
        match which.iter().position(|&w| w as usize >= self.count) {
            Some(i) => Err(Failure::argument(format!(
                "item {i} asks for GGSW ciphertext {} of {}",
                which[i], self.count
            ))),
            None => Ok(()),
        }
    }

    /// Adds the product with a GLWE ciphertext, which is written into scratch first.
    fn add_product(
        &self,
        which: u32,
        out: &mut [u64],
        write: impl FnOnce(&mut [u64]),
    ) -> Result<(), Failure> {
        let shape = &self.shape;
        let fft = self.fft.as_view();
        let stack_bytes =
            add_external_product_assign_scratch::<u64>(shape.size(), shape.polynomial_size(), fft)
                .unaligned_bytes_required();
        let mut scratch = self.engine.scratch();
        scratch.accumulators.ensure(shape.glwe_words())?;
        scratch.ensure_stack(stack_bytes)?;
        let room = scratch.rotation();
        let glwe = &mut room.accumulators[..shape.glwe_words()];
        write(glwe);
        let points = shape.ggsw_points();
        let ggsw = FourierGgswCiphertextView::from_container(
            &self.points[which as usize * points..][..points],
            shape.size(),
            shape.polynomial_size(),
            shape.base(),
            shape.levels(),
        );
        add_product(out, ggsw, glwe, fft, room.stack);
        Ok(())
    }
}

/// `out += ggsw ⊡ glwe`.
pub fn add_product(
    out: &mut [u64],
    ggsw: FourierGgswCiphertextView<'_>,
    glwe: &[u64],
    fft: FftView<'_>,
    stack: &mut PodStack,
) {
    let modulus = CiphertextModulus::new_native();
    add_external_product_assign(
        GlweCiphertextMutView::from_container(out, ggsw.polynomial_size(), modulus),
        ggsw,
        GlweCiphertextView::from_container(glwe, ggsw.polynomial_size(), modulus),
        fft,
        stack,
    );
}
