package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.ServletSettings;
import java.util.function.Consumer;
import org.springframework.util.unit.DataSize;

/** From properties to the settings of the runtime and of the servlet. */
final class PropertyMapping {
  private PropertyMapping() {
  }

  static RuntimeBuilder builder(NightjarProperties properties) {
    RuntimeBuilder builder = NightjarRuntime.builder();
    given(properties.models(), builder::models);
    given(properties.engine(), builder::engine);
    given(properties.threads(), builder::threads);
    given(properties.workers(), builder::workers);
    given(properties.plugins(), builder::plugins);
    NightjarProperties.Keys keys = properties.keys();
    given(keys.store(), builder::keyStore);
    given(keys.memory(), size -> builder.keyStoreBytes(size.toBytes()));
    given(keys.idleTime(), builder::keyIdleTime);
    given(keys.uploadIdleTime(), builder::uploadIdleTime);
    given(keys.loadedMemory(), size -> builder.loadedKeyBytes(size.toBytes()));
    return builder.limits(limits(properties.limits())).drainTime(properties.drain()).warmUp(properties.warmUp())
        .preloadKeys(properties.warmUp().isZero() ? 0 : keys.preload());
  }

  private static RuntimeLimits limits(NightjarProperties.Limits given) {
    RuntimeLimits all = RuntimeLimits.DEFAULT;
    return new RuntimeLimits(all.partBytes(), bytes(given.key(), all.keyBytes()),
        Math.toIntExact(bytes(given.query(), all.queryBytes())), bytes(given.json(), all.jsonBytes()),
        given.deadline() == null ? all.deadline() : given.deadline(), all.callers());
  }

  static ServletSettings servlet(NightjarProperties properties, CallerResolver callers) {
    HttpLimits limits = HttpLimits.defaults();
    NightjarProperties.Limits given = properties.limits();
    limits = limits.withBufferedBytes(bytes(given.bodies(), limits.bufferedBytes()));
    limits = limits.withDecodedBytes(Math.toIntExact(bytes(given.member(), limits.decodedBytes())));
    return ServletSettings.defaults().withLimits(limits).withCallers(callers)
        .withBrowsers(new BrowserRules(properties.browsers().origins(), properties.browsers().hosts()));
  }

  private static long bytes(DataSize given, long otherwise) {
    return given == null ? otherwise : given.toBytes();
  }

  private static <T> void given(T value, Consumer<T> setting) {
    if (value != null) {
      setting.accept(value);
    }
  }
}
