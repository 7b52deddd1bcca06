/**
 * What the commands print with: terminal, progress, tables, units. The one place through which a command prints. Knows
 * nothing of models or keys.
 */
package dev.nightjar.cli.text;
