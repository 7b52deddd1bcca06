/**
 * The engine {@code native}: TFHE-rs behind a small C ABI of ours, bound by JNA. Optional, and off the class path
 * unless it is added. Only its provider and its probe are public.
 */
package dev.nightjar.engine.nativelib;
