package com.example.scorecard;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads scorecards. Each line is {@code feature,up to,points}: the points of the interval that ends at a
 * bound, which belongs to it. A feature's lines stand in ascending order and end with the bound {@code inf}.
 * The line {@code base,,points} gives the points to start with; lines that begin with {@code #} are passed
 * over.
 */
final class ScorecardCsv {
  private static final int MAX_POINTS = 1_000_000;

  private final Map<String, List<Double>> bounds = new LinkedHashMap<>();
  private final Map<String, List<Integer>> points = new LinkedHashMap<>();
  private int base;

  private ScorecardCsv() {
  }

  static Scorecard parse(byte[] content) {
    ScorecardCsv csv = new ScorecardCsv();
    String[] lines = new String(content, StandardCharsets.UTF_8).split("\\R");
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        csv.line(i + 1, line.split(",", -1));
      }
    }
    return csv.scorecard();
  }

  private void line(int number, String[] fields) {
    if (fields.length != 3) {
      throw broken("line " + number + " has " + fields.length + " fields where 'feature,up to,points' has 3");
    }
    String feature = fields[0].strip();
    if (feature.equals("base")) {
      base = points(number, fields[2]);
      return;
    }
    List<Double> known = bounds.computeIfAbsent(feature, name -> new ArrayList<>());
    double bound = bound(number, fields[1].strip());
    if (!known.isEmpty() && !(bound > known.get(known.size() - 1))) {
      throw broken("line " + number + ": the bounds of '" + feature + "' must ascend");
    }
    known.add(bound);
    points.computeIfAbsent(feature, name -> new ArrayList<>()).add(points(number, fields[2]));
  }

  private static double bound(int number, String text) {
    try {
      double bound = text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
      if (!Double.isNaN(bound)) {
        return bound;
      }
    } catch (NumberFormatException e) {
      // Refused below, like NaN.
    }
    throw broken("line " + number + ": the bound '" + text + "' is not a number or 'inf'");
  }

  private static int points(int number, String text) {
    try {
      int points = Integer.parseInt(text.strip());
      if (Math.abs((long) points) <= MAX_POINTS) {
        return points;
      }
    } catch (NumberFormatException e) {
      // Refused below, like points out of range.
    }
    throw broken("line " + number + ": points are integers of at most " + MAX_POINTS
        + ", not '" + text + "'");
  }

  private Scorecard scorecard() {
    List<Scorecard.Characteristic> all = new ArrayList<>();
    bounds.forEach((feature, upTo) -> {
      int last = upTo.size() - 1;
      if (upTo.get(last) != Double.POSITIVE_INFINITY) {
        throw broken("the last bound of '" + feature + "' must be 'inf'");
      }
      all.add(new Scorecard.Characteristic(feature, List.copyOf(upTo.subList(0, last)),
          List.copyOf(points.get(feature))));
    });
    if (all.isEmpty()) {
      throw broken("a scorecard has at least one feature");
    }
    return new Scorecard(base, all);
  }

  private static NightjarException broken(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, "scorecard: " + message);
  }
}
