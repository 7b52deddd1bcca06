package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.RuntimeLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LoadChoiceTest {
  private static LoadChoice of(String... arguments) {
    LoadChoice choice = new LoadChoice();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("load",
        CommandLine.Model.CommandSpec.forAnnotatedObject(choice))).parseArgs(arguments);
    choice.check();
    return choice;
  }

  @Test
  void withoutOptionsLimitsAreTheStandardOnes() {
    assertThat(of().apply(RuntimeLimits.DEFAULT)).isEqualTo(RuntimeLimits.DEFAULT);
  }

  @Test
  void eachLimitIsSetByItsName() {
    assertThat(of("--limits", "key=1,query=2,json=3", "--limits", "deadline=4").apply(RuntimeLimits.DEFAULT))
        .isEqualTo(RuntimeLimits.DEFAULT.withKeyBytes(1 << 20).withQueryBytes(2 << 20).withJsonBytes(3 << 20)
            .withDeadline(Duration.ofSeconds(4)));
  }

  @Test
  void aWarmUpOfNoTimeIsNone() {
    assertThat(of().warmsUp()).isTrue();
    assertThat(of("--warm-up", "0").warmsUp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--workers=0", "--queue=0", "--connections=0", "--drain=1", "--drain=3601",
      "--warm-up=-1", "--warm-up=3601", "--limits=query=0", "--limits=pieces=1", "--limits=deadline=86401"})
  void whatCannotBeMeantIsRefusedWithTheOptionsName(String argument) {
    assertThatThrownBy(() -> of(argument)).isInstanceOf(NightjarException.class)
        .hasMessageContaining(argument.split("=", 2)[0]);
  }
}
