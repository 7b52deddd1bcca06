package dev.nightjar.runtime;

import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.engine.RequiredOperations;
import dev.nightjar.runtime.keys.EncryptedKeyStore;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * Puts a runtime together from its settings: reads models, loads plugins, starts engines, refuses models that these or
 * the heap cannot serve, and opens the key store. What was begun is closed where it fails. Used once.
 */
final class RuntimeAssembly {
  private final RuntimeBuilder set;

  RuntimeAssembly(RuntimeBuilder set) {
    this.set = set;
  }

  NightjarRuntime build() {
    ModelRegistry registry = new ModelRegistry();
    registry.trust(set.trusted);
    if (set.standIn) {
      registry.sayNothing();
    }
    Optional<ModelRepository> repository =
        Optional.ofNullable(set.models).map(folder -> new ModelRepository(folder, registry));
    repository.ifPresent(r -> {
      r.leave(set.bundles.stream().map(ServerBundle::name).collect(Collectors.toSet()));
      r.readAll();
    });
    set.bundles.forEach(bundle -> registry.add(bundle.name(), bundle));
    PluginLoader loader = set.standIn ? PluginLoader.none()
        : PluginLoader.load(Optional.ofNullable(set.plugins), Requests.BUILT_IN);
    Engine made = null;
    KeyStore opened = null;
    ServingEngines serving = null;
    try {
      EngineRegistry found = set.engines != null ? set.engines : EngineRegistry.of(loader);
      EngineOptions options = new EngineOptions(set.engineThreads);
      if (set.engine == null) {
        made = found.create(set.engineName, options, typical(registry), needed(registry));
      }
      serving = new ServingEngines(set.engine != null ? set.engine : made, found, options);
      ServingEngines serves = serving;
      startNamedEngines(registry, serving);
      HeapCheck heap = new HeapCheck(set.heapBytes, taken());
      refuseTooLarge(registry, bundle -> heap.require(bundle, serves.of(bundle)));
      ModelMemory memory = set.expandedBytes.isPresent() ? ModelMemory.fixed(set.expandedBytes.getAsLong())
          : ModelMemory.of(HeapShares.of(set.heapBytes));
      refuseTooLarge(registry, memory.admission());
      registry.admitBy(admission(serving, heap, memory));
      if (set.keyStore == null) {
        opened = set.keyStoreSpec != null ? KeyStores.open(set.keyStoreSpec, loader)
            : KeyStores.open(Optional.ofNullable(set.keyFolder), set.keyStoreBytes,
                storedBytes(set.limits().keyBytes()), set.uploadIdleTime);
      }
      KeyStore store = set.keyStore != null ? set.keyStore : opened;
      return new NightjarRuntime(set, memory, serving,
          set.masterKeys.<KeyStore>map(keys -> new EncryptedKeyStore(store, keys)).orElse(store), registry, repository,
          loader);
    } catch (RuntimeException | Error e) {
      if (serving != null) {
        serving.closeOthers();
      }
      if (made != null) {
        made.close();
      }
      if (opened != null) {
        opened.close();
      }
      loader.close();
      throw e;
    }
  }

  private long storedBytes(long keyBytes) {
    return set.masterKeys.isEmpty() ? keyBytes : Math.min(Integer.MAX_VALUE, EncryptedKeyStore.storedBytes(keyBytes));
  }

  /** The parameter set of the served model that bootstraps most. */
  private static Parameters typical(ModelRegistry models) {
    return models.bundles().stream().map(ServerBundle::circuit).filter(circuit -> circuit.parameters().bootstraps())
        .max(Comparator.comparingInt(Circuit::bootstraps))
        .map(Circuit::parameters).orElse(ParameterCatalogue.linear());
  }

  /** What the models ask of the server's engine, but for those that name one of their own. */
  private static Set<Operation> needed(ModelRegistry models) {
    return models.bundles().stream().filter(bundle -> bundle.engine().isEmpty())
        .flatMap(bundle -> RequiredOperations.of(bundle.circuit()).stream()).collect(Collectors.toSet());
  }

  /**
   * What may be taken of a heap before an inference begins: by buffers, loaded keys, and keys stored in memory. A host
   * that sets more than their share aside for loaded keys knows how many it will have.
   */
  private LongUnaryOperator taken() {
    boolean elsewhere = set.keyStore != null || set.keyFolder != null
        || set.keyStoreSpec != null && !ExtensionChoice.nameIn(set.keyStoreSpec).equals("memory");
    OptionalLong loaded = set.loadedKeyBytes;
    OptionalLong stored = set.keyStoreBytes;
    return heap -> {
      HeapShares shares = HeapShares.of(heap);
      return shares.buffers() + Math.min(loaded.orElse(shares.loadedKeys()), shares.loadedKeys())
          + (elsewhere ? 0 : stored.orElse(shares.storedKeys()));
    };
  }

  /** Holds nothing of this, which has bundles that may be removed. */
  private static Consumer<ServerBundle> admission(ServingEngines serving, HeapCheck heap, ModelMemory memory) {
    return bundle -> {
      serving.requireCapable(bundle);
      heap.require(bundle, serving.standard());
      memory.admission().accept(bundle);
    };
  }

  private static void refuseTooLarge(ModelRegistry models, Consumer<ServerBundle> check) {
    for (ServerBundle bundle : models.bundles()) {
      try {
        check.accept(bundle);
      } catch (NightjarException e) {
        models.refuse(bundle, e.getMessage());
      }
    }
  }

  /** Better to learn now than with the first request that a model's engine cannot run. */
  private static void startNamedEngines(ModelRegistry models, ServingEngines serving) {
    for (ServerBundle bundle : models.bundles()) {
      try {
        serving.of(bundle);
      } catch (NightjarException e) {
        models.refuse(bundle, e.getMessage());
      }
    }
  }
}
