/** What the commands print with: terminal, progress, tables, units. Knows nothing of models or keys. */
package dev.nightjar.cli.text;
