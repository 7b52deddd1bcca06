/**
 * Ciphertexts and public keys as values: flat arrays of torus words (64 bits, modulus 2^64) in the standard domain,
 * the same for every engine. Nothing here touches a secret.
 */
package dev.nightjar.api.crypto;
