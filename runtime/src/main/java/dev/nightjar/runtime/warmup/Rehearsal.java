package dev.nightjar.runtime.warmup;

/** One model, on a query that encrypts nothing. */
public interface Rehearsal extends AutoCloseable {
  /** The model's name. */
  String model();

  /** What takes the same code: models of one name here are compiled together. */
  String kind();

  /** Whether the model's engine has done what it does about its own speed; before that, runs tell nothing. */
  boolean settled();

  /** Makes ready what runs need, such as a key, which takes long. */
  void prepare();

  /** One inference from the bytes of a query to those of an answer. */
  void run();

  /** Gives the key back. */
  @Override
  void close();
}
