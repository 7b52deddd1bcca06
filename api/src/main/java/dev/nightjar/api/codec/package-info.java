/**
 * The byte formats, one class each, all in one {@link dev.nightjar.api.codec.Frame}: magic, version, type, parameter
 * fingerprint, exact length, checksum. {@code docs/wire-format.md} describes every byte. A reader checks lengths before
 * it takes memory, accepts every version ever written, and answers bad bytes with {@code INVALID_FORMAT},
 * {@code CHECKSUM_MISMATCH} or {@code PARAMETER_MISMATCH}; well-formed bytes that say something impossible get the code
 * of the object that refuses them. Nothing but a {@link dev.nightjar.api.NightjarException} is ever thrown for bytes.
 */
package dev.nightjar.api.codec;
