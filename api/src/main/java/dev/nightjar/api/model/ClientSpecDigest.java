package dev.nightjar.api.model;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.primitives.Digest128;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The one form of a {@link ClientSpec} that its fingerprint is taken over: every member of {@code client.json} in
 * order, little-endian. {@code docs/wire-format.md} has it byte by byte. It never changes; a member that is added later
 * is appended where it has another value than before.
 */
final class ClientSpecDigest {
  private static final String FORM = "nightjar-client/1";
  private static final int UNIFORM = 1;
  private static final int THRESHOLDS = 2;
  private static final int MISSING = 3;
  private static final int GRID = 4;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private ClientSpecDigest() {
  }

  static Digest128 of(ClientSpec spec) {
    ClientSpecDigest digest = new ClientSpecDigest();
    digest.write(spec);
    return Digest128.of(digest.out.toByteArray());
  }

  private void write(ClientSpec spec) {
    text(FORM);
    text(spec.model());
    text(spec.kind());
    text(spec.parameters().canonical());
    i32s(spec.keyParts().stream().mapToInt(KeyPart::code).sorted().toArray());
    i32(spec.quantizers().size());
    spec.quantizers().forEach(this::quantizer);
    layout(spec.layout());
    i32(spec.results().size());
    spec.results().forEach(this::result);
    f64s(spec.offsets());
    text(spec.task().link().name().toLowerCase(Locale.ROOT));
    List<String> labels = spec.task().labels();
    i32(labels.size());
    labels.forEach(this::text);
    if (spec.privacy() != ModelPrivacy.NONE) {
      text(spec.privacy().toString());
    }
  }

  private void quantizer(FeatureQuantizer quantizer) {
    if (quantizer instanceof FeatureQuantizer.Uniform uniform) {
      i32(UNIFORM);
      f64(uniform.min());
      f64(uniform.step());
      i32(uniform.levels());
    } else if (quantizer instanceof FeatureQuantizer.Missing missing) {
      i32(MISSING);
      quantizer(missing.of());
    } else if (quantizer instanceof FeatureQuantizer.Grid grid) {
      i32(GRID);
      f64s(grid.cuts());
    } else {
      i32(THRESHOLDS);
      f64s(((FeatureQuantizer.Thresholds) quantizer).thresholds());
    }
  }

  private void layout(InputLayout layout) {
    text(layout.encoding());
    layout.match(new InputLayout.Cases<Void>() {
      @Override
      public Void integers(InputLayout.Integers integers) {
        slots(integers.deltaLog2(), integers.feature(), new int[0]);
        return null;
      }

      @Override
      public Void unary(InputLayout.Unary unary) {
        slots(unary.deltaLog2(), unary.feature(), unary.threshold());
        return null;
      }

      @Override
      public Void joined(InputLayout.Joined joined) {
        i32(joined.sections().size());
        joined.sections().forEach(section -> layout(section));
        return null;
      }
    });
  }

  private void slots(int deltaLog2, int[] feature, int[] threshold) {
    i32(deltaLog2);
    i32s(feature);
    i32s(threshold);
  }

  private void result(ResultSpec result) {
    i32(result.deltaLog2());
    i32(result.signed() ? 1 : 0);
    i32(result.score());
    f64(result.scale());
  }

  private void i32(int v) {
    word.putInt(0, v);
    out.write(word.array(), 0, Integer.BYTES);
  }

  private void f64(double v) {
    word.putLong(0, Double.doubleToLongBits(v));
    out.write(word.array(), 0, Long.BYTES);
  }

  private void text(String s) {
    byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
    i32(utf8.length);
    out.writeBytes(utf8);
  }

  private void i32s(int[] values) {
    i32(values.length);
    Arrays.stream(values).forEach(this::i32);
  }

  private void f64s(double[] values) {
    i32(values.length);
    Arrays.stream(values).forEach(this::f64);
  }
}
