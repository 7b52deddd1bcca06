package dev.nightjar.engine.nativelib;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import java.util.function.IntUnaryOperator;

/**
 * A native engine with a key, in whatever class loader this class is; callable from other ones through the JDK's type.
 */
public final class Scenario implements IntUnaryOperator, AutoCloseable {
  private final Engine engine = new NativeEngineProvider().create(new EngineOptions(2));
  private final EngineKey key = engine.load(TestKeys.toy().evaluation());

  /** Three minus a message from 0 to 3, computed on its encryption. */
  @Override
  public int applyAsInt(int message) {
    return flip(key, message);
  }

  static int flip(EngineKey key, int message) {
    TestKeys keys = TestKeys.toy();
    LweList in = keys.encrypt(new int[] {message}, 2);
    LweList out = LweList.allocate(in.dimension(), 1);
    key.bootstrap(in, Tables.of(key.parameters().tableSize(), 2, m -> 3 - m), new int[1], out);
    return keys.decrypt(out, 2)[0];
  }

  @Override
  public void close() {
    engine.close();
  }
}
