package dev.nightjar.keystore.s3;

/** Where credentials come from. Thread-safe. */
interface CredentialsSource {
  /**
   * Credentials that are good for the next minutes.
   *
   * @throws dev.nightjar.api.NightjarException {@code UNAVAILABLE} when there are none
   */
  AwsCredentials get();

  /** Credentials that were refused are not given again, where others can be had. */
  default void refused(AwsCredentials credentials) {
  }
}
