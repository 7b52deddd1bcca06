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
 * set. There is exactly one text for a set. Levelled sets have a form of their own, {@link LevelledText}.
 */
final class ParameterText {
  private static final String MAGIC = "nightjar-parameters/1 ";

  /** Longer than any canonical text; keeps the regular expression off a hostile text. */
  static final int MAX_LENGTH = 512;

  private static final String UNROLLED = " unroll=2";
  static final String INT = "(\\d{1,9})";
  private static final Pattern FORM = Pattern.compile(MAGIC
      + "id=(\\S{1,32}) n=" + INT + " k=" + INT + " N=" + INT
      + " pbs=" + INT + "/" + INT + " ks=" + INT + "/" + INT + " lwe=" + INT + " glwe=" + INT + " p=" + INT
      + " norm2=(\\d{1,9}(?:\\.\\d{1,60})?) failure=(-\\d{1,9})"
      + "(?: block=" + INT + ")?(?: extension=" + INT + ")?(" + UNROLLED + ")?");

  private ParameterText() {}

  static String canonical(Parameters p) {
    return p.levelled().isPresent() ? LevelledText.canonical(p) : MAGIC + "id=" + p.id() + " " + numbers(p);
  }

  static long fingerprint(Parameters p) {
    String text = p.levelled().isPresent() ? LevelledText.withoutId(p) : MAGIC + numbers(p);
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
    Parameters p = Parameters.builder(m.group(1))
        .lweKey(integer(m, 2), new TUniform(integer(m, 9)))
        .glweKey(integer(m, 3), integer(m, 4), new TUniform(integer(m, 10)))
        .bootstrap(integer(m, 5), integer(m, 6))
        .keyswitch(integer(m, 7), integer(m, 8))
        .promise(integer(m, 11), Double.parseDouble(m.group(12)), integer(m, 13))
        .blockLength(m.group(14) == null ? LweKeyParameters.UNIFORM : integer(m, 14))
        .extensionLog2(m.group(15) == null ? 0 : integer(m, 15))
        .unrolled(m.group(16) != null)
        .build();
    if (!canonical(p).equals(canonical)) {
      throw malformed(canonical);
    }
    return p;
  }

  private static String numbers(Parameters p) {
    return "n=" + p.lweDimension()
        + " k=" + p.glweDimension()
        + " N=" + p.polynomialSize()
        + " pbs=" + p.pbsBaseLog() + "/" + p.pbsLevel()
        + " ks=" + p.ksBaseLog() + "/" + p.ksLevel()
        + " lwe=" + p.lweNoise().boundLog2()
        + " glwe=" + p.glweNoise().boundLog2()
        + " p=" + p.messageBits()
        + " norm2=" + new BigDecimal(p.norm2()).toPlainString()
        + " failure=" + p.failureLog2()
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
