package dev.nightjar.engine.nativelib;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;

/**
 * The library's functions, by JNA direct mapping; {@link LibraryLoader} registers them. What each does, and what
 * lengths its pointers need, is documented at the functions of the same names in {@code native/src/lib.rs}. Those with
 * an {@code int} result return a {@link NativeStatus} code.
 */
final class NativeBinding {
  /** Of the signatures below; a library with another number is refused. */
  static final int ABI_VERSION = 2;

  private NativeBinding() {}

  static native long nj_simd(byte[] buffer, long capacity);

  static native long nj_last_error(byte[] buffer, long capacity);

  static native int nj_engine_new(int threads, LongByReference handle);

  static native int nj_key_new(long engine, int[] shape, LongByReference handle);

  static native int nj_key_append_bsk(long key, Pointer words, long length);

  static native int nj_key_append_ksk(long key, Pointer words, long length);

  static native long nj_key_bytes(long key);

  static native int nj_bootstrap(long key, Pointer input, long inputWords, Pointer tableOf, long count, Pointer tables,
      long tableWords, int theta, Pointer output, long outputWords);

  static native int nj_ggsw_new(long engine, int[] shape, Pointer words, long length, LongByReference handle);

  static native int nj_external_product(long ggsws, Pointer which, long count, Pointer glwe, long words,
      Pointer output);

  static native int nj_cmux(long ggsws, Pointer which, long count, Pointer ct0, Pointer ct1, long words,
      Pointer output);

  static native int nj_free(long handle);

  static native int nj_test_panic(long engine);
}
