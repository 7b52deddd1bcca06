package dev.nightjar.servlet;

import java.nio.ByteBuffer;

/** Judges a key or a query by the header that it begins with, before the rest is read, inflated or decoded. */
@FunctionalInterface
interface FirstBytes {
  /** Nothing is known of what is to come. */
  FirstBytes ANY = header -> { };

  /**
   * Refuses what is of no use here.
   *
   * @param header the first {@link dev.nightjar.api.codec.Frame#HEADER_BYTES} bytes
   * @throws dev.nightjar.api.NightjarException with the reason
   */
  void judge(ByteBuffer header);
}
