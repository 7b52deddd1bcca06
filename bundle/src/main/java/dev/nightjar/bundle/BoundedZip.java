package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads a small zip in memory. Only the names that are expected may occur, each once, so that no name is ever
 * a path; inflation stops at the limit, whatever sizes the zip claims.
 */
final class BoundedZip {
  private BoundedZip() {
  }

  /**
   * What a zip holds.
   *
   * @param entries the expected ones, in the order of the zip
   * @param signature the entry {@value BundleSignature#ENTRY}, if there is one
   */
  record Content(Map<String, byte[]> entries, Optional<byte[]> signature) {
  }

  /**
   * The entries of a zip.
   *
   * @param file name for messages
   * @param expected exactly the entries that it must have, and a signature if it likes
   */
  static Content read(String file, byte[] zip, Set<String> expected) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int left = BundleFormat.MAX_ZIP_BYTES;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!expected.contains(entry.getName()) && !entry.getName().equals(BundleSignature.ENTRY)) {
          throw invalid(file, "holds an entry that does not belong there; it must hold " + expected);
        }
        byte[] content = in.readNBytes(left + 1);
        if (content.length > left) {
          throw invalid(file, "inflates to more than " + BundleFormat.MAX_ZIP_BYTES + " bytes");
        }
        left -= content.length;
        if (entries.put(entry.getName(), content) != null) {
          throw invalid(file, "holds " + entry.getName() + " twice");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          file + " is not a whole zip: " + e.getMessage() + "; copy the bundle again", e);
    }
    Optional<byte[]> signature = Optional.ofNullable(entries.remove(BundleSignature.ENTRY));
    if (!entries.keySet().equals(expected)) {
      throw invalid(file, "must hold " + expected + ", not " + entries.keySet() + "; copy the bundle again");
    }
    return new Content(entries, signature);
  }

  private static NightjarException invalid(String file, String problem) {
    return new NightjarException(ErrorCode.INVALID_MODEL, file + " " + problem);
  }
}
