/** Evaluation keys in a PostgreSQL database that replicas share. */
package dev.nightjar.keystore.postgres;
