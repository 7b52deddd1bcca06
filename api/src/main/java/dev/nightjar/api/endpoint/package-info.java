/**
 * The endpoint SPI, without HTTP: handlers that answer named methods, the store in which clients' evaluation keys
 * lie, and listeners that are told what happens.
 */
package dev.nightjar.api.endpoint;
