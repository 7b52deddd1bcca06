package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** What the slots of every {@link InputLayout} must fulfil. */
final class SlotChecks {
  private SlotChecks() {
  }

  static void require(int deltaLog2, int[] feature) {
    if (deltaLog2 < 0 || deltaLog2 > 63) {
      throw invalid("deltaLog2 lies in 0..63, not " + deltaLog2);
    }
    if (feature.length == 0) {
      throw invalid("a layout needs at least one slot");
    }
    for (int f : feature) {
      if (f < 0) {
        throw invalid("a slot holds feature " + f + "; features are numbered from 0");
      }
    }
  }

  static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }
}
