package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;

/**
 * Who may do something with a key. To all others its uid is as unknown as one that was never drawn: they get the same
 * refusal.
 *
 * @param anybody whether keys may belong to {@link KeyOwner#ANYBODY}; those that do are unknown to all otherwise
 */
public record KeyAccess(boolean anybody) {
  /** Whether a caller may see, use, change and delete a key. */
  public boolean admits(Caller caller, KeyDescription key) {
    return key.owner().admits(caller) && (anybody || !key.owner().equals(KeyOwner.ANYBODY));
  }

  /**
   * The owner of a key that a caller begins.
   *
   * @throws NightjarException {@code UNAUTHENTICATED} when it would be anybody, and that is not allowed
   */
  public KeyOwner ownerFor(Caller caller) {
    KeyOwner owner = KeyOwner.of(caller);
    if (!anybody && owner.equals(KeyOwner.ANYBODY)) {
      throw new NightjarException(ErrorCode.UNAUTHENTICATED, "a key that is sent like this would serve anybody who"
          + " names its uid, which this server does not allow: log in, or send the key over the routes below v1/keys,"
          + " which give an upload token");
    }
    return owner;
  }

  /** The refusal of a uid. */
  public static NightjarException unknown() {
    return new NightjarException(ErrorCode.UNKNOWN_UID,
        "no key is stored under this uid; it was deleted, expired or never sent: send the key again");
  }
}
