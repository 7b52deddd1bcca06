import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Makes the README's table of engines from a bench, so that no figure in it was ever typed. In the project's folder:
 *
 * <pre>
 * ./nightjar bench --engines java,native --batches 1,8,16 --out target/bench
 * cp target/bench/bench.json docs/figures/
 * java docs/figures/ReadmeTable.java            # writes the table into README.md
 * java docs/figures/ReadmeTable.java --check    # exit code 1 when README.md has another one
 * </pre>
 *
 * It shows one message at a time and batches of 8 on one thread, and batches of 16 on the most threads that were
 * measured, for every parameter set of the report.
 */
public final class ReadmeTable {
  private static final Path README = Path.of("README.md");
  private static final Path BENCH = Path.of("docs", "figures", "bench.json");
  private static final String BEGIN =
      "<!-- Written by `java docs/figures/ReadmeTable.java` from docs/figures/bench.json; changes here are lost. -->\n";
  private static final String END = "<!-- End of what is written by docs/figures/ReadmeTable.java. -->\n";

  private ReadmeTable() {
  }

  /** Writes or checks; exit code 0 when the README has the table afterwards. */
  public static void main(String[] arguments) throws IOException {
    boolean check = List.of(arguments).equals(List.of("--check"));
    if (arguments.length > 0 && !check) {
      fail("usage: java docs/figures/ReadmeTable.java [--check]");
    }
    try {
      String readme = Files.readString(README);
      String wanted = replaced(readme, new Report(new Json(Files.readString(BENCH)).document()).markdown());
      if (check && !wanted.equals(readme)) {
        fail(README + " has not the figures of " + BENCH + ": run java docs/figures/ReadmeTable.java");
      } else if (!wanted.equals(readme)) {
        Files.writeString(README, wanted);
      }
    } catch (IOException e) {
      fail(e + ": run this in the project's folder");
    } catch (IllegalArgumentException e) {
      fail(e.getMessage());
    }
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }

  private static String replaced(String readme, String table) {
    int begin = readme.indexOf(BEGIN);
    int end = readme.indexOf(END);
    if (begin < 0 || end < begin || readme.indexOf(BEGIN, begin + 1) >= 0) {
      throw new IllegalArgumentException(README + " needs these two lines, once and in this order:\n" + BEGIN + END);
    }
    return readme.substring(0, begin + BEGIN.length()) + table + readme.substring(end);
  }

  /** A bench's report. */
  private record Report(Value root) {
    String markdown() {
      List<Value> sets = root.member("sets").list();
      List<String> engines = sets.stream().flatMap(set -> set.member("bootstraps").list().stream())
          .map(m -> m.member("engine").text()).distinct().toList();
      if (engines.size() < 2) {
        throw new IllegalArgumentException(BENCH + " has one engine: measure with --engines java,native");
      }
      StringBuilder out = new StringBuilder(conditions()).append("\n\n| parameter set | threads | batch |");
      engines.forEach(engine -> out.append(' ').append(engine).append(" |"));
      engines.stream().skip(1)
          .forEach(engine -> out.append(' ').append(engine).append(" / ").append(engines.get(0)).append(" |"));
      out.append("\n|---|---|---|").append("---|".repeat(2 * engines.size() - 1)).append('\n');
      sets.forEach(set -> rows(set, engines, out));
      out.append('\n');
      for (String engine : engines) {
        out.append("`").append(engine).append("`: ").append(kernel(sets, engine)).append(". ");
      }
      return out.toString().stripTrailing() + "\n";
    }

    private String conditions() {
      Value machine = root.member("machine");
      return String.format(Locale.ROOT,
          "%s, %.0f processors, JDK %s, %s; other processes took %.0f %% of the processors meanwhile.\n"
              + "Milliseconds per message, median; ratios of neighbouring turns, median and quartiles.",
          machine.member("cpu").text(), machine.member("processors").number(),
          machine.member("jdk").text().split("[+ ]")[0], root.member("began").text().substring(0, 10),
          root.member("noise").member("othersPercent").number());
    }

    private static String kernel(List<Value> sets, String engine) {
      return sets.stream().flatMap(set -> set.member("engines").list().stream())
          .filter(e -> e.member("name").text().equals(engine)).findFirst()
          .map(e -> e.member("info").member("kernel").text())
          .orElseThrow(() -> new IllegalArgumentException(BENCH + " does not say what engine " + engine + " is"));
    }

