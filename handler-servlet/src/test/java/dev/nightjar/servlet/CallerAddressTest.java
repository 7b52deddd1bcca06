package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerAddressTest {
  @ParameterizedTest
  @CsvSource({"192.0.2.7, 192.0.2.7", "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
      "2001:db8:1:2::ffff, 20010db800010002/64", "[2001:db8:1:2::1], 20010db800010002/64",
      "fe80:0:0:0:1:2:3:4%eth0, fe80000000000000/64", "::1, 0000000000000000/64", "::ffff:192.0.2.7, 192.0.2.7",
      "no-address, no-address", "1:2:3:zz, 1:2:3:zz", "1:2:3:4:5:6:7:8:9, unknown",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, unknown"})
  void anIpv4AddressCountsAloneAndAnIpv6NetworkTogether(String address, String account) {
    assertThat(CallerAddress.account(address)).isEqualTo(account);
  }

  private static HttpServletRequest request(String... forwarded) {
    return (HttpServletRequest) Proxy.newProxyInstance(HttpServletRequest.class.getClassLoader(),
        new Class<?>[] {HttpServletRequest.class}, (request, method, arguments) -> switch (method.getName()) {
          case "getHeaders" -> Collections.enumeration(List.of(forwarded));
          case "getRemoteAddr" -> "10.0.0.1";
          case "getUserPrincipal" -> null;
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  @Test
  void behindAProxyItIsTheAddressThatTheProxyHasAddedLast() {
    assertThat(CallerResolver.behindProxy().resolve(request("192.0.2.1, 192.0.2.2")).address()).isEqualTo("192.0.2.2");
    assertThat(CallerResolver.behindProxy().resolve(request("spoofed", " 192.0.2.3 ")).address())
        .isEqualTo("192.0.2.3");
    assertThat(CallerResolver.behindProxy().resolve(request()).address()).isEqualTo("10.0.0.1");
    assertThat(CallerResolver.behindProxy().resolve(request("")).address()).isEqualTo("10.0.0.1");
  }

  @Test
  void withoutOneTheHeaderSaysNothing() {
    assertThat(CallerResolver.container().resolve(request("192.0.2.1")).address()).isEqualTo("10.0.0.1");
    assertThat(CallerResolver.container().resolve(request("192.0.2.1")).principal()).isEmpty();
  }
}
