/** Loads plugins from jars in a folder, each behind its own class loader. */
package dev.nightjar.extensions;