    private static void rows(Value set, List<String> engines, StringBuilder out) {
      List<Value> measured = set.member("bootstraps").list();
      if (measured.stream().anyMatch(m -> m.member("wrong").number() > 0)) {
        throw new IllegalArgumentException(BENCH + " has wrong results of " + set.member("id").text());
      }
      TreeSet<Integer> threads = new TreeSet<>();
      measured.forEach(m -> threads.add(m.member("threads").integer()));
      int before = out.length();
      int most = threads.isEmpty() ? 1 : threads.last();
      for (int[] row : new int[][] {{1, 1}, {1, 8}, {most, 16}}) {
        Predicate<Value> inRow = m -> m.member("threads").integer() == row[0] && m.member("batch").integer() == row[1];
        List<Value> found = engines.stream().map(engine -> measured.stream().filter(inRow)
            .filter(m -> m.member("engine").text().equals(engine)).findFirst().orElse(null)).toList();
        if (found.stream().anyMatch(Objects::nonNull)) {
          out.append("| ").append(set.member("id").text()).append(" | ").append(row[0]).append(" | ").append(row[1])
              .append(" |");
          found.forEach(m -> out.append(m == null ? " – |" : " " + millis(m, row[1]) + " |"));
          found.stream().skip(1).forEach(m -> out.append(m == null ? " – |" : " " + ratio(m) + " |"));
          out.append('\n');
        }
      }
      if (out.length() == before) {
        throw new IllegalArgumentException(BENCH + " has nothing to show of " + set.member("id").text()
            + ": measure with --batches 1,8,16");
      }
    }

    private static String millis(Value measurement, int batch) {
      double each = measurement.member("callMillis").member("median").number() / batch;
      return String.format(Locale.ROOT, each < 10 ? "%.2f" : "%.1f", each);
    }

    private static String ratio(Value measurement) {
      Value ratio = measurement.member("ratio");
      return String.format(Locale.ROOT, "**%.2f** (%.2f to %.2f)", ratio.member("median").number(),
          ratio.member("lowerQuartile").number(), ratio.member("upperQuartile").number());
    }
  }

  /** A value of a JSON document and where it is. */
  private record Value(String path, Object content) {
    Value member(String name) {
      Object found = as(Map.class, "an object").get(name);
      if (found == null) {
        throw new IllegalArgumentException(BENCH + ": " + path + " has no " + name);
      }
      return new Value(path + "." + name, found);
    }

    List<Value> list() {
      List<Value> values = new ArrayList<>();
      for (Object item : as(List.class, "a list")) {
        values.add(new Value(path + "[" + values.size() + "]", item));
      }
      return values;
    }

    String text() {
      return as(String.class, "a text");
    }

    double number() {
      return as(Double.class, "a number");
    }

    int integer() {
      return (int) number();
    }

    private <T> T as(Class<T> type, String what) {
      if (!type.isInstance(content)) {
        throw new IllegalArgumentException(BENCH + ": " + path + " is not " + what);
      }
      return type.cast(content);
    }
  }

  /** Reads JSON: this program needs a JDK and no library. */
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Value document() {
      Object value = value();
      space();
      require(at == text.length());
      return new Value("the report", value);
    }

    private Object value() {
      space();
      require(at < text.length());
      return switch (text.charAt(at)) {
        case '{' -> object();
        case '[' -> array();
        case '"' -> string();
        default -> literal();
      };
    }

    private Map<String, Object> object() {
      Map<String, Object> members = new LinkedHashMap<>();
      at++;
      for (boolean more = !taken('}'); more; more = !taken('}')) {
        require(members.isEmpty() || taken(','));
        space();
        String name = string();
        require(taken(':'));
        members.put(name, value());
      }
      return members;
    }

    private List<Object> array() {
      List<Object> items = new ArrayList<>();
      at++;
      for (boolean more = !taken(']'); more; more = !taken(']')) {
        require(items.isEmpty() || taken(','));
        items.add(value());
      }
      return items;
    }

    private String string() {
      require(at < text.length() && text.charAt(at) == '"');
      StringBuilder out = new StringBuilder();
      for (at++; ; at++) {
        require(at < text.length());
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return out.toString();
        }
        out.append(c == '\\' ? escaped() : c);
      }
    }

    private char escaped() {
      require(++at < text.length());
      char c = text.charAt(at);
      if (c == 'u') {
        require(at + 4 < text.length());
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      }
      int known = "\"\\/bfnrt".indexOf(c);
      require(known >= 0);
      return "\"\\/\b\f\n\r\t".charAt(known);
    }

    /** A number, or one of the words, which no figure is made of. */
    private Object literal() {
      int from = at;
      while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(from, at);
      return List.of("true", "false", "null").contains(word) ? word.equals("true") : Double.valueOf(word);
    }

    private boolean taken(char c) {
      space();
      boolean found = at < text.length() && text.charAt(at) == c;
      at += found ? 1 : 0;
      return found;
    }

    private void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private void require(boolean asJsonIs) {
      if (!asJsonIs) {
        throw new IllegalArgumentException(BENCH + " is no JSON at character " + at);
      }
    }
  }
}
