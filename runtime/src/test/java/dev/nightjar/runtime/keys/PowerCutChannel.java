package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file or folder of a {@link PowerCutVolume}. Key stores use no mapping and no transfer. */
final class PowerCutChannel extends FileChannel {
  private final PowerCutVolume volume;
  private final PowerCutVolume.Node node;
  private long position;

  PowerCutChannel(PowerCutVolume volume, PowerCutVolume.Node node) {
    this.volume = volume;
    this.node = node;
  }

  @Override
  public int read(ByteBuffer into, long at) {
    int count = (int) Math.min(into.remaining(), node.bytes.length - at);
    if (count <= 0) {
      return into.hasRemaining() ? -1 : 0;
    }
    into.put(node.bytes, (int) at, count);
    return count;
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    byte[] bytes = new byte[from.remaining()];
    from.duplicate().get(bytes);
    volume.write(node, (int) at, bytes);
    from.position(from.limit());
    return bytes.length;
  }

  @Override
  public int read(ByteBuffer into) {
    int count = read(into, position);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int count = write(from, position);
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long place) {
    position = place;
    return this;
  }

  @Override
  public long size() {
    return node.bytes.length;
  }

  @Override
  public FileChannel truncate(long length) throws IOException {
    volume.truncate(node, (int) length);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    volume.force(node);
  }

  @Override
  public FileLock tryLock(long from, long length, boolean shared) {
    return new FileLock(this, from, length, shared) {
      @Override
      public boolean isValid() {
        return isOpen();
      }

      @Override
      public void release() {
        // Nobody else asks.
      }
    };
  }

  @Override
  public FileLock lock(long from, long length, boolean shared) {
    return tryLock(from, length, shared);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void implCloseChannel() {
    // Nothing is held.
  }
}
