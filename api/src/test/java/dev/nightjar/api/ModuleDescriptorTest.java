package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module descriptor of the API, which tests on the class path do not notice otherwise. */
class ModuleDescriptorTest {
  @Test
  void everyPackageIsExportedToEveryone() throws Exception {
    Path classes = Path.of(NightjarException.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> packages;
    try (Stream<Path> files = Files.walk(classes)) {
      packages = files.filter(file -> file.toString().endsWith(".class") && !file.getParent().equals(classes))
          .map(file -> classes.relativize(file.getParent()).toString().replace('\\', '.').replace('/', '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
    try (InputStream descriptor = Files.newInputStream(classes.resolve("module-info.class"))) {
      Set<ModuleDescriptor.Exports> exports = ModuleDescriptor.read(descriptor).exports();
      assertThat(exports).noneMatch(ModuleDescriptor.Exports::isQualified);
      assertThat(exports).extracting(ModuleDescriptor.Exports::source)
          .as("exports in api/src/main/java/module-info.java").containsExactlyInAnyOrderElementsOf(packages);
    }
  }
}
