import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks an unpacked distribution: {@code CheckArchive FOLDER}, whose name ends with its platform. Each program and
 * library in it is for that system and processor, what is started may be started, links lead to files within it, names
 * are ones that the system takes, and each jar with native parts has one for it. Nothing is run.
 */
final class CheckArchive {
  /** So that the path is taken by Windows below a folder of its user, where 260 characters are the limit. */
  private static final int LONGEST_NAME = 180;

  private final Path root;
  private final String platform;
  private final List<String> problems = new ArrayList<>();
  private int programs;
  private int unsigned;
  private int links;
  private int jars;

  private CheckArchive(Path root) {
    this.root = root;
    this.platform = root.getFileName().toString().replaceFirst(".*-([a-z]+-[a-z0-9_]+)$", "$1");
  }

  public static void main(String[] args) throws IOException {
    CheckArchive check = new CheckArchive(Path.of(args[0]).toRealPath());
    check.run();
    if (!check.problems.isEmpty()) {
      check.problems.forEach(problem -> System.err.println("archive: " + problem));
      System.exit(1);
    }
    System.out.println("archive: " + check.programs + " programs and libraries are for " + check.platform
        + (check.system().equals("macos") ? " (" + check.unsigned + " without a signature)" : "") + ", " + check.links
        + " links lead to files in it, " + check.jars + " jar with native parts has one for it");
  }

  private String system() {
    return platform.replaceFirst("-.*", "");
  }

  private void run() throws IOException {
    boolean windows = system().equals("windows");
    List<String> started = new ArrayList<>(List.of(windows ? "runtime/bin/java.exe" : "runtime/bin/java"));
    if (windows) {
      started.add("nightjar.cmd");
      needed("runtime/bin/server/jvm.dll");
    } else {
      started.addAll(List.of("nightjar", "packaging/class-caches", "runtime/lib/jspawnhelper"));
      needed("runtime/lib/server/libjvm." + (system().equals("macos") ? "dylib" : "so"));
    }
    for (String name : started) {
      needed(name);
      if (!windows && !Files.isExecutable(root.resolve(name))) {
        problems.add(name + " may not be executed");
      }
    }
    for (String name : List.of("runtime/release", "runtime/lib/modules", "runtime/lib/security/cacerts",
        "runtime/legal", "nightjar-cli.jar", "lib", "models/hub/hub.json", "plugins", "LICENSE", "NOTICE",
        "THIRD-PARTY.md")) {
      needed(name);
    }
    if (Files.exists(root.resolve("cache"))) {
      problems.add("cache is there, which only the machine it was made on could have");
    }
    if (windows && Files.readString(root.resolve("nightjar.cmd")).replace("\r\n", "").contains("\n")) {
      problems.add("nightjar.cmd has lines that end otherwise than Windows' command processor takes them");
    }
    Set<String> lower = new TreeSet<>();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.filter(path -> !path.equals(root)).toList();
    }
    for (Path path : all) {
      name(path, lower);
      if (Files.isSymbolicLink(path)) {
        link(path, windows);
      } else if (Files.isRegularFile(path)) {
        file(path);
      }
    }
    if (programs < 5) {
      problems.add("only " + programs + " programs and libraries are there");
    }
  }

  private void needed(String name) {
    if (!Files.exists(root.resolve(name))) {
      problems.add("there is no " + name);
    }
  }

  /** Windows and macOS take two names for one that differ in case alone. */
  private void name(Path path, Set<String> lower) {
    String name = root.relativize(path).toString();
    if (!lower.add(name.toLowerCase(Locale.ROOT))) {
      problems.add("another name differs from " + name + " in case alone");
    }
    String last = path.getFileName().toString();
    if (system().equals("windows") && (last.matches(".*[<>:\"\\\\|?*\\p{Cntrl}].*|.*[. ]")
        || last.matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?") || name.length() > LONGEST_NAME)) {
      problems.add("Windows does not take the name " + name);
    }
  }

  private void link(Path path, boolean windows) throws IOException {
    links++;
    Path target = path.getParent().resolve(Files.readSymbolicLink(path)).normalize();
    if (windows || Files.readSymbolicLink(path).isAbsolute() || !target.startsWith(root) || !Files.exists(target)) {
      problems.add(root.relativize(path) + " is a link to " + Files.readSymbolicLink(path));
    }
  }

  private void file(Path path) throws IOException {
    String name = root.relativize(path).toString();
    if (name.endsWith(".jar")) {
      jar(path, name);
      return;
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(path)) {
      head = in.readNBytes(1 << 16);
    }
    String found = platform(head);
    if (found.isEmpty()) {
      return;
    }
    programs++;
    if (!found.equals(platform)) {
      problems.add(name + " is for " + found);
    }
    if (found.startsWith("macos") && !signed(head)) {
      unsigned++;
      if (found.equals("macos-aarch64")) {
        problems.add(name + " has no signature, without which such a machine starts nothing");
      }
    }
  }

  private void jar(Path path, String name) throws IOException {
    Map<String, String> natives = new TreeMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : zip.stream().filter(each -> !each.isDirectory()).toList()) {
        try (InputStream in = new DataInputStream(zip.getInputStream(entry))) {
          String found = platform(in.readNBytes(1 << 12));
          if (!found.isEmpty()) {
            natives.put(found, entry.getName());
          }
        }
      }
    }
    if (!natives.isEmpty()) {
      jars++;
      if (!natives.containsKey(platform)) {
        problems.add(name + " has native parts for " + natives.keySet() + " alone");
      }
    }
  }

  /** The platform of a program or library by its first bytes; empty where it is none. */
  private static String platform(byte[] bytes) {
    if (bytes.length < 64) {
      return "";
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (head.getInt(0)) {
      case 0x464c457f:
        return "linux-" + named(head.getShort(18), 0x3e, 0xb7);
      case 0xfeedfacf:
        return "macos-" + named(head.getInt(4), 0x01000007, 0x0100000c);
      default:
        int header = head.getInt(60);
        boolean windows = head.getShort(0) == 0x5a4d && header > 0 && header + 6 <= bytes.length
            && head.getInt(header) == 0x4550;
        return windows ? "windows-" + named(head.getShort(header + 4) & 0xffff, 0x8664, 0xaa64) : "";
    }
  }

  private static String named(int machine, int x86, int arm) {
    return machine == x86 ? "x86_64" : machine == arm ? "aarch64" : "0x" + Integer.toHexString(machine);
  }

  /** Whether a program of macOS has a load command for a signature. The signature itself is not verified. */
  private static boolean signed(byte[] bytes) {
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 32;
    for (int left = head.getInt(16); left > 0 && at + 8 <= bytes.length; left--) {
      if (head.getInt(at) == 0x1d) {
        return true;
      }
      at += head.getInt(at + 4);
    }
    return false;
  }
}
