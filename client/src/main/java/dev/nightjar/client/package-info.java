/**
 * The data owner's side: secret keys, evaluation key generation, encryption, decryption. This is the only
 * module that touches a secret; nothing that runs on a server depends on it.
 *
 * <p>Start at {@link dev.nightjar.client.ModelClient}. Control flow and memory addresses never depend on a
 * secret: key bits are masks ({@code 0} or {@code -1}) that select by {@code &}. The bits of a key lie
 * outside of the heap and are wiped when it is closed; working arrays are wiped when an operation ends, as far
 * as a Java program can wipe what the garbage collector may have moved.
 */
package dev.nightjar.client;
