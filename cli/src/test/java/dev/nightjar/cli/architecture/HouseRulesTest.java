package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.nightjar.client.ClientOffender;
import dev.nightjar.runtime.offender.Offender;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules bite: each is broken by a class that was written to break it. */
class HouseRulesTest {
  private static final JavaClasses OFFENDER = classes(Offender.class);
  private static final JavaClasses PRINTING = classes(PrintingOffender.class);
  private static final JavaClasses IN_THE_CLIENT = classes(ClientOffender.class);

  private static JavaClasses classes(Class<?> one) {
    return new ClassFileImporter().importClasses(one);
  }

  @ParameterizedTest
  @CsvSource({
      "ONLY_CLIENTS_SEE_SECRET_KEY_CODE, SecretKey",
      "THE_SERVER_DOES_NOT_SEE_THE_COMPILER, ModelCompiler",
      "ONLY_THE_COMMAND_LINE_SEES_THE_BENCH, Bench",
      "THE_RUNTIME_WORKS_WITHOUT_HTTP, HttpClient",
      "ONLY_THE_COMMAND_LINE_SEES_THE_EMBEDDED_SERVER, NightjarServer",
      "ONLY_THE_WIRING_FOR_GUICE_SEES_GUICE, NightjarModule",
      "NO_PREDICTABLE_RANDOMNESS, Random",
      "ONLY_THE_ENTRY_POINT_ENDS_THE_JVM, exit",
      "NOBODY_PRINTS_STACK_TRACES, printStackTrace",
      "ONLY_THE_COMMAND_LINE_WRITES_TO_THE_TERMINAL, System.out",
      "NO_JAVA_SERIALIZATION, ObjectOutputStream",
      "KINDS_OF_NODES_ARE_DISTINGUISHED_BY_MATCH_ALONE, Lookup",
      "KINDS_OF_NODES_ARE_DISTINGUISHED_BY_MATCH_ALONE, Linear",
      "ENCODINGS_ARE_DISTINGUISHED_BY_MATCH_ALONE, Unary",
      "STATIC_FIELDS_ARE_FINAL, counter",
      "STATIC_FIELDS_HOLD_NO_STATE, ATOMIC",
      "STATIC_FIELDS_HOLD_NO_STATE, LIST",
      "STATIC_ARRAYS_ARE_PRIVATE_TO_THEIR_PACKAGE, TABLE"})
  void aRuleIsBrokenByAnOffender(String rule, String named) throws ReflectiveOperationException {
    ArchRule checked = (ArchRule) HouseRules.class.getDeclaredField(rule).get(null);
    EvaluationResult result = checked.evaluate(OFFENDER);
    assertThat(result.hasViolation()).as(rule).isTrue();
    assertThat(result.getFailureReport().toString()).contains(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.io.PrintWriter.println", "java.lang.System.err"})
  void theRuleOfTheTerminalIsBrokenByACommandThatPrintsItself(String named) {
    EvaluationResult result = HouseRules.ONLY_THE_TERMINAL_PRINTS.evaluate(PRINTING);
    assertThat(result.getFailureReport().toString()).contains(named);
  }

  /** Rules over one package, broken by a class of that package among the tests. */
  @ParameterizedTest
  @CsvSource({
      "THE_CLIENT_USES_THE_API_AND_PLAIN_JAVA_ALONE, java.net.http.HttpClient",
      "PRIMITIVES_OF_THE_JDK_ARE_USED_IN_ONE_PLACE, javax.crypto.Cipher",
      "PRIMITIVES_OF_THE_JDK_ARE_USED_IN_ONE_PLACE, java.security.MessageDigest",
      "PRIMITIVES_OF_THE_JDK_ARE_USED_IN_ONE_PLACE, java.util.zip.CRC32C",
      "THE_CLIENT_TOUCHES_NO_FILES_AND_STARTS_NO_THREADS, java.io.FileInputStream",
      "THE_CLIENT_TOUCHES_NO_FILES_AND_STARTS_NO_THREADS, ExecutorService",
      "THE_CLIENT_TOUCHES_NO_FILES_AND_STARTS_NO_THREADS, java.lang.Thread.start"})
  void aRuleOfTheClientIsBrokenByAnOffenderInItsPackage(String rule, String named) throws ReflectiveOperationException {
    ArchRule checked = (ArchRule) HouseRules.class.getDeclaredField(rule).get(null);
    EvaluationResult result = checked.evaluate(IN_THE_CLIENT);
    assertThat(result.hasViolation()).as(rule).isTrue();
    assertThat(result.getFailureReport().toString()).contains(named);
  }
}
