package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class MarkTextTest {
  private static final Upload UPLOAD = new Upload(new NewKey(2500, 1000, new KeyOwner("principal:\u00e4 = b; c")),
      1L << 62, Instant.parse("2026-01-01T00:00:00.123Z"));
  private static final KeyMark.Manifest KEY = new KeyMark.Manifest(UPLOAD, Instant.parse("2026-01-02T00:00:00Z"),
      OptionalLong.of(-3), List.of(new Piece(0, 0, 1000), new Piece(1, 0, 400), new Piece(1, 400, 600),
          new Piece(2, 0, 500)), List.of(1, -1, 0, 7));

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(MarkText.upload(MarkText.of(UPLOAD))).hasValue(UPLOAD);
    assertThat(MarkText.mark(MarkText.of(KEY))).hasValue(KEY);
    KeyMark.Deleted deleted = new KeyMark.Deleted(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(MarkText.mark(MarkText.of(deleted))).hasValue(deleted);
    KeyMark.Manifest without = new KeyMark.Manifest(UPLOAD, KEY.committed(), OptionalLong.empty(), List.of(),
        List.of());
    assertThat(MarkText.mark(MarkText.of(without))).hasValue(without);
  }

  @Test
  void theFormatStays() {
    assertThat(new String(MarkText.of(KEY), StandardCharsets.UTF_8)).isEqualTo("""
        nightjar-key 1
        total 2500
        part 1000
        generation 4611686018427387904
        begun 1767225600123
        owner principal:\u00e4 = b; c
        committed 1767312000000
        fingerprint fffffffffffffffd
        pieces 4
        0 0 1000 00000001
        1 0 400 ffffffff
        1 400 600 00000000
        2 0 500 00000007
        crc32c %s
        """.formatted(crc()));
  }

  private static String crc() {
    String text = new String(MarkText.of(KEY), StandardCharsets.UTF_8);
    byte[] before = text.substring(0, text.indexOf("crc32c")).getBytes(StandardCharsets.UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(before);
    return "%08x".formatted(crc.getValue());
  }

  @Test
  void whatIsCutOffOrChangedIsNotRead() {
    for (byte[] whole : List.of(MarkText.of(KEY), MarkText.of(UPLOAD),
        MarkText.of(new KeyMark.Deleted(Instant.EPOCH)))) {
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThat(MarkText.mark(cut)).isEmpty();
        assertThat(MarkText.upload(cut)).isEmpty();
        byte[] changed = whole.clone();
        changed[length] ^= 4;
        assertThat(MarkText.mark(changed)).isEmpty();
        assertThat(MarkText.upload(changed)).isEmpty();
      }
    }
  }

  @Test
  void oneKindIsNotTakenForAnother() {
    assertThat(MarkText.mark(MarkText.of(UPLOAD))).isEmpty();
    assertThat(MarkText.upload(MarkText.of(KEY))).isEmpty();
  }
}
