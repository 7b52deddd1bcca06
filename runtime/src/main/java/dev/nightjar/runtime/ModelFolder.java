package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TrustedKeys;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the bundles of a folder are: {@code NAME} is a bundle, version 1 of its model, and {@code NAME/VERSION} are
 * bundles of further versions. What links lead to outside of the folder is no part of it.
 */
final class ModelFolder {
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
  private static final String ITS_FOLDER = "its folder";
  private static final List<String> FILES = List.of("client.zip", "server.zip", "versions.json");

  private final Path root;

  ModelFolder(Path root) {
    this.root = root;
  }

  /**
   * A place of a bundle.
   *
   * @param name the folder's, printable
   * @param problem why it cannot be one; empty when it can
   * @param listed whether the model's folder could be read, so that it is known which versions there are
   */
  record Place(String name, int version, Path folder, Optional<String> problem, boolean listed) {
    /** Reads the bundle, or says what is wrong with it. */
    ServerBundle read(TrustedKeys trusted) {
      if (problem.isPresent()) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, problem.get());
      }
      return ServerBundle.read(folder, name, version, trusted);
    }

    /** How the files are now: equal when nobody has written to them. */
    List<String> stamp() {
      List<String> stamp = new ArrayList<>();
      List<Path> files;
      try {
        files = list(folder, ITS_FOLDER);
      } catch (NightjarException e) {
        return List.of(e.getMessage());
      }
      for (Path file : files) {
        try {
          BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
          if (now.isRegularFile()) {
            // As a number: each file is looked at again and again, and a date as text is the work of a calendar.
            stamp.add(file.getFileName() + " " + now.size() + " " + now.lastModifiedTime().to(TimeUnit.NANOSECONDS)
                + " " + now.fileKey());
          }
        } catch (IOException e) {
          stamp.add(file.getFileName() + " " + e);
        }
      }
      return stamp;
    }
  }

  /**
   * The places that there are, by name and version.
   *
   * @throws NightjarException {@code INVALID_MODEL} when the folder cannot be read
   */
  List<Place> places() {
    if (!Files.isDirectory(root)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the models folder " + root + " is not there: name the folder that holds the bundles");
    }
    List<Place> places = new ArrayList<>();
    for (Path model : folders(root, "the models folder " + root)) {
      List<Path> versions;
      try {
        versions = folders(model, ITS_FOLDER).stream()
            .filter(f -> VERSION.matcher(f.getFileName().toString()).matches()).toList();
      } catch (NightjarException e) {
        places.add(new Place(PrintableText.of(model.getFileName().toString()), 1, model,
            Optional.of(e.getMessage()), false));
        continue;
      }
      if (versions.isEmpty() || FILES.stream().anyMatch(file -> Files.exists(model.resolve(file)))) {
        boolean twice = versions.stream().anyMatch(f -> f.getFileName().toString().equals("1"));
        places.add(place(model, 1, model, twice ? "there are two bundles of version 1, in the model's folder and in the"
            + " folder 1 in it: leave one" : null));
        versions = twice ? versions.stream().filter(f -> !f.getFileName().toString().equals("1")).toList() : versions;
      }
      versions.forEach(v -> places.add(place(model, Integer.parseInt(v.getFileName().toString()), v, null)));
    }
    return places;
  }

  private Place place(Path model, int version, Path folder, String fault) {
    String name = model.getFileName().toString();
    String problem = fault;
    try {
      new ModelName(name);
      if (!folder.toRealPath().startsWith(root.toRealPath())) {
        problem = "it is a link that leads out of the models folder: copy the bundle into it";
      }
    } catch (NightjarException e) {
      problem = e.getMessage();
    } catch (IOException e) {
      problem = unreadable(ITS_FOLDER, e);
    }
    return new Place(PrintableText.of(name), version, folder, Optional.ofNullable(problem), true);
  }

  /** Which version of a model its operator has chosen. */
  OptionalInt chosen(String name) {
    return ServerBundle.chosenVersion(root.resolve(new ModelName(name).value()));
  }

  private static List<Path> folders(Path folder, String what) {
    return list(folder, what).stream().filter(Files::isDirectory)
        .filter(path -> !path.getFileName().toString().startsWith(".")).toList();
  }

  private static List<Path> list(Path folder, String what) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, unreadable(what, e), e);
    }
  }

  private static String unreadable(String what, IOException e) {
    return what + " cannot be read" + (e instanceof AccessDeniedException ? " by this user" : ": " + e.getMessage());
  }
}
