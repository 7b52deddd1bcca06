/**
 * Finds what extends Nightjar, by one rule of versions and names: model plugins, endpoint handlers, engines, key stores
 * and listeners, on the class path or in jars of a plugin folder, each jar behind its own class loader. A server that
 * serves compiled models needs no model plugin; {@code compile} does. A server takes the others from here.
 */
package dev.nightjar.extensions;
