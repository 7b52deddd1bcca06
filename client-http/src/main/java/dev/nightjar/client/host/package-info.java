/** What a client takes from the machine that it runs on: files for secret keys, threads for key generation. */
package dev.nightjar.client.host;
