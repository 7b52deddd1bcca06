package dev.nightjar.cli;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of whole days, hours, minutes or seconds: {@code 30d}, {@code 12h}, {@code 45m}, {@code 600s}. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Map<Character, Duration> UNITS = Map.of('d', Duration.ofDays(1), 'h', Duration.ofHours(1),
      'm', Duration.ofMinutes(1), 's', Duration.ofSeconds(1));

  @Override
  public Duration convert(String text) {
    if (!text.matches("[1-9][0-9]{0,5}[dhms]")) {
      throw new TypeConversionException("'" + text + "' is no time like 30d, 12h, 45m or 600s");
    }
    int digits = text.length() - 1;
    return UNITS.get(text.charAt(digits)).multipliedBy(Long.parseLong(text.substring(0, digits)));
  }
}
