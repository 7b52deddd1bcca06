package dev.nightjar.servlet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/** The table of routes: method and path pattern to target. Immutable once built. */
final class Routes {
  /** Answers the requests of one route. */
  interface Target {
    /**
     * The answer, now or later.
     *
     * @throws IOException when the connection breaks while the body is read
     */
    CompletionStage<Answer> answer(Call call) throws IOException;
  }

  /**
   * One row.
   *
   * @param method HTTP method
   * @param pattern segments; {@code {name}} matches any one segment
   * @param consumes media types of the body; none when there is none
   * @param strict whether a body of another media type, or of none, is refused
   * @param open whether callers that the server does not know are answered, too
   * @param target what answers
   */
  record Route(String method, List<String> pattern, List<String> consumes, boolean strict, boolean open,
      Target target) {
    /** Whether a body of this media type is read. */
    boolean takes(String mediaType) {
      return !strict || consumes.contains(mediaType);
    }

    Optional<Map<String, String>> match(List<String> path) {
      if (path.size() != pattern.size()) {
        return Optional.empty();
      }
      Map<String, String> variables = new HashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String expected = pattern.get(i);
        if (expected.startsWith("{")) {
          variables.put(expected.substring(1, expected.length() - 1), path.get(i));
        } else if (!expected.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(variables);
    }
  }

  /** A route with the variable parts of the path. */
  record Match(Route route, Map<String, String> variables) {
  }

  private final List<Route> routes = new ArrayList<>();

  /** Adds a route without a body. */
  Routes add(String method, String path, Target target) {
    routes.add(new Route(method, segments(path), List.of(), false, false, target));
    return this;
  }

  /** Adds a route whose body is one of these media types, and is read whatever is said of it. */
  Routes addLenient(String method, String path, List<String> consumes, Target target) {
    routes.add(new Route(method, segments(path), consumes, false, false, target));
    return this;
  }

  /** Adds a route. */
  Routes add(String method, String path, String consumes, Target target) {
    routes.add(new Route(method, segments(path), List.of(consumes), true, false, target));
    return this;
  }

  /** Adds a route to read for callers whom the server does not know, too. */
  Routes addOpen(String path, Target target) {
    routes.add(new Route("GET", segments(path), List.of(), false, true, target));
    return this;
  }

  /** Adds a route to ask what is there for callers whom the server does not know, too; with a body that is read. */
  Routes addOpen(String method, String path, List<String> consumes, Target target) {
    routes.add(new Route(method, segments(path), consumes, false, true, target));
    return this;
  }

  /** All of them, in the order in which they were added. */
  List<Route> all() {
    return List.copyOf(routes);
  }

  /** The route of a request; none for a path that begins with something else than a slash. */
  Optional<Match> find(String method, String path) {
    for (Route route : routes) {
      if (route.method().equals(method)) {
        Optional<Map<String, String>> variables = match(route, path);
        if (variables.isPresent()) {
          return Optional.of(new Match(route, variables.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The methods that a path answers, in alphabetic order; empty when there is nothing at it. */
  Set<String> methods(String path) {
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (match(route, path).isPresent()) {
        methods.add(route.method());
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  /** A host that cuts its own prefix off as text would else answer below the prefix's neighbours, such as /fhev1. */
  private static Optional<Map<String, String>> match(Route route, String path) {
    return path.isEmpty() || path.startsWith("/") ? route.match(segments(path)) : Optional.empty();
  }

  private static List<String> segments(String path) {
    return path.length() <= 1 ? List.of() : List.of(path.substring(1).split("/", -1));
  }
}
