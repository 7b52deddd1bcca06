package dev.nightjar.api.keys;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyOwnerTest {
  private static final UploadToken TOKEN = UploadToken.random(new SecureRandom());
  private static final UploadToken OTHER = UploadToken.random(new SecureRandom());

  private static final Caller ALICE = Caller.of("alice");
  private static final Caller BOB = Caller.of("bob");
  private static final Caller HOLDER = Caller.at("10.0.0.1").withUploadToken(TOKEN);

  private static final List<Caller> CALLERS = List.of(Caller.ANONYMOUS, Caller.at("10.0.0.1"), ALICE, BOB, HOLDER,
      Caller.at("10.0.0.1").withUploadToken(OTHER), BOB.withUploadToken(OTHER));

  private static List<Caller> admittedBy(KeyOwner owner) {
    return CALLERS.stream().filter(owner::admits).toList();
  }

  @Test
  void aKeyOfAPrincipalIsForThatPrincipalAlone() {
    assertThat(admittedBy(KeyOwner.of(ALICE))).containsExactly(ALICE);
    assertThat(KeyOwner.of(ALICE.withUploadToken(TOKEN))).isEqualTo(KeyOwner.of(ALICE));
    assertThat(KeyOwner.of(ALICE).admits(new Caller(Optional.of("alice"), "10.0.0.2", Optional.of(OTHER)))).isTrue();
  }

  @Test
  void aKeyOfATokenIsForWhoeverShowsIt() {
    assertThat(admittedBy(KeyOwner.of(HOLDER))).containsExactly(HOLDER);
    assertThat(KeyOwner.of(HOLDER).admits(BOB.withUploadToken(UploadToken.parse(TOKEN.secret())))).isTrue();
  }

  @Test
  void aKeyOfACallerWithoutEitherIsForAnybody() {
    assertThat(KeyOwner.of(Caller.at("10.0.0.1"))).isEqualTo(KeyOwner.ANYBODY);
    assertThat(admittedBy(KeyOwner.ANYBODY)).isEqualTo(CALLERS);
  }

  @Test
  void theStoredTextGivesTheOwnerBackAndHoldsNoSecret() {
    for (KeyOwner owner : List.of(KeyOwner.of(ALICE), KeyOwner.of(HOLDER), KeyOwner.ANYBODY)) {
      assertThat(admittedBy(new KeyOwner(owner.text()))).isEqualTo(admittedBy(owner));
      assertThat(owner.text()).doesNotContain(TOKEN.secret());
    }
    assertThat(KeyOwner.of(ALICE).text()).isEqualTo("principal:alice");
  }

  @Test
  void aTextOfAnUnknownKindAdmitsNobody() {
    assertThat(admittedBy(new KeyOwner("group:staff"))).isEmpty();
    assertThat(admittedBy(new KeyOwner("alice"))).isEmpty();
  }

  @Test
  void aPrincipalCannotNameItselfAsAnotherKindOfOwner() {
    Caller impostor = Caller.of(KeyOwner.of(HOLDER).text());
    assertThat(KeyOwner.of(HOLDER).admits(impostor)).isFalse();
    Caller hashed = Caller.of("x".repeat(300));
    assertThat(KeyOwner.of(hashed).admits(Caller.of(KeyOwner.of(hashed).text()))).isFalse();
    assertThat(KeyOwner.of(hashed).admits(hashed)).isTrue();
    assertThat(KeyOwner.of(hashed).admits(Caller.of("x".repeat(301)))).isFalse();
    assertThat(KeyOwner.of(Caller.of("anybody"))).isNotEqualTo(KeyOwner.ANYBODY);
  }

  @Test
  void textsOfOwnersAndNamesOfPrincipalsHaveALengthAndNoControlCharacters() {
    assertRefused(ErrorCode.INVALID_NAME, () -> new KeyOwner(""), "has 0");
    assertRefused(ErrorCode.INVALID_NAME, () -> new KeyOwner("x".repeat(257)), "has 257");
    assertRefused(ErrorCode.INVALID_NAME, () -> new KeyOwner("a\nb"), "control characters");
    assertRefused(ErrorCode.INVALID_NAME, () -> Caller.of(""), "has 0");
    assertRefused(ErrorCode.INVALID_NAME, () -> Caller.of("x".repeat(1025)), "has 1025");
    assertRefused(ErrorCode.INVALID_NAME, () -> Caller.of("a\u0000b"), "control characters");
  }

  @Test
  void anAccountIsThePrincipalElseTheAddress() {
    assertThat(ALICE.account()).isEqualTo(ALICE.withUploadToken(TOKEN).account()).isNotEqualTo(BOB.account());
    assertThat(HOLDER.account()).isEqualTo(Caller.at("10.0.0.1").account())
        .isNotEqualTo(Caller.of("10.0.0.1").account()).isNotEqualTo(Caller.at("10.0.0.2").account());
  }

  @Test
  void aTokenIsReadBackAndNeverPrinted() {
    assertThat(TOKEN.secret()).hasSize(43);
    assertThat(UploadToken.parse(TOKEN.secret())).isEqualTo(TOKEN).hasSameHashCodeAs(TOKEN).isNotEqualTo(OTHER);
    assertThat(TOKEN.sha256()).matches("[0-9a-f]{64}").isNotEqualTo(OTHER.sha256());
    assertThat(TOKEN + " " + HOLDER + " " + KeyOwner.of(HOLDER)).doesNotContain(TOKEN.secret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "0123456789012345678901234567890123456789012+",
      "01234567890123456789012345678901234567890123"})
  void aTextThatIsNoTokenIsRefusedAndNotRepeated(String text) {
    assertRefused(ErrorCode.INVALID_NAME, () -> UploadToken.parse(text), "43 characters");
  }
}
