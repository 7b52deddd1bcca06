package dev.nightjar.engine.java;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.BatchShape;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.keyswitch.KeySwitchKey;
import dev.nightjar.engine.java.keyswitch.ModulusSwitch;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.RotatorPool;
import java.util.ArrayList;
import java.util.List;

/** A loaded key: keyswitching key in 32 bits, bootstrapping key in the Fourier domain. */
final class JavaEngineKey implements EngineKey {
  private final Parameters parameters;
  private final RotatorPool rotators;
  private final Workers workers;
  private volatile Keys keys;

  private record Keys(KeySwitchKey keySwitch, FourierKey bootstrap) {
    long memoryBytes() {
      return keySwitch.memoryBytes() + bootstrap.memoryBytes();
    }
  }

  JavaEngineKey(EvaluationKey key, RotatorPool rotators, Workers workers) {
    this.parameters = key.parameters();
    this.rotators = rotators;
    this.workers = workers;
    this.keys = new Keys(KeySwitchKey.load(key, rotators.shape(), rotators::keySwitch, rotators.digits(),
            workers),
        FourierKey.load(key, rotators.shape(), rotators.kernel(), workers));
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long memoryBytes() {
    Keys held = keys;
    return held == null ? 0 : held.memoryBytes();
  }

  @Override
  public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
    Keys held = keys;
    if (held == null) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "this evaluation key is closed");
    }
    BatchShape.require(parameters, in, tables, tableOf, out);
    ModulusSwitch modulusSwitch = new ModulusSwitch(rotators.shape(), tables.theta());
    int n = rotators.shape().lweDimension();
    int[] exponents = new int[in.count() * (n + 1)];
    held.keySwitch.apply(in.words(), in.count(), exponents, workers);
    for (int i = 0; i < in.count(); i++) {
      modulusSwitch.apply(exponents, i * (n + 1), n);
    }
    List<Runnable> tasks = new ArrayList<>();
    for (BatchPlan.Part part : BatchPlan.of(in.count(), workers.threads(), rotators.groups())) {
      BlindRotator.Group group =
          new BlindRotator.Group(exponents, part.first(), part.count(), tables, tableOf, out);
      tasks.add(() -> rotators.rotate(held.bootstrap, group, part.path()));
    }
    workers.runAll(tasks);
  }

  @Override
  public void close() {
    keys = null;
  }
}
