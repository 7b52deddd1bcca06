//! Keys, encryption and decryption by tfhe, seeded and insecure.

use crate::shape::{GlweShape, Shape};
use tfhe::core_crypto::commons::generators::DeterministicSeeder;
use tfhe::core_crypto::commons::math::random::{DefaultRandomGenerator, Seed};
use tfhe::core_crypto::prelude::*;

pub const GLWE: GlweShape = GlweShape {
    glwe_dimension: 2,
    polynomial_size: 256,
    base_log: 20,
    level: 1,
};
pub const SHAPE: Shape = Shape {
    lwe_dimension: 42,
    glwe: GLWE,
    ks_base_log: 4,
    ks_level: 4,
    block_length: 1,
    extension_log2: 0,
};
/// The same under a small key of blocks.
pub const BLOCKS: Shape = Shape {
    block_length: 3,
    ..SHAPE
};
/// The same with tables of four times the size.
pub const EXTENDED: Shape = Shape {
    extension_log2: 2,
    ..SHAPE
};
const NOISE: DynamicDistribution<u64> = DynamicDistribution::TUniform(TUniform::new(20));
pub const NATIVE: CiphertextModulus<u64> = CiphertextModulus::new_native();

pub struct Keys {
    small: LweSecretKeyOwned<u64>,
    glwe: GlweSecretKeyOwned<u64>,
    big: LweSecretKeyOwned<u64>,
    random: EncryptionRandomGenerator<DefaultRandomGenerator>,
}

impl Keys {
    pub fn new(seed: u128) -> Self {
        let mut seeder = DeterministicSeeder::<DefaultRandomGenerator>::new(Seed(seed));
        let mut secret = SecretRandomGenerator::<DefaultRandomGenerator>::new(seeder.seed());
        let random = EncryptionRandomGenerator::new(seeder.seed(), &mut seeder);
        let small = allocate_and_generate_new_binary_lwe_secret_key(LweDimension(SHAPE.n()), &mut secret);
        let glwe = allocate_and_generate_new_binary_glwe_secret_key(
            GlweDimension(GLWE.glwe_dimension as usize),
            GLWE.polynomial_size(),
            &mut secret,
        );
        Self {
            small,
            big: glwe.clone().into_lwe_secret_key(),
            glwe,
            random,
        }
    }

    /// With a small key of blocks of three that have at most one 1.
    pub fn of_blocks(seed: u128) -> Self {
        let block = |b: usize| (0..3).map(move |i| u64::from(b % 4 == i));
        Self {
            small: LweSecretKey::from_container((0..SHAPE.n() / 3).flat_map(block).collect()),
            ..Self::new(seed)
        }
    }

    pub fn bsk(&mut self) -> Vec<u64> {
        let (base, levels) = (GLWE.base(), GLWE.levels());
        let mut bsk = LweBootstrapKey::new(
            0,
            GLWE.size(),
            GLWE.polynomial_size(),
            base,
            levels,
            self.small.lwe_dimension(),
            NATIVE,
        );
        par_generate_lwe_bootstrap_key(&self.small, &self.glwe, &mut bsk, NOISE, &mut self.random);
        bsk.into_container()
    }

    pub fn ksk(&mut self) -> Vec<u64> {
        let base = DecompositionBaseLog(SHAPE.ks_base_log as usize);
        let level = DecompositionLevelCount(SHAPE.ks_level as usize);
        allocate_and_generate_new_lwe_keyswitch_key(
            &self.big,
            &self.small,
            base,
            level,
            NOISE,
            NATIVE,
            &mut self.random,
        )
        .into_container()
    }

    pub fn encrypt(&mut self, words: &[u64]) -> Vec<u64> {
        let mut list = LweCiphertextList::new(
            0,
            LweSize(SHAPE.stride()),
            LweCiphertextCount(words.len()),
            NATIVE,
        );
        let plain = PlaintextList::from_container(words.to_vec());
        encrypt_lwe_ciphertext_list(&self.big, &mut list, &plain, NOISE, &mut self.random);
        list.into_container()
    }

    /// The phases of LWE ciphertexts, rounded to four bits.
    pub fn decrypt(&self, words: &[u64]) -> Vec<u64> {
        words
            .chunks(SHAPE.stride())
            .map(|w| decrypt_lwe_ciphertext(&self.big, &LweCiphertext::from_container(w, NATIVE)).0)
            .map(four_bits)
            .collect()
    }

    pub fn encrypt_glwe(&mut self, message: u64) -> Vec<u64> {
        let mut glwe = GlweCiphertext::new(0, GLWE.size(), GLWE.polynomial_size(), NATIVE);
        let plain = PlaintextList::new(message, PlaintextCount(GLWE.n()));
        encrypt_glwe_ciphertext(&self.glwe, &mut glwe, &plain, NOISE, &mut self.random);
        glwe.into_container()
    }

    pub fn decrypt_glwe(&self, words: &[u64]) -> Vec<u64> {
        let mut plain = PlaintextList::new(0, PlaintextCount(GLWE.n()));
        let glwe = GlweCiphertext::from_container(words, GLWE.polynomial_size(), NATIVE);
        decrypt_glwe_ciphertext(&self.glwe, &glwe, &mut plain);
        plain.iter().map(|p| four_bits(*p.0)).collect()
    }

    pub fn ggsw(&mut self, bit: u64) -> Vec<u64> {
        let mut ggsw = GgswCiphertext::new(
            0,
            GLWE.size(),
            GLWE.polynomial_size(),
            GLWE.base(),
            GLWE.levels(),
            NATIVE,
        );
        encrypt_constant_ggsw_ciphertext(&self.glwe, &mut ggsw, Cleartext(bit), NOISE, &mut self.random);
        ggsw.into_container()
    }
}

fn four_bits(word: u64) -> u64 {
    word.wrapping_add(1 << 59) >> 60
}
