/** From ciphertexts of dimension kN to exponents of blind rotation: keyswitch, then modulus switch. */
package dev.nightjar.engine.java.keyswitch;
