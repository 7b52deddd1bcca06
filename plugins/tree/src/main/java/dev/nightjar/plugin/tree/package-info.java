/**
 * Compiles decision trees and ensembles of them: unary inputs, interval tests read off by extraction, one
 * bootstrap for each place where a tree's value changes.
 */
package dev.nightjar.plugin.tree;
