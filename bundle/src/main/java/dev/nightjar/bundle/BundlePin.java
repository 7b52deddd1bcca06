package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Sha256;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a {@code client.zip} that came over another channel than the file: a server that is asked for the file
 * can then hand out no other one. It is compared before anything of the file is parsed.
 *
 * @param sha256 64 hexadecimal digits; kept in lower case
 */
public record BundlePin(String sha256) {
  private static final String PREFIX = "sha256:";
  private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

  /**
   * Checks the digits.
   *
   * @throws IllegalArgumentException when it is no SHA-256
   */
  public BundlePin {
    if (!DIGEST.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a pin has 64 hexadecimal digits, the SHA-256 of a client.zip, not '" + sha256
          + "'");
    }
    sha256 = sha256.toLowerCase(Locale.ROOT);
  }

  /** The pin of these bytes. */
  public static BundlePin of(byte[] clientZip) {
    return new BundlePin(Sha256.hexOf(clientZip));
  }

  /**
   * Reads {@code sha256:} and 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static BundlePin parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a pin is " + PREFIX + " and 64 hexadecimal digits, not '" + text + "'");
    }
    return new BundlePin(text.substring(PREFIX.length()));
  }

  /**
   * Refuses any other file.
   *
   * @throws NightjarException {@link ErrorCode#CHECKSUM_MISMATCH}
   */
  public void require(byte[] clientZip) {
    BundlePin found = of(clientZip);
    if (!found.equals(this)) {
      throw new NightjarException(ErrorCode.CHECKSUM_MISMATCH, BundleFormat.CLIENT_ZIP + " is " + found + " and not the"
          + " pinned " + this + ": it was compiled again or exchanged; ask its owner for the pin of today");
    }
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return PREFIX + sha256;
  }
}
