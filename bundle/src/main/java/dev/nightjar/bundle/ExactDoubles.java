package dev.nightjar.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Doubles as the shortest decimal that reads back to the same double: the same text on every Java version,
 * which {@link Double#toString} gives only from Java 19 on. The values of a {@code ClientSpec} are finite.
 */
final class ExactDoubles {
  /** Significant decimal digits that tell every double from all others. */
  private static final int MAX_DIGITS = 17;

  private ExactDoubles() {
  }

  static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(double.class, new One())
        .addSerializer(double[].class, new Many());
  }

  private static void write(double x, JsonGenerator out) throws IOException {
    if (x == 0) {
      out.writeNumber(1 / x < 0 ? "-0.0" : "0");
    } else {
      out.writeNumber(shortest(x));
    }
  }

  private static BigDecimal shortest(double x) {
    BigDecimal exact = new BigDecimal(x);
    BigDecimal rounded = exact;
    for (int digits = 1; digits <= MAX_DIGITS; digits++) {
      rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == x) {
        break;
      }
    }
    return rounded;
  }

  private static final class One extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    One() {
      super(Double.class);
    }

    @Override
    public void serialize(Double x, JsonGenerator out, SerializerProvider provider) throws IOException {
      write(x, out);
    }
  }

  private static final class Many extends StdSerializer<double[]> {
    private static final long serialVersionUID = 1L;

    Many() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (double x : values) {
        write(x, out);
      }
      out.writeEndArray();
    }
  }
}
