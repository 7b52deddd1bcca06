package dev.nightjar.bench;

/**
 * The time of one part of one engine, on one thread.
 *
 * @param engine name in the plan
 * @param kernel that the engine computed with
 * @param part which
 * @param together ciphertexts that were processed at once
 * @param nanos time for one {@link Part#unit()}, in nanoseconds
 */
public record PartTime(String engine, String kernel, Part part, int together, Spread nanos) {
}
