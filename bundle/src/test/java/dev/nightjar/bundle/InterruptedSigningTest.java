package dev.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.internal.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing that ends at each of its steps leaves a bundle as it was before, or as it is signed. */
class InterruptedSigningTest {
  private static final SigningKey BEFORE = SigningKey.generate();
  private static final SigningKey AFTER = SigningKey.generate();

  @TempDir
  private Path models;

  /** A disk that does so many steps. */
  private static final class Failing extends DurableFiles {
    private final boolean forGood;
    private int left;

    /**
     * A disk.
     *
     * @param forGood whether all further steps fail as well, as when the machine stopped; else one fails
     */
    private Failing(int left, boolean forGood) {
      this.left = left;
      this.forGood = forGood;
    }

    private boolean fails() {
      left--;
      return left == -1 || forGood && left < 0;
    }

    private void step() throws IOException {
      if (fails()) {
        throw new IOException("this step fails");
      }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      if (fails()) {
        super.write(file, Arrays.copyOf(content, content.length / 2));
        throw new IOException("the disk is full");
      }
      super.write(file, content);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      step();
      super.move(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
      step();
      super.delete(file);
    }

    @Override
    public void force(Path folder) throws IOException {
      step();
      super.force(folder);
    }
  }

  private Path signedBundle(String name) throws IOException {
    Path folder = new BundleFiles(TestModels.echo("demo")).write(models.resolve(name));
    BundleSigner.sign(folder, BEFORE);
    return folder;
  }

  private static String signer(Path folder) {
    ServerBundle bundle = ServerBundle.read(folder, TrustedKeys.parse(BEFORE + "," + AFTER));
    return ClientBundle.signer(bundle.clientZip()).orElseThrow().toString();
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aBundleIsSignedOrAsBeforeWhereverItEnds() throws IOException {
    Failing counted = new Failing(1000, false);
    BundleSigner.sign(signedBundle("whole"), AFTER, counted);
    int steps = 1000 - counted.left;
    // Three files are written, three moved, and folders brought to the disk between.
    assertThat(steps).isGreaterThan(8);
    for (boolean forGood : List.of(true, false)) {
      boolean signed = false;
      for (int done = 0; done < steps; done++) {
        String at = "after " + done + " steps" + (forGood ? " for good" : "");
        Path folder = signedBundle(done + "-" + forGood);
        Failing disk = new Failing(done, forGood);
        assertThatThrownBy(() -> BundleSigner.sign(folder, AFTER, disk)).as(at).isInstanceOf(IOException.class);
        boolean now = signer(folder).equals(AFTER.toString());
        assertThat(now || !signed).as(at + ", once signed it is signed after each further step").isTrue();
        signed = now;

        BundleSigner.sign(folder, BEFORE);
        assertThat(signer(folder)).as(at + ", and signed again").isEqualTo(BEFORE.toString());
        assertThat(names(folder)).as(at).containsExactly("client.zip", "server.zip", "versions.json");
      }
      assertThat(signed).as("the last steps come after the bundle is signed").isTrue();
    }
  }

  /** A zip that is compressed may have room for what is in it and none for a signature. */
  @Test
  void aZipThatNobodyCouldReadDoesNotComeToAFolder() {
    byte[] longest = new byte[BundleFormat.MAX_ZIP_BYTES];
    assertThat(BundleFormat.requireReadable("server.zip", longest)).isSameAs(longest);
    assertThatThrownBy(() -> BundleFormat.requireReadable("server.zip", new byte[BundleFormat.MAX_ZIP_BYTES + 1]))
        .isInstanceOfSatisfying(NightjarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("server.zip would have 67108865 bytes");
  }

  /** What a folder holds that was copied while it was signed is still told from a bundle. */
  @Test
  void aZipThatIsToTakeItsPlaceCountsByItsHashAlone() throws IOException {
    Path folder = signedBundle("one");
    Path other = signedBundle("other");
    BundleSigner.sign(other, AFTER);
    Files.copy(other.resolve("client.zip"), folder.resolve(".client.zip.next"));
    assertThat(signer(folder)).isEqualTo(BEFORE.toString());
    Files.move(folder.resolve("client.zip"), folder.resolve("kept"));
    Files.copy(other.resolve("client.zip"), folder.resolve("client.zip"));
    assertThatThrownBy(() -> signer(folder)).hasMessageContaining("does not match client.zip");
    Files.copy(folder.resolve("kept"), folder.resolve(".client.zip.next"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(signer(folder)).isEqualTo(BEFORE.toString());
  }
}
