package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {
  @Test
  void theHeapsPeakHoldsWhatWasAllocatedAtOnce() {
    byte[] held = new byte[32 << 20];
    PeakMemory peak = PeakMemory.soFar();
    assertThat(peak.heapBytes()).isGreaterThanOrEqualTo(held.length);
    peak.residentBytes().ifPresent(resident -> assertThat(resident).isGreaterThan(held.length));
  }

  @Test
  void theResidentPeakIsReadFromLinuxsLineInBytes() {
    assertThat(PeakMemory.resident(List.of("Name:\tjava", "VmHWM:\t   20480 kB", "VmRSS:\t 10 kB"))).hasValue(20 << 20);
    assertThat(PeakMemory.resident(List.of("VmRSS:\t 10 kB"))).isEmpty();
    assertThat(new PeakMemory(3 << 20, OptionalLong.empty())).hasToString("heap 3 MiB");
  }
}
