/** Hubs: folders and sites that hold bundles of models beside an index, and how models come into them and out. */
package dev.nightjar.cli.hub;
