/**
 * The endpoint SPI, without HTTP: handlers that answer named methods, and the store in which clients' evaluation keys
 * lie.
 */
package dev.nightjar.api.endpoint;
