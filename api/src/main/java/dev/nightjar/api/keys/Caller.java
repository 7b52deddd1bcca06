package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks. A transport makes it of what it has verified; everything that belongs to somebody is given to its owner
 * alone ({@link KeyOwner}), and quotas are counted by {@link #account}.
 *
 * @param principal the name under which the host knows the caller: an opaque text of 1 to {@value #MAX_LENGTH}
 *     characters without control characters; empty for an anonymous caller
 * @param address where an anonymous caller is, as far as the transport knows, such as a network address; empty when it
 *     does not. It says who shares a quota and never who owns something
 * @param uploadToken the secret that came with the request; a key that was begun with it belongs to whoever shows it
 * @param admin whether the caller runs the server: may load and unload models
 */
public record Caller(Optional<String> principal, String address, Optional<UploadToken> uploadToken, boolean admin) {
  /** Most characters of a principal's name. */
  public static final int MAX_LENGTH = 1024;

  /** A caller of whom nothing is known. */
  public static final Caller ANONYMOUS = new Caller(Optional.empty(), "", Optional.empty(), false);

  /**
   * Checks the name.
   *
   * @throws NightjarException {@code INVALID_NAME} when it has no or too many characters, or control characters
   */
  public Caller {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(uploadToken, "uploadToken");
    if (principal.isPresent() && (principal.get().isEmpty() || principal.get().length() > MAX_LENGTH
        || principal.get().chars().anyMatch(Character::isISOControl))) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the name of a principal has 1 to " + MAX_LENGTH
          + " characters and no control characters; this one has " + principal.get().length());
    }
  }

  /** A caller who does not run the server. */
  public Caller(Optional<String> principal, String address, Optional<UploadToken> uploadToken) {
    this(principal, address, uploadToken, false);
  }

  /** A caller whom the host knows by name. */
  public static Caller of(String principal) {
    return new Caller(Optional.of(principal), "", Optional.empty());
  }

  /** A caller whom nobody knows, at an address. */
  public static Caller at(String address) {
    return new Caller(Optional.empty(), address, Optional.empty());
  }

  /** The same with a token. */
  public Caller withUploadToken(UploadToken token) {
    return new Caller(principal, address, Optional.of(token), admin);
  }

  /** The same who runs the server. */
  public Caller asAdmin() {
    return new Caller(principal, address, uploadToken, true);
  }

  /** What quotas are counted by: the principal, or the address that anonymous callers share. */
  public String account() {
    return principal.map(name -> "principal:" + name).orElse("address:" + address);
  }
}
