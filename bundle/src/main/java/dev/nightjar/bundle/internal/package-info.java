/** What other modules of ours share with bundles, and applications do not: how files get to the disk for sure. */
package dev.nightjar.bundle.internal;
