package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.KeyFamily;
import java.util.Objects;

/**
 * What a plugin is asked to compile to.
 *
 * @param name name of the model, see {@link ClientSpec#requireName}
 * @param calibration rows of raw features over which quantizers are fitted; not empty, not copied
 * @param bits bits of a quantised feature, 1 to 12; 0 for the plugin's default
 * @param quantizer how features are quantised
 * @param failureLog2 log2 of the wanted bound on a wrong inference, e.g. -64
 * @param keys family of keys whose parameter sets may be used
 */
public record CompileRequest(String name, double[][] calibration, int bits, Quantizer quantizer, int failureLog2,
    KeyFamily keys) {
  /** How features are quantised. */
  public enum Quantizer {
    /** Equal steps over the calibrated range: the client learns nothing about thresholds. */
    UNIFORM,
    /** Exactly at the model's thresholds: exact, but tells the client the thresholds. Trees only. */
    THRESHOLDS
  }

  public CompileRequest {
    ClientSpec.requireName(name);
    Objects.requireNonNull(quantizer, "quantizer");
    Objects.requireNonNull(keys, "keys");
    if (calibration.length == 0) {
      throw refused("calibration needs at least one row");
    }
    if (bits < 0 || bits > 12) {
      throw refused("a feature has 1 to 12 bits (0: the default), not " + bits);
    }
    if (failureLog2 > -10 || failureLog2 < -256) {
      throw refused("the failure bound is 2^-10 to 2^-256, not 2^" + failureLog2);
    }
  }

  /** With uniform keys. */
  public CompileRequest(String name, double[][] calibration, int bits, Quantizer quantizer, int failureLog2) {
    this(name, calibration, bits, quantizer, failureLog2, KeyFamily.UNIFORM);
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }

  /** Requires that calibration rows have so many finite features: {@code NOT_COMPILABLE} otherwise. */
  public void requireFeatures(int features) {
    for (int i = 0; i < calibration.length; i++) {
      if (calibration[i].length != features) {
        throw refused(
            "calibration row " + i + " has " + calibration[i].length + " features; the model takes " + features);
      }
      for (double v : calibration[i]) {
        if (!Double.isFinite(v)) {
          throw refused("calibration row " + i + " holds " + v + "; give finite numbers");
        }
      }
    }
  }
}
