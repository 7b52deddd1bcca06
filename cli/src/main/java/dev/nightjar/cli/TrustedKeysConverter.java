package dev.nightjar.cli;

import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.TrustedKeys;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the public keys of those whose bundles are taken. */
final class TrustedKeysConverter implements ITypeConverter<TrustedKeys> {
  @Override
  public TrustedKeys convert(String value) {
    try {
      return TrustedKeys.parse(value);
    } catch (NightjarException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
