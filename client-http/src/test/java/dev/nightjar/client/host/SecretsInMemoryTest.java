package dev.nightjar.client.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.nightjar.api.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches the memory of a process that used a key and closed it for what was the key, in the forms in which it is held
 * or computed with. It shows that our own buffers are wiped and that none of them is one that a collector copies or
 * that belongs to a channel. It cannot show that a JVM keeps no trace: of transforms of the key that a collector moved
 * during an operation, of the key schedules of the JDK's AES, of registers that were spilled.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it reads /proc/PID/mem")
class SecretsInMemoryTest {
  /** Bytes of a key's frame and prefix, before the bits of the GLWE key. */
  private static final int PREFIX_BYTES = 48;

  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw.*");
  private static final int WINDOW = 1 << 22;

  /** Most of a heap was never written to, and no form is all zeros. */
  private static final byte[] ZEROS = new byte[1 << 12];

  @TempDir Path folder;

  @Test
  void afterClosingNoFormOfTheKeyIsLeftInOurMemory() throws Exception {
    Process process = OtherJvm.start(KeyUser.class,
        List.of("-Xmx320m", "-Xms320m", "-Xmn96m", "-XX:+UseSerialGC"), folder.toString());
    try (BufferedReader said = process.inputReader()) {
      assertThat(said.readLine()).isEqualTo("open");
      Map<String, byte[]> forms = forms(Files.readAllBytes(folder.resolve(KeyUser.FILE)));
      assertThat(found(process.pid(), forms)).as("the search finds the key of an open one").isNotEmpty();
      goOn(process);
      assertThat(said.readLine()).isEqualTo("closed");
      assertThat(found(process.pid(), forms)).isEmpty();
      goOn(process);
      assertThat(said.readLine()).isNull();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void goOn(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** 48 bytes of the packed key or 64 of its bits as words or doubles: far too many to be met by chance. */
  private static Map<String, byte[]> forms(byte[] frame) {
    int glwe = KeyUser.SET.bigLweDimension();
    int lwe = KeyUser.SET.lweDimension();
    int lweAt = PREFIX_BYTES + glwe / Byte.SIZE;
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("GLWE key, packed", Arrays.copyOfRange(frame, PREFIX_BYTES, PREFIX_BYTES + 48));
    forms.put("LWE key, packed", Arrays.copyOfRange(frame, lweAt, lweAt + 48));
    for (int from : new int[] {0, glwe / 2}) {
      forms.put("GLWE key, masks from " + from, words(frame, PREFIX_BYTES, from, -1));
      forms.put("GLWE key, bits from " + from, words(frame, PREFIX_BYTES, from, 1));
      forms.put("GLWE key, doubles from " + from, words(frame, PREFIX_BYTES, from, Double.doubleToLongBits(1)));
    }
    for (int from : new int[] {0, lwe / 2}) {
      forms.put("LWE key, masks from " + from, words(frame, lweAt, from, -1));
      forms.put("LWE key, bits from " + from, words(frame, lweAt, from, 1));
    }
    return forms;
  }

  private static byte[] words(byte[] frame, int at, int from, long one) {
    ByteBuffer words = ByteBuffer.allocate(Long.SIZE * Long.BYTES).order(ByteOrder.nativeOrder());
    for (int i = from; i < from + Long.SIZE; i++) {
      words.putLong((frame[at + i / Byte.SIZE] >> i % Byte.SIZE & 1) * one);
    }
    return words.array();
  }

  /** How often each form is in the writable memory of a process; forms that are not there are left out. */
  private static Map<String, Integer> found(long pid, Map<String, byte[]> forms) throws IOException {
    Map<String, Integer> found = new LinkedHashMap<>();
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (String mapping : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
        Matcher range = MAPPING.matcher(mapping);
        if (range.matches()) {
          search(memory, Long.parseUnsignedLong(range.group(1), 16), Long.parseUnsignedLong(range.group(2), 16), forms,
              found);
        }
      }
    } catch (IOException e) {
      abort("this process may not read the memory of its child: " + e.getMessage());
    }
    return found;
  }

  private static void search(RandomAccessFile memory, long from, long to, Map<String, byte[]> forms,
      Map<String, Integer> found) throws IOException {
    int overlap = Long.SIZE * Long.BYTES;
    byte[] window = new byte[WINDOW + overlap];
    for (long at = from; at < to; at += WINDOW) {
      int length = (int) Math.min(to - at, window.length);
      memory.seek(at);
      memory.readFully(window, 0, length);
      BitSet written = written(window, length);
      for (Map.Entry<String, byte[]> form : forms.entrySet()) {
        int times = count(window, length, written, form.getValue());
        if (times > 0) {
          found.merge(form.getKey(), times, Integer::sum);
        }
      }
    }
  }

  /** Which blocks of the length of {@link #ZEROS} are not all zeros. */
  private static BitSet written(byte[] window, int length) {
    BitSet written = new BitSet();
    for (int at = 0; at < length; at += ZEROS.length) {
      int end = Math.min(at + ZEROS.length, length);
      written.set(at / ZEROS.length, !Arrays.equals(window, at, end, ZEROS, 0, end - at));
    }
    return written;
  }

  /**
   * Places where a form begins: at a multiple of its words, or anywhere if it is packed. The first byte of the form
   * that is not zero is looked for before the rest is compared.
   */
  private static int count(byte[] window, int length, BitSet written, byte[] form) {
    int step = form.length == Long.SIZE * Long.BYTES ? Long.BYTES : 1;
    int anchor = 0;
    while (form[anchor] == 0) {
      anchor++;
    }
    int last = length - form.length + anchor;
    int times = 0;
    for (int block = written.nextSetBit(0); block >= 0; block = written.nextSetBit(block + 1)) {
      int first = block * ZEROS.length;
      int end = Math.min(first + ZEROS.length - 1, last);
      for (int at = Math.max(first + anchor % step, anchor); at <= end; at += step) {
        if (window[at] == form[anchor]
            && Arrays.equals(window, at - anchor, at - anchor + form.length, form, 0, form.length)) {
          times++;
        }
      }
    }
    return times;
  }
}
