/** The command line: {@link dev.nightjar.cli.Main} and one class for each sub-command. */
package dev.nightjar.cli;
