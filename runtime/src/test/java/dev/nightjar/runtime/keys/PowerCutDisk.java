package dev.nightjar.runtime.keys;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk on the heap of which the power can be cut: bytes that were not forced are gone then, and so are names that
 * were not. A file whose name was forced before its bytes has the length that it had, and zeros. Optionally each
 * operation from a certain one on fails, as when the process is killed in its middle, or for want of room.
 */
final class PowerCutDisk implements Disk {
  private static final class Node {
    private byte[] now = new byte[0];
    private byte[] forced = new byte[0];
    private Instant marked = Instant.EPOCH;
  }

  private final Map<String, Node> names = new HashMap<>();
  private Map<String, Node> forcedNames = new HashMap<>();
  private long capacity = Long.MAX_VALUE;
  private int operationsLeft = Integer.MAX_VALUE;
  private IOException refusal;
  private IOException readFailure;
  private long bytesRead;

  /** Cuts the power off after so many more operations that change something. */
  void cutAfter(int operations) {
    operationsLeft = operations;
  }

  /** Bytes that fit. */
  void limit(long bytes) {
    capacity = bytes;
  }

  /** What is there after the power came back. */
  PowerCutDisk afterPowerCut() {
    PowerCutDisk after = new PowerCutDisk();
    forcedNames.forEach((name, node) -> {
      Node copy = new Node();
      copy.now = Arrays.copyOf(node.forced, node.now.length);
      copy.forced = copy.now;
      copy.marked = node.marked;
      after.names.put(name, copy);
    });
    after.forcedNames = new HashMap<>(after.names);
    return after;
  }

  /** Bytes that were asked for so far. */
  long bytesRead() {
    return bytesRead;
  }

  /** Fails each read of a file's bytes with this; with nothing any more when it is null. */
  void refuseReads(IOException failure) {
    readFailure = failure;
  }

  /** Fails each operation that changes something with this; with nothing any more when it is null. */
  void refuse(IOException failure) {
    refusal = failure;
  }

  private void change() throws IOException {
    if (refusal != null) {
      throw refusal;
    }
    if (operationsLeft == 0) {
      throw new IOException("the power is off");
    }
    operationsLeft--;
  }

  private Node node(String name) throws IOException {
    Node node = names.get(name);
    if (node == null) {
      throw new IOException("there is no file " + name);
    }
    return node;
  }

  @Override
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public long size(String name) throws IOException {
    return node(name).now.length;
  }

  @Override
  public Instant marked(String name) throws IOException {
    return node(name).marked;
  }

  @Override
  public void mark(String name, Instant moment) throws IOException {
    node(name).marked = moment;
  }

  @Override
  public void write(String name, long at, ByteBuffer bytes) throws IOException {
    change();
    Node node = names.computeIfAbsent(name, n -> new Node());
    int end = (int) at + bytes.remaining();
    if (end > node.now.length && capacity < Long.MAX_VALUE && usedBytes() + end - node.now.length > capacity) {
      throw new IOException("No space left on device");
    }
    byte[] next = Arrays.copyOf(node.now, Math.max(node.now.length, end));
    bytes.get(bytes.position(), next, (int) at, bytes.remaining());
    node.now = next;
  }

  private long usedBytes() {
    return names.values().stream().mapToLong(node -> node.now.length).sum();
  }

  @Override
  public void read(String name, long at, ByteBuffer into) throws IOException {
    if (readFailure != null) {
      throw readFailure;
    }
    bytesRead += into.remaining();
    byte[] bytes = node(name).now;
    if (at + into.remaining() > bytes.length) {
      throw new EOFException(name);
    }
    into.put(bytes, (int) at, into.remaining());
  }

  @Override
  public void truncate(String name, long length) throws IOException {
    change();
    node(name).now = Arrays.copyOf(node(name).now, (int) length);
  }

  @Override
  public void force(String name) throws IOException {
    change();
    node(name).forced = node(name).now;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    names.put(to, node(from));
    names.remove(from);
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    names.remove(name);
  }

  @Override
  public void forceNames() throws IOException {
    change();
    forcedNames = new HashMap<>(names);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
