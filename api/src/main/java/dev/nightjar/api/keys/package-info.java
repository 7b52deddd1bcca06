/** Evaluation keys on a server: the store SPI in which they lie, and the uids under which they are found. */
package dev.nightjar.api.keys;
