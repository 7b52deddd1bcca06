package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long SECOND = 1_000_000_000L;

  private final String alice = TokenFile.newToken(RANDOM);
  private final String bob = TokenFile.newToken(RANDOM);

  @TempDir
  private Path folder;

  private Path file;
  private long now;
  private int writes;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("tokens");
  }

  /** Each version has a time of its own, also where a file system counts in seconds. */
  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000_000 + 10L * writes++)));
  }

  private TokenFile open() throws IOException {
    return new TokenFile(file, () -> now);
  }

  @Test
  void aTokenBelongsToTheNameInItsLine() throws IOException {
    write("# who may ask", "", TokenFile.line("alice", alice), "  " + TokenFile.line("bob@example.org", bob) + "  ");
    TokenFile tokens = open();
    assertThat(tokens.nameOf(alice)).contains("alice");
    assertThat(tokens.nameOf(bob)).contains("bob@example.org");
    assertThat(tokens.nameOf(TokenFile.newToken(RANDOM))).isEmpty();
    assertThat(tokens.nameOf("")).isEmpty();
    assertThat(tokens.nameOf(TokenFile.line("alice", alice).split(" ")[1])).as("the hash is no token").isEmpty();
  }

  @Test
  void aNameMayHaveTwoTokens() throws IOException {
    write(TokenFile.line("alice", alice), TokenFile.line("alice", bob));
    assertThat(open().nameOf(alice)).contains("alice");
    assertThat(open().nameOf(bob)).contains("alice");
  }

  @Test
  void theFileHoldsNoSecret() throws IOException {
    write(TokenFile.line("alice", alice));
    assertThat(alice).matches("nj_[A-Za-z0-9_-]{43}");
    assertThat(Files.readString(file)).matches("alice [0-9a-f]{64}\n").doesNotContain(alice.substring(3));
    assertThat(open().toString()).doesNotContain(alice);
  }

  @Test
  void aChangeCountsWithinASecondWithoutARestart() throws IOException {
    write(TokenFile.line("alice", alice));
    TokenFile tokens = open();
    write(TokenFile.line("bob", bob));
    now += SECOND - 1;
    assertThat(tokens.nameOf(alice)).contains("alice");
    now += 1;
    assertThat(tokens.nameOf(alice)).isEmpty();
    assertThat(tokens.nameOf(bob)).contains("bob");
  }

  @Test
  void aChangedFileThatCannotBeReadLeavesTheTokensThatWereReadLast() throws IOException {
    write(TokenFile.line("alice", alice));
    TokenFile tokens = open();
    write("not a line of tokens");
    now += SECOND;
    assertThat(tokens.nameOf(alice)).contains("alice");
    Files.delete(file);
    now += SECOND;
    assertThat(tokens.nameOf(alice)).contains("alice");
    write(TokenFile.line("bob", bob));
    now += SECOND;
    assertThat(tokens.nameOf(alice)).isEmpty();
    assertThat(tokens.nameOf(bob)).contains("bob");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice 1234",
      "alice 0000000000000000000000000000000000000000000000000000000000000000 x",
      "ali/ce 0000000000000000000000000000000000000000000000000000000000000000",
      "alice g000000000000000000000000000000000000000000000000000000000000000"})
  void aLineThatIsNoneIsSaidByNumberAndNotRepeated(String line) throws IOException {
    write("# first", line);
    NightjarException e = catchThrowableOfType(NightjarException.class, this::open);
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FORMAT);
    assertThat(e.getMessage()).contains("line 2", "nightjar token").doesNotContain(line);
  }

  @Test
  void aFileThatIsNotThereIsSaidToBeMissing() {
    assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\nb", "é",
      "x1234567890123456789012345678901234567890123456789012345678901234"})
  void aNameThatCannotBeInALineIsRefused(String name) {
    NightjarException e = catchThrowableOfType(NightjarException.class, () -> TokenFile.line(name, alice));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME);
  }
}
