package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import java.nio.ByteBuffer;

/**
 * Judges keys and queries by the headers that they begin with, so that a transport refuses what is of no use here
 * before it reads the rest. What passes is checked as a whole later. Thread-safe.
 */
public final class FrameHeaders {
  private final ModelRegistry models;
  private final ServedKeys served;

  FrameHeaders(ModelRegistry models, ServedKeys served) {
    this.models = models;
    this.served = served;
  }

  /**
   * Refuses what does not begin like an evaluation key of a served model.
   *
   * @param header at least {@link Frame#HEADER_BYTES} bytes from the position on; not moved
   * @throws NightjarException {@code INVALID_FORMAT} or {@code PARAMETER_MISMATCH}
   */
  public void requireKey(ByteBuffer header) {
    served.require(header, Frame.readHeader(header).totalBytes());
  }

  /**
   * Refuses what does not begin like a query for a served model.
   *
   * @param header at least {@link Frame#HEADER_BYTES} bytes from the position on; not moved
   * @throws NightjarException {@code INVALID_FORMAT} or {@code PARAMETER_MISMATCH}
   */
  public void requireQuery(ByteBuffer header) {
    Frame.Header read = Frame.readHeader(header);
    if (read.type() != Frame.Type.PACKED_INPUT) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT,
          "this is " + read.type().article() + " where " + Frame.Type.PACKED_INPUT.article() + " is expected");
    }
    if (models.bundles().stream().noneMatch(b -> b.circuit().parameters().fingerprint() == read.fingerprint())) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, "the query was made for a parameter set of no model"
          + " that is served here: download the model's client.zip again and make new keys");
    }
  }
}
