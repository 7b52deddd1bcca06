package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.bench.load.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real servers in JVMs of their own, for seconds. */
@Timeout(240)
class LoadTest {
  private static final String DOCUMENT = "# A\n\n<!-- Written by `./nightjar load --table docs/reliability.md`; changes"
      + " here are lost. -->\nold\n<!-- End of what `load` writes. -->\n\n<!-- Written by `./nightjar soak --table "
      + "docs/reliability.md`; changes here are lost. -->\nold\n<!-- End of what `soak` writes. -->\n# B\n";

  @TempDir
  private Path folder;

  @Test
  @EnabledIfSystemProperty(named = "nightjar.test.sets", matches = "sweep|all",
      disabledReason = "a minute of measuring is for the profile sweeps")
  void aServerOfItsOwnIsMeasuredAndEveryAnswerIsRight() throws IOException {
    Path table = Files.writeString(folder.resolve("page.md"), DOCUMENT);
    Path out = folder.resolve("load.json");
    CommandRun run = CommandRun.of("load", "--models", "logreg", "--bundles", folder.resolve("bundles"),
        "--heap", 512, "--seconds", 0.2, "--table", table, "--out", out);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).containsPattern("logreg +50 %").containsPattern("logreg +200 %")
        .contains("capacity", "decrypted");
    assertThat(run.err()).contains("logreg: 95 % of its capacity", "logreg: the same beside one with 50 connections");
    assertThat(Files.readString(table)).contains("| logreg | 80 % |", "; 0 were wrong.", "\n# B\n")
        .containsOnlyOnce("old");
    assertThat(Files.readString(out)).contains("\"server_cpu_millis\"", "\"p999\"", "\"fairness\" : {");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @EnabledIfSystemProperty(named = "nightjar.test.sets", matches = "sweep|all",
      disabledReason = "a soak of seconds is for the profile sweeps")
  void aServerOfItsOwnStandsASoakOfSeconds() throws IOException {
    Path table = Files.writeString(folder.resolve("page.md"), DOCUMENT);
    CommandRun run = CommandRun.of("soak", "--models", "logreg,spam-tree", "--bundles", folder.resolve("bundles"),
        "--heap", 512, "--duration", "24s", "--interval", "2s", "--table", table);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("unexpected or without an answer: 0", ", wrong: 0", "spam-tree, life of a key");
    assertThat(Files.readString(table)).contains("| threads |", "| bytes in the key store |").containsOnlyOnce("old");
  }

  @Test
  void whatOneInAThousandExceedsIsNotToldOfFewer() {
    assertThat(LoadTables.tail(new Latency(999, 1, 2, 3, 3), 3, 1000)).isEqualTo("-");
    assertThat(LoadTables.tail(new Latency(1000, 1, 2, 3, 4), 3, 1000)).isEqualTo("3.00");
  }

  @Test
  void aPageWithoutThePlaceIsRefusedBeforeAnythingIsMeasured() throws IOException {
    Path page = Files.writeString(folder.resolve("page.md"), "# A\n");
    for (String command : new String[] {"load", "soak"}) {
      CommandRun run = CommandRun.of(command, "--table", page);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("has not the two lines", "Written by `./nightjar " + command);
    }
    assertThatThrownBy(() -> LoadCommand.SECTION.within("<!-- End of what `load` writes. -->", ""))
        .hasMessageContaining("two lines");
  }

  @Test
  void whatCannotBeAskedIsOneLineWithTheRemedy() {
    CommandRun unknown = CommandRun.of("load", "--models", "gpt", "--bundles", folder);
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("no model 'gpt'", "logreg, spam-tree, spam-tree-bootstrapped");
    // It asks again for seconds, in which the other one starts a server.
    CompletableFuture<CommandRun> waiting = CompletableFuture.supplyAsync(() -> CommandRun.of("load", "--models",
        "logreg", "--bundles", folder.resolve("others"), "--url", "http://127.0.0.1:1"));
    CommandRun ended = CommandRun.of("load", "--models", "logreg", "--bundles", folder, "--heap", 256,
        "--serve=--engine=abacus");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("the server ended at its start", "there is no engine 'abacus'");
    CommandRun nobody = waiting.join();
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.err()).contains("is the endpoint running?");
  }
}
