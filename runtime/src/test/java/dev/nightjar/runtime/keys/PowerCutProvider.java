package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** What {@link java.nio.file.Files} asks of a {@link PowerCutVolume}. */
final class PowerCutProvider extends FileSystemProvider {
  private final PowerCutVolume volume;

  PowerCutProvider(PowerCutVolume volume) {
    this.volume = volume;
  }

  @Override
  public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.CREATE_NEW)) {
      return new PowerCutChannel(volume, volume.create(path, false));
    }
    try {
      PowerCutChannel channel = new PowerCutChannel(volume, volume.node(path));
      return options.contains(StandardOpenOption.TRUNCATE_EXISTING) ? channel.truncate(0) : channel;
    } catch (NoSuchFileException e) {
      if (options.contains(StandardOpenOption.CREATE)) {
        return new PowerCutChannel(volume, volume.create(path, false));
      }
      throw e;
    }
  }

  @Override
  public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options,
      FileAttribute<?>... attributes) throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
      throws IOException {
    if (!volume.node(folder).isFolder()) {
      throw new NotDirectoryException(folder.toString());
    }
    Iterator<Path> files = volume.names(folder).stream().map(folder::resolve).iterator();
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return files;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    volume.create(folder, true);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    volume.link(link, existing);
  }

  @Override
  public void delete(Path path) throws IOException {
    volume.delete(path);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    volume.rename(from, to);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    volume.node(path);
  }

  /** Of a file or folder, which need not be there before it is asked. */
  private final class View implements BasicFileAttributeView {
    private final Path path;

    private View(Path path) {
      this.path = path;
    }

    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return new Attributes(volume.node(path));
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
      volume.node(path).modified = modified.toInstant();
    }
  }

  private record Attributes(PowerCutVolume.Node node) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return FileTime.from(node.modified);
    }

    @Override
    public FileTime lastAccessTime() {
      return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
      return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
      return !node.isFolder();
    }

    @Override
    public boolean isDirectory() {
      return node.isFolder();
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public long size() {
      return node.bytes.length;
    }

    @Override
    public Object fileKey() {
      return node;
    }
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
    return type.cast(new View(path));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
      throws IOException {
    return type.cast(new View(path).readAttributes());
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.equals(other);
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getScheme() {
    return "powercut";
  }

  @Override
  public FileSystem newFileSystem(URI address, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI address) {
    throw new UnsupportedOperationException();
  }
}
