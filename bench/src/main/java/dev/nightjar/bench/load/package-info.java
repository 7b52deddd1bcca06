/**
 * Measures an endpoint from outside, over HTTP: what it bears ({@link dev.nightjar.bench.load.LoadRun}) and whether it
 * stays as it is for as long as it runs ({@link dev.nightjar.bench.load.SoakRun}).
 *
 * <p>Requests go out at times that were drawn before the first was sent, and latency counts from those times, not from
 * when a connection was free: a server that stands still for a second makes all requests late that were due in that
 * second, and all of them are counted.
 *
 * <p>The client is cheap, as it may have the same processors as the server: queries are encrypted beforehand, a number
 * of threads hold one plain connection each, and what the client took is reported beside what the server took.
 */
package dev.nightjar.bench.load;
