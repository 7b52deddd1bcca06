package dev.nightjar.engine.java.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleFinder;
import org.junit.jupiter.api.Test;

class PlainFamilyTest {
  @Test
  void aJavaWithoutTheVectorModuleIsNotToldToAddIt() {
    assertThat(PlainFamily.remedy(ModuleFinder.ofSystem()))
        .endsWith("start the JVM with --add-modules jdk.incubator.vector");
    assertThat(PlainFamily.remedy(ModuleFinder.of())).doesNotContain("--add-modules")
        .contains("take a Java that has the module jdk.incubator.vector");
  }
}
