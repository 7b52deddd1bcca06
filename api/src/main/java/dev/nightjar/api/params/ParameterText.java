package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Sha256;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one-line text form of a parameter set, and the fingerprint taken over it:
 *
 * <pre>
 * nightjar-parameters/1 id=NJ1_M4_P64 n=822 k=1 N=2048 pbs=23/1 ks=3/5 lwe=47 glwe=17 p=4 norm2=8 failure=-64
 * </pre>
 *
 * <p>Fields in this order, one space between them; {@code pbs} and {@code ks} are base log and level,
 * {@code lwe} and {@code glwe} the bounds of the TUniform noise in bits, {@code norm2} the exact decimal
 * value of the double without exponent. {@code block=3} follows for a block-binary set, then {@code extension=1}
 * for tables of 2N coefficients; {@code unroll=2} for an unrolled set, which is neither; none of them for an ordinary
 * set. A set that promises the noise of analogue look-ups begins with {@code nightjar-parameters/3}, and has {@code
 * decision=-6 norm2=16 output=-11} in the place of {@code p}, {@code norm2} and {@code failure}: log2 of the noise at
 * a decision, the 2-norm, log2 of the noise of an output. There is exactly one text for a set. Levelled sets have a
 * form of their own, {@link LevelledText}.
 */
final class ParameterText {
  private static final String MAGIC = "nightjar-parameters/1 ";
  private static final String NOISE_MAGIC = "nightjar-parameters/3 ";

  /** Longer than any canonical text; keeps the regular expression off a hostile text. */
  static final int MAX_LENGTH = 512;

  private static final String UNROLLED = " unroll=2";
  static final String INT = "(\\d{1,9})";
  private static final String DECIMAL = "(\\d{1,9}(?:\\.\\d{1,60})?)";
  private static final String LOG2 = "(-\\d{1,9})";
  private static final Pattern FORM = Pattern.compile("(?:" + MAGIC + "|" + NOISE_MAGIC + ")"
      + "id=(\\S{1,32}) n=" + INT + " k=" + INT + " N=" + INT
      + " pbs=" + INT + "/" + INT + " ks=" + INT + "/" + INT + " lwe=" + INT + " glwe=" + INT
      + "(?: p=" + INT + " norm2=" + DECIMAL + " failure=" + LOG2
      + "| decision=" + LOG2 + " norm2=" + DECIMAL + " output=" + LOG2 + ")"
      + "(?: block=" + INT + ")?(?: extension=" + INT + ")?(" + UNROLLED + ")?");

  private ParameterText() {}

  static String canonical(Parameters p) {
    return p.levelled().isPresent() ? LevelledText.canonical(p) : magic(p) + "id=" + p.id() + " " + numbers(p);
  }

  static long fingerprint(Parameters p) {
    String text = p.levelled().isPresent() ? LevelledText.withoutId(p) : magic(p) + numbers(p);
    return ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.US_ASCII))).getLong();
  }

  static Parameters parse(String canonical) {
    if (LevelledText.isOne(canonical)) {
      return LevelledText.parse(canonical);
    }
    Matcher m = FORM.matcher(canonical.length() <= MAX_LENGTH ? canonical : "");
    if (!m.matches()) {
      throw malformed(canonical);
    }
    ParametersBuilder builder = Parameters.builder(m.group(1))
        .lweKey(integer(m, 2), new TUniform(integer(m, 9)))
        .glweKey(integer(m, 3), integer(m, 4), new TUniform(integer(m, 10)))
        .bootstrap(integer(m, 5), integer(m, 6))
        .keyswitch(integer(m, 7), integer(m, 8))
        .blockLength(m.group(17) == null ? LweKeyParameters.UNIFORM : integer(m, 17))
        .extensionLog2(m.group(18) == null ? 0 : integer(m, 18))
        .unrolled(m.group(19) != null);
    Parameters p = (m.group(11) != null
        ? builder.promise(integer(m, 11), Double.parseDouble(m.group(12)), integer(m, 13))
        : builder.noisePromise(integer(m, 14), Double.parseDouble(m.group(15)), integer(m, 16))).build();
    if (!canonical(p).equals(canonical)) {
      throw malformed(canonical);
    }
    return p;
  }

  private static String magic(Parameters p) {
    return p.noisePromise().isPresent() ? NOISE_MAGIC : MAGIC;
  }

  private static String promise(Parameters p) {
    return p.noisePromise().map(noise -> " decision=" + noise.decisionLog2() + " norm2=" + decimal(noise.norm2())
            + " output=" + noise.outputLog2())
        .orElseGet(() -> " p=" + p.messageBits() + " norm2=" + decimal(p.norm2()) + " failure=" + p.failureLog2());
  }

  private static String decimal(double value) {
    return new BigDecimal(value).toPlainString();
  }

  private static String numbers(Parameters p) {
    return "n=" + p.lweDimension()
        + " k=" + p.glweDimension()
        + " N=" + p.polynomialSize()
        + " pbs=" + p.pbsBaseLog() + "/" + p.pbsLevel()
        + " ks=" + p.ksBaseLog() + "/" + p.ksLevel()
        + " lwe=" + p.lweNoise().boundLog2()
        + " glwe=" + p.glweNoise().boundLog2()
        + promise(p)
        + (p.blockLength() == 1 ? "" : " block=" + p.blockLength())
        + (p.extensionLog2() == 0 ? "" : " extension=" + p.extensionLog2())
        + (p.unrolled() ? UNROLLED : "");
  }

  static int integer(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  static NightjarException malformed(String text) {
    String shown = text.length() <= 200 ? text : text.substring(0, 200) + "…";
    return new NightjarException(ErrorCode.INVALID_PARAMETERS, "not the canonical text of a parameter set: "
        + shown);
  }
}
