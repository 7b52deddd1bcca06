/**
 * Bundles: what the compiler hands to servers and clients. A bundle is a folder with {@code client.zip}, {@code
 * server.zip} and {@code versions.json}; this package is the one place that writes and reads them. A bundle holds data
 * only. The format is described in {@code docs/wire-format.md}.
 */
package dev.nightjar.bundle;
