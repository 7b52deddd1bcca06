package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.model.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundlePinTest {
  private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aPinIsTheSha256OfTheFile() {
    BundlePin pin = BundlePin.of("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(pin).hasToString("sha256:" + ABC).isEqualTo(BundlePin.parse("sha256:" + ABC.toUpperCase()));
    assertThat(pin.sha256()).isEqualTo(ABC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256:", ABC, "sha1:" + ABC, "sha256:" + ABC + "0", "sha256: " + ABC,
      "sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
  void anyOtherTextIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> BundlePin.parse(text))
        .withMessageContaining("64 hexadecimal digits");
  }

  @Test
  void thePinnedFileIsRead(@TempDir Path folder) throws IOException {
    byte[] zip = ClientBundle.write(Specs.tree());
    Path file = Files.write(folder.resolve("client.zip"), zip);
    assertThat(ClientBundle.read(zip, BundlePin.of(zip))).isEqualTo(Specs.tree());
    assertThat(ClientBundle.read(file, BundlePin.of(zip))).isEqualTo(Specs.tree());
  }

  /** The bytes are no zip: that they are not complained of shows that nothing was parsed. */
  @Test
  void anyOtherFileIsRefusedBeforeItIsParsed(@TempDir Path folder) throws IOException {
    byte[] other = "no zip at all".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("client.zip"), other);
    BundlePin pin = BundlePin.of(ClientBundle.write(Specs.tree()));
    assertThat(refusal(ErrorCode.CHECKSUM_MISMATCH, () -> ClientBundle.read(other, pin)))
        .contains("not the pinned " + pin, BundlePin.of(other).toString());
    refusal(ErrorCode.CHECKSUM_MISMATCH, () -> ClientBundle.read(file, pin));
  }
}
