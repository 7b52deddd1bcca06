package dev.nightjar.bench.load;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads the gauges of a server's process on this machine, by JMX, from Linux and from {@code /health}. */
final class ServerProbe implements Closeable {
  private static final Pattern USED = Pattern.compile("\"used_bytes\" ?: ?([0-9]{1,18})");
  private static final byte[] NONE = {};

  private final long process;
  private final Heads heads;
  private final Wire wire;
  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final ThreadMXBean threads;
  private final MBeanServerConnection server;

  /**
   * A probe of a server.
   *
   * @param heads of a caller who may read {@code /health}
   * @throws IOException when its virtual machine does not let this one in
   */
  ServerProbe(URI base, Heads heads, long process) throws IOException {
    this.process = process;
    this.heads = heads;
    this.wire = new Wire(base);
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process));
      try {
        this.connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + process + " is no Java virtual machine that can be looked into", e);
    }
    this.server = connector.getMBeanServerConnection();
    this.memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
    this.threads = ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class);
  }

  /** Reads all of them; those that this system does not tell are missing. */
  Map<Gauge, Double> read() throws IOException {
    Map<Gauge, Double> readings = new EnumMap<>(Gauge.class);
    // The second collection takes what the first one's finalizers and cleaners let go.
    memory.gc();
    memory.gc();
    readings.put(Gauge.HEAP, (double) memory.getHeapMemoryUsage().getUsed());
    readings.put(Gauge.THREADS, (double) threads.getThreadCount());
    descriptors().ifPresent(count -> readings.put(Gauge.DESCRIPTORS, (double) count));
    Path status = Path.of("/proc", Long.toString(process), "status");
    if (Files.isReadable(status)) {
      try (Stream<String> lines = Files.lines(status)) {
        lines.filter(line -> line.startsWith("VmRSS:")).findFirst().ifPresent(line -> readings.put(Gauge.NATIVE,
            1024.0 * Long.parseLong(line.replaceAll("[^0-9]", "")) - memory.getHeapMemoryUsage().getCommitted()));
      }
    }
    Matcher used = USED.matcher(wire.exchange(heads.get("health"), NONE).text());
    if (used.find()) {
      readings.put(Gauge.STORE, Double.valueOf(used.group(1)));
    }
    return readings;
  }

  /** Empty where the system does not count them. */
  private Optional<Long> descriptors() throws IOException {
    try {
      return Optional.of((Long) server.getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME),
          "OpenFileDescriptorCount"));
    } catch (JMException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
    connector.close();
  }
}
