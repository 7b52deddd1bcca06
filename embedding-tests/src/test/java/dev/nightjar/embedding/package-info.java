/** The endpoint in servers that are not ours. */
package dev.nightjar.embedding;
