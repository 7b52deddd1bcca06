/** Runs the models that are served until their code is compiled, before the first client's query. */
package dev.nightjar.runtime.warmup;
