/** The article's client, {@code play_with_endpoint.py}: keys, upload, samples, what came of them. */
package dev.nightjar.cli.play;
