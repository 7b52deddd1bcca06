package dev.nightjar.spring;

import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.runtime.CallerLimits;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.runtime.keys.MasterKeys;
import dev.nightjar.servlet.AccessLog;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.ServletSettings;
import dev.nightjar.servlet.TokenFile;
import java.io.IOException;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/** From properties to the settings of the runtime and of the servlet. */
final class PropertyMapping {
  private PropertyMapping() {
  }

  static RuntimeBuilder builder(NightjarProperties properties) {
    RuntimeBuilder builder = NightjarRuntime.builder();
    given("models", properties.models(), builder::models);
    given("watch-interval", properties.watchInterval(), builder::watchModels);
    given("trust", properties.trust().isEmpty() ? null : properties.trust(),
        keys -> builder.trust(TrustedKeys.parse(String.join(",", keys))));
    given("engine", properties.engine(), builder::engine);
    given("threads", properties.threads(), builder::threads);
    given("workers", properties.workers(), builder::workers);
    given("longest-wait", properties.longestWait(), builder::longestWait);
    given("plugins", properties.plugins(), builder::plugins);
    given("warm-up", properties.warmUp(), builder::warmUp);
    NightjarProperties.Keys keys = properties.keys();
    given("keys.store", keys.store(), builder::keyStore);
    given("keys.at-rest", keys.atRest(), sources -> builder.keysAtRest(MasterKeys.parse(sources, System::getenv)));
    given("keys.memory", keys.memory(), size -> builder.keyStoreBytes(size.toBytes()));
    given("keys.idle-time", keys.idleTime(), builder::keyIdleTime);
    given("keys.freshness", keys.freshness(), builder::keyFreshness);
    given("keys.upload-idle-time", keys.uploadIdleTime(), builder::uploadIdleTime);
    given("keys.loaded-memory", keys.loadedMemory(), size -> builder.loadedKeyBytes(size.toBytes()));
    // Not without a warm-up; but a number that is none is refused in any case.
    given("keys.preload", keys.preload(), most ->
        builder.preloadKeys(properties.warmUp().isZero() ? Math.min(most, 0) : most));
    return builder.limits(limits(properties)).drainTime(properties.drain())
        .keysForAnybody(properties.callers().anonymousSaveKey());
  }

  private static RuntimeLimits limits(NightjarProperties properties) {
    NightjarProperties.Limits given = properties.limits();
    RuntimeLimits limits = RuntimeLimits.DEFAULT.withCallers(callers(properties.callers()));
    limits = changed("limits.key", given.key(), limits, (all, size) -> all.withKeyBytes(size.toBytes()));
    limits = changed("limits.query", given.query(), limits,
        (all, size) -> all.withQueryBytes(int32(size)));
    limits = changed("limits.json", given.json(), limits, (all, size) -> all.withJsonBytes(size.toBytes()));
    return changed("limits.deadline", given.deadline(), limits, RuntimeLimits::withDeadline);
  }

  private static CallerLimits callers(NightjarProperties.Callers given) {
    CallerLimits callers = changed("callers.open-uploads", given.openUploads(), CallerLimits.DEFAULT,
        CallerLimits::withOpenUploads);
    callers = changed("callers.open-memory", given.openMemory(), callers,
        (all, size) -> all.withOpenBytes(size.toBytes()));
    callers = changed("callers.key-memory", given.keyMemory(), callers,
        (all, size) -> all.withKeyBytes(size.toBytes()));
    return changed("callers.unknown-uids", given.unknownUids(), callers, CallerLimits::withUnknownUids);
  }

  static ServletSettings servlet(NightjarProperties properties, CallerResolver callers) {
    // At once, as each is judged by the other.
    HttpLimits limits = changed("limits.member and nightjar.limits.bodies", properties.limits(), HttpLimits.defaults(),
        (all, both) -> new HttpLimits(both.member() == null ? all.decodedBytes() : int32(both.member()),
            both.bodies() == null ? all.bufferedBytes() : both.bodies().toBytes(), all.drainBytes(), all.bodyPatience(),
            all.bodyBytesPerSecond()));
    NightjarProperties.Browsers given = properties.browsers();
    BrowserRules browsers = changed("browsers.origins", given.origins(), null, (none, origins) ->
        new BrowserRules(origins, Set.of()));
    browsers = changed("browsers.hosts", given.hosts(), browsers, (all, hosts) ->
        new BrowserRules(all.origins(), hosts));
    return ServletSettings.defaults().withLimits(limits).withCallers(callers).withBrowsers(browsers)
        .withAccessLog(accessLog(properties.accessLog()));
  }

  /** Who sends a request, by properties: a file of tokens, or what the container says. */
  static CallerResolver callers(NightjarProperties properties) {
    CallerResolver ofContainer =
        properties.behindProxy() ? CallerResolver.behindProxy() : CallerResolver.container();
    return changed("tokens", properties.tokens(), ofContainer, (none, file) -> {
      try {
        return new TokenFile(file);
      } catch (IOException e) {
        throw new IllegalArgumentException("the file of callers' tokens cannot be read: " + e, e);
      }
    });
  }

  private static int int32(DataSize size) {
    if (size.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(size + " is too much: it must be less than 2 GiB");
    }
    return (int) size.toBytes();
  }

  private static AccessLog accessLog(String logger) {
    if (logger == null) {
      return AccessLog.none();
    }
    Logger log = LoggerFactory.getLogger(logger);
    return log::info;
  }

  private static <T> void given(String property, T value, Consumer<T> setting) {
    changed(property, value, null, (none, given) -> {
      setting.accept(given);
      return null;
    });
  }

  /** Settings with a property's value, where it has one; what they refuse is refused with the property's name. */
  private static <S, T> S changed(String property, T value, S settings, BiFunction<S, T, S> change) {
    try {
      return value == null ? settings : change.apply(settings, value);
    } catch (NightjarException e) {
      throw new NightjarException(e.code(), named(property, e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named(property, e), e);
    }
  }

  private static String named(String property, RuntimeException refusal) {
    return "nightjar." + property + ": " + refusal.getMessage();
  }
}
