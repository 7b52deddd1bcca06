package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.cli.hub.HubSource;
import dev.nightjar.client.http.EndpointSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a hub is: a site, a folder, or the folder that comes with the program. */
final class HubPlace {
  /** What begins as a URL does; a folder of Windows has one letter before its colon. */
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private HubPlace() {
  }

  /** The folder that comes with the program. */
  static Path own() {
    return Home.models().resolve("hub");
  }

  /**
   * A hub by the text of an option.
   *
   * @param place URL or folder; null for that which comes with the program
   */
  static HubSource of(String place, TrustChoice trust) throws IOException {
    if (place == null) {
      return HubSource.of(own());
    }
    if (!URL.matcher(place).matches()) {
      return HubSource.of(Path.of(place));
    }
    try {
      return HubSource.of(trust.apply(EndpointSettings.of(URI.create(place))));
    } catch (IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "a hub is a folder, or a URL like"
          + " https://models.example/hub/, not " + place, e);
    }
  }
}
