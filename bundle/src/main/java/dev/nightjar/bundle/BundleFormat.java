package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** Names and version numbers of a bundle's files; writers and readers take them from here. */
final class BundleFormat {
  /** Version of {@code versions.json} and of the documents inside the zips. */
  static final int VERSION = 1;

  static final String CLIENT_ZIP = "client.zip";
  static final String CLIENT_JSON = "client.json";
  static final String SERVER_ZIP = "server.zip";
  static final String CIRCUIT = "circuit.njc";
  static final String MODEL_JSON = "model.json";
  static final String VERSIONS_JSON = "versions.json";

  /** Most bytes of a zip, and of what it inflates to. */
  static final int MAX_ZIP_BYTES = 64 << 20;

  /** Most bytes of a text file beside the zips. */
  static final int MAX_TEXT_BYTES = 64 << 10;

  private BundleFormat() {
  }

  /**
   * A zip that every reader takes.
   *
   * @throws NightjarException {@code TOO_LARGE} for a longer one, before it takes the place of another
   */
  static byte[] requireReadable(String zip, byte[] content) {
    if (content.length > MAX_ZIP_BYTES) {
      throw new NightjarException(ErrorCode.TOO_LARGE, zip + " would have " + content.length + " bytes, and at most "
          + MAX_ZIP_BYTES + " are read: compile a smaller model, or by another strategy");
    }
    return content;
  }

  /**
   * Where the next content of a zip lies until it has its place. {@code versions.json} decides which of the two is the
   * bundle's, by its hash, so that replacing that file alone replaces both zips.
   */
  static String next(String zip) {
    return "." + zip + ".next";
  }
}
