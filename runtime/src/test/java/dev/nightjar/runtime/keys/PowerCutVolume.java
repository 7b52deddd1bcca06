package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Folders and files on the heap of which the power can be cut, behind the {@link java.nio.file.Path}s of a
 * {@link PowerCutFileSystem}. Bytes that were not forced are gone then. A name that was made, linked, renamed or
 * deleted survives when the folder that it stands in was forced; one that was not forced may survive as well. A rename
 * is done in both folders or in none, as file systems with a journal do it. A file whose name survives without its
 * bytes has its length, and zeros.
 */
final class PowerCutVolume {
  /** A folder when it has names, else a file. */
  static final class Node {
    private final boolean folder;
    private Map<String, Node> names = new TreeMap<>();
    private Map<String, Node> forcedNames = new TreeMap<>();
    private byte[] forcedBytes = new byte[0];
    byte[] bytes = new byte[0];
    Instant modified;

    private Node(boolean folder, Instant modified) {
      this.folder = folder;
      this.modified = modified;
    }

    boolean isFolder() {
      return folder;
    }
  }

  /** A rename between two folders that neither of them was forced after. */
  private record Move(Node from, String oldName, Node to, String newName, Node moved) {
  }

  private final Instant now;
  private final Node root;
  private final List<Move> moves = new ArrayList<>();
  private int operationsLeft = Integer.MAX_VALUE;

  PowerCutVolume(Instant now) {
    this(now, new Node(true, now));
  }

  private PowerCutVolume(Instant now, Node root) {
    this.now = now;
    this.root = root;
  }

  /** Cuts the power off after so many more operations that change something. */
  void cutAfter(int operations) {
    operationsLeft = operations;
  }

  /**
   * What is there after the power came back.
   *
   * @param unforcedNames whether names survived that were not forced
   */
  PowerCutVolume afterPowerCut(boolean unforcedNames) {
    return new PowerCutVolume(now, survivor(root, unforcedNames, new IdentityHashMap<>()));
  }

  private static Node survivor(Node node, boolean unforcedNames, Map<Node, Node> known) {
    Node there = known.get(node);
    if (there == null) {
      there = new Node(node.folder, node.modified);
      known.put(node, there);
      there.bytes = Arrays.copyOf(node.forcedBytes, node.bytes.length);
      there.forcedBytes = there.bytes;
      for (Map.Entry<String, Node> name : (unforcedNames ? node.names : node.forcedNames).entrySet()) {
        there.names.put(name.getKey(), survivor(name.getValue(), unforcedNames, known));
      }
      there.forcedNames = new TreeMap<>(there.names);
    }
    return there;
  }

  private void change() throws IOException {
    if (operationsLeft == 0) {
      throw new IOException("the power is off");
    }
    operationsLeft--;
  }

  /** The file or folder of a path. */
  Node node(Path path) throws NoSuchFileException {
    Node node = root;
    for (Path name : path) {
      node = node.names.get(name.toString());
      if (node == null) {
        throw new NoSuchFileException(path.toString());
      }
    }
    return node;
  }

  private Node folderOf(Path path) throws NoSuchFileException {
    return node(path.getParent());
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  List<String> names(Path folder) throws IOException {
    return List.copyOf(node(folder).names.keySet());
  }

  private void requireFree(Path path) throws IOException {
    if (folderOf(path).names.containsKey(name(path))) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  Node create(Path path, boolean folder) throws IOException {
    requireFree(path);
    change();
    Node node = new Node(folder, now);
    folderOf(path).names.put(name(path), node);
    return node;
  }

  void link(Path path, Path existing) throws IOException {
    Node node = node(existing);
    requireFree(path);
    change();
    folderOf(path).names.put(name(path), node);
  }

  void delete(Path path) throws IOException {
    if (!node(path).names.isEmpty()) {
      throw new IOException(path + " is a folder that is not empty");
    }
    change();
    folderOf(path).names.remove(name(path));
  }

  /** Renames at once, over a file of the new name. */
  void rename(Path from, Path to) throws IOException {
    Move move = new Move(folderOf(from), name(from), folderOf(to), name(to), node(from));
    change();
    move.from.names.remove(move.oldName);
    move.to.names.put(move.newName, move.moved);
    moves.add(move);
  }

  void write(Node file, int at, byte[] bytes) throws IOException {
    change();
    byte[] next = Arrays.copyOf(file.bytes, Math.max(file.bytes.length, at + bytes.length));
    System.arraycopy(bytes, 0, next, at, bytes.length);
    file.bytes = next;
  }

  void truncate(Node file, int length) throws IOException {
    change();
    file.bytes = Arrays.copyOf(file.bytes, Math.min(length, file.bytes.length));
  }

  /** Puts a file's bytes or a folder's names on the medium. */
  void force(Node node) throws IOException {
    change();
    node.forcedBytes = node.bytes;
    node.forcedNames = new HashMap<>(node.names);
    for (Move move : moves) {
      if (move.from == node || move.to == node) {
        move.from.forcedNames.remove(move.oldName, move.moved);
        if (move.to.names.get(move.newName) == move.moved) {
          move.to.forcedNames.put(move.newName, move.moved);
        }
      }
    }
    moves.removeIf(move -> move.from == node || move.to == node);
  }
}
