/** Secret keys in files that only their owner can read. */
package dev.nightjar.client.files;
