package dev.nightjar.api;

import java.util.Locale;

/**
 * The stable reasons for which Nightjar refuses something. A code never changes its meaning; new codes may be added.
 *
 * <p>{@link #slug()} is the form that travels ({@code invalid-ciphertext}); the HTTP adapter maps each code to one
 * status.
 */
public enum ErrorCode {
  /** A request that cannot be read: bad JSON, a missing or wrongly typed field. */
  MALFORMED_REQUEST,
  /** A request, key, ciphertext or name that is longer than this server accepts. */
  TOO_LARGE,
  /** A {@code method} that no endpoint handler answers. */
  UNKNOWN_METHOD,
  /** The server knows its callers, and this one showed nothing that it knows. */
  UNAUTHENTICATED,
  /** The server knows this caller, who may not ask for this. */
  FORBIDDEN,
  /** A model name that is not served here. */
  UNKNOWN_MODEL,
  /** A uid under which no key is stored, or none that belongs to who asks. */
  UNKNOWN_UID,
  /** A name or uid with characters that are not allowed. */
  INVALID_NAME,
  /** Parameters that are inconsistent or below 128 bits of security. */
  INVALID_PARAMETERS,
  /** Bytes that are not what they claim to be: magic, version, type, length or checksum is wrong. */
  INVALID_FORMAT,
  /** A key that is well formed but is not for this model's parameter set. */
  PARAMETER_MISMATCH,
  /** A query or an answer of another model than the one that is asked, or of another compilation of it. */
  MODEL_MISMATCH,
  /** An answer to another query than the one that was sent, or one that does not say what it answers. */
  ANSWER_MISMATCH,
  /** A ciphertext list whose shape is not what the model takes. */
  SHAPE_MISMATCH,
  /** The uid's key has not been received in full. */
  KEY_INCOMPLETE,
  /** The uid's key is complete; nothing can be appended. */
  KEY_COMPLETE,
  /** A part of a key whose range is not where the key store expects it, or that contradicts what it holds. */
  KEY_PART_CONFLICT,
  /** A part of a key or a key whose checksum does not match its bytes. */
  CHECKSUM_MISMATCH,
  /** The model needs an evaluation key and the request names none. */
  KEY_REQUIRED,
  /** A parameter set that is well formed and that the owner of the secret key does not allow. */
  REFUSED_BY_POLICY,
  /** The key store has no room for a key of this size. */
  STORE_FULL,
  /** The caller's keys take all the room that one caller may have. */
  QUOTA_EXCEEDED,
  /** The queue of the model is full, or too many keys are being uploaded; try again later. */
  BUSY,
  /** The server is starting or draining. */
  UNAVAILABLE,
  /** The server has too little memory for this request at the moment; it goes on with others. */
  OUT_OF_MEMORY,
  /** The request was cancelled or ran past its deadline. */
  CANCELLED,
  /** The results that were shown under a secret key have used up the bits that its owner allows to disclose. */
  DISCLOSURE_SPENT,
  /** A model bundle, plugin or model file that cannot be used. */
  INVALID_MODEL,
  /** No engine of this name, or it cannot run on this machine. */
  ENGINE_UNAVAILABLE,
  /** A compilation request that no catalogue parameter set satisfies. */
  NOT_COMPILABLE,
  /** A cryptographic primitive or the system's randomness that fails its self-test: nothing is computed with it. */
  SELF_TEST_FAILED,
  /** A secret key's file that is wrapped, and was opened without its passphrase or wrapping, or with a wrong one. */
  KEY_LOCKED,
  /** A defect of Nightjar or of a plugin. */
  INTERNAL;

  /** The code in lower case with dashes, as it appears in problem documents: {@code unknown-uid}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
