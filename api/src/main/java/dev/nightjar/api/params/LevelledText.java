package dev.nightjar.api.params;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one-line text form of a levelled parameter set:
 *
 * <pre>
 * nightjar-parameters/2 id=NJL1_P k=1 N=2048 secret=ternary glwe=17 expansion=2:5/9,2:5/9,4:7/6,4:7/6,4:8/5 \
 * switch=13/3 mask=7/3 body=7/2
 * </pre>
 *
 * <p>Steps of the expansion are arity, base log and level, decompositions base log and level, {@code glwe} the bound of
 * the TUniform noise in bits. There is exactly one text for a set.
 */
final class LevelledText {
  private static final String MAGIC = "nightjar-parameters/2 ";

  private static final String INT = ParameterText.INT;
  private static final String GADGET = INT + "/" + INT;
  private static final String STEP = "[24]:\\d{1,2}/\\d{1,2}";
  private static final Pattern FORM = Pattern.compile(MAGIC
      + "id=(\\S{1,32}) k=" + INT + " N=" + INT + " secret=(binary|ternary) glwe=" + INT
      + " expansion=(" + STEP + "(?:," + STEP + "){0,15}) switch=" + GADGET + " mask=" + GADGET + " body=" + GADGET);

  private LevelledText() {
  }

  static boolean isOne(String text) {
    return text.startsWith(MAGIC);
  }

  static String canonical(Parameters p) {
    return MAGIC + "id=" + p.id() + " " + numbers(p);
  }

  static String withoutId(Parameters p) {
    return MAGIC + numbers(p);
  }

  static Parameters parse(String canonical) {
    Matcher m = FORM.matcher(canonical.length() <= ParameterText.MAX_LENGTH ? canonical : "");
    if (!m.matches()) {
      throw ParameterText.malformed(canonical);
    }
    SecretDistribution secret = SecretDistribution.valueOf(m.group(4).toUpperCase(Locale.ROOT));
    Parameters p = Parameters.builder(m.group(1))
        .glweKey(ParameterText.integer(m, 2), ParameterText.integer(m, 3),
            new TUniform(ParameterText.integer(m, 5)), secret)
        .levelled(new Levelled(Arrays.stream(m.group(6).split(",")).map(LevelledText::step).toList(),
            gadget(m, 7), gadget(m, 9), gadget(m, 11)))
        .build();
    if (!canonical(p).equals(canonical)) {
      throw ParameterText.malformed(canonical);
    }
    return p;
  }

  private static String numbers(Parameters p) {
    Levelled levelled = p.levelled().orElseThrow();
    return "k=" + p.glweDimension()
        + " N=" + p.polynomialSize()
        + " secret=" + p.glweKey().secret().name().toLowerCase(Locale.ROOT)
        + " glwe=" + p.glweNoise().boundLog2()
        + " expansion=" + levelled.expansion().stream().map(step -> step.arity() + ":" + text(step.gadget()))
            .collect(Collectors.joining(","))
        + " switch=" + text(levelled.schemeSwitch())
        + " mask=" + text(levelled.mask())
        + " body=" + text(levelled.body());
  }

  private static String text(Gadget gadget) {
    return gadget.baseLog() + "/" + gadget.level();
  }

  private static ExpansionStep step(String text) {
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    return new ExpansionStep(Integer.parseInt(text.substring(0, colon)),
        new Gadget(Integer.parseInt(text.substring(colon + 1, slash)), Integer.parseInt(text.substring(slash + 1))));
  }

  private static Gadget gadget(Matcher m, int group) {
    return new Gadget(ParameterText.integer(m, group), ParameterText.integer(m, group + 1));
  }
}
