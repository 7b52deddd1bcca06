package dev.nightjar.api.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One layer: value {@code r} is {@code functions[functionOf[r]](map row r)}.
 *
 * @param name for reports, as the file has it
 * @param map over all earlier values
 * @param functionOf index into {@code functions} for each row; copied
 * @param functions the functions of this layer, each once
 */
public record NetworkLayer(String name, AffineMap map, int[] functionOf, List<Activation> functions) {
  /** A checked layer; {@code INVALID_MODEL} when its parts do not fit together. */
  public NetworkLayer {
    Objects.requireNonNull(name, "name");
    functions = List.copyOf(functions);
    functionOf = functionOf.clone();
    if (functionOf.length != map.rows()) {
      throw invalid("layer " + name + " of " + map.rows() + " rows says which function " + functionOf.length
          + " rows have");
    }
    for (int f : functionOf) {
      if (f < 0 || f >= functions.size()) {
        throw invalid("layer " + name + " has " + functions.size() + " functions; there is no function " + f);
      }
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** Number of values. */
  public int width() {
    return map.rows();
  }

  /** The function of a value. */
  public Activation function(int row) {
    return functions.get(functionOf[row]);
  }

  /** The indices of the functions of all values, a copy. */
  @Override
  public int[] functionOf() {
    return functionOf.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkLayer that && name.equals(that.name) && map.equals(that.map)
        && Arrays.equals(functionOf, that.functionOf) && functions.equals(that.functions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, map, Arrays.hashCode(functionOf), functions);
  }
}
