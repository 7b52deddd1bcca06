package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * What the bytecode of a method may do that depends on values: conditional jumps, switches and calls. Code that keeps
 * secrets out of its control flow has no more jumps than its loops and public checks need.
 *
 * @param jumps conditional jumps and switches of all methods of the name
 * @param calls methods that they call, as {@code Class.method} without packages
 */
public record Jumps(int jumps, List<String> calls) {
  private static final Pattern INSTRUCTION = Pattern.compile("\\s+\\d+: (\\w+)(.*)");
  private static final Pattern CALLED = Pattern.compile("Method (?:([\\w/$]+)\\.)?\"?([\\w<>]+)\"?:");

  /** Reads all methods of a name. */
  public static Jumps of(Class<?> type, String method) {
    Pattern header = Pattern.compile("  [^ ].*[ .]" + Pattern.quote(method) + "\\(.*\\).*;");
    int jumps = 0;
    boolean found = false;
    boolean inside = false;
    List<String> calls = new ArrayList<>();
    for (String line : disassembled(type).lines().toList()) {
      if (line.matches("  [^ ].*;")) {
        inside = header.matcher(line).matches();
        found |= inside;
      }
      Matcher instruction = INSTRUCTION.matcher(line);
      if (inside && instruction.matches()) {
        String name = instruction.group(1);
        jumps += name.startsWith("if") || name.endsWith("switch") ? 1 : 0;
        Matcher called = CALLED.matcher(instruction.group(2));
        if (name.startsWith("invoke") && called.find()) {
          String owner = called.group(1) == null ? type.getName() : called.group(1);
          calls.add(owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('.')) + 1)
              + "." + called.group(2));
        }
      }
    }
    assertThat(found).as("%s has a method %s", type, method).isTrue();
    return new Jumps(jumps, calls.stream().distinct().sorted().toList());
  }

  private static String disassembled(Class<?> type) {
    ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    int status = javap.run(printer, printer, "-c", "-p", "-cp", System.getProperty("java.class.path"), type.getName());
    printer.flush();
    assertThat(status).as(out.toString()).isZero();
    return out.toString();
  }
}
