/**
 * Measures engines, side by side and in one run: key generation, key loading, and keyswitch plus programmable
 * bootstrap (KS + PBS) by batch size and number of threads. {@link dev.nightjar.bench.Bench} is the entry.
 *
 * <p><b>Why not JMH here.</b> Two reasons. JMH starts a new JVM for each configuration, and here each
 * would make and load keys of tens of megabytes first and wait for the kernels to be compiled; and it
 * measures one configuration after another, so that on a machine that others use too, or whose clock
 * changes, the engine that came later is compared with another machine. Here engines take turns (A B, B A,
 * A B), each of some tens of milliseconds, on the same keys and ciphertexts; results are medians with
 * their quartiles, and ratios are taken within pairs of neighbouring turns. Numbers of threads come one
 * after another. Warm-up is by time and by the compiler's silence; every output is decrypted and checked.
 * What a single JVM cannot show is the spread from one JVM start to the next: {@link
 * dev.nightjar.bench.JvmStarts} runs many for that.
 *
 * <p>The parts of the Java engine (transform, step, keyswitch) are timed beside whole bootstraps, and by JMH
 * in JVMs of their own. The JMH benchmark is a test source: JMH's licence (GPL-2.0 with Classpath
 * exception) keeps it off every class path that is handed out.
 */
package dev.nightjar.bench;
