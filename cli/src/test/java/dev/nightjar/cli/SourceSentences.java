package dev.nightjar.cli;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** First sentences of what sources say of builders' methods and records' components. */
final class SourceSentences {
  private SourceSentences() {
  }

  /** The source of a class. */
  static String source(Path project, Class<?> type) throws IOException {
    String name = type.getName().replaceAll("\\$.*", "").replace('.', '/') + ".java";
    try (Stream<Path> files = Files.find(project, 14,
        (path, about) -> path.endsWith(name) && path.toString().contains("src/main"))) {
      List<Path> found = files.toList();
      return Files.readString(found.get(0));
    }
  }

  /** What is said of a method. */
  static String ofMethod(String source, Method method) {
    Class<?>[] types = method.getParameterTypes();
    Matcher head = Pattern.compile("\\n +public \\w+ " + method.getName() + "\\((?:final )?"
        + (types.length == 0 ? "\\)" : types[0].getSimpleName() + "\\b")).matcher(source);
    if (!head.find()) {
      throw new IllegalStateException(method + " is not in its source");
    }
    int begin = source.lastIndexOf("/**", head.start());
    String comment = source.substring(begin + 3, source.indexOf("*/", begin));
    return sentence(comment) + standard(comment);
  }

  /** What is said of a component of a record. */
  static String ofComponent(String source, String name) {
    Matcher said = Pattern.compile("@param " + name + " ((?:(?!@param|\\*/)[\\s\\S])*)").matcher(source);
    if (!said.find()) {
      throw new IllegalStateException(name + " is not described");
    }
    return sentence(said.group(1));
  }

  private static String sentence(String comment) {
    return sentences(comment)[0];
  }

  /** A later sentence that says what holds unless a method is called. */
  private static String standard(String comment) {
    return Arrays.stream(sentences(comment)).skip(1).filter(text -> text.matches(".*[Uu]nless set.*")).findFirst()
        .map(text -> ". " + text).orElse("");
  }

  private static String[] sentences(String comment) {
    String text = comment.replaceAll("\\n\\s*\\*", " ").replaceAll("\\{@\\w+\\s+([^}]*)}", "`$1`")
        .replaceAll("<[^>]*>", "").replaceAll("\\s+", " ").strip();
    return Arrays.stream(text.split(" @(param|throws|return)")[0].split("(?<=[a-z)`])\\. (?=[A-Z])"))
        .map(String::strip).map(first -> first.endsWith(".") ? first.substring(0, first.length() - 1) : first)
        .toArray(String[]::new);
  }
}
