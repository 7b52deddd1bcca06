package dev.nightjar.api.model;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.primitives.Digest128;
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
  private static final int DIGIT = 1;
  private static final int ABOVE = 2;

  private final DigestBytes out = new DigestBytes();

  private ClientSpecDigest() {
  }

  static Digest128 of(ClientSpec spec) {
    ClientSpecDigest digest = new ClientSpecDigest();
    digest.write(spec);
    return digest.out.digest();
  }

  private void write(ClientSpec spec) {
    out.text(FORM);
    out.text(spec.model());
    out.text(spec.kind());
    out.text(spec.parameters().canonical());
    out.i32s(spec.keyParts().stream().mapToInt(KeyPart::code).sorted().toArray());
    out.i32(spec.quantizers().size());
    spec.quantizers().forEach(this::quantizer);
    layout(spec.layout());
    out.i32(spec.results().size());
    spec.results().forEach(this::result);
    out.f64s(spec.offsets());
    out.text(spec.task().link().name().toLowerCase(Locale.ROOT));
    List<String> labels = spec.task().labels();
    out.i32(labels.size());
    labels.forEach(out::text);
    if (spec.privacy() != ModelPrivacy.NONE) {
      out.text(spec.privacy().toString());
    }
    spec.shortQuery().ifPresent(this::shortQuery);
    if (spec.claim() != Claim.EXACT) {
      out.text(spec.claim().toString());
    }
    if (!spec.graphs().isNone()) {
      GraphDigest.write(spec.graphs(), out);
    }
  }

  private void shortQuery(ShortQuery format) {
    out.text("short query");
    out.i32(format.words());
    out.i32(format.bits());
    out.i32(format.zeros());
    out.i32(format.zeroBits());
  }

  private void quantizer(FeatureQuantizer quantizer) {
    if (quantizer instanceof FeatureQuantizer.Uniform uniform) {
      out.i32(UNIFORM);
      out.f64(uniform.min());
      out.f64(uniform.step());
      out.i32(uniform.levels());
    } else if (quantizer instanceof FeatureQuantizer.Missing missing) {
      out.i32(MISSING);
      quantizer(missing.of());
    } else if (quantizer instanceof FeatureQuantizer.Grid grid) {
      out.i32(GRID);
      out.f64s(grid.cuts());
    } else {
      out.i32(THRESHOLDS);
      out.f64s(((FeatureQuantizer.Thresholds) quantizer).thresholds());
    }
  }

  private void layout(InputLayout layout) {
    out.text(layout.encoding());
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
        out.i32(joined.sections().size());
        joined.sections().forEach(section -> layout(section));
        return null;
      }

      @Override
      public Void bits(InputLayout.Bits bits) {
        out.i32(bits.slotsLog2());
        out.i32(bits.mask().baseLog());
        out.i32(bits.mask().level());
        out.i32(bits.selectors().size());
        bits.selectors().forEach(selector -> selector(selector));
        return null;
      }
    });
  }

  private void selector(Selector selector) {
    out.i32(selector.feature());
    if (selector instanceof Selector.Digit digit) {
      out.i32(DIGIT);
      out.i32(digit.bit());
    } else {
      out.i32(ABOVE);
      out.i32(((Selector.Above) selector).threshold());
    }
  }

  private void slots(int deltaLog2, int[] feature, int[] threshold) {
    out.i32(deltaLog2);
    out.i32s(feature);
    out.i32s(threshold);
  }

  private void result(ResultSpec result) {
    out.i32(result.deltaLog2());
    out.i32(result.signed() ? 1 : 0);
    out.i32(result.score());
    out.f64(result.scale());
  }
}
