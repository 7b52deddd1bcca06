package dev.nightjar.cli.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Draws the modules and their packages as an SVG picture: a module stands above all that it depends on. */
final class HousePicture {
  private static final int MARGIN = 24;
  private static final int LINE = 15;
  private static final int TITLE = 24;
  private static final int GAP = 26;
  private static final int STOREY = 58;
  private static final double LETTER = 6.7;
  private static final String CLIENT = "client";

  /** Where a module's box stands, in pixels. */
  private record Box(double x, double y, double width, double height) {
    double middle() {
      return x + width / 2;
    }
  }

  private final HouseMap map;
  private final List<List<String>> floors;
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private double width;
  private double height;

  private HousePicture(HouseMap map) {
    this.map = map;
    this.floors = sorted(map);
  }

  /** The picture of a house. */
  static String of(HouseMap map) {
    HousePicture picture = new HousePicture(map);
    picture.place();
    return picture.svg();
  }

  /** Modules of a floor in the order of what stands below them, so that arrows cross seldom. */
  private static List<List<String>> sorted(HouseMap map) {
    Map<String, Double> place = new LinkedHashMap<>();
    List<List<String>> floors = new ArrayList<>();
    for (List<String> floor : map.floors()) {
      List<String> row = new ArrayList<>(floor);
      row.sort(Comparator.comparingDouble((String m) -> map.arrows(m).stream().mapToDouble(place::get).average()
          .orElse(0)).thenComparing(m -> -map.arrows(m).size()).thenComparing(Comparator.naturalOrder()));
      for (int i = 0; i < row.size(); i++) {
        place.put(row.get(i), (i + 0.5) / row.size());
      }
      floors.add(row);
    }
    Collections.reverse(floors);
    return floors;
  }

  /** The lines under a module's name, top floor first; nothing for a module of a single package. */
  private List<String> lines(String module) {
    List<List<String>> chain = new ArrayList<>(map.chains().get(module).floors());
    if (chain.size() == 1 && chain.get(0).size() == 1) {
      return List.of();
    }
    Collections.reverse(chain);
    return chain.stream().map(floor -> String.join("  ", floor)).toList();
  }

  private double boxWidth(String module) {
    int longest = lines(module).stream().mapToInt(String::length).max().orElse(0);
    return Math.max(92, Math.max(longest * LETTER, module.length() * 9.0) + 24);
  }

  private double boxHeight(String module) {
    return TITLE + 10 + lines(module).size() * LINE;
  }

  private double floorWidth(List<String> floor) {
    return floor.stream().mapToDouble(this::boxWidth).sum() + GAP * (floor.size() - 1);
  }

  private void place() {
    width = floors.stream().mapToDouble(this::floorWidth).max().orElse(0) + 2 * MARGIN;
    double y = MARGIN;
    for (List<String> floor : floors) {
      double tallest = floor.stream().mapToDouble(this::boxHeight).max().orElse(0);
      double x = (width - floorWidth(floor)) / 2;
      for (String module : floor) {
        double own = boxHeight(module);
        boxes.put(module, new Box(x, y + (tallest - own), boxWidth(module), own));
        x += boxWidth(module) + GAP;
      }
      y += tallest + STOREY;
    }
    height = y - STOREY + MARGIN + 2 * LINE;
  }

  private String svg() {
    StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img">
        <title>The modules of Nightjar, each above all that it depends on, and the packages inside</title>
        <style>
        text { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 11px; fill: #333 }
        .name { font-size: 14px; font-weight: bold; fill: #111 }
        .arrow { fill: none; stroke: #99a; stroke-width: 1.3 }
        .server { fill: #e8f0fb; stroke: #5b86c4 }
        .secret { fill: #fdeedd; stroke: #cf8a3a }
        </style>
        <rect width="100%%" height="100%%" rx="8" fill="#fff"/>
        """, width, height));
    boxes.keySet().forEach(module -> map.arrows(module).forEach(below -> svg.append(arrow(module, below))));
    boxes.forEach((module, box) -> svg.append(box(module, box)));
    svg.append(String.format(Locale.ROOT, """
        <text x="%d" y="%.0f">An arrow: needs. Orange: sees secret-key code; blue: does not. \
        Inside a box: its packages, each line above those that it uses.</text>
        </svg>
        """, MARGIN, height - MARGIN + 4));
    return svg.toString();
  }

  private String arrow(String from, String to) {
    Box above = boxes.get(from);
    Box below = boxes.get(to);
    double x1 = above.middle();
    double y1 = above.y() + above.height();
    double x2 = below.middle();
    double bend = Math.max(STOREY * 0.7, (below.y() - y1) * 0.45);
    return String.format(Locale.ROOT, "<path class=\"arrow\" d=\"M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f\"/>\n", x1,
        y1, x1, y1 + bend, x2, below.y() - bend, x2, below.y());
  }

  private String box(String module, Box box) {
    boolean secret = module.equals(CLIENT) || seesClient(module);
    StringBuilder out = new StringBuilder(String.format(Locale.ROOT,
        "<rect class=\"%s\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"5\"/>\n",
        secret ? "secret" : "server", box.x(), box.y(), box.width(), box.height()));
    out.append(text("name", box.middle(), box.y() + 18, module));
    double y = box.y() + TITLE + LINE - 3;
    for (String line : lines(module)) {
      out.append(text("packages", box.middle(), y, line));
      y += LINE;
    }
    return out.toString();
  }

  private boolean seesClient(String module) {
    Set<String> uses = map.uses().get(module);
    return uses.contains(CLIENT) || uses.stream().anyMatch(this::seesClient);
  }

  private static String text(String style, double x, double y, String text) {
    return String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%s</text>\n",
        style, x, y, text);
  }
}
