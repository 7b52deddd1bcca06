package dev.nightjar.api.primitives;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** {@link Crc32c} by the JDK. */
final class JdkCrc32c implements Crc32c {
  private final CRC32C crc = new CRC32C();

  @Override
  public void update(byte[] bytes, int offset, int length) {
    crc.update(bytes, offset, length);
  }

  @Override
  public void update(ByteBuffer bytes) {
    crc.update(bytes);
  }

  @Override
  public int value() {
    return (int) crc.getValue();
  }
}
